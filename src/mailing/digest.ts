/** Letters that sum up what somebody has missed: when they are due, and for whom they stop. */
import { each } from "../jobs/each.ts";
import { readSettings } from "../accounts/settings.ts";
import { findUser } from "../accounts/users.ts";
import { localeOfUser } from "../access/language.ts";
import type { Row, Tx, User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { nextMorning } from "./morning.ts";

const DAY = 86_400_000;
const EVERY = { daily: DAY, weekly: 7 * DAY } as const;
const AT_ONCE = 200;
/** Letters in a row that bring nobody here; then they stop until their reader comes by themselves. */
export const MOST_UNREAD = 4;

/** Says when the next letter is due, after the setting or the time zone has been saved. */
export async function planDigest(kith: Kith, user_id: number): Promise<void> {
  const user = await findUser(kith.db, user_id);
  const digest = user === undefined ? "" : readSettings(user).digest;
  await kith.write(async (tx) => {
    if (user === undefined || digest === "") {
      await tx.deleteFrom("digests").where("user_id", "=", user_id).execute();
      return;
    }
    const due_at = nextMorning(localeOfUser(kith, user), digest, user_id, kith.now());
    await tx
      .insertInto("digests")
      .values({ user_id, due_at, sent_at: 0, sent_count: 0 })
      .onConflict((oc) => oc.column("user_id").doUpdateSet({ due_at }))
      .execute();
  });
}

/** Upkeep: queues the letters that are due. Each is queued where its next turn is written, so that it is queued once. */
export async function planDueDigests(kith: Kith): Promise<boolean> {
  if (!kith.mail.configured) return false;
  const due = await kith.db
    .selectFrom("digests")
    .selectAll()
    .where("due_at", "<=", kith.now())
    .orderBy("due_at")
    .limit(AT_ONCE)
    .execute();
  await each(due, async (row) => await plan(kith, row));
  return due.length === AT_ONCE;
}

async function plan(kith: Kith, row: Row<"digests">): Promise<void> {
  const user = await findUser(kith.db, row.user_id);
  const digest = user === undefined ? "" : readSettings(user).digest;
  if (user === undefined || digest === "") {
    await kith.write(async (tx) => void (await tx.deleteFrom("digests").where("user_id", "=", row.user_id).execute()));
    return;
  }
  const now = kith.now();
  const due_at = nextMorning(localeOfUser(kith, user), digest, user.id, now);
  const turn = turnOf(row, user, now - EVERY[digest]);
  await kith.write(async (tx, happened) => await take(tx, happened, { row, due_at, turn, now }));
}

type Turn = { sent_count: number; due: { since: number } | undefined };

/** Whoever was here since the last turn knows what there is. What is told begins where they last looked, or where the last letter ended. */
function turnOf(row: Row<"digests">, { last_seen_at, disabled, confirmed_at }: User, since: number): Turn {
  const sent_count = last_seen_at > row.sent_at ? 0 : row.sent_count;
  if (disabled === 1 || confirmed_at === 0 || last_seen_at > since || sent_count >= MOST_UNREAD)
    return { sent_count, due: undefined };
  return { sent_count, due: { since: Math.max(last_seen_at, row.sent_at) } };
}

type Taken = { row: Row<"digests">; due_at: number; turn: Turn; now: number };

/** Another process may have been quicker. */
async function take(tx: Tx, happened: (event: KithEvent) => void, { row, due_at, turn, now }: Taken): Promise<void> {
  const { user_id } = row;
  const { due, sent_count } = turn;
  const taken = await tx
    .updateTable("digests")
    .set({ due_at, sent_count })
    .where("user_id", "=", user_id)
    .where("due_at", "=", row.due_at)
    .returning("user_id")
    .executeTakeFirst();
  if (taken !== undefined && due !== undefined)
    happened({ type: "digest.due", user_id, since: due.since, until: now, count: sent_count + 1 });
}
