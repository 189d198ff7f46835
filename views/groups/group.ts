/** A group that lives here: its head with the way in, what is posted there, and what it is about. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { FeedOrder } from "../../src/groups/feed.ts";
import type { Standing } from "../../src/groups/look.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, tabs } from "../frame/layout.ts";
import { feedsAt } from "../parts/feeds.ts";
import { field, form } from "../parts/form.ts";
import { avatarView, bylineView, readJson, wholeHandleOf } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { privateView } from "../parts/profile-head.ts";
import { followFromElsewhere } from "../parts/remote-hint.ts";
import { emptyView, timelineView } from "../parts/timeline.ts";
import { hidden, shortened, wordsOf } from "../parts/words.ts";
import type { GroupPage } from "./group-paths.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";

/** `inside`: whoever looks may know what it is called and about; `looking`: and read what is posted there. */
export type GroupHead = {
  account: Account;
  group: Row<"groups">;
  standing: Standing;
  inside: boolean;
  looking: boolean;
  /** Requests, posts and reports that wait; for those who look after it. */
  waiting: number;
  /** Who has invited the viewer. */
  inviter?: Account | undefined;
  /** Why it lets the viewer in no more. */
  objection?: string | undefined;
};

export const titleOf = ({ account, group, inside }: Pick<GroupHead, "account" | "group" | "inside">): string =>
  inside ? group.title : account.username;

/** The page of one thing about a group. */
export function groupPage(ctx: ViewContext, head: GroupHead, tab: GroupPage | "posts", body: Html): Html {
  const title = titleOf(head);
  const name = tab === "posts" ? title : `${ctx.t(`groups.tab_${tab}`)} · ${title}`;
  const open = head.account.members_only === 0;
  const words = head.inside ? wordsOf(head.group.note) : "";
  const meta = {
    type: "profile" as const,
    url: head.account.url,
    title: `${title} (${wholeHandleOf(head.account, ctx)})`,
    description: words === "" ? ctx.t("groups.lead") : shortened(words, 300),
    image: undefined,
    alternate: head.account.uri,
    feeds: open ? feedsAt((kind) => routes.profileFeed(head.account, kind)) : [],
    noindex: !open || tab !== "posts",
  };
  return layout(ctx, { title: name, main: html`${headView(ctx, head, tab)}${body}`, meta });
}

function headView(ctx: ViewContext, head: GroupHead, tab: GroupPage | "posts"): Html {
  const { account, group, inside } = head;
  const banner =
    account.header === ""
      ? html`<div class="banner tint-${account.id % 8}"></div>`
      : html`<div class="banner"><img src="${ctx.portraitUrl(account, "header")}" alt="${account.header_description}" width="1500" height="500"></div>`;
  const note =
    inside && group.note !== "" && tab === "posts" ? html`<div class="content" dir="auto">${raw(group.note)}</div>` : "";
  return html`<header class="profile group-head">${banner}
<div class="face">${avatarView(account, ctx, "l")}<div class="deeds">${joinView(ctx, head)}</div></div>
<h1 dir="auto">${titleOf(head)}</h1>
<p class="handle"><a href="${account.url}">${wholeHandleOf(account, ctx)}</a> ${marksView(ctx, head)}</p>
${noticeView(ctx, head)}${note}${inside ? countsView(ctx, head) : ""}
</header>${tabsView(ctx, head, tab)}`;
}

const countsView = (ctx: ViewContext, { account, group }: GroupHead): Html =>
  html`<p class="counts"><a href="${routes.groupPage(account.id, "members")}"><span>${ctx.t("groups.members_count", { count: account.followers_count })}</span></a> <a href="${routes.profile(account)}"><span>${ctx.t("common.posts", { count: group.posts_count })}</span></a></p>`;

function marksView(ctx: ViewContext, { account, group }: GroupHead): Html {
  const { t } = ctx;
  const how = t(`groups.membership_${group.membership}`);
  return html`<span class="stands">${t("profile.group")}</span> ${privateView(account, ctx)} <span class="stands">${how}</span>`;
}

/** The one button between the viewer and the group. */
export function joinView(
  ctx: ViewContext,
  { account, group, standing }: Pick<GroupHead, "account" | "group" | "standing">,
): Html {
  const { t } = ctx;
  const { id } = account;
  if (ctx.viewer === undefined) return followFromElsewhere(account, ctx);
  const button = (act: "join" | "leave", word: string, primary: boolean) =>
    form(
      ctx,
      routes.actOnGroup(id, act),
      html`<button class="button${primary ? " primary" : " on"}">${primary ? "" : icon("check")}${word}</button>`,
      { className: "follow" },
    );
  if (standing.member)
    return standing.role === "owner"
      ? html`<span class="stands">${t("groups.role_owner")}</span>`
      : html`${button("leave", t("groups.joined"), false)}`;
  if (standing.ban !== undefined) return html`<span class="hint">${t("groups.banned")}</span>`;
  if (standing.requested && !standing.invited) return button("leave", t("groups.requested"), false);
  if (standing.invited || group.membership === "public") return button("join", t("groups.join"), true);
  return group.membership === "approval"
    ? button("join", t("groups.ask"), true)
    : html`<span class="hint">${t("groups.by_invitation")}</span>`;
}

function noticeView(ctx: ViewContext, { account, standing, inviter, objection }: GroupHead): Html {
  const { t } = ctx;
  if (objection !== undefined) return html`<p class="flash problem">${icon("block")}<span>${objection}</span></p>`;
  if (standing.may_take_over) {
    const take = form(
      ctx,
      routes.actOnGroup(account.id, "take_over"),
      html`<button class="button">${t("groups.take_over")}</button>`,
    );
    return html`<div class="flash">${icon("people")}<div class="stack"><p>${t("groups.orphaned")}</p>${take}</div></div>`;
  }
  if (!standing.invited || standing.member) return raw("");
  const decline = form(
    ctx,
    routes.actOnGroup(account.id, "decline"),
    html`<button class="button">${t("groups.decline")}</button>`,
  );
  const by = inviter === undefined ? html`${t("groups.invited")}` : html`${t("groups.invited_by")} ${bylineView(inviter, ctx)}`;
  return html`<div class="flash">${icon("people")}<div class="stack"><p>${by}</p>${decline}</div></div>`;
}

function tabsView({ t }: ViewContext, { account, standing, looking, waiting }: GroupHead, tab: GroupPage | "posts"): Html {
  const to = (page: GroupPage, label = t(`groups.tab_${page}`)) => ({
    href: routes.groupPage(account.id, page),
    label,
    current: page === tab,
  });
  const all = [
    { href: routes.profile(account), label: t("groups.tab_posts"), current: tab === "posts" },
    ...(standing.chat_id === undefined
      ? []
      : [{ href: routes.conversation(standing.chat_id), label: t("groups.tab_chat"), current: false }]),
    ...(looking ? [to("events"), to("members")] : []),
    to("about"),
    ...(standing.role === undefined
      ? []
      : [to("queue", waiting === 0 ? t("groups.tab_queue") : t("groups.tab_queue_count", { count: waiting }))]),
    ...(standing.may_invite ? [to("invite")] : []),
    ...(looking ? [to("log")] : []),
    ...(standing.role === undefined ? [] : [to("insights"), to("settings")]),
  ];
  return tabs(t("groups.tabs"), all, {
    words: t("common.more"),
    news: waiting === 0 ? undefined : t("groups.tab_queue_count", { count: waiting }),
  });
}

export type GroupPosts = {
  page: StatusPage;
  pager: Pager;
  order: FeedOrder;
  pinned?: StatusPage | undefined;
  /** Goes with the form, so that what is sent twice is posted once. */
  key: string;
};

export function groupView(ctx: ViewContext, head: GroupHead, posts: GroupPosts): Html {
  const { t } = ctx;
  if (!head.looking) return groupPage(ctx, head, "posts", emptyView(t("groups.closed_title"), t("groups.closed_lesson")));
  const { page, pager, order, pinned } = posts;
  const top =
    pinned === undefined || pinned.ids.length === 0
      ? ""
      : html`<section class="feed" aria-label="${t("groups.pinned")}">${shownOf(pinned).map((status) => statusView(status, pinned, ctx, { pinned: true, anchor: `pinned-${status.id}` }))}</section>`;
  const write = ctx.viewer !== undefined && head.standing.may_post ? groupWriteView(ctx, head.account, posts.key) : "";
  const nothing = emptyView(t("groups.no_posts"), t(head.standing.may_post ? "groups.no_posts_write" : "groups.no_posts_lesson"));
  const empty = top === "" ? nothing : html`<p class="end">${t("groups.end")}</p>`;
  const feed = timelineView(page, ctx, { pager, pinned, empty, end: t("groups.end") });
  return groupPage(
    ctx,
    head,
    "posts",
    html`${write}${orderView(ctx, head.account, order)}<div class="group-feed">${top}${feed}</div>`,
  );
}

/** In which order what begins threads there stands. */
export function orderView({ t }: ViewContext, account: Account, order: FeedOrder): Html {
  const orders = (["new", "active", "top"] as const).map(
    (one) =>
      html`<a href="${routes.profile(account)}${one === "new" ? "" : `?order=${one}`}"${one === order ? raw(' aria-current="true"') : ""}>${t(`groups.order_${one}`)}</a>`,
  );
  return html`<nav class="choice" aria-label="${t("groups.order")}">${orders}</nav>`;
}

/**
 * The box in which one writes to a group, whether it lives here or elsewhere. It posts to the form in which one writes, which has all the rest.
 *
 * @param key goes with the form, so that what is sent twice is posted once
 */
export function groupWriteView(ctx: ViewContext, account: Account, key: string): Html {
  const { t } = ctx;
  if (ctx.viewer?.mayOpen(routes.compose()) === false) return raw("");
  const fields = html`<input type="hidden" name="group_id" value="${account.id}"><input type="hidden" name="key" value="${key}">${field("title", { label: t("groups.post_title"), maxlength: 200 })}${field("text", { label: t("groups.post_text"), rows: 3 })}<p class="buttons"><button class="button primary" name="do" value="publish">${t("groups.post")}</button> <button class="button" name="do" value="attach">${t("groups.post_more")}</button></p>`;
  const body = form(ctx, routes.compose(), fields, { className: "stack", files: true, return_to: routes.profile(account) });
  return html`<details class="part group-write"><summary>${icon("write")}${t("groups.write")}</summary>${body}</details>`;
}

export type GroupAbout = { staff: readonly { account: Account; role: "owner" | "moderator" }[] };

export function groupAboutView(ctx: ViewContext, head: GroupHead, { staff }: GroupAbout): Html {
  const { t, locale } = ctx;
  const { account, group, inside, looking } = head;
  const rules = inside ? readJson<string[]>(group.rules, []) : [];
  const note =
    inside && group.note !== ""
      ? html`<div class="content" dir="auto">${raw(group.note)}</div>`
      : html`<p class="hint">${t(inside ? "groups.no_note" : "groups.hidden_note")}</p>`;
  const list =
    rules.length === 0
      ? ""
      : html`<section><h2>${t("groups.rules")}</h2><ol class="rules">${rules.map((rule) => html`<li dir="auto">${rule}</li>`)}</ol></section>`;
  const people = looking
    ? html`<section><h2>${t("groups.staff")}</h2><ul class="cards">${staff.map(({ account: one, role }) => html`<li class="card"><div class="head">${bylineView(one, ctx)}<span class="stands">${t(`groups.role_${role}`)}</span></div></li>`)}</ul></section>`
    : "";
  const fact = (term: string, words: Html | string) => html`<div><dt>${term}</dt><dd>${words}</dd></div>`;
  const feeds =
    account.members_only === 1
      ? ""
      : fact(
          t("profile.feeds"),
          join(
            feedsAt((kind) => routes.profileFeed(account, kind)).map(
              ({ href, type }, n) => html`<a href="${href}" type="${type}">${["RSS", "Atom", "JSON"][n] ?? type}</a> `,
            ),
          ),
        );
  const mail =
    head.standing.member && ctx.sends_mail === true
      ? fact(t("mail.by_mail"), html`<a href="${routes.settingsMail}">${t("common.change")}</a>`)
      : "";
  const facts = html`<section><h2>${t("groups.facts")}</h2><dl class="facts-list">${fact(t("groups.fact_joining"), t(`groups.membership_${group.membership}_hint`))}${fact(t("groups.fact_posting"), t(`groups.posting_${group.posting}`))}${fact(t("groups.fact_reading"), t(account.members_only === 1 ? "groups.reading_private" : "groups.reading_open"))}${fact(t("groups.fact_from_elsewhere"), html`${t("groups.from_elsewhere")} <strong>${wholeHandleOf(account, ctx)}</strong>`)}${fact(t("groups.fact_since"), locale.times.day(group.created_at))}${feeds}${mail}</dl></section>`;
  const tidy =
    ctx.viewer === undefined || head.standing.role !== undefined
      ? ""
      : html`<p class="after"><a class="danger" href="${routes.aboutAccount(account.id, "report")}">${t("groups.report")}${hidden(` ${titleOf(head)}`)}</a></p>`;
  return groupPage(ctx, head, "about", html`<section>${note}</section>${list}${people}${facts}${tidy}`);
}
