/** The calendar of what one plans, and moving in it. */
import { contentsOf, loadUnplannedDrafts } from "../../drafts/drafts.ts";
import { readId } from "../../ids.ts";
import { isDay, loadEntries, type EntryKind } from "../../planning/calendar.ts";
import { moveEntry } from "../../planning/move.ts";
import { CALENDAR_VIEWS, calendarView, daysShown } from "../../../views/writing/calendar.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { objectionsTo } from "../groups/group-bar.ts";
import { timesFor } from "./filling.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { localPath, me, returnPath, type Visit } from "../frame/visit.ts";

/** Drafts beside the calendar. */
const BESIDE = 20;
const KINDS: readonly EntryKind[] = ["draft", "scheduled", "recurring", "event", "series"];
/** What is further from now is no plan. */
const isNear = (day: string): boolean => /^(?:19[7-9]\d|20\d\d|21\d\d)-/.test(day);

/** `?month=2026-03`, or `?shape=week&day=2026-03-03`, on the reader's clocks. */
async function showCalendar(visit: Visit, query = visit.query, problem?: string): Promise<Answer> {
  const { kith, locale } = visit;
  const asked = query.get("day") ?? `${query.get("month") ?? ""}-01`;
  const today = locale.times.isoDay(kith.now());
  const day = isDay(asked) && isNear(asked) ? asked : today;
  const shape = CALENDAR_VIEWS.find((one) => one === query.get("shape")) ?? "month";
  const entries = await loadEntries(kith, me(visit), daysShown({ locale }, { shape, day }), locale.times);
  const rows = await loadUnplannedDrafts(kith.db, me(visit).id, BESIDE);
  const drafts = rows.map((row) => ({ id: row.id, draft: contentsOf(row), at: row.updated_at, media: [] }));
  const planned = entries.flatMap((entry) => ("draft" in entry ? [entry.draft] : []));
  const objections = await objectionsTo(visit, [...planned, ...drafts.map(({ draft }) => draft)]);
  const ctx = await contextOf(visit);
  const times = await timesFor(visit);
  return show(calendarView(ctx, { shape, day, entries, objections, drafts, times, problem }), problem === undefined ? 200 : 422);
}

async function move(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const kind = KINDS.find((one) => one === form.text("kind")) ?? "recurring";
  const to = { kind, id: readId(form.text("id")) ?? 0, day: form.text("day").trim() };
  const moved = moveEntry(kith, me(visit), to, locale.times).then(() => undefined);
  const problems = await moved.catch((error: unknown) => problemsOf(error, locale, ""));
  if (problems === undefined) {
    const back = returnPath(visit, routes.calendar());
    return to.day === "" ? go(back, "planning.said_moved") : { to: back, said: "planning.said_moved_to", day: to.day };
  }
  const from = localPath(kith.instance, form.text("return_to")) ?? "";
  return await showCalendar(visit, new URLSearchParams(from.split("?")[1] ?? ""), Object.values(problems)[0]);
}

export const calendarRoutes: readonly Route[] = [
  page(routes.calendar(), "member", async (visit) => await showCalendar(visit)),
  action(routes.moveEntry, "member", move),
];
