/** Custom emojis: those of this server, and those that others have, to be copied. */
import type { CustomEmoji } from "../../src/emojis/emojis.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { field, fileField, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, cardsOr, dotted, filterForm, sectionView, smallCheck, smallField, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type Emojis = {
  emojis: readonly CustomEmoji[];
  remote: boolean;
  asked: { name: string; host: string };
  categories: readonly string[];
  /** Shortcodes of ours among those of others that are shown. */
  taken: ReadonlySet<string>;
  pager: Pager;
};

/** Posts (multipart) `shortcode`, `category` and `picture`. */
export function emojisView(
  ctx: ViewContext,
  { emojis, remote, asked, categories, taken, pager, ...state }: Emojis & FormState,
): Html {
  const { t } = ctx;
  const which = tabs(t("admin.emojis_which"), [
    { href: adminRoutes.emojis(), label: t("admin.emojis_ours"), current: !remote },
    { href: adminRoutes.emojis({ from: "elsewhere" }), label: t("admin.emojis_elsewhere"), current: remote },
  ]);
  const filter = filterForm(
    ctx,
    adminRoutes.emojis(),
    html`${remote ? html`<input type="hidden" name="from" value="elsewhere">` : ""}${smallField("name", t("admin.emoji_name"), { value: asked.name, type: "search", maxlength: 100 })}${remote ? smallField("host", t("admin.host_name"), { value: asked.host, maxlength: 300 }) : ""}`,
  );
  const list = cardsOr(
    emojis.map((emoji) => (remote ? thereView(emoji, taken, ctx) : ourView(emoji, ctx))),
    t(asked.name !== "" || asked.host !== "" ? "admin.none_found" : remote ? "admin.emojis_none_elsewhere" : "admin.emojis_none"),
  );
  const names = html`<datalist id="categories">${categories.map((name) => html`<option value="${name}"></option>`)}</datalist>`;
  const main = html`${which}${problemSummary(ctx, state.problems)}${filter}${list}${pagerView(pager, ctx)}${remote ? "" : html`${names}${sectionView(t("admin.emoji_new"), addForm(ctx, state))}`}`;
  return adminPage(ctx, { at: "emojis", title: t("admin.page_emojis"), main });
}

function addForm(ctx: ViewContext, state: FormState): Html {
  const { t } = ctx;
  const [label, hint] = [t("admin.emoji_picture"), t("admin.emoji_picture_hint")];
  const picture = fileField(ctx, "picture", { ...state, label, hint, accept: "image/*", required: true });
  const fields = html`${field("shortcode", { ...state, label: t("admin.emoji_name"), hint: t("admin.emoji_name_hint"), required: true, maxlength: 50, pattern: "[a-zA-Z0-9_]{2,50}", plain: true })}${field("category", { ...state, label: t("admin.emoji_category"), maxlength: 50 })}${picture}<p class="buttons">${submit(t("common.add"))}</p>`;
  return form(ctx, adminRoutes.emojis(), fields, { className: "stack", files: true });
}

const pictureView = ({ shortcode, image_url }: CustomEmoji, ctx: ViewContext): Html =>
  html`<img class="emoji-large" src="${ctx.emojiUrl(image_url)}" alt=":${shortcode}:" width="40" height="40" loading="lazy">`;

function ourView(emoji: CustomEmoji, ctx: ViewContext): Html {
  const { t } = ctx;
  const about = `:${emoji.shortcode}:`;
  const fields = html`${smallField("category", t("admin.emoji_category"), { value: emoji.category, maxlength: 50 })}${smallCheck("visible", t("admin.emoji_visible"), emoji.visible === 1)}${smallCheck("disabled", t("admin.emoji_disable"), emoji.disabled === 1)}<p><button class="button">${t("common.save")}</button></p>`;
  const sure = html`<p>${t("admin.emoji_delete_sure")}</p>${actButton(ctx, adminRoutes.actOnEmoji(emoji.id, "remove"), t("common.delete"), { about, looks: "danger" })}`;
  const acts = html`${askFirst(t("common.edit"), form(ctx, adminRoutes.actOnEmoji(emoji.id, "change"), fields, { className: "stack" }), about)}${askFirst(t("common.delete"), sure, about)}`;
  const facts = dotted([
    emoji.category,
    emoji.disabled === 1 && stateView("bad", t("admin.emoji_disabled")),
    emoji.visible === 0 && t("admin.emoji_hidden"),
  ]);
  return html`<li class="card"><div class="head"><div class="emoji-line">${pictureView(emoji, ctx)}<div><strong>${about}</strong><p class="hint">${facts}</p></div></div><div class="answer">${acts}</div></div></li>`;
}

function thereView(emoji: CustomEmoji, taken: ReadonlySet<string>, ctx: ViewContext): Html {
  const about = `:${emoji.shortcode}:`;
  const act = taken.has(emoji.shortcode)
    ? html`<span class="hint">${ctx.t("admin.emoji_taken")}</span>`
    : actButton(ctx, adminRoutes.actOnEmoji(emoji.id, "copy"), ctx.t("admin.emoji_copy"), { about: `${about} ${emoji.host}` });
  return html`<li class="card"><div class="head"><div class="emoji-line">${pictureView(emoji, ctx)}<div><strong>${about}</strong><p class="hint">${emoji.host}</p></div></div><div class="answer">${act}</div></div></li>`;
}
