/**
 * Move of a topic from one group to another of the same server (NodeBB, FEP-f15d). The server that has the topic and both groups is believed about
 * them, and nobody else: the thread is shown by the group that it has gone to, and no more by the one that it has left.
 */
import { findAccountByUri } from "../../accounts/find.ts";
import type { Account, Reads, Status } from "../../db/schema.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { findShown, hasStoodIn, moveTopic } from "../../groups/topics.ts";
import type { Kith } from "../../kith.ts";
import { receiveReblog, receiveUnreblog } from "../../statuses/reblog.ts";
import { isOpen } from "../../statuses/visible.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { id, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";

/** Whether it was the Move of a thread that is known here. */
export async function receiveTopicMove(
  kith: Kith,
  { uri, object_uri, target_uri, published, raw }: ActivityRecord,
): Promise<boolean> {
  const root = object_uri === undefined ? undefined : await findFirst(kith.db, object_uri);
  if (root === undefined || object_uri === undefined || target_uri === undefined) return false;
  const origin_uri = id(raw.origin);
  for (const named of [object_uri, target_uri, origin_uri])
    if (named !== undefined && !sameOrigin(named, uri)) throw new Unreadable("a Move of another server's topic");
  const [from, to] = [await findGroup(kith.db, origin_uri), await findGroup(kith.db, target_uri)];
  // Of what stands in no group that is known: it may be in any.
  if (
    from !== undefined &&
    !(await hasStoodIn(kith.db, from.id, root)) &&
    (await findShown(kith.db, from, "", root)) === undefined
  )
    return true;
  if (from !== undefined) await receiveUnreblog(kith, from, "", root);
  await moveTopic(kith, root, { from, to });
  // As with an Announce: it enters the homes of the group's followers, as what is posted there does.
  if (to === undefined || !(await isFollowedHere(kith, to))) return true;
  await receiveReblog(kith, to, root, { uri, published, visibility: "public" });
  return true;
}

/** What has begun the thread of that name. */
async function findFirst(db: Reads, uri: string): Promise<Status | undefined> {
  const status = await db
    .selectFrom("conversations")
    .innerJoin("statuses", "statuses.conversation_id", "conversations.id")
    .selectAll("statuses")
    .where("conversations.uri", "=", uri)
    .orderBy("statuses.id")
    .limit(1)
    .executeTakeFirst();
  const begins = status?.in_reply_to_id === null && status.in_reply_to_uri === "" && status.reblog_of_id === null;
  return status !== undefined && begins && status.deleted_at === 0 && status.local === 0 && isOpen(status) ? status : undefined;
}

async function findGroup(db: Reads, uri: string | undefined): Promise<Account | undefined> {
  const account = uri === undefined ? undefined : await findAccountByUri(db, uri);
  return account?.actor_type === "Group" && account.host !== "" ? account : undefined;
}
