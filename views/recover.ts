/** A forgotten password: asking for a letter, and setting a new one with the link in it. */
import { html } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { field, form, problemSummary, submit } from "./parts/form.ts";
import type { FormState } from "./parts/form.ts";
import { routes } from "./routes.ts";

/** Posts `email`. `sends`: whether this server sends letters at all. */
export function forgottenView(ctx: ViewContext, { sends }: { sends: boolean }): Html {
  const fields = html`${field("email", { label: "Your e-mail address", type: "email", autocomplete: "email", required: true, plain: true, maxlength: 320 })}<p class="buttons">${submit("Send me a link")}</p>`;
  const body = sends
    ? form(ctx, routes.resetPassword, fields, { className: "stack", return_to: routes.signIn })
    : html`<div class="prose"><p>This server sends no e-mail. Ask the people who run it for a new password: they are named on the page <a href="${routes.about}">about ${ctx.instance.title}</a>.</p></div>`;
  return layout(ctx, {
    title: "Forgotten password",
    main: html`${pageHead("Forgotten password")}${body}`,
    narrow: true,
    place: "sign_in",
  });
}

/** Posts `token`, `password` and `again`. */
export function newPasswordView(ctx: ViewContext, state: FormState & { token: string }): Html {
  const fields = html`<input type="hidden" name="token" value="${state.token}">
${field("password", { ...state, label: "New password", hint: "At least 8 characters. A few words in a row are easy to remember.", type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 128 })}
${field("again", { ...state, label: "New password again", type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 128 })}
<p class="buttons">${submit("Set the password")}</p>`;
  const main = html`${pageHead("New password", { lead: "Everywhere you are signed in now, you will be signed out." })}${problemSummary(ctx, state.problems)}${form(ctx, routes.newPassword, fields, { className: "stack", return_to: routes.signIn })}`;
  return layout(ctx, { title: "New password", main, narrow: true, place: "sign_in" });
}
