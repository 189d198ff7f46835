/** How the pages look, and how they behave: appearance, preferences for writing and reading, and which notifications come. */
import type { UserSettings } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { check, field, form, problemSummary, select, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { languageChoices } from "../parts/languages.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

/** Posts `locale`, `time_zone`, `theme`, `contrast`, `text_size`, and the checkboxes `reduced_motion`, `show_counts`. */
export function settingsAppearanceView(
  ctx: ViewContext,
  { settings, zones, problems, typed }: FormState & { settings: UserSettings; zones: readonly string[] },
): Html {
  const { t } = ctx;
  const { locale = "" } = ctx.viewer?.user ?? {};
  const languages = [["", t("settings.as_browser")] as const, ...Object.entries(ctx.languages)];
  const body = html`${problemSummary(ctx, problems)}<fieldset class="stack"><legend>${t("settings.words_and_times")}</legend>
${select("locale", { label: t("settings.page_language"), choices: languages, value: locale })}
${field("time_zone", { problems, typed, label: t("settings.time_zone"), hint: t("settings.time_zone_hint"), value: settings.time_zone ?? "", plain: true, maxlength: 64, list: "zones" })}
<datalist id="zones">${zones.map((zone) => html`<option value="${zone}"></option>`)}</datalist>
<p class="buttons" data-zone-offer hidden><button type="button" class="button" data-words="${t("settings.use_zone", { zone: "%" })}">${t("settings.time_zone")}</button></p></fieldset>
<fieldset class="stack"><legend>${t("settings.look")}</legend>
${select("theme", {
  label: t("settings.theme"),
  choices: [
    ["", t("settings.as_system")],
    ["light", t("settings.theme_light")],
    ["dark", t("settings.theme_dark")],
  ],
  value: settings.theme ?? "",
})}
${select("contrast", {
  label: t("settings.contrast"),
  choices: [
    ["", t("settings.as_system")],
    ["more", t("settings.contrast_more")],
  ],
  value: settings.contrast ?? "",
})}
${select("text_size", {
  label: t("settings.text_size"),
  choices: [
    ["", t("settings.text_normal")],
    ["large", t("settings.text_large")],
    ["larger", t("settings.text_larger")],
  ],
  value: settings.text_size ?? "",
})}
${check("reduced_motion", { label: t("settings.reduced_motion"), hint: t("settings.reduced_motion_hint"), checked: settings.reduced_motion === true })}
${check("show_counts", { label: t("settings.show_counts"), checked: settings.show_counts === true })}</fieldset>
<p class="buttons">${submit(t("common.save"))}</p>`;
  return settingsPage(ctx, "appearance", form(ctx, routes.settingsAppearance, body, { className: "stack" }), {
    scripts: ["zone.js"],
  });
}

/**
 * Posts `default_privacy`, `default_quote_policy`, `default_language`, `expand_media`, and the checkboxes `default_sensitive`, `require_descriptions`,
 * `expand_spoilers`, `home_reblogs`, `home_replies`, `keyboard_shortcuts`.
 */
export function settingsPreferencesView(ctx: ViewContext, { settings }: { settings: UserSettings }): Html {
  const { t } = ctx;
  const privacy = (["public", "unlisted", "private", "direct"] as const).map(
    (name) => [name, t(`settings.audience_${name}`)] as const,
  );
  const quotes = (["public", "followers", "nobody"] as const).map((name) => [name, t(`settings.quotes_${name}`)] as const);
  const media = (["default", "show_all", "hide_all"] as const).map((name) => [name, t(`settings.media_${name}`)] as const);
  const on = (name: "default_sensitive" | "require_descriptions" | "expand_spoilers") => settings[name] === true;
  const unlessOff = (name: "home_reblogs" | "home_replies" | "keyboard_shortcuts") => settings[name] !== false;
  const body = html`<fieldset class="stack"><legend>${t("settings.when_writing")}</legend>
${select("default_privacy", { label: t("settings.default_privacy"), choices: privacy, value: settings.default_privacy ?? "public" })}
${select("default_quote_policy", { label: t("settings.default_quote_policy"), choices: quotes, value: settings.default_quote_policy ?? "public" })}
${select("default_language", { label: t("settings.default_language"), choices: languageChoices(ctx, settings.default_language ?? ""), value: settings.default_language || ctx.locale.language })}
${check("default_sensitive", { label: t("settings.default_sensitive"), checked: on("default_sensitive") })}
${check("require_descriptions", { label: t("settings.require_descriptions"), hint: t("settings.require_descriptions_hint"), checked: on("require_descriptions") })}</fieldset>
<fieldset class="stack"><legend>${t("settings.when_reading")}</legend>
${select("expand_media", { label: t("settings.expand_media"), choices: media, value: settings.expand_media ?? "default" })}
${check("expand_spoilers", { label: t("settings.expand_spoilers"), checked: on("expand_spoilers") })}
${check("home_reblogs", { label: t("settings.home_reblogs"), checked: unlessOff("home_reblogs") })}
${check("home_replies", { label: t("settings.home_replies"), checked: unlessOff("home_replies") })}
${check("keyboard_shortcuts", { label: t("settings.keyboard_shortcuts"), hint: t("settings.keyboard_shortcuts_hint"), checked: unlessOff("keyboard_shortcuts") })}
<p><a href="${routes.shortcuts}">${t("post.keys")}</a></p></fieldset>
<p class="buttons">${submit(t("common.save"))}</p>`;
  return settingsPage(ctx, "preferences", form(ctx, routes.settingsPreferences, body, { className: "stack" }));
}

/** Who may notify one is said on a page of its own. Posts `digest`, where this server sends mail. */
export function settingsNotificationsView(ctx: ViewContext): Html {
  const { t } = ctx;
  const part = (title: string, about: string, href: string) =>
    html`<section class="stack after"><h2>${title}</h2><p class="hint">${about}</p><p class="buttons"><a class="button" href="${href}">${t("common.change")}</a></p></section>`;
  return settingsPage(
    ctx,
    "notifications",
    html`${part(t("notifications.policy"), t("settings.policy_about"), routes.notificationPolicy)}${part(t("settings.letters"), t("settings.mail_about"), routes.settingsMail)}`,
  );
}
