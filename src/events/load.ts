/** Finds events for those who may see them: one, those that come, one's own, and who comes. */
import { sql } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import type { Account, Reads } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { visibleTo } from "../statuses/visible.ts";
import { notSilencedFor } from "../timelines/rules.ts";
import { draftOfEvent, type EventDraft } from "./draft.ts";
import { findEventOf } from "./beside.ts";
import type { Event, Rsvp } from "./store.ts";

/** As its author wrote it; undefined for what is no event. */
export async function findEventDraft(db: Reads, status_id: number): Promise<EventDraft | undefined> {
  const event = await findEventOf(db, status_id);
  return event === undefined ? undefined : draftOfEvent(event);
}

/** Ids of the accounts that are invited to the event of a status. */
export async function loadInvited(db: Reads, status_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .select("event_rsvps.account_id")
    .where("events.status_id", "=", status_id)
    .where("event_rsvps.invited", "=", 1)
    .execute();
  return rows.flatMap(({ account_id }) => account_id ?? []);
}

/** @throws Refusal `missing`, also when its status may not be seen */
export async function getVisibleEvent(db: Reads, viewer_id: number, id: number | undefined): Promise<Event> {
  const event = id === undefined ? undefined : await db.selectFrom("events").selectAll().where("id", "=", id).executeTakeFirst();
  if (event === undefined || (await findVisibleStatus(db, viewer_id, event.status_id)) === undefined) throw missing();
  return event;
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getOwnEvent(db: Reads, { id: account_id }: Pick<Account, "id">, id: number | undefined): Promise<Event> {
  const event = await getVisibleEvent(db, account_id, id);
  if (event.account_id !== account_id) throw missing();
  return event;
}

export type EventQuery = {
  /** ms: what is over before is left out; undefined: all. */
  from?: number | undefined;
  /** ms: what begins later is left out. */
  until?: number | undefined;
  /** What somebody holds. */
  account_id?: number | undefined;
  /** What is in a group. */
  group_id?: number | undefined;
  /** What a group elsewhere holds, what is addressed to it, and what it announces. */
  far_group_id?: number | undefined;
  /** What the viewer holds, comes to, or is invited to. */
  mine?: boolean | undefined;
  /** Of what comes again before this (ms), what was announced last. */
  coming?: number | undefined;
  /** What is the viewer's in that sense, and what takes place in groups of theirs. */
  around?: boolean | undefined;
  /** In title or place. */
  q?: string | undefined;
  local?: boolean | undefined;
  limit: number;
  offset: number;
};

/** The next first. Ids of statuses. */
export async function eventStatusIds(
  { db, now }: Pick<Kith, "db" | "now">,
  viewer_id: number,
  query: EventQuery,
): Promise<number[]> {
  let found = db
    .selectFrom("events")
    .innerJoin("statuses", "statuses.id", "events.status_id")
    .select("events.status_id")
    .where(visibleTo(viewer_id))
    .orderBy("events.starts_at")
    .orderBy("events.id")
    .limit(query.limit)
    .offset(query.offset);
  const { from, until, account_id, group_id, coming, q = "" } = query;
  if (from !== undefined)
    found = found.where((eb) => eb.or([eb("events.starts_at", ">=", from), eb("events.ends_at", ">", from)]));
  if (until !== undefined) found = found.where("events.starts_at", "<", until);
  if (coming !== undefined) found = found.where(isLastBefore(coming));
  if (account_id !== undefined) found = found.where("events.account_id", "=", account_id);
  if (group_id !== undefined) found = found.where("statuses.group_id", "=", group_id);
  if (query.far_group_id !== undefined) found = found.where(isOfFar(query.far_group_id));
  if (query.local === true) found = found.where("statuses.local", "=", 1);
  if (query.mine === true) found = found.where(isMine(viewer_id, now()));
  else if (query.around === true) found = found.where(isAround(viewer_id, now()));
  else if (viewer_id > 0) found = found.where(notHiddenFrom(viewer_id, "events.account_id", now()));
  // Whoever looks at an account or a group wants to see it; among all others those of limited accounts are for who follows them.
  if (query.mine !== true && query.around !== true && (account_id ?? group_id ?? query.far_group_id) === undefined)
    found = found.where(notSilencedFor(viewer_id));
  for (const word of q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 5))
    found = found.where(sql<boolean>`replace(events.words, cast(${word} as text), '') <> events.words`);
  return (await found.execute()).map(({ status_id }) => status_id);
}

/** Begun from the series: of all events few belong to one. */
const isLastBefore = (until: number) => sql<boolean>`events.series_id in (select event_series.id from event_series
  where event_series.announce_at > 0 and event_series.next_at > 0 and event_series.next_at < ${until})
  and not exists (select 1 from events as later where later.series_id = events.series_id and later.starts_at > events.starts_at)`;

const isOfFar = (group_id: number) => sql<boolean>`(events.account_id = ${group_id} or statuses.group_id = ${group_id}
  or exists (select 1 from mentions as in_it where in_it.status_id = events.status_id and in_it.account_id = ${group_id} and in_it.blind = 0)
  or exists (select 1 from statuses as shown where shown.account_id = ${group_id} and shown.reblog_of_id = events.status_id and shown.deleted_at = 0))`;

/** Of what is gone as far as this server hears (`gone.ts`) whoever was to come has been told: it is in their calendars no more. */
export const isHeard = sql<boolean>`not exists (select 1 from gone_events where gone_events.event_id = events.id)`;

/** To be invited by somebody whom one does not want to see is nothing. */
const isMine = (
  viewer_id: number,
  now: number,
) => sql<boolean>`(events.account_id = ${viewer_id} or exists (select 1 from event_rsvps as mine
  where mine.event_id = events.id and mine.account_id = ${viewer_id} and (mine.state in ('yes', 'maybe', 'waiting', 'pending')
    or (mine.state = 'none' and ${notHiddenFrom(viewer_id, "events.account_id", now)}))) and ${isHeard})`;

/** Groups that live here have a mark in their posts; those elsewhere hold or announce theirs. */
const isAround = (
  viewer_id: number,
  now: number,
) => sql<boolean>`(${isMine(viewer_id, now)} or (${notHiddenFrom(viewer_id, "events.account_id", now)}
  and exists (select 1 from follows join accounts as of_group on of_group.id = follows.target_id where follows.account_id = ${viewer_id}
    and follows.state = 'accepted' and of_group.actor_type = 'Group' and (follows.target_id in (statuses.group_id, events.account_id)
      or (of_group.host <> '' and exists (select 1 from statuses as shown where shown.account_id = follows.target_id
        and shown.reblog_of_id = events.status_id and shown.deleted_at = 0))))))`;

type Answers = { viewer_id: number; states: readonly Rsvp["state"][]; limit: number; offset: number };

/** Who has answered in one of these ways, who answered first first. Who holds it sees all; others nobody who is hidden from them, or suspended. */
export async function loadRsvps(
  { db, now }: Pick<Kith, "db" | "now">,
  { id, account_id: holder_id }: Pick<Event, "id" | "account_id">,
  { viewer_id, states, limit, offset }: Answers,
): Promise<Rsvp[]> {
  let query = db
    .selectFrom("event_rsvps")
    .leftJoin("accounts", "accounts.id", "event_rsvps.account_id")
    .selectAll("event_rsvps")
    .where("event_rsvps.event_id", "=", id)
    .where("event_rsvps.state", "in", [...states])
    .orderBy("event_rsvps.id")
    .limit(limit)
    .offset(offset);
  if (viewer_id !== holder_id)
    query = query.where((eb) =>
      eb.or([
        eb("event_rsvps.account_id", "is", null),
        eb.and([eb("accounts.suspended_at", "=", 0), notHiddenFrom(viewer_id, "event_rsvps.account_id", now())]),
      ]),
    );
  return await query.execute();
}
