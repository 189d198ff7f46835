/**
 * What a favourite and reactions have in common: whom they are told, and that to servers which know no reactions all of them are one Like.
 *
 * There one Like stands for as long as an account has a favourite or any reaction under a status: Mastodon knows one for each account, and an Undo of
 * whichever would take it away. So it is not the events that are told but what they have come to: jobs of one account and status run in one lane, one
 * at a time, and each sends what is missing between what stands here and what stands there (`standing_likes`).
 */
import type { Tx } from "../../db/schema.ts";
import { hostOf } from "../../http/urls.ts";
import { showsLikesOnly } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toLike, toUndo } from "../write/activities.ts";
import { nothingToSend, send, type Job } from "./send.ts";
import { inboxesAbout } from "./through.ts";
import { inboxesToVote, pollsOf, type Polls } from "./votes.ts";

export type Mark = { account_id: number; status_id: number };
/** Who says it, of what, to whom: `inbox_url` of the author, undefined for one of ours; `polls` to whom it is a vote; `inboxes` of all of them. */
export type Address = Mark & {
  actor_uri: string;
  object_uri: string;
  author_uri: string;
  inbox_url: string | undefined;
  polls: Polls;
  inboxes: readonly string[];
};

/** Undefined unless it is a mark by one of ours under a status from elsewhere, or in a group elsewhere; any other is no news outside. */
export async function findAddress(kith: Kith, { account_id, status_id }: Mark): Promise<Address | undefined> {
  const { db, instance } = kith;
  const actor = await db.selectFrom("accounts").select("host").where("id", "=", account_id).executeTakeFirst();
  if (actor?.host !== "") return undefined;
  const status = await db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .select(["statuses.uri as object_uri", "accounts.uri as author_uri"])
    .select(["statuses.id", "statuses.local", "statuses.account_id as author_id", "statuses.visibility", "statuses.group_id"])
    .where("statuses.id", "=", status_id)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirst();
  if (status === undefined) return undefined;
  const { object_uri, author_uri, author_id, ...place } = status;
  const [inbox_url] = status.local === 1 ? [] : await inboxesAbout(kith, { ...place, account_id: author_id });
  const polls = await pollsOf(kith, status);
  // A favourite goes to the author, and as a vote to the groups.
  const inboxes = await inboxesToVote(kith, inbox_url === undefined ? [] : [inbox_url], polls);
  if (inboxes.length === 0) return undefined;
  return { account_id, status_id, object_uri, author_uri, inbox_url, polls, inboxes, actor_uri: actorUri(instance, account_id) };
}

const findStanding = async ({ db }: Kith, { account_id, status_id }: Mark) =>
  await db
    .selectFrom("standing_likes")
    .select("uri")
    .where("account_id", "=", account_id)
    .where("status_id", "=", status_id)
    .executeTakeFirst();

/** Whether all marks are one Like to that author; where one stands already, it stays so to its end, whatever the server runs by then. */
export const isOneLike = async (kith: Kith, address: Address): Promise<boolean> =>
  (address.inbox_url !== undefined && (await showsLikesOnly(kith.db, hostOf(address.inbox_url)))) ||
  (await findStanding(kith, address)) !== undefined;

/**
 * Sends the one Like, or its Undo, or nothing.
 *
 * @param told the uri of a favourite that has just been taken back: its Like may have been sent before it was known what the server runs, or never.
 *   Where a Like is still wanted it is said once more under that uri, which is nothing new to who knows it.
 */
export async function settleLike(kith: Kith, address: Address, job: Job, told?: string): Promise<void> {
  const standing = (await findStanding(kith, address))?.uri;
  const wanted = await wantedUri(kith, address);
  const uri = standing ?? told ?? wanted;
  const stays = wanted !== undefined;
  if (uri === undefined || (stays && standing !== undefined)) return await nothingToSend(kith, job);
  const settled = {
    ...job,
    complete: async (tx: Tx) => (await job.complete(tx), await note(tx, address, stays ? uri : undefined)),
  };
  const [deed, writer] = [{ ...address, uri }, await loadWriter(kith)];
  const activity = stays ? toLike(deed, writer) : toUndo("Like", deed, { to: [], cc: [] }, writer);
  const envelope = { account_id: address.account_id, status_id: null, inboxes: address.inboxes, priority: 1 as const };
  await send(kith, { ...envelope, activity: { ...(await serialise(activity, "status")), ...address.polls.audience } }, settled);
}

/** What a Like would stand for: the favourite, or the first of the reactions. */
async function wantedUri({ db, instance }: Kith, { account_id, status_id }: Mark): Promise<string | undefined> {
  const favourite = await db
    .selectFrom("favourites")
    .select(["id", "uri"])
    .where("account_id", "=", account_id)
    .where("status_id", "=", status_id)
    .executeTakeFirst();
  if (favourite !== undefined) return favourite.uri || `${actorUri(instance, account_id)}#likes/${favourite.id}`;
  const reactions = db.selectFrom("reactions").select("uri").where("account_id", "=", account_id);
  return (await reactions.where("status_id", "=", status_id).orderBy("id").limit(1).executeTakeFirst())?.uri;
}

/** Remembers which Like stands there from now on. */
async function note(tx: Tx, { account_id, status_id }: Mark, uri: string | undefined): Promise<void> {
  await tx.deleteFrom("standing_likes").where("account_id", "=", account_id).where("status_id", "=", status_id).execute();
  if (uri !== undefined) await tx.insertInto("standing_likes").values({ account_id, status_id, uri }).execute();
}
