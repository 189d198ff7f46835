/** What the viewer can do about an account: follow it, or undo what stands between them. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext, WholeRelation } from "../context.ts";
import { icon } from "../icons.ts";
import { routes } from "../routes.ts";
import type { AccountAct } from "../routes.ts";
import { form } from "./form.ts";
import { handleOf } from "./names.ts";
import { hidden } from "./words.ts";

type Choice = { act: AccountAct; word: string; spoken: string; primary: boolean };

function choiceOf(account: Account, relation: Relation, { t }: ViewContext): Choice {
  const handle = handleOf(account);
  if (relation.blocking)
    return { act: "unblock", word: t("profile.blocked"), spoken: t("profile.blocked_spoken", { handle }), primary: false };
  if (relation.following)
    return { act: "unfollow", word: t("profile.following"), spoken: t("profile.following_spoken", { handle }), primary: false };
  if (relation.requested)
    return { act: "unfollow", word: t("profile.requested"), spoken: t("profile.requested_spoken", { handle }), primary: false };
  return { act: "follow", word: t(account.locked === 1 ? "profile.ask" : "profile.follow"), spoken: handle, primary: true };
}

/** The one button between the viewer and an account; nothing for visitors, for oneself, and where the other has blocked. */
export function followButton(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined || relation === undefined || ctx.viewer.account.id === account.id) return raw("");
  if (relation.blocked_by && !relation.blocking) return html`<span class="hint">${ctx.t("profile.has_blocked_you")}</span>`;
  const standing = relation.following || relation.requested || relation.blocking;
  if (account.moved_to_uri !== "" && !standing) return raw("");
  const { act, word, spoken, primary } = choiceOf(account, relation, ctx);
  const on = primary ? "" : icon("check");
  const button = html`<button class="button ${primary ? "primary" : "on"}">${on}${word}${hidden(` ${spoken}`)}</button>`;
  return form(ctx, routes.actOnAccount(account.id, act), button, { className: "follow" });
}

/** The other things one can do about an account, in a menu. */
export function accountMenuView(account: Account, relation: WholeRelation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined || relation === undefined || ctx.viewer.account.id === account.id) return raw("");
  const { t } = ctx;
  const handle = handleOf(account);
  const items = html`${awayView(account, ctx)}${closeItems(account, relation, ctx)}${farItems(account, relation, ctx)}`;
  const menu = html`<details class="more menu-holder" name="menu"><summary class="button" title="${t("profile.more")}">${icon("more")}${hidden(t("profile.more_about", { handle }))}</summary><div class="menu">${items}</div></details>`;
  return form(ctx, routes.actOnAccount(account.id, "mute"), menu);
}

const awayView = (account: Account, { t }: ViewContext): Html | string =>
  account.host === "" || !/^https?:\/\//.test(account.url)
    ? ""
    : html`<a href="${account.url}" rel="nofollow noopener">${t("post.open_on", { host: account.host })}</a>`;

const item = (account: Account, act: AccountAct, words: string, className = ""): Html =>
  html`<button class="${className}" formaction="${routes.actOnAccount(account.id, act)}">${words}</button>`;

/** What brings nearer. */
function closeItems(
  account: Account,
  { following, followed_by, requested, endorsed, friend }: WholeRelation,
  { t }: ViewContext,
): Html {
  const handle = handleOf(account);
  const talk = html`<a href="${routes.compose()}?mention=${encodeURIComponent(handle)}">${t("profile.mention", { handle })}</a><a href="${routes.newMessage([account.id])}">${t("profile.message")}</a>`;
  const how =
    following || requested
      ? html`<a href="${routes.aboutAccount(account.id, "following")}">${t("profile.follow_options")}</a>`
      : "";
  const more = following
    ? html`<a href="${routes.aboutAccount(account.id, "lists")}">${t("profile.lists")}</a>${endorsed ? item(account, "unendorse", t("profile.unendorse")) : item(account, "endorse", t("profile.endorse"))}`
    : "";
  const known = friend ? html`<a href="${routes.introduce(account.id)}">${t("friends.introduce_to")}</a>` : "";
  const circles =
    (following || followed_by) && account.actor_type !== "Group"
      ? html`<a href="${routes.aboutAccount(account.id, "circles")}">${t("friends.to_circles")}</a>`
      : "";
  const work =
    account.actor_type === "Group"
      ? ""
      : html`<a href="${routes.recommend(account.id)}">${t("cv.recommend")}</a>${following ? html`<a href="${routes.refer(account.id)}">${t("cv.refer")}</a>` : ""}`;
  return html`${talk}${known}${how}${circles}${more}${work}`;
}

/** What keeps away. */
function farItems(account: Account, relation: WholeRelation, { t }: ViewContext): Html {
  const handle = handleOf(account);
  const { host, id } = account;
  const mute = relation.muting
    ? item(account, "unmute", t("profile.unmute", { handle }))
    : html`<a href="${routes.aboutAccount(id, "mute")}">${t("profile.mute", { handle })}</a>`;
  const block = relation.blocking
    ? item(account, "unblock", t("profile.unblock", { handle }))
    : item(account, "block", t("profile.block", { handle }), "danger");
  const server =
    host === ""
      ? ""
      : html`<a class="danger" href="${routes.aboutAccount(id, "domain")}">${t(relation.domain_blocking ? "profile.unblock_host" : "profile.block_host", { host })}</a>`;
  return html`${mute}${relation.friend ? item(account, "unfriend", t("friends.end")) : ""}${relation.followed_by ? item(account, "remove", t("profile.remove_follower")) : ""}${block}${server}<a class="danger" href="${routes.aboutAccount(id, "report")}">${t("profile.report", { handle })}</a>`;
}

/** How they stand, in words, when there is something to say. */
export function relationWords(relation: Relation | undefined, { t }: Pick<ViewContext, "t">): string {
  if (relation === undefined) return "";
  const words = [
    relation.friend ? t("friends.friends") : relation.followed_by ? t("profile.follows_you") : "",
    relation.muting ? t("profile.muted_by_you") : "",
    relation.blocking ? t("profile.blocked_by_you") : "",
  ];
  return words.filter(Boolean).join(" · ");
}
