/** The way in for those who have an account. */
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { field, form, problemSummary, submit } from "./parts/form.ts";
import type { FormState } from "./parts/form.ts";
import { routes } from "./routes.ts";

/** Posts `login` (e-mail or user name), `password`, and `return_to`: where to go afterwards. */
export function signInView(ctx: ViewContext, state: FormState & { return_to?: string | undefined } = {}): Html {
  const fields = html`${field("login", { ...state, label: "E-mail address or user name", autocomplete: "username", required: true, plain: true, maxlength: 320 })}
${field("password", { ...state, label: "Password", type: "password", autocomplete: "current-password", required: true, maxlength: 128 })}
<p class="buttons">${submit("Sign in")}</p>`;
  const join =
    ctx.instance.registrations === "closed"
      ? raw("")
      : html`<p class="hint">No account yet? <a href="${routes.signUp}">Join ${ctx.instance.title}</a>.</p>`;
  const forgotten = html`<p class="hint"><a href="${routes.resetPassword}">Forgotten your password?</a></p>`;
  const main = html`${pageHead("Sign in")}${problemSummary(ctx, state.problems)}${form(ctx, routes.signIn, fields, { className: "stack", return_to: state.return_to ?? routes.home })}${forgotten}${join}`;
  return layout(ctx, { title: "Sign in", main, narrow: true, place: "sign_in" });
}
