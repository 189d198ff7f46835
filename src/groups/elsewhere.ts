/**
 * Groups of other servers that somebody here looks after: what they decide is asked of the group's server, which carries it out and tells everybody, us
 * as well.
 */
import { findAccountById } from "../accounts/find.ts";
import type { Account, Reads, Status } from "../db/schema.ts";
import type { GroupAct } from "../db/values.ts";
import { forbidden, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { isIn } from "./belong.ts";
import { ACTS, type Verdict } from "./decide.ts";
import { isModerator } from "./moderators.ts";
import { readReason } from "./texts.ts";

/** Undefined for what is no group, and for those that live here. */
export async function findFarGroup(db: Reads, id: number): Promise<Account | undefined> {
  const account = await findAccountById(db, id);
  if (account === undefined || account.host === "" || account.actor_type !== "Group") return undefined;
  return account.deleted_at > 0 || account.suspended_at > 0 ? undefined : account;
}

/** @throws Refusal `forbidden` */
export async function assertModeratesFar({ db }: Pick<Kith, "db">, group: Account, by: Account): Promise<void> {
  if (!(await isModerator(db, group.id, by.uri))) throw forbidden("Only the group's moderators may do that");
}

/** In its threads may be words between two, too. @throws Refusal `missing` for what is not in the group, or not for them */
export async function assertStandsIn(db: Reads, group: Account, by: Account, status: Status): Promise<void> {
  const seen = await findVisibleStatus(db, by.id, status.id);
  if (seen === undefined || seen.deleted_at > 0 || !(await isIn(db, group.id, seen))) throw missing();
}

/** @throws Refusal `forbidden` for who does not look after the group, `missing` for what is not in it */
export async function decideElsewhere(
  kith: Kith,
  group: Account,
  by: Account,
  { verdict, status, reason }: { verdict: Verdict; status: Status; reason: string },
): Promise<void> {
  await assertModeratesFar(kith, group, by);
  await assertStandsIn(kith.db, group, by, status);
  await ask(kith, group, by, { ...NOTHING, act: ACTS[verdict], status_id: status.id, reason: readReason(reason) });
}

/** @param draft `expires_at` in ms, 0 = for good */
export async function banElsewhere(
  kith: Kith,
  group: Account,
  by: Account,
  draft: { target: Account; undo: boolean; reason?: string; expires_at?: number; with_posts: boolean },
): Promise<void> {
  await assertModeratesFar(kith, group, by);
  const { target, undo, reason = "", expires_at = 0, with_posts } = draft;
  const act = undo ? "unbanned" : "banned";
  await ask(kith, group, by, { act, status_id: 0, account_id: target.id, reason: readReason(reason), expires_at, with_posts });
}

type Decision = { act: GroupAct; status_id: number; account_id: number; reason: string; expires_at: number; with_posts: boolean };
export type GroupWish = Decision & { decision_id: number; group_id: number; by_id: number };

const NOTHING = { account_id: 0, expires_at: 0, with_posts: false } as const;

const ask = async (kith: Kith, { id: group_id }: Account, { id: by_id }: Account, decision: Decision): Promise<void> =>
  await kith.write(async (_tx, happened) =>
    happened({ type: "group.asked", decision_id: kith.newId(), group_id, by_id, ...decision }),
  );
