/** What one plans, as a month, a week or a list: drafts for a day, posts that wait or come again, and events; with the drafts beside it that have no day. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Hint } from "../../src/insights/hints.ts";
import type { Entry } from "../../src/planning/calendar.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { timesView } from "../parts/good-times.ts";
import { choiceView } from "../parts/choice.ts";
import { daysFrom, daysOn, monthBeside, monthName, monthTable, spanNav, weekOf } from "../parts/days.ts";
import { form, problemSummary } from "../parts/form.ts";
import { objectionTo, objectionView, type Objection, type Objections } from "../parts/objection.ts";
import { hidden, shortened } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { lineOf, unpublishedTabs, writeWay, type Unpublished } from "./unpublished.ts";

export const CALENDAR_VIEWS = ["month", "week", "list"] as const;
export type CalendarShape = (typeof CALENDAR_VIEWS)[number];

export type Calendar = {
  shape: CalendarShape;
  /** "2026-03-03": in the month or the week that is shown, or the first of the list. */
  day: string;
  /** What stands there, the first first. */
  entries: readonly Entry[];
  /** What its groups will refuse, and why. */
  objections: Objections;
  /** Those for no day. */
  drafts: readonly Unpublished[];
  /** Good ones for a post. */
  times?: readonly Hint[] | undefined;
  /** Why something could not be moved. */
  problem?: string | undefined;
};

/** Days in the list. */
export const LIST_DAYS = 31;

/** From which day until which (that one not in it) a shape shows. */
export function daysShown(ctx: Pick<ViewContext, "locale">, { shape, day }: Pick<Calendar, "shape" | "day">) {
  if (shape === "month") return { from: `${day.slice(0, 7)}-01`, until: `${monthBeside(day.slice(0, 7), 1)}-01` };
  const from = shape === "week" ? weekOf(day, ctx as ViewContext) : day;
  return { from, until: daysOn(from, shape === "week" ? 7 : LIST_DAYS) };
}

export function calendarView(ctx: ViewContext, calendar: Calendar): Html {
  const { t } = ctx;
  const { shape, day, problem } = calendar;
  const title = t("compose.calendar");
  const ways = choiceView(
    t("planning.shape"),
    CALENDAR_VIEWS.map((one) => ({
      href: routes.calendarAt(one, day),
      label: t(`planning.shape_${one}`),
      current: one === shape,
    })),
  );
  const body = shape === "month" ? monthView(calendar, ctx) : daysView(calendar, ctx);
  const empty = calendar.entries.length === 0 ? html`<p class="hint">${t("planning.empty")}</p>` : "";
  // For the script, which moves what is dragged; whoever has none moves by the forms of the week and the list.
  const mover = form(
    ctx,
    routes.moveEntry,
    html`<input type="hidden" name="kind"><input type="hidden" name="id"><input type="hidden" name="day">`,
    {
      id: "mover",
    },
  );
  const main = html`${pageHead(title, { lead: t("planning.lead"), actions: writeWay(ctx) })}${unpublishedTabs(ctx, "calendar")}${problemSummary(ctx, problem === undefined ? undefined : { "": problem })}${ways}${body}${empty}<div hidden>${mover}</div>`;
  return layout(ctx, { title, main, aside: draftsAside(calendar, ctx), scripts: ["calendar.js"] });
}

function monthView({ day, entries, objections }: Calendar, ctx: ViewContext): Html {
  const month = day.slice(0, 7);
  const at = (one: string) => ({ href: routes.calendar(one), label: monthName(one, ctx) });
  const nav = spanNav(ctx.t("compose.months"), monthName(month, ctx), [at(monthBeside(month, -1)), at(monthBeside(month, 1))]);
  return html`${nav}${monthTable(ctx, month, (iso) => entriesOn(entries, iso).map((entry) => cellItem(entry, { iso, objections }, ctx)))}`;
}

const entriesOn = (entries: readonly Entry[], iso: string): Entry[] =>
  entries.filter(({ day, last_day }) => day <= iso && iso <= last_day);

const ICONS: Readonly<Record<Entry["kind"], IconName>> = {
  draft: "edit",
  scheduled: "write",
  recurring: "boost",
  event: "calendar",
  series: "calendar",
};

function pathOf(entry: Entry): string {
  if (entry.kind === "series") return routes.eventPage(entry.id, "series");
  return entry.kind === "event" ? routes.event(entry.id) : routes.composeFrom(entry.kind, entry.id);
}

/** What it begins with, or is called. */
function titleOf(entry: Entry, ctx: ViewContext, length: number): string {
  if (entry.kind === "series") return shortened(entry.title, length);
  return entry.kind === "event" ? shortened(entry.event.title, length) : lineOf({ ...entry, media: [] }, ctx, length);
}

function wordsOf(entry: Entry, ctx: ViewContext, length: number): Html {
  const off = entry.kind === "event" && entry.event.state === "cancelled";
  const words = titleOf(entry, ctx, length);
  return html`${hidden(`${ctx.t(`planning.kind_${entry.kind}`)}: `)}${off ? html`<s dir="auto">${words}</s>` : html`<span dir="auto">${words}</span>`}`;
}

/** On a day on which it begins its time stands with it. */
function timeOf({ at, day }: Entry, iso: string, { locale }: ViewContext): Html {
  if (at === 0 || day !== iso) return raw("");
  return html`<time datetime="${new Date(at).toISOString()}">${locale.times.clock(at)}</time> `;
}

/** For the script: what can be dragged. */
const dragged = ({ kind, id, movable }: Entry): Html => (movable ? html` data-move="${kind}/${id}"` : raw(""));

type Where = { iso: string; objections: Objections };

const objectionOf = (entry: Entry, objections: Objections): Objection | undefined =>
  "draft" in entry ? objectionTo(entry.draft, objections) : undefined;

function cellItem(entry: Entry, { iso, objections }: Where, ctx: ViewContext): Html {
  const barred = objectionOf(entry, objections);
  const mark =
    barred === undefined ? "" : html`<span title="${barred.reason}">${icon("block")}${hidden(`${barred.reason} `)}</span>`;
  return html`<li class="is-${entry.kind}"${dragged(entry)}><a href="${pathOf(entry)}">${mark}${timeOf(entry, iso, ctx)}${wordsOf(entry, ctx, 60)}</a></li>`;
}

/** A week has all its days, a list those on which there is something. */
function daysView(calendar: Calendar, ctx: ViewContext): Html {
  const { shape, entries } = calendar;
  const { from, until } = daysShown(ctx, calendar);
  const step = shape === "week" ? 7 : LIST_DAYS;
  const name = `${ctx.locale.dayName(from)} \u2013 ${ctx.locale.dayName(daysOn(until, -1))}`;
  const nav = spanNav(ctx.t("planning.spans"), name, [
    { href: routes.calendarAt(shape, daysOn(from, -step)), label: ctx.t("planning.before") },
    { href: routes.calendarAt(shape, daysOn(from, step)), label: ctx.t("planning.after") },
  ]);
  const days = daysFrom(from, step).flatMap((iso) => {
    const here = entriesOn(entries, iso);
    return shape === "list" && here.length === 0 ? [] : [daySection(here, { iso, objections: calendar.objections }, ctx)];
  });
  return html`${nav}<div class="plan-days">${join(days)}</div>`;
}

function barView(entry: Entry, objections: Objections, ctx: ViewContext): Html {
  if (!("draft" in entry)) return raw("");
  return objectionView(objectionOf(entry, objections), routes.composeAlone(entry.kind, entry.id), ctx);
}

function daySection(entries: readonly Entry[], { iso, objections }: Where, ctx: ViewContext): Html {
  const today = iso === ctx.locale.times.isoDay(ctx.now) ? html` <strong>(${ctx.t("compose.today")})</strong>` : "";
  const list =
    entries.length === 0
      ? html`<p class="hint">\u2013</p>`
      : html`<ul>${entries.map((entry) => html`<li class="is-${entry.kind}"${dragged(entry)}>${icon(ICONS[entry.kind])}<a href="${pathOf(entry)}">${timeOf(entry, iso, ctx)}${wordsOf(entry, ctx, 140)}</a>${barView(entry, objections, ctx)}${entry.movable && entry.day === iso ? moveView(entry, ctx) : ""}</li>`)}</ul>`;
  return html`<section data-day="${iso}"><h3>${ctx.locale.dayName(iso)}${today}</h3>${list}</section>`;
}

/** To another day, by a form. */
function moveView({ kind, id, day }: Pick<Entry, "kind" | "id" | "day">, ctx: ViewContext): Html {
  const { t } = ctx;
  const field = `day-${kind}-${id}-${day}`;
  const label = t(day === "" ? "planning.choose_day" : "planning.other_day");
  const fields = html`<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="id" value="${id}"><label for="${field}">${label}</label><div class="joined"><input id="${field}" type="date" name="day" value="${day}"${kind === "draft" && day !== "" ? "" : raw(" required")}><button class="button">${t(day === "" ? "planning.plan" : "planning.move")}</button></div>`;
  const hint = kind === "draft" && day !== "" ? html`<p class="hint">${t("planning.no_day_hint")}</p>` : "";
  return html`<details class="move"><summary>${t(day === "" ? "planning.plan" : "planning.move")}</summary>${form(ctx, routes.moveEntry, html`${fields}${hint}`)}</details>`;
}

function draftsAside({ drafts, objections, times = [] }: Calendar, ctx: ViewContext): Html {
  const { t } = ctx;
  const item = (one: Unpublished) =>
    html`<li data-move="draft/${one.id}"><a href="${routes.composeFrom("draft", one.id)}" dir="auto">${lineOf(one, ctx, 80)}</a>${objectionView(objectionTo(one.draft, objections), routes.composeAlone("draft", one.id), ctx)}${moveView({ kind: "draft", id: one.id, day: "" }, ctx)}</li>`;
  const list =
    drafts.length === 0
      ? html`<p class="hint">${t("compose.drafts_none")}</p>`
      : html`<ul class="undated">${drafts.map(item)}</ul><p><a href="${routes.drafts}">${t("compose.all_drafts")}</a></p>`;
  const hints =
    times.length === 0
      ? ""
      : html`<section class="after"><h2>${t("insights.times_title")}</h2>${timesView(ctx, times)}</section>`;
  return html`<h2>${t("planning.undated")}</h2>${list}${hints}`;
}
