/** Letting an app in: the sign-in before it, what the app asks for, and the code for programs that nobody can be sent to. */
import type { Account } from "../../src/db/schema.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { loginField, passwordField } from "../parts/access-fields.ts";
import { flagAttribute, form, problemSummary, submit } from "../parts/form.ts";
import { scopesInWords } from "../parts/scopes.ts";

/** What the form carries on to the next step, by name. */
export type Carried = readonly (readonly [name: string, value: string])[];

export type LogInForm = { app: string; carried: Carried; login?: string | undefined; problem?: string | undefined };

export const hiddenFields = (carried: Carried): Html =>
  html`${carried.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

export function logInView(ctx: ViewContext, { app, carried, login = "", problem }: LogInForm): Html {
  const title = ctx.t("common.sign_in");
  const fields = html`${hiddenFields(carried)}${loginField(ctx, {}, login)}${passwordField(ctx, {})}
<p class="buttons">${submit(title)}</p>`;
  const lead = ctx.rich("access.then_decide", { app: html`<strong dir="auto">${app}</strong>` });
  const main = html`${pageHead(title, { lead })}${problemSummary(ctx, problem === undefined ? undefined : { "": problem })}${form(ctx, "/oauth/sign_in", fields, { className: "stack" })}`;
  return layout(ctx, { title, main, narrow: true });
}

export type AuthorizeForm = {
  app: { name: string; website: string };
  scopes: readonly string[];
  redirect_uri: string;
  carried: Carried;
  /** In whose name they may go on, too. */
  teams?: readonly { account: Account; role: TeamRole }[];
  /** Where somebody else can sign in. */
  change: string;
};

export function authorizeView(ctx: ViewContext, { app, scopes, redirect_uri, carried, change, teams = [] }: AuthorizeForm): Html {
  const { t } = ctx;
  const { viewer } = ctx;
  const who =
    viewer === undefined
      ? ""
      : html`<p>${ctx.rich("access.signed_in_as", { whom: html`<strong dir="auto">@${viewer.account.username}</strong>`, a: (words) => html`<a href="${change}">${words}</a>` })}</p>`;
  const site =
    app.website === ""
      ? raw("")
      : html`<p class="hint">${ctx.rich("access.app_website", { website: html`<span dir="ltr">${app.website}</span>` })}</p>`;
  const wants = html`<ul class="plain">${scopesInWords(ctx, scopes).map((words) => html`<li>${words}</li>`)}</ul>`;
  const place = html`<span dir="ltr">${placeOf(ctx, redirect_uri)}</span>`;
  const buttons = html`${hiddenFields(carried)}${continueAs(ctx, teams)}<p class="buttons"><button class="button primary" name="decision" value="allow">${t("access.allow")}</button> <button class="button" name="decision" value="deny">${t("access.deny")}</button></p>`;
  const main = html`${pageHead(ctx.rich("access.let_in", { app: html`<span dir="auto">${app.name}</span>` }))}
<div class="prose">${who}<p>${t("access.app_will")}</p>${wants}${site}<p class="hint">${ctx.rich("access.answer_goes", { place })}</p></div>
${form(ctx, "/oauth/authorize", buttons)}`;
  return layout(ctx, { title: t("access.let_in", { app: app.name }), main, narrow: true });
}

/** As oneself, or as a team for which one acts: the app then writes in its name, as far as one's role there goes. */
function continueAs(ctx: ViewContext, teams: readonly { account: Account; role: TeamRole }[]): Html {
  const { viewer, t } = ctx;
  if (viewer === undefined || teams.length === 0) return raw("");
  const choice = (account: Account, hint: string, checked: boolean) =>
    html`<label class="choice"><input type="radio" name="as" value="${account.id}"${flagAttribute("checked", checked)}><span dir="auto">@${account.username}${hint === "" ? "" : ` (${hint})`}</span></label>`;
  const others = teams.map(({ account, role }) => choice(account, t(`teams.role_${role}`), false));
  return html`<fieldset class="stack"><legend>${t("teams.continue_as")}</legend>${choice(viewer.account, "", true)}${others}<p class="hint">${t("teams.continue_hint")}</p></fieldset>`;
}

export function codeView(ctx: ViewContext, code: string): Html {
  const title = ctx.t("access.copy_code");
  const main = html`${pageHead(title)}
<div class="prose"><p>${ctx.t("access.copy_code_lead")}</p><p><code class="code">${code}</code></p></div>`;
  return layout(ctx, { title, main, narrow: true });
}

/** A site by its host, a program by its scheme. */
function placeOf({ t }: ViewContext, redirect_uri: string): string {
  if (redirect_uri.startsWith("urn:")) return t("access.place_code");
  const url = URL.parse(redirect_uri);
  if (url === null) return redirect_uri;
  return /^https?:$/.test(url.protocol) ? url.host : t("access.place_program", { scheme: url.protocol });
}
