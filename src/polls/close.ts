/** The end of polls: those who asked and those who voted here are told. */
import { sql } from "kysely";
import { each } from "../jobs/each.ts";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Poll } from "./load.ts";

const AT_ONCE = 20;

/** Closes polls whose time has come; for housekeeping, every minute or so. Returns whether there may be more. */
export async function closeDuePolls(kith: Kith): Promise<boolean> {
  const now = kith.now();
  // Word for word the condition of the partial index.
  const { rows } = await sql<Poll>`select * from polls where closed_at = 0 and expires_at > 0 and expires_at <= ${now}
    order by expires_at limit ${sql.lit(AT_ONCE)}`.execute(kith.db);
  await each(rows, async (poll) => await close(kith, poll));
  return rows.length === AT_ONCE;
}

async function close(kith: Kith, poll: Poll): Promise<void> {
  await kith.write(async (tx, happened) => {
    const { numUpdatedRows } = await tx
      .updateTable("polls")
      .set({ closed_at: poll.expires_at })
      .where("id", "=", poll.id)
      .where("closed_at", "=", 0)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    happened({ type: "poll.closed", poll_id: poll.id, status_id: poll.status_id });
    for (const account_id of await concerned(tx, poll))
      await notify(tx, kith, happened, {
        account_id,
        type: "poll",
        from_account_id: poll.account_id,
        status_id: poll.status_id,
      });
  });
}

async function concerned(tx: Tx, poll: Poll): Promise<number[]> {
  const voters = await tx
    .selectFrom("poll_votes")
    .innerJoin("users", "users.id", "poll_votes.account_id")
    .select("users.id")
    .distinct()
    .where("poll_votes.poll_id", "=", poll.id)
    .execute();
  return [...new Set([poll.account_id, ...voters.map(({ id }) => id)])].sort((a, b) => a - b);
}
