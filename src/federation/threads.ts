/** The threads of our statuses as other servers hear of them: what they answer, and what is for everybody of what answers them. */
import type { Instance } from "../config.ts";
import type { Reads, Row, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { isOpen } from "../statuses/visible.ts";
import { contextUri, localStatusId, statusUri } from "../uris.ts";
import type { Thread } from "./write/note.ts";

type Ground = Pick<Kith, "db" | "instance">;
type Extent = { /** Newer than this id. */ after: number; limit: number };
type Found = { id: number; uri: string };

const openStatuses = (db: Reads, { after, limit }: Extent) =>
  db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .select(["statuses.id", "statuses.uri"])
    .where("statuses.visibility", "in", ["public", "unlisted"])
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.local_only", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .where("statuses.id", ">", after)
    .orderBy("statuses.id")
    .limit(limit);

/** Replies to a status, by its author (`own`) or by others. */
export const loadReplies = async (db: Reads, status: Status, { own, ...extent }: Extent & { own: boolean }): Promise<Found[]> =>
  await openStatuses(db, extent)
    .where("statuses.in_reply_to_id", "=", status.id)
    .where("statuses.account_id", own ? "=" : "<>", status.account_id)
    .execute();

/** All of a conversation, the oldest first. */
export const loadConversation = async (db: Reads, conversation_id: number, extent: Extent): Promise<Found[]> =>
  await openStatuses(db, extent)
    .where("statuses.conversation_id", "=", conversation_id)
    .where("statuses.reblog_of_id", "is", null)
    .execute();

/** What a status of ours belongs to. */
export async function loadThread({ db, instance }: Ground, status: Status): Promise<Thread> {
  const conversation = await db
    .selectFrom("conversations")
    .select(["uri", "context_uri"])
    .where("id", "=", status.conversation_id)
    .executeTakeFirst();
  const conversation_uri = conversation?.uri ?? "";
  const context_uri = conversation === undefined || !isOpen(status) ? "" : contextOf(instance, conversation);
  return {
    parent_uri: await parentUri(db, status, instance),
    conversation_uri,
    context_uri,
    continued: await loadOwn(db, status),
  };
}

/** The collection of the whole thread (FEP-7888): the one that it came with, which answers inherit, or ours for what has begun here. */
function contextOf(instance: Instance, { uri, context_uri }: Pick<Row<"conversations">, "uri" | "context_uri">): string {
  const begun = /^(.*)#conversation$/.exec(uri)?.[1] ?? "";
  return context_uri === "" && localStatusId(instance, begun) !== undefined ? contextUri(begun) : context_uri;
}

/** The parent may be one that we know, one that is only named, or none. */
async function parentUri(db: Reads, status: Status, instance: Instance): Promise<string> {
  if (status.in_reply_to_id === null) return status.in_reply_to_uri;
  const parent = await db
    .selectFrom("statuses")
    .select(["id", "uri", "local", "account_id"])
    .where("id", "=", status.in_reply_to_id)
    .executeTakeFirst();
  if (parent === undefined) return status.in_reply_to_uri;
  return parent.local === 1 ? statusUri(instance, parent.account_id, parent.id) : parent.uri;
}

const MOST_OWN = 5;

/** The author's own first replies: a thread that goes on. */
const loadOwn = async (db: Reads, status: Status): Promise<string[]> =>
  status.replies_count === 0
    ? []
    : (await loadReplies(db, status, { own: true, after: 0, limit: MOST_OWN })).map(({ uri }) => uri);
