/** A forgotten password, and a letter that never came: asking for one, and setting a new password with the link in it. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { newPasswordFields } from "../parts/access-fields.ts";
import { field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";

const emailField = ({ t }: ViewContext): Html =>
  field("email", {
    label: t("access.your_email"),
    type: "email",
    autocomplete: "email",
    required: true,
    plain: true,
    maxlength: 320,
  });

/** Posts `email`. `sends`: whether this server sends letters at all. */
export function forgottenView(ctx: ViewContext, { sends }: { sends: boolean }): Html {
  const { t } = ctx;
  const fields = html`${emailField(ctx)}<p class="buttons">${submit(t("access.send_link"))}</p>`;
  const ask = ctx.rich("access.no_mail", {
    title: ctx.instance.title,
    a: (words) => html`<a href="${routes.about}">${words}</a>`,
  });
  const body = sends
    ? form(ctx, routes.resetPassword, fields, { className: "stack", return_to: routes.signIn })
    : html`<div class="prose"><p>${ask}</p></div>`;
  const title = t("access.forgotten");
  return layout(ctx, { title, main: html`${pageHead(title)}${body}`, narrow: true, place: "sign_in" });
}

/** Posts `email`. */
export function confirmAgainView(ctx: ViewContext): Html {
  const { t } = ctx;
  const fields = html`${emailField(ctx)}<p class="buttons">${submit(t("access.send_again"))}</p>`;
  const title = t("access.confirm_again");
  const main = html`${pageHead(title, { lead: t("access.confirm_again_lead") })}${form(ctx, routes.confirmAgain, fields, { className: "stack", return_to: routes.signIn })}`;
  return layout(ctx, { title, main, narrow: true, place: "sign_in" });
}

/** Posts `token`, `password` and `again`. */
export function newPasswordView(ctx: ViewContext, state: FormState & { token: string }): Html {
  const { t } = ctx;
  const fields = html`<input type="hidden" name="token" value="${state.token}">${newPasswordFields(ctx, state)}
<p class="buttons">${submit(t("access.set_password"))}</p>`;
  const title = t("access.new_password");
  const main = html`${pageHead(title, { lead: t("access.signs_out_everywhere") })}${problemSummary(ctx, state.problems)}${form(ctx, routes.newPassword, fields, { className: "stack", return_to: routes.signIn })}`;
  return layout(ctx, { title, main, narrow: true, place: "sign_in" });
}
