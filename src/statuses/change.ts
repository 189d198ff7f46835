/** Changes a status to what its author made of it, here or elsewhere, and keeps what it was: one transaction for both. */
import { enterConversations } from "../conversations/enter.ts";
import { flag, fromJson, toJson } from "../db/columns.ts";
import { replaceEvent } from "../events/store.ts";
import type { Status, Tx } from "../db/schema.ts";
import { namedInEdit } from "../groups/place.ts";
import type { Kith } from "../kith.ts";
import { unmarked } from "../media/apart.ts";
import { notify } from "../notifications/notify.ts";
import { replacePoll } from "../polls/insert.ts";
import type { Happened, StatusContent } from "./entry.ts";
import { localOnes } from "./notices.ts";
import { mediaOf, replaceParts } from "./parts.ts";

type Ground = Pick<Kith, "newId" | "now">;
const MOST_TOLD = 500;

/**
 * Makes a status say `content` since `edited_at` (ms). An edit that is not newer than the last one changes nothing, and neither does one of a
 * tombstone: returns undefined then.
 *
 * @param change `reword` says something else about its media, once what was said before is kept
 */
export async function changeStatus(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  change: { id: number; content: StatusContent; edited_at: number; reword?: (tx: Tx) => Promise<void> },
): Promise<Status | undefined> {
  const { edited_at } = change;
  const before = await lock(tx, change.id, edited_at);
  if (before === undefined) return undefined;
  const content = { ...change.content, mentions: await namedInEdit(tx, before, change.content.mentions) };
  await keepOriginal(tx, kith, before);
  await change.reword?.(tx);
  const after = await updateRow(tx, before, content, edited_at);
  const newly = await replaceParts(tx, kith, after, content);
  await replacePoll(tx, kith, after, content.poll);
  await replaceEvent(tx, kith, happened, { status: after, event: content.event, invited: content.mentions });
  await insertEdit(tx, kith, after, edited_at);
  await tellMentioned(tx, kith, happened, { status: after, mentions: content.mentions, newly });
  await tellRebloggers(tx, kith, happened, after);
  await tellQuoters(tx, kith, happened, after);
  const { id: status_id, account_id, group_id } = after;
  happened({ type: "status.edited", status_id, account_id, local: after.local === 1, group_id });
  return after;
}

/** Whom the edit mentions first hears of it as of a new status. */
async function tellMentioned(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  { status, mentions, newly }: { status: Status; mentions: readonly number[]; newly: readonly number[] },
): Promise<void> {
  const readers: number[] = [];
  for (const account_id of await localOnes(tx, newly)) {
    const notice = { account_id, type: "mention", from_account_id: status.account_id, status_id: status.id } as const;
    if ((await notify(tx, kith, happened, notice)) === "told") readers.push(account_id);
  }
  if (status.visibility === "direct" && readers.length > 0)
    await enterConversations(tx, kith, happened, { status, mentions, readers });
}

/** Takes the row, so that of two edits at once the second one sees what the first one did. */
const lock = async (tx: Tx, id: number, edited_at: number): Promise<Status | undefined> =>
  await tx
    .updateTable("statuses")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .where("deleted_at", "=", 0)
    .where("edited_at", "<", edited_at)
    .where("created_at", "<", edited_at)
    .returningAll()
    .executeTakeFirst();

const updateRow = async (tx: Tx, { id }: Status, content: StatusContent, edited_at: number): Promise<Status> =>
  await tx
    .updateTable("statuses")
    .set({
      content: content.content,
      text: content.text,
      title: content.title ?? "",
      spoiler_text: content.spoiler_text,
      sensitive: flag(content.sensitive),
      language: content.language,
      emojis: toJson(content.emojis),
      ...(content.content_type === undefined ? {} : { content_type: content.content_type }),
      edited_at,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Before the first edit, what it was from the beginning is kept. */
async function keepOriginal(tx: Tx, kith: Ground, status: Status): Promise<void> {
  const kept = await tx.selectFrom("status_edits").select("id").where("status_id", "=", status.id).limit(1).executeTakeFirst();
  if (kept === undefined) await insertEdit(tx, kith, status, status.created_at);
}

async function insertEdit(tx: Tx, kith: Ground, status: Status, created_at: number): Promise<void> {
  const { content, text, spoiler_text, sensitive, emojis } = status;
  const media = await mediaOf(tx, status.id);
  const poll = await tx.selectFrom("polls").select("options").where("status_id", "=", status.id).executeTakeFirst();
  await tx
    .insertInto("status_edits")
    .values({
      id: kith.newId(),
      status_id: status.id,
      content,
      text,
      spoiler_text,
      sensitive,
      media: toJson(media.map(({ id }) => id)),
      descriptions: toJson(media.map(({ description }) => description)),
      poll: poll === undefined ? "" : toJson(fromJson(poll.options).map(({ title }) => title)),
      emojis,
      created_at,
    })
    .execute();
}

/** Those who spread a status should know that it says something else now. */
async function tellRebloggers(tx: Tx, kith: Ground, happened: Happened, status: Status): Promise<void> {
  const rows = await tx
    .selectFrom("statuses")
    .select("account_id")
    .where("reblog_of_id", "=", status.id)
    .where("local", "=", 1)
    .where("deleted_at", "=", 0)
    .orderBy("account_id")
    .limit(MOST_TOLD)
    .execute();
  for (const { account_id } of rows)
    await notify(tx, kith, happened, { account_id, type: "update", from_account_id: status.account_id, status_id: status.id });
}

/** Those who quote it, likewise; they are told of their own status. */
async function tellQuoters(tx: Tx, kith: Ground, happened: Happened, { id, account_id: from_account_id }: Status): Promise<void> {
  const rows = await tx
    .selectFrom("quotes")
    .innerJoin("users", "users.id", "quotes.account_id")
    .select(["quotes.account_id", "quotes.status_id"])
    .where("quotes.quoted_id", "=", id)
    .where("quotes.state", "=", "accepted")
    .orderBy("quotes.status_id")
    .limit(MOST_TOLD)
    .execute();
  for (const { account_id, status_id } of rows)
    await notify(tx, kith, happened, { account_id, type: "quoted_update", from_account_id, status_id });
}

/** Whether the words, warnings and pictures are the same: then an Update only counts something anew. */
export const saysTheSame = (status: Status, media_urls: readonly string[], content: StatusContent): boolean =>
  status.content === content.content &&
  status.spoiler_text === content.spoiler_text &&
  status.sensitive === flag(content.sensitive) &&
  JSON.stringify(fromJson(status.emojis)) === JSON.stringify(content.emojis) &&
  JSON.stringify(media_urls.map(unmarked)) === JSON.stringify(content.remote_media.map((media) => unmarked(media.remote_url)));
