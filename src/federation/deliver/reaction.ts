/**
 * Sends reactions and their withdrawal to the author of the status; in a chat also to the other people's servers that are Kith, for it is part of what is
 * said there. Each is the handler of a job.
 */
import { loadKithHosts } from "../../groups/chat.ts";
import { hostOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toReaction, toUnreaction, type ReactionDeed } from "../write/reaction.ts";
import type { Writer } from "../write/writer.ts";
import { findAddress, isOneLike, settleLike, type Mark } from "./marks.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverReaction(kith: Kith, event: KithEventOf<"reaction.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("reactions").selectAll().where("id", "=", event.reaction_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await tell(kith, row, job, toReaction);
}

export async function deliverUnreaction(kith: Kith, event: KithEventOf<"reaction.removed">, job: Job): Promise<void> {
  await tell(kith, event, job, toUnreaction);
}

type Given = Mark & { name: string; image_url: string; uri: string };
type Write = (deed: ReactionDeed, writer: Writer) => Parameters<typeof serialise>[0];

async function tell(kith: Kith, given: Given, job: Job, write: Write): Promise<void> {
  const address = await findAddress(kith, given);
  const author = address?.inbox_url;
  if (address !== undefined && author !== undefined && (await isOneLike(kith, address)))
    return await settleLike(kith, address, job);
  const chat = await findReaders(kith, given.status_id);
  const readers = chat?.readers.filter(({ host }) => author === undefined || host !== hostOf(author)) ?? [];
  const about = author === undefined ? chat : address;
  const inboxes = [...(author === undefined ? [] : [author]), ...new Set(readers.map(({ inbox_url }) => inbox_url))];
  if (about === undefined || inboxes.length === 0) return await nothingToSend(kith, job);
  const { object_uri, author_uri } = about;
  const reader_uris = readers.map(({ uri }) => uri).filter((uri) => uri !== author_uri);
  const deed = { ...given, object_uri, author_uri, reader_uris, actor_uri: actorUri(kith.instance, given.account_id) };
  const activity = await serialise(write(deed, await loadWriter(kith)), "reaction");
  await send(kith, { account_id: given.account_id, status_id: null, activity, inboxes, priority: 1 }, job);
}

/** Of a message, those to whom it is addressed on other Kith servers; undefined for anything else. */
async function findReaders({ db }: Kith, status_id: number) {
  const status = await db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .select(["statuses.uri as object_uri", "accounts.uri as author_uri"])
    .where("statuses.id", "=", status_id)
    .where("statuses.visibility", "=", "direct")
    .where("statuses.deleted_at", "=", 0)
    .executeTakeFirst();
  if (status === undefined) return undefined;
  const mentioned = db.selectFrom("mentions").select("account_id").where("status_id", "=", status_id);
  const rows = await db
    .selectFrom("accounts")
    .select(["uri", "inbox_url", "shared_inbox_url"])
    .where("id", "in", mentioned)
    .where("host", "<>", "")
    .where("suspended_at", "=", 0)
    .where("deleted_at", "=", 0)
    .execute();
  const people = rows.map((row) => ({
    uri: row.uri,
    host: hostOf(row.inbox_url),
    inbox_url: row.shared_inbox_url || row.inbox_url,
  }));
  const theirs = await loadKithHosts(
    db,
    people.map(({ host }) => host),
  );
  return { ...status, readers: people.filter(({ host }) => theirs.has(host)) };
}
