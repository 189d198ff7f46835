// The ways in, and settings, with sample rows.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import { authorizeView, codeView, logInView } from "../../views/access/oauth.ts";
import { dataView } from "../../views/settings/data.ts";
import { invitesView } from "../../views/access/invites.ts";
import { deleteAccountView, movingView } from "../../views/settings/moving.ts";
import { confirmAgainView, forgottenView, newPasswordView } from "../../views/access/recover.ts";
import { secondStepView } from "../../views/access/second-step.ts";
import { sessionsView } from "../../views/access/sessions.ts";
import { settingsEmailView, settingsPasswordView } from "../../views/settings/settings-access.ts";
import {
  settingsAppearanceView,
  settingsNotificationsView,
  settingsPreferencesView,
} from "../../views/settings/settings-looks.ts";
import { settingsMailView, unsubscribeView } from "../../views/settings/settings-mail.ts";
import { settingsPrivacyView } from "../../views/settings/settings-privacy.ts";
import { settingsProfileView } from "../../views/settings/settings-profile.ts";
import { settingsIndexView } from "../../views/settings/settings.ts";
import { passkeyView, signInView } from "../../views/access/sign-in.ts";
import { setupView, signUpView } from "../../views/access/sign-up.ts";
import { codeAppView, newKeyView, recoveryCodesView, twoFactorView } from "../../views/access/two-factor.ts";
import { aContext, visitor } from "./views-sample-pages.ts";
import { NOW, XSS, anAccount, layla, longest, mallory, mia } from "./views-samples.ts";

const ctx = aContext();
export const withPicture = anAccount({
  ...mia,
  avatar: "avatars/aa/mia.webp",
  header: "headers/aa/mia.webp",
  fields: toJson([
    { name: "Web", value: '<a href="https://mia.example/" rel="me nofollow noopener">mia.example</a>', verified_at: NOW },
    { name: "Pronouns", value: "she/her", verified_at: 0 },
  ]),
});
const options = JSON.stringify({ challenge: XSS, rp: { name: `"` } });

export function accessPages(): Record<string, Html> {
  const problems = { username: "Somebody has this name already. Choose another.", password: "At least 8 characters, please." };
  const typed = { username: XSS, email: "mia@example.org" };
  const open = visitor({ instance: { ...ctx.instance, registrations: "open", description: "" } });
  const closed = visitor({ instance: { ...ctx.instance, registrations: "closed" } });
  const rules = [
    { text: "Be kind.", hint: "" },
    { text: XSS, hint: XSS },
  ];
  const carried = [
    ["client_id", "1"],
    ["state", XSS],
  ] as const;
  return {
    sign_in: signInView(visitor({ flash: { kind: "done", text: "You have signed out." } })),
    sign_in_wrong: signInView(visitor(), {
      typed: { login: XSS },
      problems: { "": "E-mail or password do not match. Try again." },
      unconfirmed: true,
    }),
    passkey: passkeyView(visitor(), { options, return_to: "/home" }),
    second_step: secondStepView(visitor(), {
      action: "/sign_in/step",
      totp: true,
      options,
      back: "/sign_in",
      return_to: "/home",
    }),
    second_step_wrong: secondStepView(visitor(), {
      action: "/sign_in/step",
      totp: false,
      options: undefined,
      back: "/sign_in",
      problems: { code: "No." },
    }),
    sign_up: signUpView(visitor(), { rules }),
    sign_up_wrong: signUpView(open, { typed, problems: { ...problems, agreement: "Read the rules." }, rules }),
    sign_up_closed: signUpView(closed),
    sign_up_invited: signUpView(closed, { invite: { code: "abcdefghijkl", inviter: mallory } }),
    setup: setupView(visitor(), { token: "one-time" }),
    forgotten: forgottenView(visitor(), { sends: true }),
    forgotten_silent: forgottenView(visitor(), { sends: false }),
    confirm_again: confirmAgainView(visitor()),
    new_password: newPasswordView(visitor(), { token: XSS, problems: { again: "The two are not the same." } }),
    oauth_sign_in: logInView(visitor(), { app: XSS, carried, login: XSS, problem: "No." }),
    oauth_authorize: authorizeView(ctx, {
      app: { name: XSS, website: "https://app.example" },
      scopes: ["read", "write:statuses", "write:media", "push", "admin:read:ip_blocks"],
      redirect_uri: "myapp:/done",
      carried,
      change: "/oauth/authorize?force_login=true",
    }),
    oauth_code: codeView(ctx, "code"),
    ...settingsPages(),
    ...twoFactorPages(),
  };
}

function settingsPages(): Record<string, Html> {
  const tags = [{ id: 5, name: "garden", statuses_count: 3 }];
  return {
    settings: settingsIndexView(ctx),
    settings_profile: settingsProfileView(aContext({ path: "/settings/profile", flash: { kind: "done", text: "Saved." } }), {
      account: withPicture,
      tags,
      suggestions: ["bread", XSS],
    }),
    settings_profile_wrong: settingsProfileView(ctx, {
      account: mallory,
      typed: { display_name: XSS, note: "x", attribution_domains: XSS },
      problems: { avatar: "That is not a picture.", note: "Too long.", tag: "No." },
      tags: [],
      suggestions: [],
    }),
    settings_appearance: settingsAppearanceView(ctx, {
      settings: { theme: "dark" },
      zones: ["UTC", "Europe/Berlin"],
      problems: { time_zone: "No." },
      typed: { time_zone: XSS },
    }),
    settings_preferences: settingsPreferencesView(ctx, { settings: { default_language: "gsw" } }),
    settings_notifications: settingsNotificationsView(ctx),
    settings_mail: settingsMailView(ctx, {
      settings: { digest: "daily", mail_private: true },
      sends: true,
      answers: true,
      groups: [
        { id: 7, title: XSS, mode: "each" },
        { id: 8, title: "Gardens", mode: undefined },
      ],
      paused: XSS,
    }),
    settings_mail_none: settingsMailView(ctx, { settings: {}, sends: true, answers: false, groups: [], paused: undefined }),
    unsubscribe: unsubscribeView(ctx, { email: XSS, group: XSS, done: false, path: "/mail/unsubscribe?token=x" }),
    unsubscribed: unsubscribeView(ctx, { email: "mia@mail.test", group: undefined, done: true, path: "/" }),
    settings_privacy: settingsPrivacyView(ctx, { account: mia }),
    settings_email: settingsEmailView(ctx, { waiting: XSS, sends: true, problems: { email: "No." } }),
    settings_password: settingsPasswordView(ctx, { problems: { current_password: "That is not your password." } }),
    ...dataPages(),
  };
}

function dataPages(): Record<string, Html> {
  const data = { files: FILES, archive: undefined, next_archive_at: 0, imports: [] };
  const archive = { id: 1, account_id: 1, name: "x", bytes: 120_000, created_at: NOW, made_at: NOW };
  const named = [{ id: 5, display_name: XSS, username: "x" }];
  const left = { groups: named, teams: named, events: [{ id: 6, title: XSS }] };
  return {
    sessions: sessionsView(ctx, {
      sessions: [1, 2].map((id) => ({
        id,
        token_hash: "",
        user_id: 1,
        acting_id: null,
        ip: "192.0.2.7",
        user_agent: XSS,
        created_at: NOW,
        last_seen_at: NOW,
      })),
      current_id: 1,
      apps: [{ id: 9, name: XSS, website: "https://app.example", scopes: "read write:statuses", last_used_at: NOW }],
    }),
    invites: invitesView(ctx, {
      invites: [{ id: 1, user_id: 1, code: "abcdefghijkl", max_uses: 5, uses: 1, expires_at: NOW, created_at: NOW, open: false }],
      invited: [layla, longest, mallory],
    }),
    data: dataView(ctx, data),
    data_full: dataView(ctx, {
      ...data,
      archive,
      next_archive_at: NOW,
      imports: [{ kind: "mutes", waiting: 3, done: 1, failed: 1 }],
      problems: { file: XSS },
    }),
    moving: movingView(ctx, {
      account: mia,
      aliases: [{ uri: "https://elsewhere.example/users/1", name: XSS }],
      moved: undefined,
      left,
    }),
    moved: movingView(ctx, {
      account: anAccount({ ...mia, moved_to_uri: "https://elsewhere.example/users/1" }),
      aliases: [],
      moved: undefined,
      left,
      problems: { alias: "No." },
    }),
    deleting: deleteAccountView(ctx, { account: mia, problems: { username: "No." } }),
  };
}

function twoFactorPages(): Record<string, Html> {
  const key = {
    id: 3,
    user_id: 1,
    credential_id: "c",
    public_key: "",
    counter: 0,
    transports: toJson([]),
    name: XSS,
    created_at: NOW,
    last_used_at: NOW,
  };
  return {
    two_factor_off: twoFactorView(ctx, { totp: false, keys: [], recovery_codes: 0 }),
    two_factor_on: twoFactorView(ctx, {
      totp: true,
      keys: [key, { ...key, id: 4, name: "", last_used_at: 0 }],
      recovery_codes: 1,
      problems: { current_password: "No." },
    }),
    code_app: codeAppView(ctx, {
      qr: { size: 4, path: "M0 0h1v1h-1z" },
      secret: "ABCDEFGHIJKLMNOP",
      uri: "otpauth://x",
      problems: { code: "No." },
    }),
    new_key: newKeyView(ctx, { options, typed: { name: XSS } }),
    recovery_codes: recoveryCodesView(ctx, ["abcd-efgh-jkmn-pqrs"]),
  };
}

const FILES = {
  follows: "f.csv",
  lists: "l.csv",
  blocks: "b.csv",
  mutes: "m.csv",
  domain_blocks: "d.csv",
  bookmarks: "k.csv",
  circles: "c.csv",
};
