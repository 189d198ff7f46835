/** What groups elsewhere let people of ours do in them. Their servers would drop the rest without a word; here the author is told why. */
import { findAccountById } from "../accounts/find.ts";
import type { Account, Reads, Row, Status } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { acct } from "../uris.ts";
import { loadDecisions } from "./decisions.ts";
import { findBan } from "./members.ts";
import { findGroup, loadModerated } from "./moderators.ts";

/**
 * Whether the thread of `parent` is open to the author.
 *
 * @throws Refusal `forbidden`, with the group and its reason
 */
export async function assertNotLocked(db: Reads, author: Account, parent: Status): Promise<void> {
  const { locked_by } = parent;
  if (locked_by === 0 || (await loadModerated(db, author.id, [locked_by])).has(locked_by)) return;
  const lock = (await loadDecisions(db, author.id, parent)).find(({ kind }) => kind === "locked");
  throw forbidden(because(`This thread has been locked by ${await nameOf(db, locked_by)}`, lock?.reason));
}

/**
 * Whether the author may post to all of these accounts that are groups.
 *
 * @param now ms
 * @throws Refusal `forbidden`, with the group, its reason and when it ends
 */
export async function assertMayPostTo(db: Reads, { id }: Account, account_ids: readonly number[], now: number): Promise<void> {
  const why = await whyNotPost(db, id, account_ids, now);
  if (why !== undefined) throw forbidden(why);
}

/** Why somebody may not post to one of these groups, as `assertMayPostTo` says it. */
export async function whyNotPost(
  db: Reads,
  author_id: number,
  group_ids: readonly number[],
  now: number,
): Promise<string | undefined> {
  const ban = await findBan(db, author_id, group_ids, now);
  if (ban === undefined) return undefined;
  return sentenceOf(ban, await nameOf(db, ban.group_id));
}

/** @param group its handle */
export function sentenceOf({ expires_at, reason }: Pick<Row<"group_bans">, "expires_at" | "reason">, group: string): string {
  const until = expires_at === 0 ? "" : ` until ${new Date(expires_at).toISOString().slice(0, 10)}`;
  return because(`${group} has banned you${until}, so you cannot post there`, reason);
}

/**
 * Whether the author may begin a thread in a group elsewhere that they have chosen. Its server is asked who moderates it, where that is not known.
 *
 * @throws Refusal `forbidden` where its moderators alone do (Lemmy's `postingRestrictedToMods`, which blogs of WordPress say, too)
 */
export async function assertMayBegin(
  { db, remote }: Pick<Kith, "db" | "remote">,
  author: Account,
  group_id: number,
): Promise<void> {
  const why = await whyNotBegin(db, author.id, group_id);
  const group = why === undefined ? undefined : await findAccountById(db, group_id);
  if (why !== undefined && (group === undefined || !(await remote.moderates(group, author)))) throw forbidden(why);
}

/** Why somebody may begin nothing there, as far as it is known here who moderates it. */
export async function whyNotBegin(db: Reads, author_id: number, group_id: number): Promise<string | undefined> {
  if ((await findGroup(db, group_id))?.restricted !== 1) return undefined;
  if ((await loadModerated(db, author_id, [group_id])).has(group_id)) return undefined;
  return onlyModerators(await nameOf(db, group_id));
}

export const onlyModerators = (group: string): string => `Only the moderators of ${group} begin anything there`;

const nameOf = async (db: Reads, id: number): Promise<string> => {
  const group = await findAccountById(db, id);
  return group === undefined ? "a group" : acct(group);
};

const because = (decision: string, reason = ""): string => (reason === "" ? decision : `${decision}: ${reason}`);
