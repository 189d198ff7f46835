/** What the viewer can do about an account: follow it, or undo what stands between them. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext, WholeRelation } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import type { AccountAct } from "../frame/routes.ts";
import { form } from "./form.ts";
import { handleOf } from "./names.ts";
import { hidden } from "./words.ts";

type Choice = { act: AccountAct; word: string; spoken: string; primary: boolean };

function choiceOf(account: Account, relation: Relation, { t }: ViewContext): Choice {
  const handle = handleOf(account);
  if (relation.blocking)
    return { act: "unblock", word: t("profile.blocked"), spoken: t("profile.blocked_spoken", { handle }), primary: false };
  const group = account.actor_type === "Group";
  if (relation.following)
    return {
      act: "unfollow",
      word: t(group ? "groups.joined" : "profile.following"),
      spoken: t("profile.following_spoken", { handle }),
      primary: false,
    };
  if (relation.requested)
    return {
      act: "unfollow",
      word: t(group ? "groups.requested" : "profile.requested"),
      spoken: t("profile.requested_spoken", { handle }),
      primary: false,
    };
  const asks = account.locked === 1;
  const word = group ? t(asks ? "groups.ask" : "groups.join") : t(asks ? "profile.ask" : "profile.follow");
  return { act: "follow", word, spoken: handle, primary: true };
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
  const act = routes.actOnAccount(account.id, "mute");
  // Whoever is here in a name in which they do nothing about others finds the ways that are left.
  return ctx.viewer.maySend(act) ? form(ctx, act, menu) : menu;
}

const awayView = (account: Account, { t }: ViewContext): Html | string =>
  account.host === "" || !/^https?:\/\//.test(account.url)
    ? ""
    : html`<a href="${account.url}" rel="nofollow noopener">${t("post.open_on", { host: account.host })}</a>`;

/** A way to a page, for who may open it. */
const way = ({ viewer }: ViewContext, href: string, words: string, className = ""): Html | string =>
  viewer?.mayOpen(href) === false ? "" : html`<a class="${className}" href="${href}">${words}</a>`;

const item = (ctx: ViewContext, { id, act }: { id: number; act: AccountAct }, words: string, className = ""): Html | string => {
  const to = routes.actOnAccount(id, act);
  return ctx.viewer?.maySend(to) === false ? "" : html`<button class="${className}" formaction="${to}">${words}</button>`;
};

/** What brings nearer. */
function closeItems(
  account: Account,
  { following, followed_by, requested, endorsed, friend }: WholeRelation,
  ctx: ViewContext,
): Html {
  const { t } = ctx;
  const { id } = account;
  const person = account.actor_type !== "Group";
  const handle = handleOf(account);
  const talk = html`${way(ctx, `${routes.compose()}?mention=${encodeURIComponent(handle)}`, t("profile.mention", { handle }))}${way(ctx, routes.newMessage([id]), t("profile.message"))}`;
  const known = friend ? way(ctx, routes.introduce(id), t("friends.introduce_to")) : "";
  const how = following || requested ? way(ctx, routes.aboutAccount(id, "following"), t("profile.follow_options")) : "";
  const endorsing = endorsed
    ? item(ctx, { id, act: "unendorse" }, t("profile.unendorse"))
    : item(ctx, { id, act: "endorse" }, t("profile.endorse"));
  const more = following ? html`${way(ctx, routes.aboutAccount(id, "lists"), t("profile.lists"))}${endorsing}` : "";
  const circles =
    (following || followed_by) && person ? way(ctx, routes.aboutAccount(id, "circles"), t("friends.to_circles")) : "";
  const recommending = person ? way(ctx, routes.recommend(id), t("cv.recommend")) : "";
  const referring = person && following ? way(ctx, routes.refer(id), t("cv.refer")) : "";
  return html`${talk}${known}${how}${circles}${more}${recommending}${referring}`;
}

/** What keeps away. */
function farItems(account: Account, relation: WholeRelation, ctx: ViewContext): Html {
  const { t } = ctx;
  const { host, id } = account;
  const handle = handleOf(account);
  const mute = relation.muting
    ? item(ctx, { id, act: "unmute" }, t("profile.unmute", { handle }))
    : way(ctx, routes.aboutAccount(id, "mute"), t("profile.mute", { handle }));
  const block = relation.blocking
    ? item(ctx, { id, act: "unblock" }, t("profile.unblock", { handle }))
    : item(ctx, { id, act: "block" }, t("profile.block", { handle }), "danger");
  const of_server = t(relation.domain_blocking ? "profile.unblock_host" : "profile.block_host", { host });
  const server = host === "" ? "" : way(ctx, routes.aboutAccount(id, "domain"), of_server, "danger");
  const end = relation.friend ? item(ctx, { id, act: "unfriend" }, t("friends.end")) : "";
  const remove = relation.followed_by ? item(ctx, { id, act: "remove" }, t("profile.remove_follower")) : "";
  return html`${mute}${end}${remove}${block}${server}${way(ctx, routes.aboutAccount(id, "report"), t("profile.report", { handle }), "danger")}`;
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
