/** The way in for those who have an account: by password, and by a passkey alone. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { keyForm, loginField, passwordField } from "../parts/access-fields.ts";
import { form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";

export type SignIn = FormState & {
  return_to?: string | undefined;
  /** Their address is not confirmed yet: the letter can be sent again. */
  unconfirmed?: boolean;
};

/** Posts `login` (e-mail or user name), `password`, and `return_to`: where to go afterwards. */
export function signInView(ctx: ViewContext, state: SignIn = {}): Html {
  const { t } = ctx;
  const return_to = state.return_to ?? routes.home;
  const fields = html`${loginField(ctx, state)}${passwordField(ctx, state)}<p class="buttons">${submit(t("common.sign_in"))}</p>`;
  const join =
    ctx.instance.registrations === "closed"
      ? raw("")
      : html`<li>${ctx.rich("access.no_account", { title: ctx.instance.title, a: (words) => html`<a href="${routes.signUp}">${words}</a>` })}</li>`;
  const again =
    state.unconfirmed === true ? html`<li><a href="${routes.confirmAgain}">${t("access.confirm_again_link")}</a></li>` : raw("");
  const ways = html`<ul class="ways hint">${again}<li><a href="${routes.signInKey}?${new URLSearchParams({ return_to }).toString()}" rel="nofollow">${t("access.with_passkey")}</a></li>
<li><a href="${routes.resetPassword}">${t("access.forgotten_link")}</a></li>${join}</ul>`;
  const main = html`${pageHead(t("common.sign_in"))}${problemSummary(ctx, state.problems)}${form(ctx, routes.signIn, fields, { className: "stack", return_to })}${ways}`;
  return layout(ctx, { title: t("common.sign_in"), main, narrow: true, place: "sign_in" });
}

/** Posts `credential`, which a script fills in. */
export function passkeyView(
  ctx: ViewContext,
  { options, return_to, problems }: FormState & { options: string; return_to: string },
): Html {
  const { t } = ctx;
  const main = html`${pageHead(t("access.with_passkey"), { lead: t("access.passkey_lead") })}${problemSummary(ctx, problems)}${keyForm(ctx, { action: routes.signInKey, fields: "", options, what: "get", label: t("access.use_passkey"), return_to })}
<p class="hint"><a href="${routes.signIn}?${new URLSearchParams({ return_to }).toString()}">${t("access.with_password")}</a></p>`;
  return layout(ctx, { title: t("access.with_passkey"), main, narrow: true, place: "sign_in", scripts: ["passkey.js"] });
}
