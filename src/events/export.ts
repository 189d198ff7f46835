/** What one has answered to events, and which of one's own come again, as files for their owner. */
import { fromJson, rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";
import { toRrule } from "../recurrence/rrule.ts";
import { visibleTo } from "../statuses/visible.ts";
import { seriesOf } from "./series.ts";

/** JSON: `answers`, the oldest first, and `series`. Of a guest by letter nothing is anybody's but their own. */
export async function writeEvents(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const rows = await db
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .innerJoin("statuses", "statuses.id", "events.status_id")
    .select(["statuses.uri", "events.title", "events.starts_at", "events.time_zone", "event_rsvps.state", "event_rsvps.number"])
    .select(["event_rsvps.message", "event_rsvps.invited", "event_rsvps.answered_at"])
    .select((eb) => eb.and([visibleTo(id)(eb as never)]).as("seen"))
    .where("event_rsvps.account_id", "=", id)
    .orderBy("event_rsvps.id")
    .execute();
  const answers = rows.map(({ uri, title, starts_at, time_zone, seen, answered_at, invited, ...answer }) => ({
    // Of what somebody has been shut out of since, they take nothing along but what they said.
    event: { uri, ...(seen ? { title, start: rfc3339(starts_at), time_zone } : {}) },
    ...answer,
    invited: invited === 1,
    answered_at: answered_at === 0 ? null : rfc3339(answered_at),
  }));
  const recurring = await db.selectFrom("event_series").selectAll().where("account_id", "=", id).orderBy("id").execute();
  const series = recurring.map((one) => ({
    title: fromJson(one.event).title,
    starts: one.starts,
    time_zone: one.time_zone,
    rrule: toRrule(seriesOf(one)),
    except: fromJson(one.rule).except,
    text: fromJson(one.words).text,
  }));
  return JSON.stringify({ answers, series }, undefined, 2);
}
