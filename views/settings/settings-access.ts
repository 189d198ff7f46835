/** The address of e-mail and the password. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { newPasswordFields, passwordField } from "../parts/access-fields.ts";
import { field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

/** Posts `email` and `current_password`. `waiting`: an address that is not confirmed yet; `sends`: whether letters are sent at all. */
export function settingsEmailView(ctx: ViewContext, state: FormState & { waiting: string | undefined; sends: boolean }): Html {
  const { t } = ctx;
  const email = html`<strong dir="ltr">${ctx.viewer?.user.email ?? ""}</strong>`;
  const waits =
    state.waiting === undefined
      ? ""
      : html`<div class="note stack"><p>${ctx.rich("settings.email_waits", { email: html`<strong dir="ltr">${state.waiting}</strong>` })}</p>${form(ctx, routes.forgetEmail, html`<button class="button">${t("settings.email_forget")}</button>`)}</div>`;
  const body = html`${field("email", { ...state, label: t("settings.new_email"), hint: t(state.sends ? "settings.new_email_hint" : "settings.new_email_at_once"), type: "email", autocomplete: "email", required: true, plain: true, maxlength: 320 })}
${passwordField(ctx, state, "current_password")}<p class="buttons">${submit(t("settings.change_email"))}</p>`;
  return settingsPage(
    ctx,
    "email",
    html`${problemSummary(ctx, state.problems)}${waits}${form(ctx, routes.settingsEmail, body, { className: "stack" })}`,
    { lead: ctx.rich("settings.email_now", { email }) },
  );
}

/** Posts `current_password`, `password` and `again`. */
export function settingsPasswordView(ctx: ViewContext, state: FormState = {}): Html {
  const { t } = ctx;
  const name = html`<input type="text" name="username" value="${ctx.viewer?.account.username ?? ""}" autocomplete="username" hidden>`;
  const body = html`${name}${passwordField(ctx, state, "current_password")}${newPasswordFields(ctx, state)}
<p class="buttons">${submit(t("settings.change_password"))}</p>`;
  return settingsPage(
    ctx,
    "password",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.settingsPassword, body, { className: "stack" })}`,
    { lead: t("settings.password_lead") },
  );
}
