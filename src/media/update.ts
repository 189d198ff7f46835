/** Says something else about media: about those that wait for their status, and about those of a status that is being edited. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Media, Reads, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isApart } from "./apart.ts";
import { nameFor } from "./names.ts";
import { makeThumbnail } from "./thumbnail.ts";
import { readDescription, readFocus } from "./words.ts";

/** @throws Refusal `missing` for what is not the account's own */
export async function getOwnMedia(db: Reads, account: Pick<Account, "id">, id: number): Promise<Media> {
  const media = await db
    .selectFrom("media")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account.id)
    .where("state", "<>", "aside")
    .executeTakeFirst();
  if (media === undefined) throw missing();
  return media;
}

/** `status_id`: the status being edited, if one is. */
export type MediaWords = { description?: string | undefined; focus?: string | undefined; status_id?: number | undefined };
type Pictured = { preview_file: string; blurhash: string; small: { width: number; height: number } };

/**
 * @param words `thumbnail`: a picture of one's own for the preview
 * @throws Refusal `missing` for what is not the account's own or stands in another status; `invalid` for a description too long
 */
export async function updateMedia(
  kith: Kith,
  account: Pick<Account, "id">,
  id: number,
  words: MediaWords & { thumbnail?: Buffer | undefined },
): Promise<Media> {
  if (words.thumbnail === undefined) return await kith.write(async (tx) => await updateMediaIn(tx, account, id, words));
  const before = await getOwnMedia(kith.db, account, id);
  const { small, blurhash } = await makeThumbnail(kith, words.thumbnail);
  const preview_file = nameFor(small.extension, isApart(before.file) ? "private" : "media");
  await kith.files.write(preview_file, small.bytes);
  const pictured = { preview_file, blurhash, small: { width: small.width, height: small.height } };
  try {
    const after = await kith.write(async (tx) => await updateMediaIn(tx, account, id, { ...words, pictured }));
    if (before.preview_file !== "") await kith.files.remove(before.preview_file);
    return after;
  } catch (error) {
    await kith.files.remove(preview_file);
    throw error;
  }
}

/** The same in the caller's transaction, without files. */
export async function updateMediaIn(
  tx: Tx,
  account: Pick<Account, "id">,
  id: number,
  words: MediaWords & { pictured?: Pictured },
): Promise<Media> {
  const media = await findFree(tx, account, { id, status_id: words.status_id ?? 0 });
  if (media === undefined) throw missing();
  const focus = readFocus(words.focus);
  const { small, ...preview } = words.pictured ?? {};
  const said = { ...(small === undefined ? {} : { small }), ...(focus === undefined ? {} : { focus }) };
  const description = words.description === undefined ? media.description : readDescription(words.description);
  return await tx
    .updateTable("media")
    .set({ description, meta: toJson({ ...fromJson(media.meta), ...said }), ...preview })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The row, if its owner may still change it, held until the end of the transaction: a job may write to it as well. */
const findFree = async (tx: Tx, account: Pick<Account, "id">, { id, status_id }: { id: number; status_id: number }) =>
  await tx
    .updateTable("media")
    .set((eb) => ({ position: eb.ref("position") }))
    .where("id", "=", id)
    .where("account_id", "=", account.id)
    .where("state", "<>", "aside")
    .where((eb) => eb.or([eb("status_id", "is", null), eb("status_id", "=", status_id)]))
    .returningAll()
    .executeTakeFirst();
