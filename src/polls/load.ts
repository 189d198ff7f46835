/** Finds polls for those who may see them. */
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { findVisibleStatus } from "../statuses/load.ts";

export type Poll = Row<"polls">;

export const findPoll = async (db: Reads, id: number): Promise<Poll | undefined> =>
  await db.selectFrom("polls").selectAll().where("id", "=", id).executeTakeFirst();

export const findPollOfStatus = async (db: Reads, status_id: number): Promise<Poll | undefined> =>
  await db.selectFrom("polls").selectAll().where("status_id", "=", status_id).executeTakeFirst();

/** @throws Refusal `missing`, also when its status may not be seen */
export async function getVisiblePoll(db: Reads, viewer_id: number, id: number | undefined): Promise<Poll> {
  const poll = id === undefined ? undefined : await findPoll(db, id);
  if (poll === undefined || (await findVisibleStatus(db, viewer_id, poll.status_id)) === undefined) throw missing();
  return poll;
}

/** What an account has chosen, ascending. */
export async function ownVotes(db: Reads, poll_id: number, account_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("poll_votes")
    .select("choice")
    .where("poll_id", "=", poll_id)
    .where("account_id", "=", account_id)
    .orderBy("choice")
    .execute();
  return rows.map(({ choice }) => choice);
}

export const isOver = (poll: Poll, now: number): boolean => poll.closed_at > 0 || (poll.expires_at > 0 && poll.expires_at <= now);
