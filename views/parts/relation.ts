/** What the viewer can do about an account: follow it, or undo what stands between them. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import { routes } from "../routes.ts";
import type { AccountAct } from "../routes.ts";
import { form } from "./form.ts";
import { handleOf } from "./names.ts";
import { hidden } from "./words.ts";

type Choice = { act: AccountAct; word: string; spoken: string; primary: boolean };

function choiceOf(account: Account, relation: Relation): Choice {
  const handle = handleOf(account);
  if (relation.blocking) return { act: "unblock", word: "Blocked", spoken: ` ${handle}: press to unblock`, primary: false };
  if (relation.following) return { act: "unfollow", word: "Following", spoken: ` ${handle}: press to unfollow`, primary: false };
  if (relation.requested)
    return { act: "unfollow", word: "Requested", spoken: ` to follow ${handle}: press to take it back`, primary: false };
  return { act: "follow", word: account.locked === 1 ? "Ask to follow" : "Follow", spoken: ` ${handle}`, primary: true };
}

/** The one button between the viewer and an account; nothing for visitors, for oneself, and where the other has blocked. */
export function followButton(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined || relation === undefined || ctx.viewer.account.id === account.id) return raw("");
  if (relation.blocked_by && !relation.blocking) return html`<span class="hint">Has blocked you</span>`;
  const { act, word, spoken, primary } = choiceOf(account, relation);
  const on = primary ? "" : icon("check");
  const button = html`<button class="button ${primary ? "primary" : "on"}">${on}${word}${hidden(spoken)}</button>`;
  return form(ctx, routes.actOnAccount(account.id, act), button, { className: "follow" });
}

/** The other things one can do about an account, in a menu. */
export function accountMenuView(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined || relation === undefined || ctx.viewer.account.id === account.id) return raw("");
  const handle = handleOf(account);
  const item = (act: AccountAct, words: string, className = "") =>
    html`<button class="${className}" formaction="${routes.actOnAccount(account.id, act)}">${words}</button>`;
  const away =
    account.host === "" || !/^https?:\/\//.test(account.url)
      ? ""
      : html`<a href="${account.url}" rel="nofollow noopener">Open on ${account.host}</a>`;
  const items = html`${away}
<a href="${routes.compose()}?mention=${encodeURIComponent(handle)}">Mention ${handle}</a>
${relation.muting ? item("unmute", `Unmute ${handle}`) : item("mute", `Mute ${handle}`)}
${relation.followed_by ? item("remove", "Remove from your followers") : ""}
${relation.blocking ? item("unblock", `Unblock ${handle}`) : item("block", `Block ${handle}`, "danger")}`;
  const menu = html`<details class="more menu-holder" name="menu"><summary class="button" title="More">${icon("more")}${hidden(`More about ${handle}`)}</summary><div class="menu">${items}</div></details>`;
  return form(ctx, routes.actOnAccount(account.id, "mute"), menu);
}

/** How they stand, in words, when there is something to say. */
export function relationWords(relation: Relation | undefined): string {
  if (relation === undefined) return "";
  const words = [
    relation.followed_by ? "follows you" : "",
    relation.muting ? "muted by you" : "",
    relation.blocking ? "blocked by you" : "",
  ];
  return words.filter(Boolean).join(" · ");
}
