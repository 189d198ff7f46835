/** The form for making and changing a group, and the one that closes it. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { groupPage, type GroupHead } from "./group.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, folded, form, isWorthOpening, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { readJson } from "../parts/names.ts";
import { PORTRAIT_FIELDS, portraitFields } from "../parts/portraits.ts";
import { routes } from "../frame/routes.ts";

/** What a form holds: of a new group nothing. */
type Kept = { account: Account; group: Row<"groups"> } | undefined;

const MEMBERSHIPS = ["public", "approval", "invitation"] as const;
const POSTINGS = ["members", "everybody", "moderators"] as const;

/** The boxes of the form, as they are with most groups. */
const USUAL = Object.freeze({
  approve_first: false,
  chat: true,
  downvotes: true,
  private: false,
  // Of what everybody may read there is nothing to hide: it says what becomes of it when the group is private.
  revealed: false,
  discoverable: true,
});
type Box = keyof typeof USUAL;

/** What a box shows now: as typed, as it is, or as usual. */
function isOn(name: Box, kept: Kept, { typed }: FormState): boolean {
  if (typed !== undefined) return typed[name] !== undefined;
  if (kept === undefined) return USUAL[name];
  const { account, group } = kept;
  const closed = account.members_only === 1;
  if (name === "private") return closed;
  if (name === "revealed") return closed && group.revealed === 1;
  return name === "discoverable" ? account.discoverable === 1 : group[name] === 1;
}

/** What few change is folded; what is not as usual lies open. */
function valuesView(ctx: ViewContext, kept: Kept, state: FormState): Html {
  const { t } = ctx;
  const { typed } = state;
  const rules = kept === undefined ? "" : readJson<string[]>(kept.group.rules, []).join("\n");
  const membership = select("membership", {
    label: t("groups.membership"),
    choices: MEMBERSHIPS.map((one) => [one, t(`groups.membership_${one}_hint`)] as const),
    value: typed?.["membership"] ?? kept?.group.membership ?? "public",
  });
  const posts = typed?.["posting"] ?? kept?.group.posting ?? "members";
  const posting = select("posting", {
    label: t("groups.posting"),
    choices: POSTINGS.map((one) => [one, t(`groups.posting_${one}`)] as const),
    value: posts,
  });
  const name =
    kept === undefined
      ? field("name", {
          ...state,
          label: t("groups.name"),
          hint: t("groups.name_hint", { domain: ctx.instance.domain }),
          required: true,
          maxlength: 30,
          plain: true,
        })
      : "";
  const pictures = portraitFields(ctx, kept?.account, state, { avatar: t("groups.avatar"), header: t("groups.header") });
  const box = (one: Box) => {
    const key = one === "private" ? "make_private" : one;
    return check(one, { label: t(`groups.${key}`), hint: t(`groups.${key}_hint`), checked: isOn(one, kept, state) });
  };
  const unusual = (...boxes: Box[]) => boxes.some((one) => isOn(one, kept, state) !== USUAL[one]);
  const written = html`${posting}${box("approve_first")}${box("chat")}${box("downvotes")}`;
  const folds = html`${folded(t("groups.pictures"), isWorthOpening(state, ...PORTRAIT_FIELDS), pictures)}${folded(t("groups.about_writing"), posts !== "members" || unusual("approve_first", "chat", "downvotes"), written)}${folded(t("groups.about_finding"), unusual("discoverable"), box("discoverable"))}`;
  return html`${name}${field("title", { ...state, label: t("groups.title"), value: kept?.group.title ?? "", required: true, maxlength: 60 })}${field("note", { ...state, label: t("groups.note"), hint: t("groups.note_hint"), value: kept?.group.note_source ?? "", rows: 4, maxlength: 2000 })}${field("rules", { ...state, label: t("groups.rules"), hint: t("groups.rules_hint"), value: rules, rows: 3, maxlength: 6000 })}${membership}${box("private")}${box("revealed")}<div class="parts">${folds}</div>`;
}

/** Posts `name`, `title`, `note`, `rules` (one a line), `membership`, `posting`, `approve_first`, `chat`, `downvotes`, `private`, `revealed`, `discoverable`, and what `portraitFields` does. */
export function newGroupView(ctx: ViewContext, state: FormState): Html {
  const { t } = ctx;
  const body = html`${problemSummary(ctx, state.problems)}${valuesView(ctx, undefined, state)}<p>${submit(t("groups.make_do"))}</p>`;
  const head = pageHead(t("groups.make"), {
    lead: t("groups.make_lead"),
    back: { href: routes.groups, label: t("groups.yours") },
  });
  return layout(ctx, {
    title: t("groups.make"),
    main: html`${head}${form(ctx, routes.groups, body, { className: "stack", files: true })}`,
    narrow: true,
  });
}

export function groupSettingsView(ctx: ViewContext, head: GroupHead, state: FormState): Html {
  const { t } = ctx;
  const { account } = head;
  const action = routes.groupPage(account.id, "settings");
  const body = html`${problemSummary(ctx, state.problems)}${valuesView(ctx, head, state)}<p>${submit(t("common.save"))}</p>`;
  const end =
    head.standing.role === "owner"
      ? html`<p class="after"><a class="button danger" href="${routes.groupPage(account.id, "close")}">${t("groups.close")}</a></p>`
      : "";
  return groupPage(ctx, head, "settings", html`${form(ctx, action, body, { className: "stack", files: true })}${end}`);
}

export function closeGroupView(ctx: ViewContext, head: GroupHead, state: FormState): Html {
  const { t } = ctx;
  const { account, group } = head;
  const body = html`${problemSummary(ctx, state.problems)}${field("confirm", { ...state, label: t("groups.close_confirm", { name: account.username }), plain: true, required: true })}<p class="buttons"><button class="button danger">${t("groups.close_do")}</button> <a class="button" href="${routes.profile(account)}">${t("common.cancel")}</a></p>`;
  const title = t("groups.close_title", { title: group.title });
  const main = html`${pageHead(title, { lead: t("groups.close_lead"), back: { href: routes.profile(account), label: group.title } })}${form(ctx, routes.groupPage(account.id, "close"), body, { className: "stack" })}`;
  return layout(ctx, { title, main, narrow: true });
}
