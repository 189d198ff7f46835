/** Events as calendars: one, those of an account or a group, and one's own, behind a secret address. */
import { makeSecret } from "../access/secrets.ts";
import { loadAccounts } from "../accounts/find.ts";
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { plainText } from "../text/plain.ts";
import { placeLine } from "./content.ts";
import { toCalendar, type Entry } from "./ical.ts";
import { eventStatusIds } from "./load.ts";
import { comingOf, draftOfSeries, ruleFrom, seriesOf } from "./series.ts";
import type { Event, EventSeries } from "./store.ts";

/** So many stand in a calendar; what has been over for longer than this (ms) does not. */
const MOST = 200;
const PAST = 90 * 86_400_000;

const STATES = { confirmed: "CONFIRMED", tentative: "TENTATIVE", cancelled: "CANCELLED" } as const;

type About = { event: Event; status: Status; holder: Account };

/**
 * Who reads it must be known to see them.
 *
 * @param whole `name`: of the calendar, "" for a single event; `series`: of these, what comes after, too, as long as one of them is among the events
 */
export async function calendarOf(
  kith: Kith,
  events: readonly Event[],
  { name = "", series: those = [] }: { name?: string; series?: readonly EventSeries[] } = {},
): Promise<string> {
  const holders = await loadAccounts(
    kith.db,
    events.map(({ account_id }) => account_id),
  );
  const rows = await kith.db
    .selectFrom("statuses")
    .selectAll()
    .where("id", "in", padded(events.map(({ status_id }) => status_id)))
    .execute();
  const statuses = new Map(rows.map((status) => [status.id, status]));
  const known = events.flatMap((event): About[] => {
    const [status, holder] = [statuses.get(event.status_id), holders.get(event.account_id)];
    return status === undefined || holder === undefined ? [] : [{ event, status, holder }];
  });
  const entries = known.map(entryOf);
  const series = comingEntries(kith, those, new Map(known.map((one) => [one.event.series_id ?? 0, one])));
  return toCalendar([...entries, ...series], name);
}

/** What is still to be announced, as one entry that begins with the next. */
function comingEntries(kith: Kith, those: readonly EventSeries[], about: ReadonlyMap<number, About>): Entry[] {
  const entries = those.map((series): Entry | undefined => {
    const known = about.get(series.id);
    const [next] = comingOf(series, 1);
    if (known === undefined || next === undefined) return undefined;
    const draft = draftOfSeries(series, next);
    const whole = seriesOf(series);
    return {
      ...entryOf(known),
      uid: `${kith.instance.origin}/events/series/${series.id}`,
      sequence: series.sequence,
      title: draft.title,
      location: placeLine(draft) || draft.online_url,
      latitude: draft.latitude,
      longitude: draft.longitude,
      starts_at: draft.starts_at,
      ends_at: draft.ends_at,
      all_day: draft.all_day,
      time_zone: series.time_zone,
      status: STATES[draft.state],
      series: { ...whole, rule: ruleFrom(whole, next.date) },
    };
  });
  return entries.filter((entry) => entry !== undefined);
}

function entryOf({ event, status, holder }: About): Entry {
  const { sequence, starts_at, ends_at, time_zone, title, latitude, longitude } = event;
  const url = status.url || status.uri;
  const said = plainText(event.note);
  const modified = Math.max(status.edited_at, status.created_at);
  return {
    uid: status.uri,
    sequence,
    // Not of this moment: what has not changed is written as before, so that programs are told that they have it.
    stamp: modified,
    created: status.created_at,
    modified,
    starts_at,
    ends_at,
    all_day: event.all_day === 1,
    time_zone,
    title,
    description: [said, event.online_url].filter((part) => part !== "").join("\n\n"),
    location: placeLine(event) || event.online_url,
    latitude,
    longitude,
    url,
    status: STATES[event.state],
    categories: fromJson(event.categories),
    organiser: { name: holder.display_name || holder.username, url: holder.url || holder.uri },
  };
}

type Which = { account_id?: number; group_id?: number; mine?: boolean };

/** What the viewer may see of them, the next first. */
export async function loadCalendar(kith: Kith, viewer_id: number, which: Which): Promise<Event[]> {
  const ids = await eventStatusIds(kith, viewer_id, { ...which, from: kith.now() - PAST, limit: MOST, offset: 0 });
  if (ids.length === 0) return [];
  const rows = await kith.db.selectFrom("events").selectAll().where("status_id", "in", padded(ids)).execute();
  return ids.flatMap((id) => rows.find(({ status_id }) => status_id === id) ?? []);
}

/** The secret in the address of one's own calendar; made when it is first asked for. */
export async function feedSecret(kith: Kith, account_id: number): Promise<string> {
  const known = await kith.db.selectFrom("event_feeds").select("secret").where("account_id", "=", account_id).executeTakeFirst();
  return known?.secret ?? (await renewFeed(kith, account_id));
}

/** From now on only the new address leads to it. */
export async function renewFeed(kith: Kith, account_id: number): Promise<string> {
  const secret = makeSecret();
  await kith.write(async (tx) => {
    await tx
      .insertInto("event_feeds")
      .values({ account_id, secret, created_at: kith.now() })
      .onConflict((oc) => oc.column("account_id").doUpdateSet({ secret, created_at: kith.now() }))
      .execute();
  });
  return secret;
}

/** Whose calendar this is; undefined for what nobody has (any more), and as long as they may not log in. */
export async function findFeed(kith: Kith, secret: string): Promise<number | undefined> {
  if (!/^[\w-]{20,100}$/.test(secret)) return undefined;
  const row = await kith.db
    .selectFrom("event_feeds")
    .innerJoin("users", "users.id", "event_feeds.account_id")
    .innerJoin("accounts", "accounts.id", "event_feeds.account_id")
    .select("event_feeds.account_id")
    .where("event_feeds.secret", "=", secret)
    .where("users.disabled", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirst();
  return row?.account_id;
}
