/** What others see of one: name, words, facts, pictures, tags. */
import type { Account } from "../../src/db/schema.ts";
import type { Field } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { check, field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { nameOf, readJson } from "../parts/names.ts";
import { portraitFields } from "../parts/portraits.ts";
import { hidden, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

/** As many as one usually needs; whoever has more, by an app, keeps them. */
const FIELDS = 4;

export type ProfileSettings = FormState & {
  account: Account;
  /** On the profile, with what might stand there as well. */
  tags: readonly { id: number; name: string; statuses_count: number }[];
  suggestions: readonly string[];
};

/**
 * Posts (multipart): `display_name`, `note`, `field_name_1`, `field_value_1` … (four, or as many as there are), `avatar` and `header` (files), `remove_avatar`, `remove_header`,
 * `avatar_description`, `header_description`, `attribution_domains` (a line each), and the checkbox `bot` ("1" when checked).
 */
export function settingsProfileView(ctx: ViewContext, state: ProfileSettings): Html {
  const { t } = ctx;
  const { account } = state;
  const bot = state.typed === undefined ? account.bot === 1 : state.typed["bot"] !== undefined;
  const domains = readJson<string[]>(account.attribution_domains, []);
  const body = html`${field("display_name", { ...state, label: t("settings.display_name"), value: account.display_name, maxlength: 240, autocomplete: "name" })}
${field("note", { ...state, label: t("settings.note"), hint: t("settings.note_hint"), value: account.note_source, rows: 5, maxlength: 4000 })}
${portraitFields(ctx, account, state, { avatar: t("settings.avatar", { name: nameOf(account) }), header: t("settings.header") })}
<fieldset class="pairs"><legend>${t("settings.facts")}</legend><p class="hint">${t("settings.facts_hint")}</p>${pairFields(ctx, account, state)}</fieldset>
<fieldset class="stack"><legend>${t("settings.more")}</legend>
${check("bot", { label: t("settings.bot"), checked: bot })}
${field("attribution_domains", { ...state, label: t("settings.attribution"), hint: t("settings.attribution_hint"), value: domains.join("\n"), rows: 2, maxlength: 3000, plain: true })}</fieldset>
<p class="buttons">${submit(t("common.save"))} <a class="button" href="${routes.profile(account)}">${t("settings.see_profile")}</a></p>`;
  return settingsPage(
    ctx,
    "profile",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.settingsProfile, body, { className: "stack", files: true, return_to: routes.settingsProfile })}${tagsView(ctx, state)}`,
  );
}

function pairFields({ t, locale }: ViewContext, account: Account, state: FormState): Html {
  const kept = readJson<Field[]>(account.fields, []);
  const room = Math.max(FIELDS, kept.length);
  const pair = (n: number) => {
    const one = kept[n - 1];
    const verified =
      one === undefined || one.verified_at === 0
        ? ""
        : html`<p class="verified">${icon("check")}<span>${t("settings.verified", { when: locale.times.day(one.verified_at) })}</span></p>`;
    return html`<div class="pair">${field(`field_name_${n}`, { ...state, label: t("settings.fact_label", { n }), value: one?.name ?? "", maxlength: 255 })}${field(`field_value_${n}`, { ...state, label: t("settings.fact_text", { n }), value: wordsOf(one?.value ?? ""), maxlength: 2047 })}${verified}</div>`;
  };
  return html`${Array.from({ length: room }, (_, at) => pair(at + 1))}`;
}

/** Forms of their own: each tag is added and taken away by itself. */
function tagsView(ctx: ViewContext, { tags, suggestions, problems, typed }: ProfileSettings): Html {
  const { t } = ctx;
  const items = tags.map(
    ({ id, name, statuses_count }) =>
      html`<li class="card"><div class="head"><div><a href="${routes.tag(name)}">#${name}</a> <span class="hint">${t("common.posts", { count: statuses_count })}</span></div>${form(ctx, routes.unfeatureTag(id), html`<button class="button">${t("common.remove")}${hidden(` #${name}`)}</button>`, { className: "answer" })}</div></li>`,
  );
  const known = suggestions.map((name) => html`<option value="#${name}"></option>`);
  const list = known.length === 0 ? "" : html`<datalist id="known-tags">${known}</datalist>`;
  const add = html`${field("tag", { label: t("settings.tag_name"), problems, typed, plain: true, required: true, maxlength: 200, ...(known.length === 0 ? {} : { list: "known-tags" }) })}${list}<p class="buttons"><button class="button">${t("common.add")}</button></p>`;
  return html`<section class="stack after"><h2>${t("settings.featured_tags")}</h2><p class="hint">${t("settings.featured_tags_hint")}</p>${items.length === 0 ? "" : html`<ul class="cards">${items}</ul>`}${form(ctx, routes.featureTag, add, { className: "stack" })}</section>`;
}
