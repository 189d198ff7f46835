/** Answers that came before what they answer: when the parent arrives, they find their place below it. */
import { sql } from "kysely";
import { mergeConversations } from "../conversations/enter.ts";
import { padded } from "../db/lists.ts";
import { prepareSql } from "../db/prepared.ts";
import type { Status, Tx } from "../db/schema.ts";
import { markLocked } from "../groups/locked.ts";
import { inheritRemovals } from "../groups/members.ts";
import type { Kith } from "../kith.ts";
import { enterHomes, HOME_DAYS } from "../timelines/write.ts";
import { countOn } from "./counts.ts";

/** More late answers than these are attached, but do not enter homes any more. */
const MOST_ENTERED = 40;

/**
 * Attaches the answers that wait for `parent`, with their conversations, and enters them into homes. Done twice it does no harm.
 *
 * @param uri by which they know it
 */
export async function adoptChildren(tx: Tx, parent: Status, now: number, uri = parent.uri): Promise<void> {
  const children = await attach(tx, { id: parent.id, account_id: parent.account_id, uri });
  if (children.length === 0) return;
  const before = children.filter((child) => child.deleted_at > 0 && child.account_id === parent.account_id);
  await inheritRemovals(
    tx,
    parent,
    before.filter((child) => child.uri.startsWith(`${parent.uri}#gone-`)),
  );
  await joinConversations(tx, children, parent.conversation_id);
  if (parent.locked_by > 0) for (const child of children) await markLocked(tx, child.id, parent.locked_by);
  const living = children.filter((child) => child.deleted_at === 0);
  const open = living.filter(({ visibility }) => visibility === "public" || visibility === "unlisted");
  await countOn(tx, parent.id, "replies_count", open.length);
  const recent = living.filter((child) => child.created_at > now - HOME_DAYS).slice(0, MOST_ENTERED);
  for (const child of recent) await enterHomes(tx, child, 0, now);
}

// Both conditions on the uri: the second one lets the partial index be used.
const attach = prepareSql(
  ({ id, account_id, uri }: Pick<Status, "id" | "account_id" | "uri">) =>
    sql<Status>`update statuses
      set in_reply_to_id = ${id}, in_reply_to_account_id = ${account_id}, in_reply_to_uri = ''
      where in_reply_to_uri = ${uri} and in_reply_to_uri <> '' and id <> ${id} returning *`,
);

/** The children's threads become part of the parent's conversation; who muted theirs has muted it. */
async function joinConversations(tx: Tx, children: readonly Status[], conversation_id: number): Promise<void> {
  const others = children.map((child) => child.conversation_id).filter((id) => id !== conversation_id);
  if (others.length === 0) return;
  const ids = sql.join(padded(others));
  await sql`update statuses set conversation_id = ${conversation_id} where conversation_id in (${ids})`.execute(tx);
  await mergeConversations(tx, others, conversation_id);
  await sql`insert into muted_conversations (account_id, conversation_id)
    select distinct account_id, cast(${conversation_id} as bigint) from muted_conversations where conversation_id in (${ids})
    on conflict do nothing`.execute(tx);
}

/**
 * For a parent that was fetched after all, or turned out to be known: attaches whatever waits for it. The job of `status.orphaned` calls this
 * when `kith.remote.fetchStatus` has found the parent.
 *
 * @param called by what they have named it: its uri, or the address of its page (Pixelfed, met as 0.12.6)
 */
export const adoptWaiting = async (kith: Kith, parent: Status, called: string): Promise<void> =>
  await kith.write(async (tx) => await adoptChildren(tx, parent, kith.now(), called));
