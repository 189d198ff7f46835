/** Letting an app in: the sign-in before it, what the app asks for, and the code for programs that nobody can be sent to. */
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { field, form, problemSummary, submit } from "./parts/form.ts";

/** What the form carries on to the next step, by name. */
export type Carried = readonly (readonly [name: string, value: string])[];

export type LogInForm = { app: string; carried: Carried; login?: string | undefined; problem?: string | undefined };

const hiddenFields = (carried: Carried): Html[] =>
  carried.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

export function logInView(ctx: ViewContext, { app, carried, login = "", problem }: LogInForm): Html {
  const fields = html`${hiddenFields(carried)}
${field("login", { label: "E-mail address or user name", autocomplete: "username", required: true, plain: true, maxlength: 320, value: login })}
${field("password", { label: "Password", type: "password", autocomplete: "current-password", required: true, maxlength: 256 })}
<p class="buttons">${submit("Sign in")}</p>`;
  const lead = html`Then you can decide about <strong dir="auto">${app}</strong>.`;
  const main = html`${pageHead("Sign in", { lead })}${problemSummary(ctx, problem === undefined ? undefined : { "": problem })}${form(ctx, "/oauth/sign_in", fields, { className: "stack" })}`;
  return layout(ctx, { title: "Sign in", main, narrow: true });
}

export type AuthorizeForm = {
  app: { name: string; website: string };
  scopes: readonly string[];
  redirect_uri: string;
  carried: Carried;
  /** Where somebody else can sign in. */
  change: string;
};

export function authorizeView(ctx: ViewContext, { app, scopes, redirect_uri, carried, change }: AuthorizeForm): Html {
  const who =
    ctx.viewer === undefined
      ? ""
      : html`<p>You are signed in as <strong dir="auto">@${ctx.viewer.account.username}</strong>. <a href="${change}">Use another account</a></p>`;
  const site =
    app.website === "" ? raw("") : html`<p class="hint">Its website, in its own words: <span dir="ltr">${app.website}</span></p>`;
  const wants = html`<ul>${wordsOf(scopes).map((words) => html`<li>${words}</li>`)}</ul>`;
  const buttons = html`${hiddenFields(carried)}<p class="buttons"><button class="button primary" name="decision" value="allow">Allow</button> <button class="button" name="decision" value="deny">Do not allow</button></p>`;
  const main = html`${pageHead(html`Let <span dir="auto">${app.name}</span> in?`)}
<div class="prose">${who}<p>It will be able to:</p>${wants}${site}<p class="hint">Your answer goes to <span dir="ltr">${placeOf(redirect_uri)}</span>. Allow this only if you have just asked for it. You can take it back at any time.</p></div>
${form(ctx, "/oauth/authorize", buttons)}`;
  return layout(ctx, { title: `Let ${app.name} in?`, main, narrow: true });
}

export function codeView(ctx: ViewContext, code: string): Html {
  const main = html`${pageHead("Copy this code")}
<div class="prose"><p>Paste it where the app asks for it. It works once, for ten minutes.</p><p><code class="code">${code}</code></p></div>`;
  return layout(ctx, { title: "Copy this code", main, narrow: true });
}

/** A site by its host, a program by its scheme. */
function placeOf(redirect_uri: string): string {
  if (redirect_uri.startsWith("urn:")) return "a page that shows a code";
  const url = URL.parse(redirect_uri);
  if (url === null) return redirect_uri;
  return /^https?:$/.test(url.protocol) ? url.host : `a program on this device (${url.protocol})`;
}

const WHOLE: Readonly<Record<string, string>> = {
  profile: "see your name and picture",
  read: "read everything that you can read here, private posts and notifications too",
  write: "act in your name: post, delete, favourite, and change your profile",
  follow: "follow, block and mute in your name",
  push: "send notifications to this device",
  "admin:read": "read everything that moderators can read",
  "admin:write": "act as a moderator in your name",
};

function wordsOf(scopes: readonly string[]): string[] {
  const whole = scopes.filter((scope) => scope in WHOLE);
  // Parts of what is granted whole say nothing new.
  const within = scopes.filter((scope) => !whole.some((parent) => scope === parent || scope.startsWith(`${parent}:`)));
  const parts = (parent: string) =>
    within.filter((scope) => scope.startsWith(`${parent}:`)).map((scope) => named(scope.slice(parent.length + 1)));
  const several = [
    ["read", "read your"],
    ["write", "change your"],
    ["admin:read", "read, as a moderator,"],
    ["admin:write", "change, as a moderator,"],
  ].flatMap(([parent = "", words]) => (parts(parent).length === 0 ? [] : [`${words} ${parts(parent).join(", ")}`]));
  return [...whole.map((scope) => WHOLE[scope] ?? scope), ...several];
}

const OTHER_WORDS: Readonly<Record<string, string>> = {
  statuses: "posts",
  accounts: "accounts and profile",
  search: "searches",
  favourites: "favourites",
};

const named = (part: string): string => OTHER_WORDS[part] ?? part.replaceAll("_", " ");
