// The pages of planning, as `views-pages.ts` wants them: the calendar in its shapes, and what comes again.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import type { Entry } from "../../src/planning/calendar.ts";
import type { Recurrence } from "../../src/recurrence/rule.ts";
import { calendarView } from "../../views/writing/calendar.ts";
import { recurringView } from "../../views/writing/recurring.ts";
import type { Objections } from "../../views/parts/objection.ts";
import type { Unpublished } from "../../views/writing/unpublished.ts";
import { aContext } from "./views-sample-pages.ts";
import { NOW } from "./views-samples.ts";

const ctx = aContext();
const today = new Date(NOW).toISOString().slice(0, 10);
const rule: Recurrence = {
  freq: "weekly",
  interval: 2,
  weekdays: [1, 4],
  monthday: 0,
  nth: 0,
  until: "2026-12-31",
  count: 0,
  except: [],
};

export function planningPages(items: readonly Unpublished[], objections: Objections): Record<string, Html> {
  const entries: Entry[] = items.flatMap(({ id, draft }) => {
    const base = { id, day: today, last_day: today, draft, movable: true };
    return [
      { ...base, kind: "draft", at: 0 } as const,
      { ...base, kind: "scheduled", at: NOW } as const,
      { ...base, kind: "recurring", at: NOW, movable: false } as const,
    ];
  });
  const row = {
    account_id: 1,
    params: "{}",
    starts: "2026-03-12T09:00",
    time_zone: "Europe/Berlin",
    rule: toJson(rule),
    runs: 2,
    refused: "This group has been closed",
    created_at: NOW,
  };
  const recurring = (["active", "paused", "ended"] as const).flatMap((state, at) =>
    items.slice(0, 1).map((item) => {
      const own = { ...row, id: at + 1, state, due_at: state === "active" ? NOW : 0 };
      return { ...item, id: own.id, row: own, rule, next: state === "active" ? [{ date: today, at: NOW }] : [] };
    }),
  );
  return {
    calendar: calendarView(ctx, { shape: "month", day: today, entries, drafts: items, objections }),
    calendar_week: calendarView(ctx, { shape: "week", day: today, entries, drafts: items, objections }),
    calendar_list: calendarView(ctx, { shape: "list", day: today, entries, drafts: [], objections, problem: "Choose a day." }),
    calendar_empty: calendarView(ctx, { shape: "month", day: "2024-02-01", entries: [], drafts: [], objections }),
    recurring: recurringView(ctx, { items: recurring, objections: new Map() }),
    recurring_empty: recurringView(ctx, { items: [], objections: new Map() }),
  };
}
