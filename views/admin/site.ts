/** What a server is called, what it says, how it looks, and who may join it. */
import type { Instance } from "../../src/config.ts";
import type { Terms } from "../../src/policies/texts.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import {
  check,
  field,
  fileControl,
  folded,
  form,
  isWorthOpening,
  problemSummary,
  select,
  submit,
  type FormState,
} from "../parts/form.ts";
import { adminPage } from "./frame.ts";
import { card, cardsOr, sectionView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type SiteValues = Pick<
  Instance,
  | "title"
  | "description"
  | "contact_email"
  | "language"
  | "time_zone"
  | "registrations"
  | "members_invite"
  | "members_make_groups"
  | "insights"
  | "front_page"
>;
export type SitePage = {
  site: SiteValues;
  /** The address of the post on the front page. */ front_status: string;
  time_zones: readonly string[];
};

/** Posts `title`, `description`, `contact_email`, `language`, `time_zone`, `registrations`, `front_page`, `front_status`, `members_invite`, `members_make_groups` and `insights`. */
export function siteView(ctx: ViewContext, { site, front_status, time_zones, ...state }: SitePage & FormState): Html {
  const { t, locale } = ctx;
  const { typed } = state;
  const value = (name: "language" | "registrations" | "front_page"): string => typed?.[name] ?? site[name];
  const languages = Object.entries(ctx.languages);
  const zones = html`<datalist id="time-zones">${time_zones.map((zone) => html`<option value="${zone}"></option>`)}</datalist>`;
  const fields = html`<fieldset class="stack"><legend>${t("admin.site_words")}</legend>
${field("title", { ...state, label: t("admin.site_title"), value: site.title, required: true, maxlength: 100 })}
${field("description", { ...state, label: t("admin.site_description"), hint: t("admin.site_description_hint"), value: site.description, rows: 3, maxlength: 5000 })}
${field("contact_email", { ...state, label: t("admin.site_contact"), hint: t("admin.site_contact_hint"), value: site.contact_email, type: "email", maxlength: 320 })}</fieldset>
<fieldset class="stack"><legend>${t("admin.site_joining")}</legend>
${select("registrations", { label: t("admin.site_registrations"), choices: (["open", "approval", "closed"] as const).map((one) => [one, t(`admin.registrations_${one}`)] as const), value: value("registrations") })}
${check("members_invite", { label: t("admin.site_invites"), hint: t("admin.site_invites_hint"), checked: typed === undefined ? site.members_invite : typed["members_invite"] !== undefined })}
${check("members_make_groups", { label: t("admin.site_groups"), hint: t("admin.site_groups_hint"), checked: typed === undefined ? site.members_make_groups : typed["members_make_groups"] !== undefined })}
${check("insights", { label: t("admin.site_insights"), hint: t("admin.site_insights_hint"), checked: typed === undefined ? site.insights : typed["insights"] !== undefined })}</fieldset>
<fieldset class="stack"><legend>${t("admin.site_front")}</legend>
${select("front_page", { label: t("admin.site_front_page"), choices: (["local", "about", "status"] as const).map((one) => [one, t(`admin.front_${one}`)] as const), value: value("front_page") })}
${field("front_status", { ...state, label: t("admin.site_front_status"), hint: t("admin.site_front_status_hint"), value: front_status, maxlength: 2000, plain: true })}</fieldset>
<fieldset class="stack"><legend>${t("admin.site_place")}</legend>
${select("language", { label: t("common.language"), hint: t("admin.site_language_hint"), choices: languages, value: value("language") })}
${field("time_zone", { ...state, label: t("admin.site_time_zone"), hint: t("admin.site_time_zone_hint", { now: locale.times.dateTime(ctx.now) }), value: site.time_zone, required: true, maxlength: 64, plain: true, list: "time-zones" })}${zones}</fieldset>
<p class="buttons">${submit(t("common.save"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, adminRoutes.site, fields, { className: "stack" })}`;
  return adminPage(ctx, { at: "site", title: t("admin.page_site"), lead: t("admin.site_lead"), main });
}

export type Shade = { paper: string; ink: string; contrast: number };
export type LookPage = {
  accent: string;
  /** What an instance without an accent of its own shows. */
  usual: string;
  light: readonly Shade[];
  dark: readonly Shade[];
  picture: string;
  /** One that can be read, near one that cannot. */
  nearest: string | undefined;
};

/** Posts (multipart) `own_accent`, `accent`, `picture`, `remove_picture`. */
export function lookView(
  ctx: ViewContext,
  { accent, usual, light, dark, picture, nearest, ...state }: LookPage & FormState,
): Html {
  const { t } = ctx;
  const typed = state.typed?.["accent"] ?? (accent === "" ? usual : accent);
  const own = state.typed === undefined ? accent !== "" : state.typed["own_accent"] !== undefined;
  const problem = state.problems?.["accent"];
  const advice = nearest === undefined ? "" : html` ${t("admin.accent_nearest", { colour: nearest })}`;
  const colour = html`<div class="field"><label for="f-accent">${t("admin.accent")}</label><p class="hint" id="f-accent-hint">${t("admin.accent_hint")}</p><input type="color" id="f-accent" name="accent" value="${typed}" aria-describedby="f-accent-hint${problem === undefined ? "" : " f-accent-problem"}">${problem === undefined ? "" : html`<p class="problem" id="f-accent-problem">${problem}${advice}</p>`}</div>`;
  const shown =
    picture === ""
      ? ""
      : html`<img class="site-picture" src="${ctx.fileUrl(picture)}" alt="${t("admin.picture_now")}" width="240" height="126">`;
  const hint = t("admin.site_picture_hint");
  const upload = html`<div class="field"><label for="f-picture">${t("admin.site_picture")}</label><p class="hint" id="f-picture-hint">${hint}</p>${shown}${fileControl(ctx, "picture", { ...state, hint, accept: "image/*" })}</div>`;
  const fields = html`${upload}${picture === "" ? "" : check("remove_picture", { label: t("admin.picture_remove"), checked: false })}
${check("own_accent", { label: t("admin.accent_own"), hint: t("admin.accent_own_hint"), checked: own })}${colour}<p class="buttons">${submit(t("common.save"))}</p>`;
  const swatches = html`<div class="swatches">${swatchesView(ctx, t("admin.on_light"), light)}${swatchesView(ctx, t("admin.on_dark"), dark)}</div>`;
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, adminRoutes.look, fields, { className: "stack", files: true })}${sectionView(t("admin.accent_looks"), swatches)}`;
  return adminPage(ctx, { at: "look", title: t("admin.page_look"), main });
}

function swatchesView(ctx: ViewContext, title: string, shades: readonly Shade[]): Html {
  const ratio = (value: number) => `${ctx.locale.number(Math.round(value * 10) / 10)}:1`;
  const samples = shades.map(
    ({ paper, ink, contrast }) =>
      html`<svg viewBox="0 0 120 64" width="120" height="64" role="img" aria-label="${ratio(contrast)}"><rect width="120" height="64" rx="8" fill="${paper}"/><text x="12" y="28" fill="${ink}" font-size="18" font-weight="600">Aa</text><text x="12" y="52" fill="${ink}" font-size="14">${ratio(contrast)}</text></svg>`,
  );
  return html`<figure><figcaption class="hint">${title}</figcaption>${samples}</figure>`;
}

export type TextsPage = {
  extended_description: string;
  privacy_policy: string;
  /** HTML of our own making, when somebody wants to see first how it reads. */
  preview: string | undefined;
  terms: readonly Terms[];
};

/** Posts `extended_description` and `privacy_policy`, by the button `preview` only to look at them. */
export function textsView(ctx: ViewContext, { preview, terms, ...texts }: TextsPage, state: FormState = {}): Html {
  const { t } = ctx;
  const area = (name: "extended_description" | "privacy_policy") =>
    field(name, {
      ...state,
      label: t(`admin.text_${name}`),
      hint: t(`admin.text_${name}_hint`),
      value: texts[name],
      rows: 10,
      maxlength: 100_000,
    });
  const fields = html`${area("extended_description")}${area("privacy_policy")}<p class="buttons">${submit(t("common.save"))}<button class="button" name="preview" value="1">${t("admin.preview")}</button></p>`;
  const looked =
    preview === undefined
      ? ""
      : html`<section class="preview"><h2>${t("admin.preview")}</h2><div class="prose" dir="auto">${raw(preview)}</div></section>`;
  const main = html`${problemSummary(ctx, state.problems)}${looked}${form(ctx, adminRoutes.texts, fields, { className: "stack" })}${sectionView(t("admin.terms"), termsView(ctx, terms, state))}`;
  return adminPage(ctx, { at: "texts", title: t("admin.page_texts"), lead: t("admin.texts_lead"), main });
}

/** Posts `text`, `effective_date` and `changelog`. */
function termsView(ctx: ViewContext, terms: readonly Terms[], state: FormState): Html {
  const { t, locale } = ctx;
  const today = locale.times.isoDay(ctx.now);
  const list = cardsOr(
    terms.map((one) =>
      card(
        t("admin.terms_from", { day: locale.times.day(Date.parse(`${one.effective_date}T12:00:00Z`)) }),
        t(one.effective_date <= today ? "admin.terms_in_force" : "admin.terms_to_come"),
        "",
        one.changelog === "" ? "" : html`<p class="excerpt" dir="auto">${one.changelog}</p>`,
      ),
    ),
    t("admin.terms_none"),
  );
  const text = {
    ...state,
    label: t("admin.terms_text"),
    rows: 8,
    required: true,
    maxlength: 100_000,
    value: terms[0]?.text ?? "",
  };
  const begins = field("effective_date", { ...state, label: t("admin.terms_day"), type: "date", required: true, min: today });
  const changes = field("changelog", { ...state, label: t("admin.terms_changes"), rows: 2, maxlength: 10_000 });
  const fields = html`${field("text", text)}${begins}${changes}<p><button class="button">${t("admin.terms_publish")}</button></p>`;
  const open = isWorthOpening(state, "text", "effective_date", "changelog");
  return html`<p class="hint">${t("admin.terms_hint")}</p>${list}<div class="parts">${folded(t("admin.terms_new"), open, form(ctx, adminRoutes.terms, fields, { className: "stack" }))}</div>`;
}
