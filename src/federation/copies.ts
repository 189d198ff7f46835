/**
 * Copies that came to somebody's own inbox and name them nowhere: they were addressed blindly (`bto`, `bcc`; ActivityPub, 6 and 7), and the inbox is the
 * only sign of it.
 */
import { prepare } from "../db/prepared.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { actorUri } from "../uris.ts";
import type { ActivityRecord } from "./read/activity.ts";
import { addresseesOf } from "./read/audience.ts";
import type { NoteRecord } from "./read/note.ts";
import { object, type Doc } from "./read/shape.ts";

const MOST = 1000;
const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";

/** The id in the path of an inbox of somebody whom a Create that is not for everybody does not name. */
export function blindReader(kith: Kith, inbox_id: unknown, activity: Doc): number | undefined {
  const id = typeof inbox_id === "string" ? readId(inbox_id) : undefined;
  if (id === undefined || activity.type !== "Create") return undefined;
  const named = [activity, object(activity.object) ?? {}].flatMap(({ to, cc, audience }) =>
    [to, cc, audience].flatMap(addresseesOf),
  );
  return named.includes(EVERYONE) || named.includes(actorUri(kith.instance, id)) ? undefined : id;
}

/**
 * Remembers such a copy. Whether it is one, of somebody who lives here, and the first for them.
 *
 * The activity itself may have come before, by another inbox of ours: then it is done once more, which does no harm, for the new reader.
 */
export async function insertCopy(tx: Tx, row: Row<"inbox">, account_id: number, came_before: boolean): Promise<boolean> {
  const user = await tx.selectFrom("users").select("id").where("id", "=", account_id).executeTakeFirst();
  if (user === undefined) return false;
  const { activity_uri, actor_uri, said, received_at, body } = row;
  const added = await tx
    .insertInto("blind_copies")
    .values({ actor_uri, activity_uri, account_id, created_at: received_at })
    .onConflict((oc) => oc.doNothing())
    .returning("account_id")
    .executeTakeFirst();
  if (added === undefined || !came_before) return added !== undefined;
  // Whoever is at it loses the lease, and begins again with all readers.
  const again = { body, done_at: 0, run_at: received_at, leased_until: 0, lease: "" };
  await tx
    .updateTable("inbox")
    .set(again)
    .where("activity_uri", "=", activity_uri)
    .where("actor_uri", "=", actor_uri)
    .where("said", "=", said)
    .execute();
  return true;
}

const selectCopies = prepare((db, named: Pick<Row<"blind_copies">, "actor_uri" | "activity_uri">) =>
  db
    .selectFrom("blind_copies")
    .select("account_id")
    .where("actor_uri", "=", named.actor_uri)
    .where("activity_uri", "=", named.activity_uri)
    .orderBy("account_id")
    .limit(MOST),
);

/** Who of ours was addressed blindly: not who has what is for followers because they follow. */
export async function loadBlindReaders(
  { db }: Kith,
  { uri, actor_uri }: ActivityRecord,
  author: Account,
  { visibility }: NoteRecord,
): Promise<number[]> {
  if (visibility === "public" || visibility === "unlisted") return [];
  const rows = await selectCopies(db, { actor_uri, activity_uri: uri });
  const ids = rows.map(({ account_id }) => account_id);
  if (visibility !== "private" || ids.length === 0) return ids;
  const followers = await db
    .selectFrom("follows")
    .select("account_id")
    .where("target_id", "=", author.id)
    .where("account_id", "in", ids)
    .where("state", "=", "accepted")
    .execute();
  return ids.filter((id) => !followers.some(({ account_id }) => account_id === id));
}
