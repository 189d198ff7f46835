/** What takes place in a month, as a table of days. */
import type { LoadedEvent } from "../../src/events/beside.ts";
import type { ComingTime } from "../../src/events/coming.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { frameView } from "../reading/explore.ts";
import { choiceView } from "../parts/choice.ts";
import { monthBeside, monthName, monthTable, spanNav } from "../parts/days.ts";
import { shownOf } from "../parts/page.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** A list or a table of days. */
export const waysView = ({ t }: ViewContext, current: "list" | "month"): Html =>
  choiceView(t("events.when"), [
    { href: routes.exploreEvents, label: t("events.as_list"), current: current === "list" },
    { href: routes.eventMonth(), label: t("events.as_month"), current: current === "month" },
  ]);

/** @param month "2026-03" */
export function eventMonthView(
  ctx: ViewContext,
  state: { month: string; page: StatusPage; coming: readonly ComingTime[] },
): Html {
  const { month, page, coming } = state;
  const { t } = ctx;
  const events = shownOf(page).flatMap(({ id }) => page.events.get(id) ?? []);
  const at = (one: string) => ({ href: routes.eventMonth(one), label: monthName(one, ctx) });
  const head = spanNav(t("events.months"), monthName(month, ctx), [at(monthBeside(month, -1)), at(monthBeside(month, 1))]);
  const table = monthTable(ctx, month, (iso) => [...itemsOn(iso, events, ctx), ...comingOn(iso, coming, ctx)]);
  const empty = events.length + coming.length === 0 ? html`<p class="hint">${t("events.month_empty")}</p>` : "";
  return frameView(ctx, "events", html`${waysView(ctx, "month")}${head}${table}${empty}`);
}

/** It stands on each of its days. */
function itemsOn(iso: string, events: readonly LoadedEvent[], ctx: ViewContext): Html[] {
  const { times } = ctx.locale;
  const here = events.filter((event) => {
    const zone = event.all_day === 1 ? times.inZone(event.time_zone) : times;
    return zone.isoDay(event.starts_at) <= iso && iso <= zone.isoDay(Math.max(event.starts_at, event.ends_at - 1));
  });
  return here.map(
    (event) =>
      html`<li><a href="${routes.event(event.id)}">${event.all_day === 1 ? "" : html`<time datetime="${new Date(event.starts_at).toISOString()}">${times.clock(event.starts_at)}</time> `}<span dir="auto">${event.title}</span></a></li>`,
  );
}

/** What comes again and is not announced yet: it leads to all its dates. */
function comingOn(iso: string, coming: readonly ComingTime[], ctx: ViewContext): Html[] {
  const { times } = ctx.locale;
  const here = coming.filter(({ all_day, time_zone, at }) => (all_day ? times.inZone(time_zone) : times).isoDay(at) === iso);
  return here.map(
    ({ event_id, title, all_day, at }) =>
      html`<li class="is-series"><a href="${routes.eventPage(event_id, "series")}">${all_day ? "" : html`<time datetime="${new Date(at).toISOString()}">${times.clock(at)}</time> `}${hidden(`${ctx.t("planning.kind_series")}: `)}<span dir="auto">${title}</span></a></li>`,
  );
}
