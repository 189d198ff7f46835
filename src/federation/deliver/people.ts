/** Sends what our people do to others: follow, block, and the answers to those who follow them. Each is the handler of a job. */
import type { Account, Row } from "../../db/schema.ts";
import { loadAccounts } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { hasAsked } from "../../friends/requests.ts";
import { asFriendRequest } from "../write/friend.ts";
import { toBlock, toFollow, toFollowAnswer, toUndo, type Deed } from "../write/activities.ts";
import type { Audience } from "../write/audience.ts";
import type { Writer } from "../write/writer.ts";
import type { Json } from "../write/complete.ts";
import { nothingToSend, send, type Job } from "./send.ts";

const noAudience: Audience = Object.freeze({ to: [], cc: [] });

export async function deliverFollow(kith: Kith, event: KithEventOf<"follow.requested">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("follows").selectAll().where("id", "=", event.follow_id).executeTakeFirst();
  // Taken back before it was sent: the other side never hears of it.
  const { account, target } = row === undefined ? {} : await loadPair(kith, row);
  if (row === undefined || account === undefined || target === undefined || !isOutward(account, target))
    return await nothingToSend(kith, job);
  const activity = await renderFollow(kith, row, account, target);
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes: [target.inbox_url], priority: 1 }, job);
}

/** A Follow of one of ours, as it is sent. */
export async function renderFollow(kith: Kith, row: Row<"follows">, { uri: actor_uri }: Account, target: Account): Promise<Json> {
  const deed = { uri: followUri(kith, row), actor_uri, object_uri: target.uri };
  const plain = await serialise(toFollow(deed, await loadWriter(kith)), "status");
  return (await hasAsked(kith.db, row.account_id, row.target_id)) ? asFriendRequest(plain) : plain;
}

/** Undo, whether or not the Follow was ever answered. */
export async function deliverUnfollow(kith: Kith, event: KithEventOf<"follow.removed">, job: Job): Promise<void> {
  await outward(kith, event, job, (deed, writer) => toUndo("Follow", deed, noAudience, writer));
}

/** Accept or Reject, to a follower elsewhere. Somebody waits for it. */
export async function deliverFollowAnswer(
  kith: Kith,
  event: KithEventOf<"follow.accepted"> | KithEventOf<"follow.rejected">,
  job: Job,
): Promise<void> {
  const { account: follower, target } = await loadPair(kith, event);
  if (follower === undefined || target === undefined || follower.host === "" || target.host !== "")
    return await nothingToSend(kith, job);
  const accepted = event.type === "follow.accepted";
  // Each answer has an id of its own: said again, it must not be taken for the one that got lost.
  const answer = { uri: `${target.uri}#${accepted ? "accepts" : "rejects"}/${kith.newId()}`, accepted };
  const deed = { uri: event.uri, actor_uri: follower.uri, object_uri: target.uri };
  const activity = await serialise(toFollowAnswer(deed, answer, await loadWriter(kith)), "status");
  await send(kith, { account_id: target.id, status_id: null, activity, inboxes: [follower.inbox_url], priority: 0 }, job);
}

export async function deliverBlock(kith: Kith, event: KithEventOf<"block.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("blocks").selectAll().where("id", "=", event.block_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await outward(kith, { ...event, uri: row.uri || deedUri(kith, event.account_id, `blocks/${row.id}`) }, job, (deed, writer) =>
    toBlock(deed, writer),
  );
}

export async function deliverUnblock(kith: Kith, event: KithEventOf<"block.removed">, job: Job): Promise<void> {
  const uri = event.uri || deedUri(kith, event.account_id, `blocks/${event.block_id}`);
  await outward(kith, { ...event, uri }, job, (deed, writer) => toUndo("Block", deed, noAudience, writer));
}

type Pair = { account_id: number; target_id: number };
type Write = (deed: Deed, writer: Writer) => Parameters<typeof serialise>[0];

/** From one of ours to somebody elsewhere; anything else stays where it is. */
async function outward(kith: Kith, pair: Pair & { uri: string }, job: Job, write: Write): Promise<void> {
  const { account, target } = await loadPair(kith, pair);
  if (account === undefined || target === undefined || !isOutward(account, target)) return await nothingToSend(kith, job);
  const uri = pair.uri || deedUri(kith, account.id, `follows/${account.id}-${target.id}`);
  const activity = await serialise(
    write({ uri, actor_uri: account.uri, object_uri: target.uri }, await loadWriter(kith)),
    "status",
  );
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes: [target.inbox_url], priority: 1 }, job);
}

const isOutward = (account: Account, target: Account): boolean => account.host === "" && target.host !== "";

async function loadPair({ db }: Kith, { account_id, target_id }: Pair): Promise<{ account?: Account; target?: Account }> {
  const found = await loadAccounts(db, [account_id, target_id]);
  const [account, target] = [found.get(account_id), found.get(target_id)];
  return { ...(account === undefined ? {} : { account }), ...(target === undefined ? {} : { target }) };
}

const followUri = (kith: Kith, row: Row<"follows">): string => row.uri || deedUri(kith, row.account_id, `follows/${row.id}`);
const deedUri = ({ instance }: Kith, account_id: number, rest: string): string => `${actorUri(instance, account_id)}#${rest}`;
