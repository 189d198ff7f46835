/** The step after the password, for those who have set up a second factor: on our pages, and before an app is let in. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { keyForm } from "../parts/access-fields.ts";
import { field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";

export type SecondStep = FormState & {
  /** Where both forms go, and hidden fields that they bring there. */
  action: string;
  carried?: Html | undefined;
  return_to?: string | undefined;
  /** They have a program that shows codes. */
  totp: boolean;
  /** For `navigator.credentials.get`, as JSON, where they have a key. */
  options: string | undefined;
  /** Where one begins anew. */
  back: string;
};

/** Posts `code` (of a program, or one from paper), or `credential`, which a script fills in. */
export function secondStepView(ctx: ViewContext, state: SecondStep): Html {
  const { t } = ctx;
  const { action, totp, options, return_to } = state;
  const carried = state.carried ?? raw("");
  const passing = return_to === undefined ? {} : { return_to };
  const code = html`${carried}${field("code", {
    ...state,
    label: t(totp ? "access.code" : "access.recovery_code"),
    hint: t(totp ? "access.code_hint" : "access.recovery_code_hint"),
    autocomplete: "one-time-code",
    required: true,
    plain: true,
    maxlength: 40,
  })}<p class="buttons">${submit(t("access.confirm"))}</p>`;
  const key =
    options === undefined
      ? raw("")
      : html`${keyForm(ctx, { action, fields: carried, options, what: "get", label: t("access.use_key"), ...passing })}<p class="or"><span>${t("access.or")}</span></p>`;
  const main = html`${pageHead(t("access.second_step"), { lead: t("access.second_step_lead") })}${problemSummary(ctx, state.problems)}${key}${form(ctx, action, code, { className: "stack", ...passing })}
<p class="hint"><a href="${state.back}">${t("access.begin_again")}</a></p>`;
  return layout(ctx, {
    title: t("access.second_step"),
    main,
    narrow: true,
    place: "sign_in",
    scripts: options === undefined ? [] : ["passkey.js"],
  });
}
