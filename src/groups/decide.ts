/** What the moderators of a group that lives here do about what is in it: pin, lock, remove, and take these back. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import type { GroupAct } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { removeStatus } from "../statuses/delete.ts";
import { isThread } from "./entries.ts";
import type { Group } from "./load.ts";
import { lockThread, unlockThread } from "./locks.ts";
import { writeLog } from "./log.ts";
import { insertRemovals, restoreToGroup } from "./members.ts";
import { assertRole } from "./roles.ts";
import { showInGroup } from "./show.ts";
import { readReason } from "./texts.ts";

export const MOST_PINNED = 10;

export type Verdict = "pin" | "unpin" | "lock" | "unlock" | "remove" | "restore";
export const VERDICTS: readonly Verdict[] = ["pin", "unpin", "lock", "unlock", "remove", "restore"];

export const ACTS: Readonly<Record<Verdict, GroupAct>> = {
  pin: "pinned",
  unpin: "unpinned",
  lock: "locked",
  unlock: "unlocked",
  remove: "removed",
  restore: "restored",
};

/**
 * What takes back what was never done does nothing, and nobody is told of it.
 *
 * @param reason plain text, "" = none
 * @throws Refusal `missing` for what is not in the group, `forbidden` for who may not, `invalid` for too many pins
 */
export async function decide(
  kith: Kith,
  group: Group,
  by: Account,
  { verdict, status, reason = "" }: { verdict: Verdict; status: Status; reason?: string },
): Promise<void> {
  await assertRole(kith.db, group, by);
  const { account } = group;
  if (status.group_id !== account.id || status.deleted_at > 0) throw missing();
  const why = readReason(reason);
  if (!(await carryOut(kith, account, { verdict, status, why }))) return;
  const act = ACTS[verdict];
  await kith.write(
    async (tx, happened) =>
      await writeLog(tx, kith, happened, {
        group_id: account.id,
        by,
        act,
        status_id: status.id,
        account_id: status.account_id,
        reason: why,
      }),
  );
}

/** Whether there was anything to do. */
async function carryOut(
  kith: Kith,
  account: Account,
  { verdict, status, why }: { verdict: Verdict; status: Status; why: string },
): Promise<boolean> {
  switch (verdict) {
    case "lock":
      await lockThread(kith, account, status, why);
      return true;
    case "unlock":
      return await unlockThread(kith, account, status);
    case "remove":
      await takeAway(kith, account, [status], why);
      return true;
    case "restore":
      return await bringBack(kith, account, [status]);
    default:
      return await setPin(kith, account, status, verdict === "pin");
  }
}

/**
 * Out of the group's feed and threads, of its members' homes, and of what the group shows to other servers.
 *
 * @param statuses at most 100, none of them a reblog; @param why plain text, "" = none
 */
export async function takeAway(kith: Kith, account: Account, statuses: readonly Status[], why: string): Promise<void> {
  const ids = padded(statuses.map(({ id }) => id));
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("pins").where("account_id", "=", account.id).where("status_id", "in", ids).execute();
    await insertRemovals(tx, kith, account, { statuses, reason: why });
    for (const status of statuses) await leaveHomes(tx, account, status);
    const reblogs = tx.selectFrom("statuses").select("id").where("account_id", "=", account.id).where("deleted_at", "=", 0);
    for (const { id } of await reblogs.where("reblog_of_id", "in", ids).execute()) await removeStatus(tx, kith, happened, { id });
  });
}

/** What had not been taken away stays as it is. A group elsewhere shows itself what it shows. Whether anything came back. */
export async function bringBack(kith: Kith, account: Account, statuses: readonly Status[]): Promise<boolean> {
  const restored = await restoreToGroup(kith, account, statuses);
  if (account.host === "")
    for (const status_id of restored)
      await showInGroup(kith, { type: "group.entered", status_id, group_id: account.id, ...SHOWN });
  return restored.length > 0;
}

const SHOWN = { account_id: 0, local: false, more_members: false } as const;

/** From the homes of those who have it only from the group. */
const leaveHomes = async (tx: Tx, group: Account, status: Status): Promise<unknown> =>
  await sql`delete from home_entries where status_id = ${status.id} and account_id <> ${status.account_id}
    and account_id in (select account_id from follows where target_id = ${group.id} and state = 'accepted')
    and account_id not in (select account_id from follows where target_id = ${status.account_id} and state = 'accepted')`.execute(
    tx,
  );

async function setPin(kith: Kith, { id: account_id }: Account, status: Status, on: boolean): Promise<boolean> {
  if (on && !isThread(status)) throw invalid("Only what begins a thread can be pinned");
  return await kith.write(async (tx) => {
    if (!on) {
      const pins = tx.deleteFrom("pins").where("account_id", "=", account_id).where("status_id", "=", status.id);
      return (await pins.executeTakeFirst()).numDeletedRows > 0n;
    }
    const pinned = await tx.selectFrom("pins").select("status_id").where("account_id", "=", account_id).execute();
    if (pinned.length >= MOST_PINNED && !pinned.some(({ status_id }) => status_id === status.id))
      throw invalid("The group has pinned as many posts as fit");
    await tx
      .insertInto("pins")
      .values({ id: kith.newId(), account_id, status_id: status.id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .execute();
    return true;
  });
}
