/** Joining: a new account, at once or after somebody has read the request, or by invitation. And the owner's, right after installing. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { avatarView, handleOf, nameView } from "../parts/names.ts";
import { emptyView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

export type SignUp = FormState & {
  /** What everybody agrees to, in the language of the page. */
  rules?: readonly { text: string; hint: string }[];
  /** Who has invited them. */
  invite?: { code: string; inviter: Account } | undefined;
};

/** User name, e-mail and password, as every new account needs them: `username`, `email`, `password`; a script fills in `time_zone`. */
function accountFields({ t, instance }: ViewContext, state: FormState): Html {
  return html`${field("username", {
    ...state,
    label: t("access.username"),
    hint: t("access.username_hint", { domain: instance.domain }),
    autocomplete: "username",
    required: true,
    plain: true,
    maxlength: 30,
    pattern: "[A-Za-z0-9_]{1,30}",
  })}
${field("email", { ...state, label: t("access.email"), hint: t("access.email_hint"), type: "email", autocomplete: "email", required: true, plain: true, maxlength: 320 })}
${field("password", { ...state, label: t("access.password"), hint: t("access.password_hint"), type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 256 })}
<input type="hidden" name="time_zone" value="" data-time-zone>`;
}

/** Posts the fields of an account, `reason` where requests are read first, `agreement` where there are rules, and `invite`. */
export function signUpView(ctx: ViewContext, state: SignUp = {}): Html {
  const { title, registrations } = ctx.instance;
  const { invite, rules = [] } = state;
  if (registrations === "closed" && invite === undefined) return closedView(ctx);
  const asked = registrations === "approval" && invite === undefined;
  const fields = html`${invite === undefined ? "" : html`<input type="hidden" name="invite" value="${invite.code}">`}${accountFields(ctx, state)}${asked ? reasonField(ctx, state) : ""}${agreementView(ctx, rules, state)}<p class="buttons">${submit(ctx.t(asked ? "access.ask_to_join" : "common.join"))}</p>`;
  const lead = asked ? ctx.t("access.requests_are_read") : undefined;
  const heading = ctx.t("access.join_instance", { title });
  const main = html`${pageHead(heading, { lead })}${invite === undefined ? "" : inviterView(ctx, invite.inviter)}${problemSummary(ctx, state.problems)}${rulesView(ctx, rules)}${form(ctx, routes.signUp, fields, { className: "stack", return_to: routes.home })}
<p class="hint">${ctx.rich("access.have_account", { a: (words) => html`<a href="${routes.signIn}">${words}</a>` })}</p>`;
  return layout(ctx, { title: heading, main, narrow: true, place: "sign_up", scripts: ["zone.js"] });
}

const reasonField = ({ t }: ViewContext, state: FormState): Html =>
  field("reason", {
    ...state,
    label: t("access.reason"),
    hint: t("access.reason_hint"),
    rows: 3,
    required: true,
    maxlength: 2000,
  });

const inviterView = (ctx: ViewContext, inviter: Account): Html =>
  html`<p class="inviter">${avatarView(inviter, ctx, "s")}<span>${ctx.rich("access.invited_by", { whom: html`<a href="${routes.profile(inviter)}" dir="auto">${nameView(inviter, ctx)}</a>`, handle: handleOf(inviter) })}</span></p>`;

function rulesView({ t }: ViewContext, rules: NonNullable<SignUp["rules"]>): Html {
  if (rules.length === 0) return raw("");
  const items = rules.map(
    ({ text, hint }) =>
      html`<li><span dir="auto">${text}</span>${hint === "" ? "" : html`<p class="hint" dir="auto">${hint}</p>`}</li>`,
  );
  return html`<section class="rules stack"><h2>${t("access.rules")}</h2><ol>${items}</ol></section>`;
}

function agreementView(ctx: ViewContext, rules: NonNullable<SignUp["rules"]>, state: FormState): Html {
  const links = {
    privacy: (words: Html) => html`<a href="${routes.privacy}">${words}</a>`,
    terms: (words: Html) => html`<a href="${routes.terms}">${words}</a>`,
  };
  if (rules.length === 0) return html`<p class="hint">${ctx.rich("access.by_joining", links)}</p>`;
  const problem = state.problems?.["agreement"];
  const box = check("agreement", {
    label: ctx.t("access.agree"),
    checked: state.typed?.["agreement"] !== undefined,
    required: true,
    problem,
  });
  return html`<div>${box}<p class="hint">${ctx.rich("access.by_joining", links)}</p></div>`;
}

function closedView(ctx: ViewContext): Html {
  const { t } = ctx;
  const lesson = t("access.closed_lesson", { title: ctx.instance.title });
  const main = html`${pageHead(t("access.closed_title"))}${emptyView(t("access.by_invitation"), lesson, html`<a class="button" href="${routes.about}">${t("access.who_runs_it")}</a>`)}`;
  return layout(ctx, { title: t("access.closed_title"), main, narrow: true, place: "sign_up" });
}

/** The owner's account, made with the one-time link that the first start prints. Posts `token` besides the fields of an account. */
export function setupView(ctx: ViewContext, state: FormState & { token: string }): Html {
  const { t } = ctx;
  const fields = html`<input type="hidden" name="token" value="${state.token}">${accountFields(ctx, state)}<p class="buttons">${submit(t("access.set_up"))}</p>`;
  const lead = t("access.set_up_lead", { domain: ctx.instance.domain });
  const main = html`${pageHead(t("access.set_up_title"), { lead })}${problemSummary(ctx, state.problems)}${form(ctx, routes.setup, fields, { className: "stack", return_to: routes.home })}`;
  return layout(ctx, { title: t("access.set_up_title"), main, narrow: true, scripts: ["zone.js"] });
}
