/** What takes place in a month, as a table of days. */
import type { LoadedEvent } from "../src/events/beside.ts";
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { ViewContext } from "./context.ts";
import { frameView } from "./explore.ts";
import { choiceView } from "./parts/choice.ts";
import { shownOf } from "./parts/page.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";

/** A list or a table of days. */
export const waysView = ({ t }: ViewContext, current: "list" | "month"): Html =>
  choiceView(t("events.when"), [
    { href: routes.exploreEvents, label: t("events.as_list"), current: current === "list" },
    { href: routes.eventMonth(), label: t("events.as_month"), current: current === "month" },
  ]);

/** Noon of a day, so that no clock change moves it to another. */
const dayAt = (iso: string): number => Date.parse(`${iso}T12:00Z`);
const isoOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const DAY = 86_400_000;

function monthBeside(month: string, step: 1 | -1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}

/** @param month "2026-03" */
export function eventMonthView(ctx: ViewContext, { month, page }: { month: string; page: StatusPage }): Html {
  const { t, locale } = ctx;
  const events = shownOf(page).flatMap(({ id }) => page.events.get(id) ?? []);
  const name = (one: string) => locale.times.month(dayAt(`${one}-15`));
  const [before, after] = [monthBeside(month, -1), monthBeside(month, 1)];
  const head = html`<nav class="months" aria-label="${t("events.months")}"><a class="button" href="${routes.eventMonth(before)}" rel="prev">${name(before)}</a><h2 id="month">${name(month)}</h2><a class="button" href="${routes.eventMonth(after)}" rel="next">${name(after)}</a></nav>`;
  const first = dayAt(`${month}-01`);
  // Weeks begin on Monday where most of our languages are spoken, on Sunday in Japan.
  const start = first - ((new Date(first).getUTCDay() - (locale.language === "ja" ? 0 : 1) + 7) % 7) * DAY;
  const days = Array.from({ length: 42 }, (_, at) => start + at * DAY);
  const weeks = Array.from({ length: 6 }, (_, at) => days.slice(at * 7, at * 7 + 7)).filter((week) =>
    week.some((day) => isoOf(day).startsWith(month)),
  );
  const weekday = (style: "long" | "short") => new Intl.DateTimeFormat(locale.language, { weekday: style, timeZone: "UTC" });
  const [long, short] = [weekday("long"), weekday("short")];
  const heads = days
    .slice(0, 7)
    .map((day) => html`<th scope="col"><abbr title="${long.format(day)}">${short.format(day)}</abbr></th>`);
  const rows = weeks.map((week) => html`<tr>${week.map((day) => dayView(day, month, events, ctx))}</tr>`);
  const empty = events.length === 0 ? html`<p class="hint">${t("events.month_empty")}</p>` : "";
  return frameView(
    ctx,
    "events",
    html`${waysView(ctx, "month")}${head}<div class="calendar"><table aria-labelledby="month"><thead><tr>${heads}</tr></thead><tbody>${join(rows)}</tbody></table></div>${empty}`,
  );
}

/** It stands on each of its days. */
function dayView(day: number, month: string, events: readonly LoadedEvent[], ctx: ViewContext): Html {
  const { times } = ctx.locale;
  const iso = isoOf(day);
  if (!iso.startsWith(month)) return html`<td class="outside"></td>`;
  const today = iso === times.isoDay(ctx.now);
  const here = events.filter((event) => {
    const zone = event.all_day === 1 ? times.inZone(event.time_zone) : times;
    return zone.isoDay(event.starts_at) <= iso && iso <= zone.isoDay(Math.max(event.starts_at, event.ends_at - 1));
  });
  const links = here.map(
    (event) =>
      html`<li><a href="${routes.event(event.id)}">${event.all_day === 1 ? "" : html`<time datetime="${new Date(event.starts_at).toISOString()}">${times.clock(event.starts_at)}</time> `}<span dir="auto">${event.title}</span></a></li>`,
  );
  const number = html`<span class="date"${today ? raw(' aria-current="date"') : ""}>${Number(iso.slice(8))}${today ? hidden(` (${ctx.t("compose.today")})`) : ""}</span>`;
  return html`<td${links.length === 0 ? "" : raw(' class="busy"')}>${number}${links.length === 0 ? "" : html`<ul>${links}</ul>`}</td>`;
}
