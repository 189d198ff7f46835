/** The top of a profile: header, avatar, names, what the account says about itself, its fields and its numbers. An h-card. */
import type { Account } from "../../src/db/schema.ts";
import type { Emoji, Field } from "../../src/db/values.ts";
import { escapeHtml, html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext, WholeRelation } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { familiarView } from "./familiar.ts";
import { feedsAt } from "./feeds.ts";
import { field, flagAttribute, form, stateOf } from "./form.ts";
import { avatarView, bylineView, nameView, readJson, wholeHandleOf, withEmojis } from "./names.ts";
import { friendAskView, friendButton } from "./friendship.ts";
import { accountMenuView, followButton, relationWords } from "./relation.ts";
import { followFromElsewhere } from "./remote-hint.ts";
import { hidden } from "./words.ts";

export type Head = {
  account: Account;
  /** Undefined for visitors and for oneself. */
  relation: WholeRelation | undefined;
  /** Those whom the viewer follows among its followers. */
  familiar?: readonly Account[] | undefined;
  /** Everybody may see its friends. */
  friends?: boolean;
  /** One line on what they do. */
  headline?: string;
  /** It is a private group, and who looks is not in it. */
  closed?: boolean;
  /** Where it has moved to, when that is known here. */
  moved?: Account | undefined;
};

export function profileHead(head: Head, ctx: ViewContext): Html {
  const { account, relation } = head;
  const gone = account.suspended_at > 0;
  const banner =
    account.header === "" || gone
      ? html`<div class="banner tint-${account.id % 8}"></div>`
      : html`<div class="banner"><img src="${ctx.portraitUrl(account, "header")}" alt="${account.header_description}" width="1500" height="500"></div>`;
  const words = relationWords(relation, ctx);
  return html`<header class="profile h-card">${banner}
<div class="face">${avatarView(gone ? { ...account, avatar: "" } : account, ctx, "l", "u-photo")}<div class="deeds">${deedsView(account, relation, ctx)}</div></div>
<h1 class="p-name" dir="auto">${nameView(account, ctx)}</h1>
<p class="handle"><a class="u-url u-uid" href="${account.url === "" ? routes.profile(account) : account.url}" rel="me">${wholeHandleOf(account, ctx)}</a>${marksView(account, ctx)}</p>${headlineView(head, gone)}${words === "" ? "" : html`<p class="stand"><span class="stands">${words}</span></p>`}
${noticeView(head, ctx)}${gone ? "" : aboutView(head, ctx)}
</header>`;
}

const headlineView = ({ headline = "" }: Head, gone: boolean): Html | string =>
  headline === "" || gone ? "" : html`<p class="headline p-role" dir="auto">${headline}</p>`;

function aboutView(head: Head, ctx: ViewContext): Html {
  const { account, relation, familiar = [] } = head;
  const known = familiar.length === 0 ? "" : html`<p class="familiar hint">${familiarView(familiar, ctx)}</p>`;
  return html`<div class="content p-note" dir="auto">${raw(withEmojis(account.note, emojisOf(account), ctx))}</div>
${countsView(head, ctx)}${known}${remarkView(account, relation, ctx)}`;
}

const emojisOf = (account: Account): Emoji[] => readJson<Emoji[]>(account.emojis, []);

function deedsView(account: Account, relation: WholeRelation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined)
    return account.host === "" && account.suspended_at === 0 ? followFromElsewhere(account, ctx) : raw("");
  if (ctx.viewer.account.id === account.id)
    return html`<a class="button" href="${routes.settingsProfile}">${icon("edit")}${ctx.t("profile.edit")}</a>`;
  return html`${accountMenuView(account, relation, ctx)}${account.suspended_at > 0 ? "" : friendButton(account, relation, ctx)}${(account.suspended_at > 0 && relation?.following !== true) || asksForBoth(relation) ? "" : followButton(account, relation, ctx)}`;
}

/** One button takes back both: the follow that waits, and what is asked with it. */
const asksForBoth = (relation: WholeRelation | undefined): boolean => relation?.friend_requested === true && relation.requested;

/** What a group says of itself that is for its members alone. */
export const privateView = ({ members_only }: Account, { t }: ViewContext): Html | "" =>
  members_only === 1 ? html`<span class="stands">${icon("private")}${t("groups.private")}</span>` : "";

function marksView(account: Account, ctx: ViewContext): Html {
  const { t } = ctx;
  const lock =
    account.locked === 1
      ? html`<span class="mark" title="${t("profile.locked")}">${icon("private")}${hidden(t("profile.locked"))}</span>`
      : "";
  return html`${lock}${account.bot === 1 ? html`<span class="stands">${t("profile.automated")}</span>` : ""}${account.actor_type === "Group" ? html`<span class="stands">${t("profile.group")}</span>${privateView(account, ctx)}` : ""}`;
}

/** What one has to know before anything else about the account. */
function noticeView({ account, relation, moved }: Head, ctx: ViewContext): Html {
  const { t } = ctx;
  if (account.suspended_at > 0) return html`<p class="flash problem">${icon("warn")}${t("profile.suspended")}</p>`;
  const memorial = account.memorial === 1 ? html`<p class="flash">${icon("info")}${t("profile.memorial")}</p>` : "";
  const away =
    relation?.domain_blocking === true
      ? html`<p class="flash">${icon("block")}<span>${ctx.rich("profile.host_blocked", { host: account.host, a: (words: Html) => html`<a href="${routes.domainBlocks}">${words}</a>` })}</span></p>`
      : "";
  return html`${friendAskView(account, relation, ctx)}${memorial}${away}${movedView(account, moved, ctx)}`;
}

function movedView(account: Account, moved: Account | undefined, ctx: ViewContext): Html {
  if (moved !== undefined)
    return html`<div class="flash moved">${icon("info")}<div><p>${ctx.t("profile.moved")}</p>${bylineView(moved, ctx)}</div></div>`;
  if (account.moved_to_uri === "" || !/^https?:\/\//.test(account.moved_to_uri)) return raw("");
  const link = html`<a href="${routes.search(account.moved_to_uri)}">${account.moved_to_uri}</a>`;
  return html`<p class="flash">${icon("info")}<span>${ctx.rich("profile.moved_to", { link })}</span></p>`;
}

function countsView({ account, friends = false, closed = false }: Head, ctx: ViewContext): Html {
  if (closed) return raw("");
  const count = (n: number, key: "profile.count_posts" | "profile.count_following" | "profile.count_followers", href: string) =>
    html`<a href="${href}"><span>${ctx.rich(key, { count: n, b: (words: Html) => html`<strong>${words}</strong>` })}</span></a>`;
  if (account.actor_type === "Group")
    return html`<p class="counts"><a href="${routes.followers(account)}"><span>${ctx.t("groups.members_count", { count: account.followers_count })}</span></a> ${count(account.statuses_count, "profile.count_posts", routes.profile(account))}</p>`;
  return html`<p class="counts">${count(account.statuses_count, "profile.count_posts", routes.profile(account))} ${count(account.following_count, "profile.count_following", routes.following(account))} ${count(account.followers_count, "profile.count_followers", routes.followers(account))}${friends ? html` <a href="${routes.profileFriends(account)}"><span>${ctx.t("friends.title")}</span></a>` : ""}</p>`;
}

/** A private remark, opened where there is one. */
function remarkView(account: Account, relation: WholeRelation | undefined, ctx: ViewContext): Html {
  if (relation === undefined || ctx.viewer === undefined) return raw("");
  const { t } = ctx;
  const state = stateOf(ctx, routes.aboutAccount(account.id, "note"));
  const body = html`${field("comment", { ...state, label: t("profile.note"), hint: t("profile.note_hint"), value: relation.note, rows: 2, maxlength: 2000 })}<p><button class="button">${t("common.save")}</button></p>`;
  const line = relation.note === "" ? "" : html`<p class="remark" dir="auto">${relation.note}</p>`;
  return html`<details class="private-note"${flagAttribute("open", state.problems !== undefined)}><summary>${icon("edit")}${t(relation.note === "" ? "profile.note_add" : "profile.note_yours")}</summary>${form(ctx, routes.aboutAccount(account.id, "note"), body, { className: "stack" })}</details>${line}`;
}

/** What the account says about itself in pairs, since when it is here, and where its feeds are. */
export function factsView(account: Account, ctx: ViewContext): Html {
  const fields = readJson<Field[]>(account.fields, []);
  const rows = fields.map(
    (one) =>
      html`<div${one.verified_at > 0 ? raw(' class="verified"') : ""}><dt dir="auto">${raw(withEmojis(escapeHtml(one.name), emojisOf(account), ctx))}</dt><dd dir="auto">${raw(withEmojis(one.value, emojisOf(account), ctx))}${verifiedMark(one, ctx)}</dd></div>`,
  );
  const joined = html`<div><dt>${ctx.t("profile.joined")}</dt><dd>${ctx.locale.times.month(account.created_at)}</dd></div>`;
  return html`<dl class="facts-list">${join(rows)}${joined}${feedsView(account, ctx)}</dl>`;
}

const FEED_NAMES = ["RSS", "Atom", "JSON"] as const;

function feedsView(account: Account, { t }: ViewContext): Html {
  if (account.host !== "") return raw("");
  const links = feedsAt((kind) => routes.profileFeed(account, kind)).map(
    ({ href, type }, at) => html`<a href="${href}" type="${type}">${FEED_NAMES[at] ?? type}</a> `,
  );
  return html`<div><dt>${t("profile.feeds")}</dt><dd class="feed-links">${links}</dd></div>`;
}

const verifiedMark = ({ verified_at }: Field, { t, locale }: ViewContext): Html =>
  verified_at > 0
    ? html` <span class="mark" title="${t("profile.verified_on", { date: locale.times.day(verified_at) })}">${icon("check")}${hidden(t("profile.verified"))}</span>`
    : raw("");
