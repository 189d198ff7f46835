/** A month of what waits for its time, as a table of days, with the drafts beside it that have none. */
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";
import { lineOf, unpublishedTabs, type Unpublished } from "./unpublished.ts";

const DAY = 86_400_000;

export type Calendar = {
  /** "2026-03". */
  month: string;
  /** What is to be published in it, the first first. */
  items: readonly Unpublished[];
  drafts: readonly Unpublished[];
};

export function calendarView(ctx: ViewContext, calendar: Calendar): Html {
  const { t } = ctx;
  const title = t("compose.calendar");
  const main = html`${pageHead(title)}${unpublishedTabs(ctx, "calendar")}${headView(calendar, ctx)}${tableView(calendar, ctx)}`;
  return layout(ctx, { title, main, aside: draftsAside(calendar, ctx) });
}

/** Noon of a day, so that no clock change moves it to another. */
const dayAt = (iso: string): number => Date.parse(`${iso}T12:00Z`);
const isoOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function monthBeside(month: string, step: 1 | -1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}

/** The name of a month, which begins there when it begins anywhere: its noon is in it in every zone. */
const nameOf = (month: string, { locale }: ViewContext): string => locale.times.month(dayAt(`${month}-15`));

function headView({ month }: Calendar, ctx: ViewContext): Html {
  const [before, after] = [monthBeside(month, -1), monthBeside(month, 1)];
  return html`<nav class="months" aria-label="${ctx.t("compose.months")}"><a class="button" href="${routes.calendar(before)}" rel="prev">${nameOf(before, ctx)}</a><h2 id="month">${nameOf(month, ctx)}</h2><a class="button" href="${routes.calendar(after)}" rel="next">${nameOf(after, ctx)}</a></nav>`;
}

/** Sunday is 0. Weeks begin on Monday where most of our languages are spoken, on Sunday in Japan. */
const firstDayOf = ({ locale }: ViewContext): number => (locale.language === "ja" ? 0 : 1);

function tableView({ month, items }: Calendar, ctx: ViewContext): Html {
  const first = dayAt(`${month}-01`);
  const start = first - ((new Date(first).getUTCDay() - firstDayOf(ctx) + 7) % 7) * DAY;
  const days = Array.from({ length: 42 }, (_, at) => start + at * DAY);
  const weeks = Array.from({ length: 6 }, (_, at) => days.slice(at * 7, at * 7 + 7)).filter((week) =>
    week.some((day) => isoOf(day).startsWith(month)),
  );
  const long = new Intl.DateTimeFormat(ctx.locale.language, { weekday: "long", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(ctx.locale.language, { weekday: "short", timeZone: "UTC" });
  const heads = days
    .slice(0, 7)
    .map((day) => html`<th scope="col"><abbr title="${long.format(day)}">${short.format(day)}</abbr></th>`);
  const rows = weeks.map((week) => html`<tr>${week.map((day) => dayView(day, { month, items }, ctx))}</tr>`);
  return html`<div class="calendar"><table aria-labelledby="month"><thead><tr>${heads}</tr></thead><tbody>${join(rows)}</tbody></table></div>${
    items.length === 0 ? html`<p class="hint">${ctx.t("compose.month_empty")}</p>` : ""
  }`;
}

function dayView(day: number, { month, items }: Pick<Calendar, "month" | "items">, ctx: ViewContext): Html {
  const { times } = ctx.locale;
  const iso = isoOf(day);
  if (!iso.startsWith(month)) return html`<td class="outside"></td>`;
  const today = iso === times.isoDay(ctx.now);
  const posts = items
    .filter(({ at }) => times.isoDay(at) === iso)
    .map(
      (item) =>
        html`<li><a href="${routes.composeFrom("scheduled", item.id)}"><time datetime="${new Date(item.at).toISOString()}">${times.clock(item.at)}</time> <span dir="auto">${lineOf(item, ctx, 60)}</span></a></li>`,
    );
  const number = html`<span class="date"${today ? raw(' aria-current="date"') : ""}>${Number(iso.slice(8))}${today ? hidden(` (${ctx.t("compose.today")})`) : ""}</span>`;
  return html`<td${posts.length === 0 ? "" : raw(' class="busy"')}>${number}${posts.length === 0 ? "" : html`<ul>${posts}</ul>`}</td>`;
}

function draftsAside({ drafts }: Calendar, ctx: ViewContext): Html {
  const { t } = ctx;
  const list =
    drafts.length === 0
      ? html`<p class="hint">${t("compose.drafts_none")}</p>`
      : html`<ul class="undated">${drafts.map((item) => html`<li><a href="${routes.composeFrom("draft", item.id)}" dir="auto">${lineOf(item, ctx, 80)}</a></li>`)}</ul><p><a href="${routes.drafts}">${t("compose.all_drafts")}</a></p>`;
  return html`<h2>${t("compose.undated")}</h2>${list}`;
}
