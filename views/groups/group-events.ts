/** The events of a group, and the way to hold one there. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { eventCards } from "../events/events.ts";
import { groupPage, type GroupHead } from "./group.ts";
import { icon } from "../frame/icons.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

export function groupEventsView(ctx: ViewContext, head: GroupHead, { page, pager }: { page: StatusPage; pager: Pager }): Html {
  const { t } = ctx;
  const { account, standing } = head;
  const hold = standing.may_post
    ? html`<a class="button primary" href="${routes.newEvent(account.id)}">${icon("calendar")}${t("events.hold")}</a> `
    : "";
  const file =
    account.members_only === 1
      ? ""
      : html`<a class="button" href="${routes.profile(account)}/events.ics">${t("groups.calendar")}</a>`;
  const list =
    eventCards(page, ctx) ??
    emptyView(t("groups.no_events"), t(standing.may_post ? "groups.no_events_hold" : "groups.no_events_lesson"));
  return groupPage(ctx, head, "events", html`<p class="buttons">${hold}${file}</p>${list}${pagerView(pager, ctx)}`);
}
