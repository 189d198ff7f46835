/** What happened around the viewer: answers whole, the rest in a line each, likes of one post together. */
import type { Account, Row } from "../src/db/schema.ts";
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { Pager, ViewContext } from "./context.ts";
import { layout, pageHead, tabs } from "./layout.ts";
import { groupNotifications, noticeView } from "./parts/notice.ts";
import { emptyView, pagerView, seenLine } from "./parts/timeline.ts";
import { routes } from "./routes.ts";

export type Notifications = {
  /** The newest first. */
  rows: readonly Row<"notifications">[];
  /** Those who caused them, by id. */
  accounts: ReadonlyMap<number, Account>;
  page: StatusPage;
  pager: Pager;
  /** Only what speaks to the viewer, not what was done to their posts. */
  mentions_only: boolean;
  /** The newest that was seen before. */
  last_read_id?: number | undefined;
};

export function notificationsView(ctx: ViewContext, notifications: Notifications): Html {
  const { mentions_only } = notifications;
  const both = tabs("Notifications", [
    { href: routes.notifications, label: "All", current: !mentions_only },
    { href: `${routes.notifications}?only=mentions`, label: "Mentions", current: mentions_only },
  ]);
  const main = html`${pageHead("Notifications")}${both}${listOf(ctx, notifications)}${pagerView(notifications.pager, "notifications")}`;
  return layout(ctx, { title: "Notifications", main, place: "notifications" });
}

function listOf(ctx: ViewContext, { rows, accounts, page, last_read_id, mentions_only }: Notifications): Html {
  const groups = groupNotifications(rows);
  if (groups.length === 0) {
    return emptyView(
      mentions_only ? "No mentions yet" : "All quiet",
      "When somebody follows you, mentions you, or boosts or favourites a post of yours, you read it here.",
    );
  }
  const read = last_read_id ?? 0;
  const first = groups.findIndex(({ newest }) => newest.id <= read);
  const items = groups.map((group, at) => {
    const line = at === first && at > 0 ? html`<li>${seenLine("You are up to date. Older ones follow.")}</li>` : raw("");
    return html`${line}<li class="notice${group.newest.id > read ? " new" : ""}">${noticeView(group, { accounts, page, ctx })}</li>`;
  });
  return html`<ul class="notices">${join(items, raw("\n"))}</ul>`;
}
