/** Fields that several ways in have in common, and the form that a passkey signs. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { field, form } from "./form.ts";
import type { FormState } from "./form.ts";

/** `login`: an e-mail address or a user name. */
export const loginField = ({ t }: ViewContext, state: FormState, value = ""): Html =>
  field("login", {
    ...state,
    label: t("access.login"),
    autocomplete: "username",
    required: true,
    plain: true,
    maxlength: 320,
    value,
  });

/** `password`, as it is now. */
export const passwordField = ({ t }: ViewContext, state: FormState & { hint?: string }, name = "password"): Html =>
  field(name, {
    ...state,
    label: t(name === "password" ? "access.password" : "access.current_password"),
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: 256,
  });

/** `password` and `again`, as they are to be. */
export const newPasswordFields = ({ t }: ViewContext, state: FormState): Html =>
  html`${newPasswordField(t, "password", state)}${newPasswordField(t, "again", state)}`;

const newPasswordField = (t: ViewContext["t"], name: "password" | "again", state: FormState): Html =>
  field(name, {
    ...state,
    label: t(name === "password" ? "access.new_password" : "access.new_password_again"),
    ...(name === "password" ? { hint: t("access.password_hint") } : {}),
    type: "password",
    autocomplete: "new-password",
    required: true,
    minlength: 8,
    maxlength: 256,
  });

export type KeyForm = {
  /** Where it goes, and what else it brings there. */
  action: string;
  fields: Html | string;
  /** For `navigator.credentials`, as JSON. */
  options: string;
  what: "get" | "create";
  label: string;
  return_to?: string | undefined;
};

/** A form that `passkey.js` fills in and sends: `credential`. Without scripts it says that it needs them. */
export function keyForm(ctx: ViewContext, { action, fields, options, what, label, return_to }: KeyForm): Html {
  const body = html`${fields}<input type="hidden" name="credential" value=""><p class="problem" role="alert" data-failed="${ctx.t("access.key_failed")}" data-missing="${ctx.t("access.key_missing")}" hidden></p>
<p class="buttons"><button class="button primary" data-key="${what}" data-options="${options}" disabled>${label}</button></p><p class="hint" data-plain>${ctx.t("access.key_needs_script")}</p>`;
  return form(ctx, action, body, { className: "stack key", ...(return_to === undefined ? {} : { return_to }) });
}
