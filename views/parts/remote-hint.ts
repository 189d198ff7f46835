/** For people with an account on another server: how to follow or answer from there. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { field, flagAttribute, form, stateOf } from "./form.ts";
import { wholeHandleOf } from "./names.ts";

/** Opens in place of a follow button for visitors. */
export function followFromElsewhere(account: Account, ctx: ViewContext): Html {
  return html`<details class="elsewhere" name="menu"${isOpen(ctx)}><summary class="button primary">${ctx.t("thread.elsewhere_follow")}</summary><div class="panel">
<p>${ctx.t("thread.elsewhere_follow_how")}</p>
<p><code class="copy" data-copy data-copied="${ctx.t("post.copied")}" tabindex="0">${wholeHandleOf(account, ctx)}</code></p>
${leaveView(account.uri, ctx)}${joinLine(ctx)}</div></details>`;
}

/** Stands below a post for visitors. */
export function answerFromElsewhere(url: string, ctx: ViewContext): Html {
  return html`<details class="elsewhere" name="menu"${isOpen(ctx)}><summary class="button">${ctx.t("thread.elsewhere_answer")}</summary><div class="panel">
<p>${ctx.t("thread.elsewhere_answer_how")}</p>
<p><code class="copy" data-copy data-copied="${ctx.t("post.copied")}" tabindex="0">${url}</code></p>
${leaveView(url, ctx)}${joinLine(ctx)}</div></details>`;
}

/** Once their server has been asked for, and not found. */
const isOpen = (ctx: ViewContext): Html => flagAttribute("open", stateOf(ctx, routes.leave).problems !== undefined);

/** The way to the page of the visitor's own server. */
function leaveView(uri: string, ctx: ViewContext): Html {
  const { t } = ctx;
  const fields = html`<input type="hidden" name="uri" value="${uri}">${field("server", { ...stateOf(ctx, routes.leave), label: t("about.your_server"), hint: t("about.your_server_hint"), plain: true, required: true, maxlength: 320 })}<button class="button">${t("about.go_there")}</button>`;
  return form(ctx, routes.leave, fields, { className: "stack" });
}

function joinLine(ctx: ViewContext): Html {
  const to = (href: string) => (words: Html) => html`<a href="${href}">${words}</a>`;
  const join =
    ctx.instance.registrations === "closed" ? "" : html` ${ctx.rich("thread.elsewhere_join", { a: to(routes.signUp) })}`;
  return html`<p>${ctx.rich("thread.elsewhere_sign_in", { title: ctx.instance.title, a: to(routes.signIn) })}${join}</p>`;
}
