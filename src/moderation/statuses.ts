/** What those who run the server do to single statuses: take them down, or hide their media behind a warning. Their author is told. */
import { padded } from "../db/lists.ts";
import { toJson } from "../db/columns.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import type { StrikeAction } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { removeStatus } from "../statuses/delete.ts";
import { acct } from "../uris.ts";
import { writeAudit, type By } from "./audit.ts";
import type { Strike } from "./actions.ts";
import { settleReports } from "./reports.ts";
import { assertMayModerate } from "./staff.ts";

export type StatusesAction = {
  type: string;
  status_ids: readonly number[];
  text?: string | undefined;
  /** 0 = none. */
  report_id?: number | undefined;
};
type Happened = (event: KithEvent) => void;

const MOST = 100;
const ACTIONS: readonly string[] = ["delete_statuses", "mark_statuses_as_sensitive"] satisfies StrikeAction[];

/** @throws Refusal `invalid` when there is nothing to do it to, `forbidden` when the author is not the moderator's to moderate */
export async function moderateStatuses(kith: Kith, by: By, target: Account, action: StatusesAction): Promise<Strike> {
  const { type, text = "", report_id = 0 } = action;
  if (!ACTIONS.includes(type)) throw invalid("Validation failed: Type is not included in the list");
  await assertMayModerate(kith.db, by, target);
  const statuses = await kith.db
    .selectFrom("statuses")
    .selectAll()
    .where("id", "in", padded(action.status_ids.slice(0, MOST)))
    .where("account_id", "=", target.id)
    .where("deleted_at", "=", 0)
    .orderBy("id")
    .execute();
  if (statuses.length === 0) throw invalid("Validation failed: Statuses are not this account's");
  const ids = statuses.map(({ id }) => id);
  return await kith.write(async (tx, happened) => {
    for (const status of statuses) {
      if (type === "delete_statuses") await removeStatus(tx, kith, happened, { id: status.id });
      else await markSensitive(tx, happened, status);
    }
    const name = acct(target);
    const details = { status_ids: ids.map(String), text, report_id };
    await writeAudit(tx, kith, by, { action: type, target_type: "Account", target_id: target.id, target_name: name, details });
    const strike = await insertStrike(tx, kith, by, { target_id: target.id, action: type as StrikeAction, text, ids, report_id });
    if (report_id > 0) await settleReports(tx, kith, happened, { by, report_id, target_id: target.id, all: false });
    if (target.host === "") {
      const [account_id, subject_id] = [target.id, strike.id];
      await notify(tx, kith, happened, { account_id, from_account_id: account_id, type: "moderation_warning", subject_id });
      happened({ type: "account.warned", account_id, strike_id: strike.id });
    }
    return strike;
  });
}

type Blame = { target_id: number; action: StrikeAction; text: string; ids: readonly number[]; report_id: number };

const insertStrike = async (tx: Tx, kith: Pick<Kith, "newId" | "now">, by: By, blame: Blame): Promise<Strike> =>
  await tx
    .insertInto("strikes")
    .values({
      id: kith.newId(),
      moderator_id: by.id,
      target_id: blame.target_id,
      report_id: blame.report_id,
      action: blame.action,
      comment: blame.text.slice(0, 5000),
      status_ids: toJson([...blame.ids]),
      created_at: kith.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();

/** It is no edit of its author's: other servers are not told, and it has no entry in the history. */
async function markSensitive(tx: Tx, happened: Happened, { id, account_id }: Status): Promise<void> {
  await tx
    .updateTable("statuses")
    .set((eb) => ({ sensitive: 1, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
  happened({ type: "status.edited", status_id: id, account_id, local: false });
}
