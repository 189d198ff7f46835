/** What has been handed in, for those who may see it: what is said about it, who hears of what is done with it, and taking it back. */
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { SubmissionState, TeamAct, TeamRole } from "../db/planning-values.ts";
import { invalid, missing } from "../errors.ts";
import type { KithEvent } from "../kith-events.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia } from "../media/reserve.ts";
import { notify } from "../notifications/notify.ts";
import { draftOf } from "../scheduled/schedule.ts";
import type { Draft } from "../statuses/draft.ts";
import { stripNul } from "../text/outside.ts";
import { LIMITS, type Team } from "./load.ts";
import { writeLog } from "./log.ts";
import { judges } from "./roles.ts";
import type { Submission } from "./submissions.ts";

export type TeamComment = Row<"team_comments">;
type OwnTeam = Team & { role: TeamRole };

/** The newest first; of who only writes, their own. */
export async function loadSubmissions(
  db: Reads,
  team: OwnTeam,
  person_id: number,
  { states, paging }: { states: readonly SubmissionState[]; paging: Paging },
): Promise<Submission[]> {
  let query = db
    .selectFrom("team_submissions")
    .selectAll()
    .where("team_id", "=", team.account.id)
    .where("state", "in", [...states]);
  if (!judges(team.role)) query = query.where("account_id", "=", person_id);
  return inOrder(await paged(query, "team_submissions.id", paging).execute(), paging);
}

/** @throws Refusal `missing` also for what somebody else has handed in, to who only writes */
export async function getSubmission(db: Reads, team: OwnTeam, person_id: number, id: number | undefined): Promise<Submission> {
  const row =
    id === undefined
      ? undefined
      : await db
          .selectFrom("team_submissions")
          .selectAll()
          .where("id", "=", id)
          .where("team_id", "=", team.account.id)
          .executeTakeFirst();
  if (row === undefined || (row.account_id !== person_id && !judges(team.role))) throw missing();
  return row;
}

/** Of several, by the submission, the oldest first. */
export async function loadComments(db: Reads, ids: readonly number[]): Promise<Map<number, TeamComment[]>> {
  const found = new Map<number, TeamComment[]>();
  if (ids.length === 0) return found;
  const rows = await db.selectFrom("team_comments").selectAll().where("submission_id", "in", padded(ids)).orderBy("id").execute();
  for (const row of rows) found.set(row.submission_id, [...(found.get(row.submission_id) ?? []), row]);
  return found;
}

/** Who may see it may say something about it; the others hear that something has been said. @throws Refusal `invalid` */
export async function comment(kith: Kith, submission: Submission, by: Pick<Account, "id">, said: string): Promise<void> {
  const text = stripNul(said).trim();
  if (text === "") throw invalid("Validation failed: Text can't be blank");
  if (text.length > LIMITS.comment)
    throw invalid(`Validation failed: Text is too long (maximum is ${LIMITS.comment} characters)`);
  const row = { id: kith.newId(), submission_id: submission.id, account_id: by.id, text, created_at: kith.now() };
  await kith.write(async (tx, happened) => {
    const known = await tx.selectFrom("team_comments").select("id").where("submission_id", "=", submission.id).execute();
    if (known.length >= LIMITS.comments) throw invalid("Nothing more fits below this");
    await tx.insertInto("team_comments").values(row).execute();
    await tell(tx, kith, happened, { submission, actor_id: by.id });
  });
}

/** Takes back what one has handed in. @throws Refusal `missing` for what does not wait */
export async function withdraw(kith: Kith, submission: Submission, by: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("team_submissions")
      .where("id", "=", submission.id)
      .where("account_id", "=", by.id)
      .where("state", "in", ["waiting", "returned"])
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing();
    await releaseMedia(tx, [submission.id]);
  });
}

const MOST_WORDS = 80;

const wordsOf = ({ text, spoiler_text }: Draft): string =>
  (spoiler_text || text).replace(/\s+/g, " ").trim().slice(0, MOST_WORDS);

type Record = { submission: Submission; actor_id: number; act: TeamAct };
type Happened = (event: KithEvent) => void;

/** Written down, and told to those whom it concerns. */
export async function record(tx: Tx, kith: Kith, happened: Happened, { submission, actor_id, act }: Record): Promise<void> {
  const { team_id, account_id } = submission;
  await writeLog(tx, kith, { team_id, actor_id, act, detail: wordsOf(draftOf(submission)), account_id });
  await tell(tx, kith, happened, { submission, actor_id });
}

type Told = { submission: Pick<Submission, "team_id" | "account_id">; actor_id: number };

/** That there is something new about it: those who judge hear of what its writer did and said, its writer of theirs. */
async function tell(tx: Tx, kith: Kith, happened: Happened, { submission, actor_id }: Told): Promise<void> {
  const { team_id, account_id } = submission;
  for (const reader_id of actor_id === account_id ? await judgesOf(tx, team_id) : [account_id]) {
    if (reader_id === actor_id) continue;
    // The newest is what there is to tell.
    await tx
      .deleteFrom("notifications")
      .where("account_id", "=", reader_id)
      .where("type", "=", "team_queue")
      .where("from_account_id", "=", actor_id)
      .where("subject_id", "=", team_id)
      .execute();
    const notice = { account_id: reader_id, type: "team_queue", from_account_id: actor_id, subject_id: team_id } as const;
    await notify(tx, kith, happened, notice);
  }
}

async function judgesOf(tx: Tx, team_id: number): Promise<number[]> {
  const rows = await tx
    .selectFrom("team_members")
    .select("account_id")
    .where("team_id", "=", team_id)
    .where("role", "in", ["owner", "editor"])
    .where("accepted_at", ">", 0)
    .orderBy("account_id")
    .execute();
  const own = await tx.selectFrom("users").select("id").where("id", "=", team_id).where("password_hash", "<>", "").execute();
  return [...rows.map(({ account_id }) => account_id), ...own.map(({ id }) => id)];
}
