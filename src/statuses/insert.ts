/** Writes the row of a new status, with its conversation. */
import { flag, toJson } from "../db/columns.ts";
import { prepare } from "../db/prepared.ts";
import type { Row, Status, Tx } from "../db/schema.ts";
import { idOf } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { activityUri, statusUri, statusUrl } from "../uris.ts";
import type { Added, StatusEntry } from "./entry.ts";
import { findStatusByUri, isBare } from "./find.ts";

type Ground = Pick<Kith, "instance" | "newId" | "now">;

/** So many ids in a row are never taken: whole seconds are spread over a million. */
const TRIES = 100;
/** A status of ours that is dated back this far gets an id of that time, otherwise a fresh one. */
const DATED_BACK = 60_000;

/**
 * Inserts the row unless a status of this uri, or a living reblog of the same status by the same account, is there already.
 *
 * @throws Error when no id can be found, which no honest sender brings about
 */
export async function insertStatus(tx: Tx, kith: Ground, entry: StatusEntry): Promise<Added> {
  const fresh = entry.uri === "" && entry.created_at > kith.now() - DATED_BACK;
  let id = fresh ? kith.newId() : idOf(entry.uri, entry.created_at, (entry.parent ?? entry.reblog_of)?.id ?? 0, kith.now());
  for (let tries = 0; tries < TRIES; tries++) {
    const row = rowOf(kith, entry, id, await conversationOf(tx, kith, entry, id));
    const [added] = await insertRow(tx, row);
    if (added !== undefined) return { status: row, added: true };
    const known = await findTwin(tx, entry, row.uri);
    if (known !== undefined) return { status: known, added: false };
    id = fresh ? kith.newId() : id + 2;
  }
  throw new Error(`no id is free for ${entry.uri}`);
}

async function findTwin(tx: Tx, entry: StatusEntry, uri: string): Promise<Status | undefined> {
  const same = entry.uri === "" ? undefined : await findStatusByUri(tx, uri);
  if (same !== undefined && isBare(same) && same.account_id !== entry.author.id) {
    // Nothing refers to it; the next try finds the uri free.
    await tx.deleteFrom("statuses").where("id", "=", same.id).execute();
    return undefined;
  }
  if (same !== undefined || entry.reblog_of === undefined) return same;
  return await tx
    .selectFrom("statuses")
    .selectAll()
    .where("account_id", "=", entry.author.id)
    .where("reblog_of_id", "=", entry.reblog_of.id)
    .where("deleted_at", "=", 0)
    .executeTakeFirst();
}

/** An answer is in its parent's conversation, a reblog in its original's; any other begins or joins the one of its uri. */
async function conversationOf(tx: Tx, kith: Ground, entry: StatusEntry, id: number): Promise<number> {
  const known = entry.parent ?? entry.reblog_of;
  if (known !== undefined) return known.conversation_id;
  const own = entry.uri === "" ? statusUri(kith.instance, entry.author.id, id) : entry.uri;
  const uri = entry.conversation_uri === "" ? `${own}#conversation` : entry.conversation_uri;
  const [row] = await insertConversation(tx, {
    id: kith.newId(),
    uri,
    created_at: kith.now(),
    context_uri: entry.context_uri ?? "",
  });
  if (row === undefined) throw new Error(`no conversation for ${uri}`);
  return row.id;
}

const insertRow = prepare((tx: Tx, row: Status) =>
  tx
    .insertInto("statuses")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("id"),
);

const insertConversation = prepare((tx: Tx, row: Row<"conversations">) =>
  tx
    .insertInto("conversations")
    .values(row)
    // An update even where it changes nothing: only so is the id of the one that was there returned.
    .onConflict((oc) =>
      oc.column("uri").doUpdateSet((eb) => ({
        context_uri: eb
          .case()
          .when("conversations.context_uri", "=", "")
          .then(eb.ref("excluded.context_uri"))
          .else(eb.ref("conversations.context_uri"))
          .end(),
      })),
    )
    .returning("id"),
);

function placesOf(kith: Ground, entry: StatusEntry, id: number): { uri: string; url: string } {
  if (entry.uri !== "") return { uri: entry.uri, url: entry.url };
  const url = statusUrl(kith.instance, entry.author.username, id);
  // A reblog's uri is that of its Announce, for there is nothing else that other servers could know it by.
  const uri =
    entry.reblog_of === undefined
      ? statusUri(kith.instance, entry.author.id, id)
      : activityUri(kith.instance, entry.author.id, id);
  return { uri, url };
}

const rowOf = (kith: Ground, entry: StatusEntry, id: number, conversation_id: number): Status => ({
  id,
  account_id: entry.author.id,
  local: flag(entry.author.host === ""),
  reblog_of_id: entry.reblog_of?.id ?? null,
  quoted_id: entry.quoted?.id ?? null,
  in_reply_to_id: entry.parent?.id ?? null,
  in_reply_to_account_id: entry.parent?.account_id ?? null,
  in_reply_to_uri: entry.parent === undefined ? entry.in_reply_to_uri : "",
  conversation_id,
  application_id: entry.application_id,
  visibility: entry.visibility,
  local_only: flag(entry.local_only),
  sensitive: flag(entry.sensitive),
  spoiler_text: entry.spoiler_text,
  content: entry.content,
  text: entry.text,
  content_type: entry.author.host === "" ? (entry.content_type ?? "text/plain") : "text/html",
  language: entry.language,
  emojis: toJson(entry.emojis),
  replies_count: 0,
  reblogs_count: 0,
  favourites_count: 0,
  quotes_count: 0,
  created_at: entry.created_at,
  edited_at: 0,
  expires_at: entry.expires_at ?? 0,
  deleted_at: 0,
  version: 1,
  quote_policy: entry.quote_policy ?? 0,
  interactions: entry.interactions ?? 0,
  approval_uri: "",
  reactions_count: 0,
  downvotes_count: 0,
  locked_by: entry.parent?.locked_by ?? 0,
  group_id: entry.place?.waits === false ? entry.place.group.id : 0,
  title: entry.title ?? "",
  posted_by: entry.written_by?.named === true ? entry.written_by.account_id : (entry.posted_by ?? 0),
  told_at: entry.told_at ?? 0,
  // Last: after it, V8 would set each property one by one.
  ...placesOf(kith, entry, id),
});
