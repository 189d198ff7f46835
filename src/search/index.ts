/**
 * Keeps the words of statuses findable: those of people here, those that mention people here or were favoured, kept or shared by them, and
 * public ones whose authors want to be found. The one place, with `find.ts`, where the two databases differ.
 */
import { sql } from "kysely";
import type { Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import type { StatusContent } from "../statuses/entry.ts";
import { plainText } from "../text/plain.ts";
import { insertVocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

type OfStatus = Extract<KithEvent, { status_id: number }>;

/**
 * Indexes a status in the transaction in which it comes to be: a job for it would cost many times as much. What is not to be found is passed over.
 */
export async function indexNew(
  tx: Tx,
  kith: Pick<Kith, "engine">,
  status: Status,
  content: Pick<StatusContent, "media_ids" | "remote_media" | "poll">,
): Promise<void> {
  if (!(await isFindable(tx, status))) return;
  const media = content.media_ids.length === 0 ? content.remote_media : await describedMedia(tx, status.id);
  const titles = content.poll?.options.map(({ title }) => title) ?? [];
  await writeWords(tx, kith, status.id, wordsIn(status, media, titles));
}

/**
 * What follows from `status.edited`, `status.deleted`, `favourite.added` and `bookmark.added`: the status is indexed as it is now, or taken
 * out. Doing it again changes nothing.
 */
export const indexStatus = async (kith: Kith, { status_id }: Pick<OfStatus, "status_id">): Promise<void> =>
  await indexById(kith, status_id);

export async function indexById(kith: Kith, status_id: number): Promise<void> {
  const asked = await kith.db.selectFrom("statuses").selectAll().where("id", "=", status_id).executeTakeFirst();
  const id = asked?.reblog_of_id ?? status_id;
  const status =
    id === status_id ? asked : await kith.db.selectFrom("statuses").selectAll().where("id", "=", id).executeTakeFirst();
  const found = status !== undefined && status.deleted_at === 0 && (await isFindable(kith.db, status));
  const words = found ? await wordsOfStatus(kith.db, status) : [];
  await kith.write(async (tx) => await writeWords(tx, kith, id, words));
}

async function isFindable(db: Reads, status: Status): Promise<boolean> {
  if (status.local === 1) return true;
  const { id } = status;
  const { rows } = await sql<{ found: number }>`select case when
    (${status.visibility} = 'public' and exists (select 1 from accounts where id = ${status.account_id} and indexable = 1))
    or exists (select 1 from mentions join users on users.id = mentions.account_id where mentions.status_id = ${id})
    or exists (select 1 from favourites join users on users.id = favourites.account_id where favourites.status_id = ${id})
    or exists (select 1 from bookmarks where status_id = ${id})
    or exists (select 1 from statuses as shared where shared.reblog_of_id = ${id} and shared.local = 1 and shared.deleted_at = 0)
    then 1 else 0 end as found`.execute(db as Tx);
  return rows[0]?.found === 1;
}

/** The words of a status as it is, for whoever knows that it can be found; none when it is gone. */
export async function loadWords(db: Reads, id: number): Promise<string[]> {
  const status = await db.selectFrom("statuses").selectAll().where("id", "=", id).executeTakeFirst();
  return status === undefined ? [] : await wordsOfStatus(db, status);
}

async function wordsOfStatus(db: Reads, status: Status): Promise<string[]> {
  const poll = await db.selectFrom("polls").select("options").where("status_id", "=", status.id).executeTakeFirst();
  return wordsIn(status, await describedMedia(db, status.id), poll === undefined ? [] : titlesOf(poll.options));
}

const describedMedia = async (db: Reads, status_id: number): Promise<{ description: string }[]> =>
  await db.selectFrom("media").select("description").where("status_id", "=", status_id).execute();

const titlesOf = (options: string): string[] => (JSON.parse(options) as { title: string }[]).map(({ title }) => title);

const wordsIn = (status: Status, media: readonly { description: string }[], titles: readonly string[]): string[] =>
  wordsOf([status.spoiler_text, plainText(status.content), ...media.map(({ description }) => description), ...titles].join("\n"));

/** No words: the status is found no more. */
async function writeWords(tx: Tx, kith: Pick<Kith, "engine">, id: number, words: readonly string[]): Promise<void> {
  const { engine } = kith;
  await insertVocabulary(tx, kith, words);
  const text = words.join(" ");
  if (text === "") await sql`delete from status_words where rowid = ${id}`.execute(tx);
  else if (engine === "sqlite") await sql`insert or replace into status_words (rowid, words) values (${id}, ${text})`.execute(tx);
  else
    await sql`insert into status_words (rowid, words) values (${id}, to_tsvector('simple', ${text}))
      on conflict (rowid) do update set words = excluded.words`.execute(tx);
}
