/** What happened around the viewer: answers whole, the rest in a line each, likes of one post together. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { NotificationGroup } from "../../src/notifications/groups.ts";
import type { Subjects } from "../../src/notifications/subjects.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { choiceView } from "../parts/choice.ts";
import { form } from "../parts/form.ts";
import { noticeView } from "../parts/notice.ts";
import { emptyView, newsView, pagerView, seenLine } from "../parts/timeline.ts";
import { hasPictures, scriptView, viewerView } from "../parts/viewer.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** All of them, or one kind. */
export const NOTICE_KINDS = ["all", "mentions", "boosts", "favourites", "follows", "polls", "posts"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export type Notifications = {
  /** The newest first. */
  groups: readonly NotificationGroup[];
  /** The newest of those who caused them, by id. */
  accounts: ReadonlyMap<number, Account>;
  page: StatusPage;
  subjects: Subjects;
  pager: Pager;
  kind: NoticeKind;
  /** The newest that was seen before. */
  last_read_id?: number | undefined;
  /** People whose notifications wait aside. */
  waiting: number;
};

const DISMISSING = "put-away";

export function notificationsView(ctx: ViewContext, notifications: Notifications): Html {
  const { t } = ctx;
  const { kind, pager, waiting, groups } = notifications;
  const newest = groups[0]?.rows[0].id;
  const title = t("notifications.title");
  const kinds = choiceView(
    t("notifications.kinds"),
    NOTICE_KINDS.map((each) => ({
      href: each === "all" ? routes.notifications : `${routes.notifications}?only=${each}`,
      label: t(`notifications.${each}`),
      current: each === kind,
    })),
  );
  const aside =
    waiting === 0
      ? ""
      : html`<p class="waiting"><a href="${routes.notificationRequests}">${icon("user")}${t("notifications.waiting", { count: waiting })}</a></p>`;
  const news = newsView(ctx, kind === "all" && pager.newer === undefined ? "notifications" : undefined, newest);
  const main = html`${pageHead(title, { actions: optionsView(ctx) })}${kinds}${aside}${news}${listOf(ctx, notifications)}${pagerView(pager, ctx)}${scriptView("reading.js", ctx)}`;
  return layout(ctx, { title, main, place: "notifications" });
}

function optionsView(ctx: ViewContext): Html {
  const { t } = ctx;
  const items = html`<button>${t("notifications.mark_read")}</button><a href="${routes.notificationRequests}">${t("notifications.requests")}</a><a href="${routes.notificationPolicy}">${t("notifications.policy")}</a><a class="danger" href="${routes.clearNotifications}">${t("notifications.clear")}</a>`;
  const menu = html`<details class="more menu-holder" name="menu"><summary class="button" title="${t("notifications.options")}">${icon("more")}${hidden(t("notifications.options"))}</summary><div class="menu">${items}</div></details>`;
  return form(ctx, routes.readNotifications, menu);
}

function listOf(ctx: ViewContext, { groups, accounts, page, subjects, last_read_id, kind, pager }: Notifications): Html {
  const { t } = ctx;
  if (groups.length === 0)
    return kind === "all"
      ? emptyView(t("notifications.empty"), t("notifications.empty_lesson"))
      : emptyView(t("notifications.empty_kind"), t("notifications.empty_lesson"));
  const read = last_read_id ?? 0;
  const first = groups.findIndex(({ rows: [newest] }) => newest.id <= read);
  const items = groups.map((group, at) => {
    const line =
      at === first && (at > 0 || pager.newer !== undefined) && read > 0
        ? html`<li>${seenLine(t("notifications.up_to_date"))}</li>`
        : raw("");
    const fresh = group.rows[0].id > read ? " new" : "";
    return html`${line}<li class="notice${fresh}" id="notice-${group.rows[0].id}">${noticeView(group, { accounts, page, subjects, ctx, form_id: DISMISSING })}</li>`;
  });
  const end = pager.older === undefined ? html`<p class="end">${t("notifications.end")}</p>` : "";
  const dismissing = form(ctx, routes.dismissNotifications, raw(""), { id: DISMISSING });
  const pictures = hasPictures(page) ? viewerView(ctx) : "";
  return html`<ul class="notices" data-feed data-loading="${t("post.loading")}">${join(items, raw("\n"))}</ul>${end}${dismissing}${pictures}`;
}

/** Asks before all of them go. */
export function clearNotificationsView(ctx: ViewContext): Html {
  const { t } = ctx;
  const title = t("notifications.clear_title");
  const buttons = html`<p class="buttons"><button class="button danger">${t("notifications.clear_do")}</button> <a class="button" href="${routes.notifications}">${t("notifications.clear_keep")}</a></p>`;
  const main = html`${pageHead(title, { lead: t("notifications.clear_lead") })}${form(ctx, routes.clearNotifications, buttons, { return_to: routes.notifications })}`;
  return layout(ctx, { title, main, narrow: true, place: "notifications" });
}
