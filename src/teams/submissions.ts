/**
 * What waits for somebody who may publish: handed in by who only writes, talked about, let through, given back or refused.
 *
 * What is let through becomes a scheduled status of the same id, in the transaction in which that is decided, and is published as any other: so it is
 * published once, whatever crashes.
 */
import { holdAccounts } from "../accounts/find.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { SubmissionState } from "../db/planning-values.ts";
import { conflict, invalid, missing, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia, reserveMedia } from "../media/reserve.ts";
import { assertMaySchedule, draftOf } from "../scheduled/schedule.ts";
import { tidied, type Draft } from "../statuses/draft.ts";
import { publishStatus } from "../statuses/publish.ts";
import { assertMayPublish, getParent, getQuoted, loadOwnMedia } from "../statuses/rules.ts";
import { getTeamAs, LIMITS } from "./load.ts";
import { record } from "./queue.ts";
import { judges, writes } from "./roles.ts";

export type Submission = Row<"team_submissions">;

/** What of a draft is kept: who published it is who wrote it. */
function kept(asked: Draft): Draft {
  const { idempotency_key: _, scheduled_id: __, ...draft } = tidied(asked);
  return draft;
}

type Handed = { draft: Draft; scheduled_at: number; keeper: number };

async function assertFits(kith: Kith, team: Account, { draft, scheduled_at, keeper }: Handed): Promise<void> {
  if (scheduled_at === 0) assertMayPublish(kith.instance, team, draft);
  else assertMaySchedule(kith, team, draft, scheduled_at);
  if (draft.visibility === "limited" || draft.visibility === "direct")
    throw invalid("Validation failed: What is handed in is for everybody, or for followers");
  await loadOwnMedia(kith.db, team, draft.media_ids, keeper);
  await getParent(kith.db, team, draft);
  await getQuoted(kith.db, team, draft);
}

const findSame = async (db: Reads, { team_id, account_id, params, scheduled_at }: Submission): Promise<Submission | undefined> =>
  await db
    .selectFrom("team_submissions")
    .selectAll()
    .where("team_id", "=", team_id)
    .where("state", "=", "waiting")
    .where("account_id", "=", account_id)
    .where("params", "=", params)
    .where("scheduled_at", "=", scheduled_at)
    .executeTakeFirst();

/**
 * Hands in what somebody wrote for a team. The very same once more, while it waits, is that one.
 *
 * @param scheduled_at ms, when it is to be published; 0 = as soon as it is let through
 * @throws Refusal `invalid` as publishing does, and for too many
 */
export async function submit(
  kith: Kith,
  team: Account,
  asked: Draft & { written_by: number },
  scheduled_at = 0,
): Promise<Submission> {
  const draft = kept(asked);
  const now = kith.now();
  const row: Submission = {
    id: kith.newId(),
    team_id: team.id,
    account_id: asked.written_by,
    params: JSON.stringify(draft),
    scheduled_at,
    state: "waiting",
    decided_by: 0,
    decided_at: 0,
    created_at: now,
    updated_at: now,
  };
  const same = await findSame(kith.db, row);
  if (same !== undefined) return same;
  await assertFits(kith, team, { draft, scheduled_at, keeper: 0 });
  return await kith.write(async (tx, happened) => {
    // Of two that come at once the second sees the first.
    await holdRole(tx, [team.id, row.account_id], writes);
    const twin = await findSame(tx, row);
    if (twin !== undefined) return twin;
    const { count } = await tx
      .selectFrom("team_submissions")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("team_id", "=", team.id)
      .where("state", "=", "waiting")
      .executeTakeFirstOrThrow();
    if (Number(count) >= LIMITS.waiting) throw invalid("Too much waits for this team already");
    await tx.insertInto("team_submissions").values(row).execute();
    await reserveMedia(tx, { id: row.id, account_id: team.id }, draft.media_ids);
    await record(tx, kith, happened, { submission: row, actor_id: row.account_id, act: "submitted" });
    return row;
  });
}

/** Says the same otherwise; what was given back waits again. By who wrote it. @throws as `submit`, and `missing` */
export async function rewrite(
  kith: Kith,
  team: Account,
  id: number,
  { draft: asked, scheduled_at }: { draft: Draft & { written_by: number }; scheduled_at: number },
): Promise<Submission> {
  const draft = kept(asked);
  await assertFits(kith, team, { draft, scheduled_at, keeper: id });
  return await kith.write(async (tx, happened) => {
    await holdRole(tx, [team.id, asked.written_by], writes);
    const row = await tx
      .updateTable("team_submissions")
      .set({ params: JSON.stringify(draft), scheduled_at, state: "waiting", updated_at: kith.now() })
      .where("id", "=", id)
      .where("team_id", "=", team.id)
      .where("account_id", "=", asked.written_by)
      .where("state", "in", ["waiting", "returned"])
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    await releaseMedia(tx, [id]);
    await reserveMedia(tx, { id: row.id, account_id: team.id }, draft.media_ids);
    await record(tx, kith, happened, { submission: row, actor_id: row.account_id, act: "submitted" });
    return row;
  });
}

/** Roles change while a page is open, or a request is on its way: what is done is done in the role of that moment. @throws Refusal `missing`, `forbidden` */
async function holdRole(tx: Tx, [team_id, person_id]: readonly [number, number], mayThey: typeof judges): Promise<void> {
  await holdAccounts(tx, team_id);
  await getTeamAs(tx, team_id, person_id, mayThey);
}

/** Gives it back to be written better, or refuses it. By who judges. @throws Refusal `conflict` when it does not wait any more */
export async function turnDown(
  kith: Kith,
  submission: Submission,
  by: Pick<Account, "id">,
  state: "returned" | "refused",
): Promise<void> {
  await kith.write(async (tx, happened) => {
    await decide(tx, kith, submission, { state, by });
    if (state === "refused") await releaseMedia(tx, [submission.id]);
    await record(tx, kith, happened, { submission, actor_id: by.id, act: state });
  });
}

async function decide(
  tx: Tx,
  kith: Kith,
  { id, team_id, params, scheduled_at, updated_at }: Submission,
  { state, by }: { state: SubmissionState; by: Pick<Account, "id"> },
): Promise<void> {
  await holdRole(tx, [team_id, by.id], judges);
  const { numUpdatedRows } = await tx
    .updateTable("team_submissions")
    .set({ state, decided_by: by.id, decided_at: kith.now() })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    // What was rewritten meanwhile is something else than what was judged.
    .where("params", "=", params)
    .where("scheduled_at", "=", scheduled_at)
    // Its pictures may be described otherwise, too.
    .where("updated_at", "=", updated_at)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw notAsSeen();
}

/** Whoever judges has not read what they would be judging. */
export const notAsSeen = (): Refusal => conflict("This does not wait any more, or has been changed: look again");

/**
 * Lets it through: it is published now, or at its time.
 *
 * @throws Refusal `conflict` when it does not wait any more; and as publishing does, then it waits as before
 */
export async function approve(kith: Kith, team: Account, submission: Submission, by: Pick<Account, "id">): Promise<void> {
  const { id, params } = submission;
  const now = kith.now();
  const scheduled_at = Math.max(now, submission.scheduled_at);
  await kith.write(async (tx, happened) => {
    await decide(tx, kith, submission, { state: "approved", by });
    const row = { id, account_id: team.id, params, idempotency_key: "", scheduled_at, created_at: now };
    await tx.insertInto("scheduled_statuses").values(row).execute();
    await record(tx, kith, happened, { submission, actor_id: by.id, act: "approved" });
  });
  if (scheduled_at > now) return;
  try {
    await publishStatus(kith, team, { ...draftOf(submission), scheduled_id: id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The clock may have published it a moment before.
    if (await waitAgain(kith, submission)) throw error;
  }
}

/** False when it has been published meanwhile. */
async function waitAgain(kith: Kith, { id }: Submission): Promise<boolean> {
  return await kith.write(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom("scheduled_statuses").where("id", "=", id).executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await tx
      .updateTable("team_submissions")
      .set({ state: "waiting", decided_by: 0, decided_at: 0 })
      .where("id", "=", id)
      .execute();
    return true;
  });
}
