// The pages in which one writes and fills in forms, and those that only say something, with sample rows.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import { aboutView } from "../../views/about.ts";
import { composeView } from "../../views/compose.ts";
import type { Compose } from "../../views/compose.ts";
import { frontView } from "../../views/front.ts";
import { errorView, messageView } from "../../views/message.ts";
import { forgottenView, newPasswordView } from "../../views/recover.ts";
import { sessionsView } from "../../views/sessions.ts";
import { settingsPasswordView, settingsPreferencesView, settingsProfileView } from "../../views/settings.ts";
import { signInView } from "../../views/sign-in.ts";
import { setupView, signUpView } from "../../views/sign-up.ts";
import { aContext, aFullPage, aPage, visitor } from "./views-sample-pages.ts";
import { NOW, XSS, aStatus, anAccount, longest, mallory, mia, pictures } from "./views-samples.ts";

const ctx = aContext();
const blank: Compose = {
  text: "",
  spoiler_text: "",
  sensitive: false,
  visibility: "public",
  language: "en",
  media: [],
  mentioned: [],
};
export const withPicture = anAccount({
  ...mia,
  avatar: "avatars/aa/mia.webp",
  header: "headers/aa/mia.webp",
  fields: toJson([
    { name: "Web", value: '<a href="https://mia.example/" rel="me nofollow noopener">mia.example</a>', verified_at: NOW },
    { name: "Pronouns", value: "she/her", verified_at: 0 },
  ]),
});

export function writingPages(): Record<string, Html> {
  const page = aFullPage();
  const answered = { status: page.statuses.get(119) ?? aStatus({ id: 1 }), page };
  const typed = { ...blank, text: `\n${XSS}`, spoiler_text: "Food", media: pictures.slice(0, 2), preview: "<p>Hello</p>" };
  return {
    compose: composeView(aContext({ path: "/compose" }), blank),
    reply: composeView(ctx, {
      ...blank,
      text: "@jon@elsewhere.example ",
      answered,
      visibility: "direct",
      mentioned: ["@jon@elsewhere.example", "@layla@bayt.example"],
    }),
    edit: composeView(ctx, { ...typed, edited: aStatus({ id: 9, visibility: "private" }) }),
    compose_wrong: composeView(ctx, {
      ...typed,
      problems: {
        text: "This is 12 characters too long. Shorten it, or make two posts of it.",
        media: "One picture was larger than 16 MB. Choose a smaller one.",
      },
    }),
  };
}

export function formPages(): Record<string, Html> {
  const problems = { username: "Somebody has this name already. Choose another.", password: "At least 8 characters, please." };
  const typed = { username: XSS, email: "mia@example.org" };
  const open = visitor({ instance: { ...ctx.instance, registrations: "open", description: "" } });
  const closed = visitor({ instance: { ...ctx.instance, registrations: "closed" } });
  return {
    front: frontView(visitor({ path: "/" }), { page: aFullPage(), people: 24, posts: 3120 }),
    front_empty: frontView(open, { page: aPage([]), people: 1, posts: 0 }),
    about: aboutView(visitor(), { staff: [mia, longest], people: 24, posts: 3120, version: "0.1.0" }),
    sign_in: signInView(visitor({ flash: { kind: "done", text: "You have signed out." } })),
    sign_in_wrong: signInView(visitor(), {
      typed: { login: XSS },
      problems: { "": "E-mail or password do not match. Try again." },
    }),
    sign_up: signUpView(visitor()),
    sign_up_wrong: signUpView(open, { typed, problems }),
    sign_up_closed: signUpView(closed),
    setup: setupView(visitor(), { token: "one-time" }),
    settings_profile: settingsProfileView(aContext({ path: "/settings/profile", flash: { kind: "done", text: "Saved." } }), {
      account: withPicture,
    }),
    settings_profile_wrong: settingsProfileView(ctx, {
      account: mallory,
      typed: { display_name: XSS, note: "x" },
      problems: { avatar: "That is not a picture.", note: "Too long." },
    }),
    settings_preferences: settingsPreferencesView(ctx, { settings: { default_language: "gsw" } }),
    settings_password: settingsPasswordView(ctx, { problems: { current_password: "That is not your password." } }),
    sessions: sessionsView(ctx, {
      sessions: [1, 2].map((id) => ({
        id,
        token_hash: "",
        user_id: 1,
        ip: "192.0.2.7",
        user_agent: XSS,
        created_at: NOW,
        last_seen_at: NOW,
      })),
      current_id: 1,
    }),
    forgotten: forgottenView(visitor(), { sends: true }),
    forgotten_silent: forgottenView(visitor(), { sends: false }),
    new_password: newPasswordView(visitor(), { token: XSS, problems: { again: "The two are not the same." } }),
    message: messageView(visitor(), {
      title: "Your request is waiting",
      text: "Somebody will read it.",
      link: { href: "/about", label: "Who runs this place" },
    }),
    error_404: errorView(ctx, { status: 404 }),
    error_403: errorView(visitor(), { status: 403, text: XSS }),
    error_422: errorView(ctx, { status: 422, text: "The text is too long." }),
    error_500: errorView(visitor(), { status: 500, request_id: "req-1234" }),
  };
}
