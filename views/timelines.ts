/** Home, local, federated and tag timelines, and the lists that one keeps for oneself: bookmarks and favourites. */
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { Pager, ViewContext } from "./context.ts";
import { icon } from "./icons.ts";
import { layout, pageHead, tabs } from "./layout.ts";
import { avatarView } from "./parts/names.ts";
import { emptyView, timelineView } from "./parts/timeline.ts";
import { routes } from "./routes.ts";

export type Timeline = { page: StatusPage; pager: Pager };

/** `last_read_id` is the newest status that was there at the last visit. */
export function homeView(ctx: ViewContext, timeline: Timeline & { last_read_id?: number | undefined }): Html {
  const empty = emptyView(
    "Nothing here yet",
    html`Home shows the posts of the people you follow. Look around among <a href="${routes.local}">posts from here</a>, or <a href="${routes.search()}">search</a> for a friend's handle, such as @mia@example.org.`,
  );
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: "You are up to date. That is all there is." });
  return layout(ctx, { title: "Home", main: html`${pageHead("Home")}${invitation(ctx)}${feed}`, place: "home" });
}

/** The box that leads to writing. */
function invitation(ctx: ViewContext): Html {
  if (ctx.viewer === undefined) return raw("");
  return html`<a class="invite" href="${routes.compose()}">${avatarView(ctx.viewer.account, ctx)}<span>Write something…</span>${icon("write")}</a>`;
}

export function publicView(ctx: ViewContext, timeline: Timeline & { which: "local" | "federated" }): Html {
  const local = timeline.which === "local";
  const lead = local
    ? `What people on ${ctx.instance.title} say to everyone.`
    : "Posts to everyone that have reached this server, from wherever they come.";
  const empty = local
    ? emptyView("Nobody has posted yet", "Posts to everyone by people from here appear on this page.")
    : emptyView("Nothing has arrived yet", "Posts come here once people of this server follow people elsewhere.");
  const both = tabs("Explore", [
    { href: routes.local, label: "From here", current: local },
    { href: routes.federated, label: "From everywhere", current: !local },
  ]);
  const main = html`${pageHead(local ? "From here" : "From everywhere", { lead })}${both}${timelineView(timeline.page, ctx, { ...timeline, empty, end: "That is all there is." })}`;
  return layout(ctx, { title: local ? "From here" : "From everywhere", main, place: "explore" });
}

export function tagView(ctx: ViewContext, timeline: Timeline & { name: string }): Html {
  const empty = emptyView(
    "No posts yet",
    html`Posts to everyone with #${timeline.name} that reach this server appear on this page.`,
  );
  const main = html`${pageHead(`#${timeline.name}`)}${timelineView(timeline.page, ctx, { ...timeline, empty, end: "That is all that has reached this server." })}`;
  return layout(ctx, { title: `#${timeline.name}`, main, place: "explore" });
}

export function bookmarksView(ctx: ViewContext, timeline: Timeline): Html {
  const empty = emptyView("No bookmarks yet", "Bookmark a post to find it here again. Nobody else sees what you keep.");
  const main = html`${pageHead("Bookmarks", { lead: "Only you see them." })}${timelineView(timeline.page, ctx, { ...timeline, empty })}`;
  return layout(ctx, { title: "Bookmarks", main });
}

export function favouritesView(ctx: ViewContext, timeline: Timeline): Html {
  const empty = emptyView(
    "No favourites yet",
    "A favourite tells the author that you liked a post. Your favourites are kept here.",
  );
  const main = html`${pageHead("Favourites")}${timelineView(timeline.page, ctx, { ...timeline, empty })}`;
  return layout(ctx, { title: "Favourites", main });
}
