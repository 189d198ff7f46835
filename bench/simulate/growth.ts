/** How the database and the media grow, day by day, by what keeps and forgets rows; and what goes over the wire. */
import { BYTES, POSTGRES_BYTES, WIRE } from "./costs.ts";
import { DAY, YEAR } from "./hosts.ts";
import { GIVEN_UP_TAKING_BACK, HOME_ENTRIES, INBOX_KEPT, RECEIPTS_KEPT } from "./rules.ts";
import type { Setting, Year } from "./year.ts";

export const TABLES = [
  "statuses",
  "accounts",
  "favourites",
  "notifications",
  "media",
  "homes",
  "deliveries",
  "inbox",
  "others",
] as const;
export type Table = (typeof TABLES)[number];

export type Growth = {
  /** Bytes at the end of each day. */
  tables: Record<Table, Float64Array>;
  own: Float64Array;
  remote: Float64Array;
  /** Bytes of a day. */
  sent: Float64Array;
  received: Float64Array;
  /** Documents that should have been forgotten and wait for upkeep. */
  overdue: Float64Array;
};

const DAYS = YEAR / DAY;
/** Of statuses from elsewhere, so many have been touched by somebody here, and are never pruned. */
const TOUCHED = 0.05;
/** Authors that come in by boosts and replies, a status, and how many there are to come. */
const STRANGERS = 0.1;
const MOST_STRANGERS = 6_000_000;
const CARDS = 0.12;
/** Pictures that a server elsewhere fetches of those that it is told of. */
const FETCHED = 0.5;
/** Hours within which a picture is looked at again, on average. */
const LOOKED_AGAIN = 12;

export function grow(setting: Setting, year: Year): Growth {
  const days = () => new Float64Array(DAYS);
  const tables = Object.fromEntries(TABLES.map((table) => [table, days()])) as Growth["tables"];
  const growth: Growth = { tables, own: days(), remote: days(), sent: days(), received: days(), overdue: days() };
  const daily = dailyOf(setting);
  const kept = { said: 0, reblogs: 0, favourites: 0, noticed: 0, foreign: 0 };
  let [overdue, own, remote] = [0, 0, 0];
  for (let day = 0; day < DAYS; day++) {
    const { says, hears } = daily(day);
    const { people, turns, facts } = setting;
    const at = (n: number) => daily(Math.max(0, n));
    kept.said += people.posts * says;
    kept.reblogs += people.boosts * says + people.incoming.reblogs * hears;
    kept.foreign += people.incoming.statuses * hears;
    kept.favourites += people.favourites * says + people.incoming.favourites * hears;
    kept.noticed += people.posts * says * (facts.favourites + facts.boosts + facts.replies);
    if (day >= turns.prunes) {
      kept.foreign -= people.incoming.statuses * at(day - turns.prunes).hears * (1 - TOUCHED);
      kept.reblogs -= people.incoming.reblogs * at(day - turns.prunes).hears * (1 - TOUCHED);
    }
    const due = day < RECEIPTS_KEPT / DAY ? 0 : (people.said + people.letters) * at(day - RECEIPTS_KEPT / DAY).says;
    overdue = Math.max(0, overdue + due - turns.forgets * DAY);
    growth.overdue[day] = overdue;
    own += people.posts * says * facts.media * 1.3 * facts.picture_bytes;
    const fetched = fetchedOn(setting, hears);
    remote = Math.min(setting.turns.cache_bytes, remote + fetched);
    write(growth, day, { setting, year, kept, overdue, own, remote, fetched, says, hears });
  }
  return growth;
}

type Day = { says: number; hears: number; reads: number };

/** The sums of a day's hours, in hours of the mean. */
const dailyOf =
  ({ rhythm }: Setting) =>
  (day: number): Day => {
    const sum = (hours: Float64Array) => hours.subarray(day * DAY, (day + 1) * DAY).reduce((all, one) => all + one, 0);
    return { says: sum(rhythm.says), hears: sum(rhythm.hears), reads: sum(rhythm.reads) };
  };

/** Bytes of pictures from elsewhere that are fetched in a day: those that somebody looks at, and again what the cache had to let go. */
function fetchedOn({ people, facts, turns }: Setting, hears: number): number {
  const there = people.incoming.statuses * hears * facts.media * 1.3;
  const looked = people.daily * facts.looked * 0.8;
  const seen = there * -Math.expm1(-looked / Math.max(1, there));
  const once = seen * facts.small_bytes;
  const lasts = (turns.cache_bytes / Math.max(1, once)) * DAY;
  return once * (1 + Math.exp(-lasts / LOOKED_AGAIN) * Math.min(20, looked / Math.max(1, seen) - 1));
}

type Written = {
  setting: Setting;
  year: Year;
  kept: Record<"said" | "reblogs" | "favourites" | "noticed" | "foreign", number>;
  overdue: number;
  own: number;
  remote: number;
  fetched: number;
  says: number;
  hears: number;
};

function write(growth: Growth, day: number, written: Written): void {
  const { setting, year, kept, overdue, own, remote, fetched, says, hears } = written;
  const { people, facts, turns } = setting;
  const dear = turns.engine === "postgres" ? POSTGRES_BYTES : 1;
  const put = (table: Table, bytes: number): void => void (growth.tables[table][day] = bytes * dear);
  // What takes something back stays whole as long as one server lacks it, and one nearly always does.
  const days =
    (1 - facts.takes_back) * Math.min(day + 1, RECEIPTS_KEPT / DAY) +
    facts.takes_back * Math.min(day + 1, GIVEN_UP_TAKING_BACK / DAY);
  const documents = days * (people.said + people.letters) * DAY + overdue;
  const each = people.deliveries / (people.said + people.letters);
  const waiting = year.waiting[day * DAY + DAY / 2] ?? 0;
  const accounts = people.all + people.followed + MOST_STRANGERS * -Math.expm1((-STRANGERS * kept.foreign) / MOST_STRANGERS);
  put(
    "statuses",
    (kept.said + kept.foreign) * BYTES.status + kept.reblogs * BYTES.reblog + (kept.said + kept.foreign) * CARDS * BYTES.card,
  );
  put("accounts", accounts * BYTES.account + people.all * BYTES.user + people.active * facts.follows * 1.7 * BYTES.follow);
  put("favourites", kept.favourites * BYTES.favourite);
  put("notifications", kept.noticed * BYTES.notification);
  put("media", (kept.said + kept.foreign) * facts.media * 1.3 * BYTES.media);
  const entries = (people.home_entries / people.active) * DAY;
  put("homes", people.active * Math.min(HOME_ENTRIES + entries / 2, entries * (day + 1)) * BYTES.home_entry);
  const queued = (year.queued[day * DAY + 23] ?? 0) + (year.behind[day * DAY + 23] ?? 0);
  put(
    "deliveries",
    documents * (BYTES.document + each * BYTES.delivery) +
      waiting * (BYTES.delivery_waiting - BYTES.delivery) +
      queued * BYTES.delivery,
  );
  put("inbox", Math.min(day + 1, INBOX_KEPT / DAY) * people.incoming.activities * hears * BYTES.inbox);
  put("others", kept.said * BYTES.receipt_totals + (remote / facts.small_bytes) * BYTES.remote_file);
  [growth.own[day], growth.remote[day]] = [own, remote];
  const delivered = year.arrived.subarray(day * DAY, (day + 1) * DAY).reduce((sum, one) => sum + one, 0);
  const looked = people.daily * facts.looked * facts.small_bytes;
  const given = people.posts * says * facts.media * 1.3 * each * FETCHED * facts.picture_bytes * 0.8;
  growth.sent[day] =
    delivered * WIRE.delivery +
    people.daily * facts.requests * WIRE.request +
    people.fetches * hears * WIRE.fetch +
    looked +
    given;
  growth.received[day] = people.incoming.activities * hears * WIRE.ingest + fetched;
}
