/**
 * Finds out what the link of a status leads to, and keeps it as a card. A page is fetched once, however many statuses link it and however many
 * processes see them: whoever writes the card's row first fetches.
 */
import { sql } from "kysely";
import type { Row, Status } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import { HttpFailure } from "../http/failure.ts";
import type { HttpResponse } from "../http/open.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import { nameFor } from "../media/names.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { findStatusById } from "../statuses/find.ts";
import { readHead } from "./head.ts";
import { firstLink } from "./link.ts";
import { findCreator } from "./creator.ts";
import { readCard, withOembed, type ReadCard } from "./read.ts";

const HOUR = 3_600_000;
/** A page may say something else after this long, ms. */
const STALE = 14 * 24 * HOUR;
/** What could not be read is asked again no sooner than this, ms. */
const AGAIN = HOUR;
const HTML_BYTES = 1_000_000;
const OEMBED_BYTES = 200_000;
const IMAGE_BYTES = 5_000_000;
const TIMEOUT = 5000;

/** Gives a status the card of its first link, or takes it away where there is none any more. For the job. */
export async function fetchCard(kith: Kith, { status_id }: { status_id: number }, job?: Leased<Row<"jobs">>): Promise<void> {
  const status = await findStatusById(kith.db, status_id);
  if (status === undefined || status.deleted_at > 0) return;
  const url = await linkOf(kith, status);
  if (url === undefined) return await detach(kith, status);
  const card_id = await attach(kith, status, { url, again: (job?.row.attempts ?? 0) > 1 });
  if (card_id === undefined) return;
  const card = await readPage(kith, url);
  if (card !== undefined && card.title !== "") await fill(kith, card_id, card);
}

/** A status that shows pictures or quotes shows no card; a link to somebody whom it mentions is none. */
async function linkOf(kith: Kith, status: Status): Promise<string | undefined> {
  const url = status.quoted_id === null ? firstLink(kith.instance, status.content) : undefined;
  if (url === undefined) return undefined;
  const media = await kith.db.selectFrom("media").select("id").where("status_id", "=", status.id).limit(1).executeTakeFirst();
  const mentioned = await kith.db
    .selectFrom("mentions")
    .innerJoin("accounts", "accounts.id", "mentions.account_id")
    .select("accounts.id")
    .where("mentions.status_id", "=", status.id)
    .where((eb) => eb.or([eb("accounts.url", "=", url), eb("accounts.uri", "=", url)]))
    .executeTakeFirst();
  return media === undefined && mentioned === undefined ? url : undefined;
}

const detach = async (kith: Kith, { id }: Status): Promise<void> => {
  await kith.write(async (tx) => await tx.deleteFrom("status_cards").where("status_id", "=", id).execute());
};

/** `again`: the job was begun before, and a crash may have come between the card's row and its words. */
type Link = { url: string; again: boolean };

/** Returns the card's id when it is ours to fetch, undefined when somebody has done so. */
const attach = async (kith: Kith, { id: status_id }: Status, { url, again }: Link): Promise<number | undefined> =>
  await kith.write(async (tx) => {
    const now = kith.now();
    const unread = again ? now + 1 : now - AGAIN;
    const { rows } = await sql<{ id: number }>`
      insert into cards (id, url, type, title, description, language, provider_name, provider_url, author_name, author_url, html, embed_url,
        image, image_description, blurhash, width, height, published_at, fetched_at)
      values (${kith.newId()}, ${url}, 'link', '', '', '', '', '', '', '', '', '', '', '', '', 0, 0, 0, ${now})
      on conflict (url) do update set fetched_at = excluded.fetched_at
        where cards.fetched_at < ${now - STALE} or (cards.title = '' and cards.fetched_at < ${unread})
      returning id`.execute(tx);
    const card = await tx.selectFrom("cards").select("id").where("url", "=", url).executeTakeFirstOrThrow();
    await tx
      .insertInto("status_cards")
      .values({ status_id, card_id: card.id })
      .onConflict((oc) => oc.column("status_id").doUpdateSet({ card_id: card.id }))
      .execute();
    // It may show the card that others have brought here before.
    await tx
      .updateTable("statuses")
      .set((eb) => ({ version: eb("version", "+", 1) }))
      .where("id", "=", status_id)
      .execute();
    return rows[0]?.id;
  });

/** Undefined for what is no page, or does not come in time: a card is not worth a second try. */
async function readPage(kith: Kith, url: string): Promise<ReadCard | undefined> {
  const page = await get(kith, url, { accept: "text/html, application/xhtml+xml", max_bytes: HTML_BYTES });
  if (page === undefined || !/^(?:text\/html|application\/xhtml\+xml)\b/i.test(page.headers["content-type"] ?? ""))
    return undefined;
  const head = readHead(decoded(page));
  const card = readCard(head, page.url);
  const oembed = head.oembed === "" ? undefined : URL.parse(head.oembed, page.url)?.href;
  if (oembed === undefined || !/^https?:/.test(oembed)) return card;
  const answer = await get(kith, oembed, { accept: "application/json", max_bytes: OEMBED_BYTES });
  return answer === undefined ? card : withOembed(card, parsed(answer.body), page.url);
}

async function get(
  kith: Kith,
  url: string,
  { accept, max_bytes }: { accept: string; max_bytes: number },
): Promise<HttpResponse | undefined> {
  try {
    const response = await kith.http.request({ url, headers: { accept }, max_bytes, timeout: TIMEOUT, redirects: 3 });
    return response.status === 200 ? response : undefined;
  } catch (error) {
    if (error instanceof HttpFailure) return undefined;
    throw error;
  }
}

/** In the encoding that the header or the page names; what is unknown is taken for UTF-8. */
function decoded({ headers, body }: HttpResponse): string {
  const named =
    /charset=["']?([\w-]{1,40})/i.exec(headers["content-type"] ?? "")?.[1] ??
    /<meta[^>]{0,200}charset=["']?([\w-]{1,40})/i.exec(body.subarray(0, 2048).toString("latin1"))?.[1];
  try {
    return new TextDecoder(named ?? "utf-8").decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

async function fill(kith: Kith, id: number, card: ReadCard): Promise<void> {
  const picture = card.image === "" ? undefined : await fetchImage(kith, card.image);
  const { image: _, creator, ...words } = card;
  const author_id = await findCreator(kith, creator);
  const size = card.type === "video" || picture === undefined ? {} : { width: picture.width, height: picture.height };
  const old = await kith.write(async (tx) => {
    const before = await tx.selectFrom("cards").select("image").where("id", "=", id).executeTakeFirst();
    await tx
      .updateTable("cards")
      .set({ ...words, author_id, image: picture?.file ?? "", blurhash: picture?.blurhash ?? "", ...size })
      .where("id", "=", id)
      .execute();
    return before?.image ?? "";
  });
  if (old !== "") await kith.files.remove(old);
}

/** Our own small copy, so that whoever reads is seen by nobody else. */
async function fetchImage(kith: Kith, url: string) {
  const answer = await get(kith, url, { accept: "image/*", max_bytes: IMAGE_BYTES });
  if (answer === undefined) return undefined;
  try {
    const { small, blurhash } = await makeThumbnail(kith, answer.body);
    const file = nameFor(small.extension);
    await kith.files.write(file, small.bytes);
    return { file, blurhash, width: small.width, height: small.height };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Forgets cards that no status has had for two weeks, a hundred at a time, with their pictures. For housekeeping. */
export async function forgetCards(kith: Kith): Promise<boolean> {
  const gone = await kith.write(
    async (tx) =>
      (
        await sql<{ image: string }>`delete from cards where id in (select id from cards where fetched_at < ${kith.now() - STALE}
          and not exists (select 1 from status_cards where status_cards.card_id = cards.id) limit 100) returning image`.execute(
          tx,
        )
      ).rows,
  );
  for (const { image } of gone) if (image !== "") await kith.files.remove(image);
  return gone.length === 100;
}
