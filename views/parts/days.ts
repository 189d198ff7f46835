/** Days as a table: a month or a week, with what stands on each. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { scrollBox } from "./scroll-box.ts";
import { hidden } from "./words.ts";

const DAY = 86_400_000;

/** Noon of a day, so that no clock change moves it to another. */
export const noonOf = (iso: string): number => Date.parse(`${iso}T12:00Z`);
export const isoOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const daysOn = (iso: string, days: number): string => isoOf(noonOf(iso) + days * DAY);

/** @param month "2026-03" */
export function monthBeside(month: string, step: 1 | -1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}

/** The name of a month, which begins there when it begins anywhere: its noon is in it in every zone. */
export const monthName = (month: string, { locale }: ViewContext): string => locale.times.month(noonOf(`${month}-15`));

/** Sunday is 0. Weeks begin on Monday where most of our languages are spoken, on Sunday in Japan. */
const firstDayOf = ({ locale }: ViewContext): number => (locale.language === "ja" ? 0 : 1);

/** The first day of the week of a day. */
export const weekOf = (iso: string, ctx: ViewContext): string =>
  daysOn(iso, -((new Date(noonOf(iso)).getUTCDay() - firstDayOf(ctx) + 7) % 7));

type Neighbour = { href: string; label: string };

/** What is shown, between what was before and what comes after. */
export const spanNav = (label: string, name: string, [before, after]: readonly [Neighbour, Neighbour]): Html =>
  html`<nav class="months" aria-label="${label}"><a class="button" href="${before.href}" rel="prev">${before.label}</a><h2 id="month">${name}</h2><a class="button" href="${after.href}" rel="next">${after.label}</a></nav>`;

/** @param itemsOn list items of a day */
export function monthTable(ctx: ViewContext, month: string, itemsOn: (iso: string) => Html[]): Html {
  const start = weekOf(`${month}-01`, ctx);
  const weeks = Array.from({ length: 6 }, (_, week) => daysFrom(daysOn(start, week * 7))).filter((week) =>
    week.some((iso) => iso.startsWith(month)),
  );
  const rows = weeks.map(
    (week) =>
      html`<tr>${week.map((iso) => (iso.startsWith(month) ? dayCell(iso, itemsOn(iso), ctx) : html`<td class="outside"></td>`))}</tr>`,
  );
  return html`<div class="calendar">${scrollBox(
    monthName(month, ctx),
    html`<table aria-labelledby="month"><thead><tr>${headsView(daysFrom(start), ctx)}</tr></thead><tbody>${join(rows)}</tbody></table>`,
  )}</div>`;
}

export const daysFrom = (first: string, count = 7): string[] => Array.from({ length: count }, (_, at) => daysOn(first, at));

function headsView(week: readonly string[], ctx: ViewContext): Html[] {
  const weekday = (style: "long" | "short") => new Intl.DateTimeFormat(ctx.locale.language, { weekday: style, timeZone: "UTC" });
  const [long, short] = [weekday("long"), weekday("short")];
  return week.map(
    (iso) => html`<th scope="col"><abbr title="${long.format(noonOf(iso))}">${short.format(noonOf(iso))}</abbr></th>`,
  );
}

function dayCell(iso: string, items: Html[], ctx: ViewContext): Html {
  const today = iso === ctx.locale.times.isoDay(ctx.now);
  const number = html`<span class="date"${today ? raw(' aria-current="date"') : ""}>${Number(iso.slice(8))}${today ? hidden(` (${ctx.t("compose.today")})`) : ""}</span>`;
  return html`<td data-day="${iso}"${items.length === 0 ? "" : raw(' class="busy"')}>${number}${items.length === 0 ? "" : html`<ul>${items}</ul>`}</td>`;
}
