// An activity that is believed to be its actor's, written down for `inbox.ts`.
import { sql } from "kysely";
import { prepare } from "../db/prepared.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { insertCopy } from "./copies.ts";

/** Answered when it is, and when it need not be. */
export const TAKEN: { status: number } = Object.freeze({ status: 202 });

/** - `type`: where it came signed by its actor in this very request; - `made_at`: when that signature was made, ms; - `said`: what tells it from others with its id */
type Came = { uri: string; actor_uri: string; type?: string; made_at?: number; said?: string };

/**
 * One durable row, once per activity of an actor; what comes twice is as welcome as what comes once.
 *
 * @param reader_id whom the activity does not name, to whose inbox it has come (`copies.ts`)
 */
export async function storeActivity(
  kith: Kith,
  { uri, actor_uri, type = "", made_at = 0, said = "" }: Came,
  body: Buffer,
  reader_id?: number,
): Promise<{ status: number }> {
  const [id, now] = [kith.newId(), kith.now()];
  const { settle, ...lease } = kith.worker.place("inbox", { id, lane: actor_uri });
  const row = {
    id,
    activity_uri: uri,
    actor_uri,
    said,
    body: body.toString("utf8"),
    received_at: now,
    made_at,
    done_at: 0,
    lane: actor_uri,
    priority: 1,
    run_at: now,
    last_error: "",
    ...lease,
  };
  const written = await kith
    .write(async (tx, happened) => {
      const [added] = await insertRow(tx, row);
      const copied = reader_id !== undefined && (await insertCopy(tx, row, reader_id, added === undefined));
      const again = added === undefined && (await reopen(tx, row, type));
      if (added === undefined ? copied || again : row.lease === "") happened({ type: "inbox.received" });
      return added !== undefined;
    })
    .catch((error: unknown) => {
      settle();
      throw error;
    });
  settle(written ? row : undefined);
  return TAKEN;
}

const insertRow = prepare((tx: Tx, row: Row<"inbox">) =>
  tx
    .insertInto("inbox")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("id"),
);

const DEED = 10_000;
/** ms after which a deed under the same id is another one, and not the same by another inbox. */
const AGAIN: ReadonlyMap<string, number> = new Map([
  ["Accept", 0],
  ["Reject", 0],
  ["Update", 1000],
  ...["Announce", "Create", "Delete", "Dislike", "EmojiReact", "Follow", "Like", "Undo"].map((type) => [type, DEED] as const),
]);

/**
 * Hollo answers all follows of one person under the same id, and has one for all counts of a poll; NodeBB has one for a like and one for its end, however
 * often they alternate; PeerTube publishes and takes back a film under the same ids each time, and Pixelfed has one id for all follows of one person by another. What
 * has been done is done again then; but a deed that may have been taken back since only by a request that was signed well after the one before, both by its sender's
 * clock: otherwise somebody plays it again.
 */
async function reopen(
  tx: Tx,
  { activity_uri, actor_uri, said, body, received_at, made_at }: Row<"inbox">,
  type: string,
): Promise<boolean> {
  const after = AGAIN.get(type);
  if (after === undefined) return false;
  // Of what came before that was kept, it is known when it came.
  const signed = sql<number>`case when made_at > 0 then made_at else received_at end`;
  const { numUpdatedRows } = await tx
    .updateTable("inbox")
    .set({ body, received_at, made_at, run_at: received_at, done_at: 0, attempts: 0, leased_until: 0, lease: "", last_error: "" })
    .where("activity_uri", "=", activity_uri)
    .where("actor_uri", "=", actor_uri)
    .where("said", "=", said)
    .where("done_at", ">", 0)
    .where("received_at", "<=", received_at - after)
    .where(signed, "<=", after === DEED ? made_at - DEED : Number.MAX_SAFE_INTEGER)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
