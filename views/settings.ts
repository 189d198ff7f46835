/** What one can set about oneself: the profile, preferences, and the password. */
import type { Account } from "../src/db/schema.ts";
import type { Field, UserSettings, Visibility } from "../src/db/values.ts";
import { html } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead, tabs } from "./layout.ts";
import { check, field, form, problemSummary, select, submit } from "./parts/form.ts";
import type { FormState } from "./parts/form.ts";
import { languageChoices } from "./parts/languages.ts";
import { avatarView, nameOf, readJson } from "./parts/names.ts";
import { wordsOf } from "./parts/words.ts";
import { routes } from "./routes.ts";

type Page = "profile" | "preferences" | "password" | "sessions" | "moving";
/** As many as one usually needs; whoever has more, by an app, keeps them. */
const FIELDS = 4;

export function settingsPage(ctx: ViewContext, page: Page, body: Html): Html {
  const all = tabs("Settings", [
    { href: routes.settingsProfile, label: "Profile", current: page === "profile" },
    { href: routes.settingsPreferences, label: "Preferences", current: page === "preferences" },
    { href: routes.settingsPassword, label: "Password", current: page === "password" },
    { href: routes.settingsSessions, label: "Signed in", current: page === "sessions" },
    { href: routes.settingsMoving, label: "Moving", current: page === "moving" },
  ]);
  const titles = {
    profile: "Your profile",
    preferences: "Preferences",
    password: "Password",
    sessions: "Where you are signed in",
    moving: "Coming, going, leaving",
  };
  return layout(ctx, { title: titles[page], main: html`${pageHead(titles[page])}${all}${body}`, narrow: true });
}

/**
 * Posts (multipart): `display_name`, `note`, `field_name_1`, `field_value_1` … (four, or as many as there are), `avatar` and `header` (files), `remove_avatar`, `remove_header`,
 * and the checkboxes `locked`, `bot`, `discoverable`, `indexable`, `hide_collections` ("1" when checked).
 */
export function settingsProfileView(ctx: ViewContext, state: FormState & { account: Account }): Html {
  const { account } = state;
  const on = (name: "locked" | "bot" | "discoverable" | "indexable" | "hide_collections") =>
    state.typed === undefined ? account[name] === 1 : state.typed[name] !== undefined;
  const body = html`${field("display_name", { ...state, label: "Name", value: account.display_name, maxlength: 240, autocomplete: "name" })}
${field("note", { ...state, label: "About you", hint: "Up to 500 characters. Links, @mentions and #tags work.", value: account.note_source, rows: 5, maxlength: 4000 })}
${pictureFields(ctx, account, state)}
<fieldset class="pairs"><legend>Facts</legend><p class="hint">Such as a web page or your pronouns. A page that links back to your profile with rel="me" is marked as verified.</p>${pairFields(account, state)}</fieldset>
<fieldset class="stack"><legend>Who finds you</legend>
${check("locked", { label: "Ask me before somebody follows", checked: on("locked") })}
${check("discoverable", { label: "Show me where people look for others", checked: on("discoverable") })}
${check("indexable", { label: "Let search engines and search include my public posts", checked: on("indexable") })}
${check("hide_collections", { label: "Keep to myself whom I follow and who follows me", checked: on("hide_collections") })}
${check("bot", { label: "This account is automated", checked: on("bot") })}</fieldset>
<p class="buttons">${submit("Save")} <a class="button" href="${routes.profile(account)}">See your profile</a></p>`;
  return settingsPage(
    ctx,
    "profile",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.settingsProfile, body, { className: "stack", files: true, return_to: routes.settingsProfile })}`,
  );
}

function pictureFields(ctx: ViewContext, account: Account, { problems }: FormState): Html {
  const file = (name: "avatar" | "header", label: string, shown: Html | string) => {
    const problem = problems?.[name];
    const about = problem === undefined ? "" : html` aria-invalid="true" aria-describedby="f-${name}-problem"`;
    return html`<div class="field picture"><label for="f-${name}">${label}</label><div class="joined">${shown}<input type="file" id="f-${name}" name="${name}" accept="image/*"${about}></div>${problem === undefined ? "" : html`<p class="problem" id="f-${name}-problem">${problem}</p>`}${account[name] === "" ? "" : check(`remove_${name}`, { label: `Remove the ${name === "avatar" ? "picture" : "banner"}`, checked: false })}</div>`;
  };
  const banner =
    account.header === ""
      ? ""
      : html`<img class="banner-small" src="${ctx.portraitUrl(account, "header")}" alt="" width="144" height="48">`;
  return html`${file("avatar", `Picture of ${nameOf(account)}`, avatarView(account, ctx))}${file("header", "Banner above your profile", banner)}`;
}

function pairFields(account: Account, state: FormState): Html {
  const kept = readJson<Field[]>(account.fields, []);
  const room = Math.max(FIELDS, kept.length);
  const pair = (n: number) =>
    html`<div class="pair">${field(`field_name_${n}`, { ...state, label: `Label ${n}`, value: kept[n - 1]?.name ?? "", maxlength: 255 })}${field(`field_value_${n}`, { ...state, label: `Text ${n}`, value: wordsOf(kept[n - 1]?.value ?? ""), maxlength: 2047 })}</div>`;
  return html`${Array.from({ length: room }, (_, at) => pair(at + 1))}`;
}

/** Posts `default_privacy`, `default_language`, `expand_media`, and the checkboxes `default_sensitive`, `expand_spoilers`, `show_counts`. */
export function settingsPreferencesView(ctx: ViewContext, { settings }: { settings: UserSettings }): Html {
  const privacy = [
    ["public", "Everyone"],
    ["unlisted", "Everyone, quietly"],
    ["private", "Only my followers"],
  ] as const satisfies readonly (readonly [Visibility, string])[];
  const body = html`<fieldset class="stack"><legend>When you write</legend>
${select("default_privacy", { label: "Who can read new posts", choices: privacy, value: settings.default_privacy ?? "public" })}
${select("default_language", { label: "Language of new posts", choices: languageChoices(ctx, settings.default_language ?? ""), value: settings.default_language ?? "en" })}
${check("default_sensitive", { label: "Cover my pictures", checked: settings.default_sensitive === true })}</fieldset>
<fieldset class="stack"><legend>When you read</legend>
${select("expand_media", {
  label: "Pictures",
  choices: [
    ["default", "Cover those marked as sensitive"],
    ["show_all", "Show all"],
    ["hide_all", "Cover all"],
  ],
  value: settings.expand_media ?? "default",
})}
${check("expand_spoilers", { label: "Open posts with content warnings", checked: settings.expand_spoilers === true })}
${check("show_counts", { label: "Show how many replies, boosts and favourites a post has", checked: settings.show_counts === true })}</fieldset>
<p class="buttons">${submit("Save")}</p>`;
  return settingsPage(ctx, "preferences", form(ctx, routes.settingsPreferences, body, { className: "stack" }));
}

/** Posts `current_password`, `password` and `again`. */
export function settingsPasswordView(ctx: ViewContext, state: FormState = {}): Html {
  const name = html`<input type="text" name="username" value="${ctx.viewer?.account.username ?? ""}" autocomplete="username" hidden>`;
  const body = html`${name}${field("current_password", { ...state, label: "Your password now", type: "password", autocomplete: "current-password", required: true, maxlength: 128 })}
${field("password", { ...state, label: "New password", hint: "At least 8 characters. A few words in a row are easy to remember.", type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 128 })}
${field("again", { ...state, label: "New password again", type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 128 })}
<p class="buttons">${submit("Change the password")}</p>`;
  const lead = html`<p class="hint">You stay signed in here. Everywhere else you are signed out, and apps have to sign in again.</p>`;
  return settingsPage(
    ctx,
    "password",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.settingsPassword, body, { className: "stack" })}${lead}`,
  );
}
