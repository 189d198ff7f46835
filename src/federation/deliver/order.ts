/**
 * The order of what one account says to one host, when not all of it is taken at once: for a while nothing overtakes what has failed; then what has
 * nothing to do with it may, for it may never be taken. An edit, a deletion or an undoing never comes before what it is about.
 */
import { sql } from "kysely";
import { prepare } from "../../db/prepared.ts";
import type { Reads, Row } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { hostOfLane } from "./lanes.ts";
import type { Letter } from "./post.ts";
import { PATIENT_TRIES, probeAnother, WAITS_FOR_OBJECT } from "./waiting.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So many that may be overtaken are looked at; behind more everything waits. */
const MOST = 100;
/** Of the objects of one activity. */
const MOST_OBJECTS = 50;

const WAITS = "waits for what was said before";

type Delivery = Row<"deliveries">;
type Line = Pick<Delivery, "lane" | "id" | "priority"> & { account_id: number };
/** Why a delivery is not tried yet, and when to look again (ms). */
type Wait = { why: string; run_at: number };

/** What the sender said before to the same host, is no less urgent, and has not come to its end. */
const earlierThan = (db: Reads, { lane, id, priority, account_id }: Line) =>
  db
    .selectFrom("deliveries as earlier")
    .innerJoin("documents", "documents.id", "earlier.document_id")
    .where("documents.account_id", "=", account_id)
    .where("earlier.lane", "=", lane)
    .where("earlier.id", "<", id)
    .where("earlier.priority", "<=", priority)
    .where("earlier.done_at", "=", sql.lit(0));
const waitingBefore = (db: Reads, line: Line) => earlierThan(db, line).where("earlier.leased_until", "=", sql.lit(0));

/** What was claimed with it and comes after it, for it was due later. */
const selectClaimed = prepare((db, line: Line) =>
  earlierThan(db, line)
    .select("earlier.run_at")
    .where(sql`earlier.leased_until`, ">", sql.lit(0))
    .limit(1),
);
/** What has failed least often of what has failed; its index holds nothing else. */
const selectFailed = prepare((db, line: Line) =>
  waitingBefore(db, line)
    .select(["earlier.run_at", "earlier.attempts"])
    .where(sql`earlier.attempts`, ">", sql.lit(0))
    .orderBy("earlier.attempts")
    .orderBy("earlier.id")
    .limit(1),
);
/** What is still waited for, whatever it is about, be it that it is laid aside untried. */
const selectAside = prepare((db, line: Line) =>
  waitingBefore(db, line)
    .select(["earlier.run_at", "earlier.attempts"])
    .where("earlier.attempts", "<=", PATIENT_TRIES)
    .where("earlier.last_error", "<>", WAITS_FOR_OBJECT)
    .orderBy("earlier.id")
    .limit(1),
);
/** What may be overtaken, with its words. */
const selectOvertaken = prepare((db, line: Line) =>
  waitingBefore(db, line)
    .select(["earlier.run_at", "documents.body"])
    .where((eb) => eb.or([eb("earlier.attempts", ">", PATIENT_TRIES), eb("earlier.last_error", "=", WAITS_FOR_OBJECT)]))
    .orderBy("earlier.id")
    .limit(MOST),
);

/**
 * What a delivery to a host that has had trouble waits for, if anything. While it is away what was said before is mostly laid aside untried, so that whatever happens to be due
 * looks at all of it.
 */
export async function findWait(
  kith: Kith,
  row: Delivery,
  { letter, away }: { letter: Letter; away: boolean },
): Promise<Wait | undefined> {
  // What is laid aside comes when the host is back, and that may be at any moment.
  const wait = (why: string, run_at: number, longest: number): Wait => ({
    why,
    run_at: Math.min(Math.max(run_at, kith.now()), away ? kith.now() + longest : Infinity),
  });
  const line = { lane: row.lane, id: row.id, priority: row.priority, account_id: letter.account_id };
  const [claimed] = await selectClaimed(kith.db, line);
  if (claimed !== undefined) return wait(WAITS, claimed.run_at, MINUTE);
  const [next] = await (away ? selectAside : selectFailed)(kith.db, line);
  if (next === undefined && !away) return undefined;
  if (next !== undefined && next.attempts <= PATIENT_TRIES) return wait(WAITS, next.run_at, MINUTE);
  const overtaken = await selectOvertaken(kith.db, line);
  if (overtaken.length === 0) return undefined;
  const things = thingsOf(letter.body.toString());
  const about = overtaken.find(({ body }) => thingsOf(body).some((thing) => things.includes(thing)));
  const before = about ?? (overtaken.length === MOST ? overtaken[0] : undefined);
  if (before === undefined) return undefined;
  if (away) await probeAnother(kith, hostOfLane(row.lane));
  return wait(WAITS_FOR_OBJECT, before.run_at, HOUR);
}

/**
 * What an activity is about, as ids: itself, its objects and theirs. An edit or a deletion has the object of what it is about; an undoing has its id, and so
 * has what is done again its object.
 */
function thingsOf(body: string): string[] {
  const activity: unknown = JSON.parse(body);
  const objects = objectsOf(activity);
  return [activity, ...objects, ...objects.flatMap(objectsOf)].map(idOf).filter((id) => id !== "");
}

const objectsOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null && "object" in value ? [value.object].flat().slice(0, MOST_OBJECTS) : [];

const idOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string" ? value.id : "";
};
