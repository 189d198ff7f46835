/** The page of an account, with its posts, posts and replies, or pictures. */
import type { Account } from "../src/db/schema.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { Pager, Relation, ViewContext } from "./context.ts";
import { layout, tabs } from "./layout.ts";
import type { Meta } from "./parts/head.ts";
import { nameOf, wholeHandleOf } from "./parts/names.ts";
import { shownOf } from "./parts/page.ts";
import { factsView, profileHead } from "./parts/profile-head.ts";
import { emptyView, timelineView } from "./parts/timeline.ts";
import { shortened, wordsOf } from "./parts/words.ts";
import { routes } from "./routes.ts";
import { statusView } from "./status.ts";

export type Profile = {
  account: Account;
  /** Undefined for visitors and for oneself. */
  relation: Relation | undefined;
  tab: "posts" | "replies" | "media";
  page: StatusPage;
  /** Shown above the first page of posts. */
  pinned?: StatusPage | undefined;
  pager: Pager;
  /** Its server is being asked for its posts. */
  looking?: boolean;
};

export function profileView(ctx: ViewContext, profile: Profile): Html {
  const { account, page } = profile;
  const hiding = profile.relation?.blocking === true || account.suspended_at > 0;
  const feed = hiding
    ? raw("")
    : html`<div id="posts"${profile.looking === true ? raw(' data-fills="2"') : ""}>${pinnedView(profile, ctx)}${timelineView(page, ctx, { pager: profile.pager, empty: emptyTab(profile), end: "That is all there is." })}</div>`;
  const main = html`${profileHead(account, profile.relation, ctx)}<section class="profile-facts" aria-label="Facts">${factsView(account, ctx)}</section>${tabsView(profile)}${feed}`;
  const title = `${nameOf(account)} (${wholeHandleOf(account, ctx)})`;
  return layout(ctx, { title, main, meta: metaOf(account, ctx, title), scripts: profile.looking === true ? ["fills.js"] : [] });
}

const tabsView = ({ account, tab }: Profile): Html =>
  tabs("Parts of this profile", [
    { href: routes.profile(account), label: "Posts", current: tab === "posts" },
    { href: routes.profileReplies(account), label: "With replies", current: tab === "replies" },
    { href: routes.profileMedia(account), label: "Pictures", current: tab === "media" },
  ]);

/** Pinned posts may come again further down: hence their own anchors. */
function pinnedView({ pinned }: Profile, ctx: ViewContext): Html {
  if (pinned === undefined || pinned.ids.length === 0) return raw("");
  return html`<section class="feed" aria-label="Pinned posts">${shownOf(pinned).map((status) => statusView(status, pinned, ctx, { pinned: true, anchor: `pinned-${status.id}` }))}</section>`;
}

function emptyTab({ account, tab, pinned, looking }: Profile): Html {
  if (tab === "posts" && pinned !== undefined && pinned.ids.length > 0) return html`<p class="end">Nothing else yet.</p>`;
  if (looking === true) return emptyView("Looking…", `${account.host} is being asked for posts. They show here in a moment.`);
  const lessons = {
    posts:
      account.host === ""
        ? `${nameOf(account)} has not posted anything that you can see.`
        : `None of ${nameOf(account)}'s posts have reached this server. They will once somebody here follows.`,
    replies: `${nameOf(account)} has not posted or replied to anyone that you can see.`,
    media: `${nameOf(account)} has not posted pictures that you can see.`,
  };
  return emptyView("Nothing here yet", lessons[tab]);
}

function metaOf(account: Account, ctx: ViewContext, title: string): Meta {
  const words = wordsOf(account.note);
  return {
    type: "profile",
    url: account.url === "" ? account.uri : account.url,
    title,
    description:
      words === "" ? `${nameOf(account)} on ${account.host === "" ? ctx.instance.title : account.host}` : shortened(words, 300),
    image: account.avatar === "" ? undefined : { url: ctx.portraitUrl(account, "avatar"), alt: "" },
    alternate: account.uri,
    noindex: account.indexable === 0 || account.host !== "",
  };
}
