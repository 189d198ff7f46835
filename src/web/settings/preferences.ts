/** How the pages look and behave for one, which notifications come, and who finds one. */
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { updateProfile } from "../../accounts/update.ts";
import { getAccount } from "../../accounts/find.ts";
import { planDigest } from "../../mailing/digest.ts";
import { isLanguage } from "../../words/languages.ts";
import { isTimeZone } from "../../words/locale.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import {
  settingsAppearanceView,
  settingsNotificationsView,
  settingsPreferencesView,
} from "../../../views/settings/settings-looks.ts";
import { settingsPrivacyView } from "../../../views/settings/settings-privacy.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, myUser, type Visit } from "../frame/visit.ts";

const oneOf = <Choice extends string>(text: string, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === text);

async function showAppearance(visit: Visit, problems?: Problems): Promise<Answer> {
  const state = { settings: readSettings(myUser(visit)), zones: ["UTC", ...Intl.supportedValuesOf("timeZone")] };
  const typed = problems === undefined ? {} : { problems, typed: visit.form.typed };
  return show(settingsAppearanceView(await contextOf(visit), { ...state, ...typed }), problems === undefined ? 200 : 422);
}

async function saveAppearance(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const zone = form.text("time_zone").trim();
  if (zone !== "" && !isTimeZone(zone)) return await showAppearance(visit, { time_zone: locale.t("settings.zone_wrong") });
  const language = form.text("locale");
  const settings = {
    time_zone: zone,
    theme: oneOf(form.text("theme"), ["", "light", "dark"] as const),
    contrast: oneOf(form.text("contrast"), ["", "more"] as const),
    text_size: oneOf(form.text("text_size"), ["", "large", "larger"] as const),
    reduced_motion: form.has("reduced_motion"),
    show_counts: form.has("show_counts"),
  };
  await changeSettings(kith, myUser(visit), {
    settings,
    locale: language === "" || isLanguage(language) ? language : undefined,
  });
  // Mornings are elsewhere now.
  await planDigest(kith, myUser(visit).id);
  return go(routes.settingsAppearance, "settings.said_appearance");
}

const showPreferences = async (visit: Visit): Promise<Answer> =>
  show(settingsPreferencesView(await contextOf(visit), { settings: readSettings(myUser(visit)) }));

async function savePreferred(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const language = form.text("default_language");
  const settings = {
    default_privacy: oneOf(form.text("default_privacy"), ["public", "unlisted", "private", "direct"] as const),
    default_quote_policy: oneOf(form.text("default_quote_policy"), ["public", "followers", "nobody"] as const),
    default_language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language) ? language : undefined,
    expand_media: oneOf(form.text("expand_media"), ["default", "show_all", "hide_all"] as const),
    default_sensitive: form.has("default_sensitive"),
    require_descriptions: form.has("require_descriptions"),
    expand_spoilers: form.has("expand_spoilers"),
    home_reblogs: form.has("home_reblogs"),
    home_replies: form.has("home_replies"),
    keyboard_shortcuts: form.has("keyboard_shortcuts"),
  };
  await changeSettings(kith, myUser(visit), { settings });
  return go(routes.settingsPreferences, "settings.said_preferences");
}

const showNotifications = async (visit: Visit): Promise<Answer> => show(settingsNotificationsView(await contextOf(visit)));

const showPrivacy = async (visit: Visit): Promise<Answer> =>
  show(settingsPrivacyView(await contextOf(visit), { account: await getAccount(visit.kith.db, me(visit).id) }));

const FLAGS = [
  "locked",
  "discoverable",
  "indexable",
  "hide_collections",
  "show_media",
  "show_media_replies",
  "show_featured",
] as const;

async function savePrivacy(visit: Visit): Promise<Answer> {
  const flags = Object.fromEntries(FLAGS.map((name) => [name, visit.form.has(name)]));
  await updateProfile(visit.kith, me(visit), flags);
  await changeSettings(visit.kith, myUser(visit), { settings: { show_friends: visit.form.has("show_friends") } });
  return go(routes.settingsPrivacy, "settings.said_privacy");
}

export const preferenceRoutes: readonly Route[] = [
  page(routes.settingsAppearance, "member", async (visit) => await showAppearance(visit)),
  action(routes.settingsAppearance, "member", saveAppearance),
  page(routes.settingsPreferences, "member", showPreferences),
  action(routes.settingsPreferences, "member", savePreferred),
  page(routes.settingsNotifications, "member", showNotifications),
  page(routes.settingsPrivacy, "member", showPrivacy),
  action(routes.settingsPrivacy, "member", savePrivacy),
];
