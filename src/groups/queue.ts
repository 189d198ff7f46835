/** Posts that wait until a moderator of the group lets them in. */
import { prepare } from "../db/prepared.ts";
import type { Account, Reads, Row, Status, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { hasRelays } from "../relays/load.ts";
import type { Happened } from "../statuses/entry.ts";
import { findStatusById } from "../statuses/find.ts";
import { enterGroup, findWait } from "./entries.ts";
import type { Group } from "./load.ts";
import { writeLog } from "./log.ts";
import { assertRole } from "./roles.ts";
import { readReason } from "./texts.ts";

const MOST = 100;

/** The oldest first. */
export const loadQueue = async (db: Reads, group_id: number): Promise<Row<"group_queue">[]> =>
  await db.selectFrom("group_queue").selectAll().where("group_id", "=", group_id).orderBy("status_id").limit(MOST).execute();

/** What waits for those who look after it: requests, posts, reports; counted no further than shown. */
export async function countWaiting(db: Reads, group_id: number): Promise<number> {
  const requests = await db
    .selectFrom("follows")
    .select("id")
    .where("target_id", "=", group_id)
    .where("state", "=", "pending")
    .limit(MOST)
    .execute();
  const posts = await db.selectFrom("group_queue").select("status_id").where("group_id", "=", group_id).limit(MOST).execute();
  const reports = await db
    .selectFrom("group_reports")
    .select("id")
    .where("group_id", "=", group_id)
    .where("resolved_at", "=", 0)
    .limit(MOST)
    .execute();
  return requests.length + posts.length + reports.length;
}

/** Keeps the activity that has brought what waits. Everything that comes from elsewhere asks for this, and hardly anything waits: that is looked up first. */
export async function keepBody(kith: Kith, status_id: number, body: string): Promise<void> {
  if ((await selectBodiless(kith.db, { status_id })).length === 0) return;
  await kith.write(async (tx) => {
    await tx.updateTable("group_queue").set({ body }).where("status_id", "=", status_id).where("body", "=", "").execute();
  });
}

const selectBodiless = prepare((db, { status_id }: { status_id: number }) =>
  db.selectFrom("group_queue").select("status_id").where("status_id", "=", status_id).where("body", "=", ""),
);

/**
 * Lets a post in, or keeps it out of the group. What has waited with all others (`statuses/held.ts`) is let go by the one, and stays its author's by the other; what
 * a server that knows no such waiting has told to everybody stays where it is.
 *
 * @throws Refusal `missing` for what does not wait (any more)
 */
export async function answerWaiting(
  kith: Kith,
  group: Group,
  by: Account,
  { status_id, accept, reason = "" }: { status_id: number; accept: boolean; reason?: string },
): Promise<void> {
  await assertRole(kith.db, group, by);
  const [group_id, why] = [group.account.id, readReason(reason)];
  const { refuseIn, releaseIn } = await import("../statuses/held.ts");
  const relayed = await hasRelays(kith);
  await kith.write(async (tx, happened) => {
    const waiting = await tx
      .deleteFrom("group_queue")
      .where("status_id", "=", status_id)
      .where("group_id", "=", group_id)
      .returningAll()
      .executeTakeFirst();
    const wait = accept ? await findWait(tx, status_id) : undefined;
    const way = { how: "approved", relayed, here: true } as const;
    const released = wait === undefined ? undefined : await releaseIn(tx, kith, happened, { wait, ...way });
    const status = released ?? (await findStatusById(tx, status_id));
    if (waiting === undefined || status === undefined || status.deleted_at > 0) throw missing();
    const { account_id } = status;
    await tx
      .deleteFrom("notifications")
      .where("type", "=", "group_post")
      .where("from_account_id", "=", account_id)
      .where("subject_id", "=", group_id)
      .execute();
    const act = accept ? "approved" : "refused";
    await writeLog(tx, kith, happened, { group_id, by, act, account_id, status_id, reason: why });
    if (!accept) {
      await refuseIn(tx, kith, happened, { status_id, group_id, reason: why });
      if (waiting.body !== "") happened({ type: "group.refused", status_id, group_id, reason: why });
      return;
    }
    if (released === undefined) await enterLate(tx, kith, happened, { ...status, group_id });
    const held = released !== undefined;
    if (waiting.body !== "") happened({ type: "group.approved", status_id, group_id, body: waiting.body, held });
  });
}

async function enterLate(tx: Tx, kith: Pick<Kith, "now">, happened: Happened, status: Status): Promise<void> {
  await tx
    .updateTable("statuses")
    .set((eb) => ({ group_id: status.group_id, version: eb("version", "+", 1) }))
    .where("id", "=", status.id)
    .execute();
  await enterGroup(tx, happened, status, kith.now());
}
