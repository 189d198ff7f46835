/** The page of an account, with its posts, posts and replies, pictures, those with a tag, or whom it recommends. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { FeedOrder } from "../../src/groups/feed.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { groupWriteView, orderView } from "../groups/group.ts";
import { icon } from "../frame/icons.ts";
import { layout, tabs } from "../frame/layout.ts";
import { accountList } from "../parts/account-card.ts";
import { collectionCards, type CollectionCard } from "../parts/collection-card.ts";
import { feedsAt } from "../parts/feeds.ts";
import type { Meta } from "../parts/head.ts";
import { mediaGrid } from "../parts/media-grid.ts";
import { nameOf, wholeHandleOf } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { factsView, profileHead, type Head } from "../parts/profile-head.ts";
import { emptyView, pagerView, timelineView } from "../parts/timeline.ts";
import { shortened, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";

export type ProfileTab = "posts" | "replies" | "media" | "featured" | "about";
type ShownTag = { name: string; display_name: string; statuses_count: number };

export type Profile = Head & {
  tab: ProfileTab;
  page: StatusPage;
  /** Shown above the first page of posts. */
  pinned?: StatusPage | undefined;
  pager: Pager;
  /** Of a group elsewhere. */
  order?: FeedOrder | undefined;
  /** A private group, which who looks is not in. */
  closed?: boolean;
  /** There is a CV for who looks. */
  cv?: boolean;
  /** There are videos in its channel for who looks. */
  videos?: boolean;
  /** Its server is being asked for its posts. */
  looking?: boolean;
  /** Of a group: its chat, for who is in it. */
  chat_id?: number | undefined;
  /** Of a group elsewhere that the reader is in: goes with what they write to it. */
  key?: string | undefined;
  /** Of a group that does not let the reader post to it: why. */
  objection?: string | undefined;
  /** What it features, and the one whose posts are shown. */
  tags?: readonly ShownTag[];
  tag?: string | undefined;
  /** Of the tab `about`, which groups elsewhere have. */
  about?: Html | undefined;
  /** Of the tab `featured`. */
  featured?:
    | { accounts: readonly Account[]; relations: ReadonlyMap<number, Relation>; collections: readonly CollectionCard[] }
    | undefined;
};

export function profileView(ctx: ViewContext, profile: Profile): Html {
  const { account, looking = false } = profile;
  const gone = account.suspended_at > 0;
  const facts = gone
    ? ""
    : html`<section class="profile-facts" aria-label="${ctx.t("profile.facts")}">${factsView(account, ctx)}</section>`;
  const hiding = gone || profile.relation?.blocking === true;
  const body = hiding ? "" : html`${tabsView(profile, ctx)}${bodyView(profile, ctx)}`;
  const main = html`${profileHead(profile, ctx)}${facts}${groupView(profile, ctx)}${objectionView(profile)}${body}`;
  const title = `${nameOf(account)} (${wholeHandleOf(account, ctx)})`;
  return layout(ctx, { title, main, meta: metaOf(account, ctx, title), scripts: looking ? ["fills.js"] : [] });
}

function bodyView(profile: Profile, ctx: ViewContext): Html {
  const { page, pager, tab, looking = false } = profile;
  const fills = looking ? raw(' data-fills="2"') : "";
  if (tab === "featured") return featuredView(profile, ctx);
  if (tab === "about") return html`<div id="told"${fills}>${profile.about ?? ""}</div>`;
  if (tab === "media" && page.ids.length > 0)
    return html`<div id="posts"${fills}>${mediaGrid(page, ctx)}${pagerView(pager, ctx)}</div>`;
  const timeline = timelineView(page, ctx, {
    pager,
    pinned: profile.pinned,
    empty: emptyTab(profile, ctx),
    end: ctx.t("profile.end"),
  });
  // Where they stand need not be said of each.
  const within = profile.account.actor_type === "Group" ? raw(' class="group-feed"') : "";
  const orders = profile.order === undefined ? "" : orderView(ctx, profile.account, profile.order);
  return html`${tagsView(profile, ctx)}${orders}<div id="posts"${within}${fills}>${pinnedView(profile, ctx)}${timeline}</div>`;
}

/** What who is in a group elsewhere can do in it. */
function groupView({ account, chat_id, key, tab }: Profile, ctx: ViewContext): Html {
  const { t } = ctx;
  const chat =
    chat_id === undefined
      ? ""
      : html`<a class="button" href="${routes.conversation(chat_id)}">${icon("message")}${t("groups.to_chat")}</a>`;
  const event =
    key === undefined || ctx.viewer?.mayOpen(routes.newEvent()) === false
      ? ""
      : html`<a class="button" href="${routes.newEvent(account.id)}">${icon("calendar")}${t("events.hold")}</a>`;
  const ways = chat === "" && event === "" ? "" : html`<p class="buttons group-ways">${chat} ${event}</p>`;
  return html`${ways}${key === undefined || tab !== "posts" ? "" : groupWriteView(ctx, account, key)}`;
}

const objectionView = ({ objection }: Profile): Html =>
  objection === undefined ? raw("") : html`<p class="hint">${icon("info")} ${objection}</p>`;

const isFarGroup = ({ actor_type, host }: Account): boolean => actor_type === "Group" && host !== "";

function tabsView({ account, tab, cv, videos }: Profile, { t }: ViewContext): Html {
  return tabs(t("profile.tabs"), [
    { href: routes.profile(account), label: t("profile.tab_posts"), current: tab === "posts" },
    ...(isFarGroup(account)
      ? [{ href: routes.profileAbout(account), label: t("groups.tab_about"), current: tab === "about" }]
      : []),
    // Of a group all are others' posts, and answers stand in their threads.
    ...(isFarGroup(account) && tab !== "replies"
      ? []
      : [{ href: routes.profileReplies(account), label: t("profile.tab_replies"), current: tab === "replies" }]),
    ...(account.show_media === 1
      ? [{ href: routes.profileMedia(account), label: t("profile.tab_media"), current: tab === "media" }]
      : []),
    ...(account.show_featured === 1
      ? [{ href: routes.profileFeatured(account), label: t("profile.tab_featured"), current: tab === "featured" }]
      : []),
    ...(videos === true ? [{ href: routes.channel(account), label: t("videos.title"), current: false }] : []),
    ...(cv === true ? [{ href: routes.profileCv(account), label: t("cv.title"), current: false }] : []),
  ]);
}

/** Ways to its posts with each tag that it features. */
function tagsView({ account, tags = [], tag, tab }: Profile, ctx: ViewContext): Html {
  if (tab !== "posts" || (tags.length === 0 && tag === undefined)) return raw("");
  const { t } = ctx;
  const known = tags.some(({ name }) => name === tag);
  const all = tag === undefined || known ? tags : [...tags, { name: tag, display_name: tag, statuses_count: 0 }];
  const links = all.map(
    ({ name, display_name }) =>
      html`<a href="${routes.profileTagged(account, name)}"${name === tag ? raw(' aria-current="true"') : ""} dir="auto">#${display_name === "" ? name : display_name}</a>`,
  );
  return html`<nav class="choice" aria-label="${t("profile.tags")}"><a href="${routes.profile(account)}"${tag === undefined ? raw(' aria-current="true"') : ""}>${t("profile.all_posts")}</a>${links}</nav>`;
}

function pinnedView({ pinned }: Profile, ctx: ViewContext): Html {
  if (pinned === undefined || pinned.ids.length === 0) return raw("");
  return html`<section class="feed" aria-label="${ctx.t("profile.pinned")}">${shownOf(pinned).map((status) => statusView(status, pinned, ctx, { pinned: true, anchor: `pinned-${status.id}` }))}</section>`;
}

function featuredView({ account, featured, tags = [] }: Profile, ctx: ViewContext): Html {
  const { t } = ctx;
  const { accounts = [], relations = new Map<number, Relation>(), collections = [] } = featured ?? {};
  if (accounts.length + collections.length + tags.length === 0)
    return emptyView(t("profile.featured_none"), t("profile.featured_lesson", { name: nameOf(account) }));
  const tagList = tags.map(
    ({ name, display_name, statuses_count }) =>
      html`<li><a class="button" href="${routes.profileTagged(account, name)}" dir="auto">#${display_name === "" ? name : display_name}<span class="hint">${t("common.posts", { count: statuses_count })}</span></a></li>`,
  );
  return html`${tags.length === 0 ? "" : html`<section><h2>${t("profile.featured_tags")}</h2><ul class="tags">${tagList}</ul></section>`}
${collections.length === 0 ? "" : html`<section><h2>${t("profile.featured_collections")}</h2>${collectionCards(collections, ctx)}</section>`}
${accounts.length === 0 ? "" : html`<section><h2>${t("profile.featured_people")}</h2>${accountList(accounts, relations, ctx)}</section>`}`;
}

function emptyTab({ account, tab, pinned, looking, tag, closed = false }: Profile, { t }: ViewContext): Html {
  const [name, { host }] = [nameOf(account), account];
  if (tab === "posts" && pinned !== undefined && pinned.ids.length > 0)
    return html`<p class="end">${t("profile.nothing_else")}</p>`;
  if (closed) return emptyView(t("groups.closed_title"), t("groups.closed_lesson"));
  if (looking === true) return emptyView(t("profile.looking"), t("profile.looking_lesson", { host }));
  if (tag !== undefined) return emptyView(t("profile.nothing"), t("profile.nothing_tagged", { name, tag }));
  const lessons = {
    posts: t(host === "" ? "profile.nothing_posted" : "profile.nothing_arrived", { name }),
    replies: t("profile.nothing_replied", { name }),
    media: t("profile.nothing_pictured", { name }),
    featured: "",
    about: "",
  };
  return emptyView(t("profile.nothing"), lessons[tab]);
}

function metaOf(account: Account, ctx: ViewContext, title: string): Meta {
  const words = account.suspended_at > 0 ? "" : wordsOf(account.note);
  const where = account.host === "" ? ctx.instance.title : account.host;
  return {
    type: "profile",
    url: account.url === "" ? account.uri : account.url,
    title,
    description: words === "" ? ctx.t("profile.description", { name: nameOf(account), where }) : shortened(words, 300),
    image:
      account.avatar === "" || account.suspended_at > 0
        ? undefined
        : { url: ctx.portraitUrl(account, "avatar"), alt: account.avatar_description },
    alternate: account.uri,
    feeds: account.host === "" ? feedsAt((kind) => routes.profileFeed(account, kind)) : [],
    noindex: account.indexable === 0 || account.host !== "",
  };
}
