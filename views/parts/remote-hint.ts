/** For people with an account on another server: how to follow or answer from there. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../context.ts";
import { routes } from "../routes.ts";
import { wholeHandleOf } from "./names.ts";

/** Opens in place of a follow button for visitors. */
export function followFromElsewhere(account: Account, ctx: ViewContext): Html {
  return html`<details class="elsewhere"><summary class="button primary">Follow</summary><div class="panel">
<p>You can follow from any server of the fediverse. Search there for</p>
<p><code class="copy" data-copy tabindex="0">${wholeHandleOf(account, ctx)}</code></p>
${joinLine(ctx)}</div></details>`;
}

/** Stands below a post for visitors. */
export function answerFromElsewhere(url: string, ctx: ViewContext): Html {
  return html`<details class="elsewhere"><summary class="button">Reply, boost or favourite</summary><div class="panel">
<p>You can answer from any server of the fediverse. Search there for</p>
<p><code class="copy" data-copy tabindex="0">${url}</code></p>
${joinLine(ctx)}</div></details>`;
}

function joinLine(ctx: ViewContext): Html {
  const join = ctx.instance.registrations === "closed" ? "" : html` New here? <a href="${routes.signUp}">Join</a>.`;
  return html`<p>Have an account on ${ctx.instance.title}? <a href="${routes.signIn}">Sign in</a>.${join}</p>`;
}
