/** What is done with what was handed in is written down, and told to those whom it concerns. */
import type { Tx } from "../db/schema.ts";
import type { TeamAct } from "../db/planning-values.ts";
import type { KithEvent } from "../kith-events.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { draftOf } from "../scheduled/schedule.ts";
import type { Draft } from "../statuses/draft.ts";
import { writeLog } from "./log.ts";
import type { Submission } from "./submissions.ts";

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
export async function tell(tx: Tx, kith: Kith, happened: Happened, { submission, actor_id }: Told): Promise<void> {
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
