/** Says something else about media: about those that wait for their status, and about those of a status that is being edited. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Media, Reads, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { readDescription, readFocus } from "./words.ts";

/** @throws Refusal `missing` for what is not the account's own */
export async function getOwnMedia(db: Reads, account: Pick<Account, "id">, id: number): Promise<Media> {
  const media = await db
    .selectFrom("media")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account.id)
    .executeTakeFirst();
  if (media === undefined) throw missing();
  return media;
}

/** `status_id`: the status being edited, if one is. */
export type MediaWords = { description?: string | undefined; focus?: string | undefined; status_id?: number | undefined };

/** @throws Refusal `missing` for what is not the account's own or stands in another status; `invalid` for a description too long */
export const updateMedia = async (kith: Kith, account: Pick<Account, "id">, id: number, words: MediaWords): Promise<Media> =>
  await kith.write(async (tx) => await updateMediaIn(tx, account, id, words));

/** The same in the caller's transaction. */
export async function updateMediaIn(tx: Tx, account: Pick<Account, "id">, id: number, words: MediaWords): Promise<Media> {
  const media = await getOwnMedia(tx, account, id);
  const focus = readFocus(words.focus);
  const description = words.description === undefined ? media.description : readDescription(words.description);
  const meta = focus === undefined ? media.meta : toJson({ ...fromJson(media.meta), focus });
  const updated = await tx
    .updateTable("media")
    .set({ description, meta })
    .where("id", "=", id)
    .where("account_id", "=", account.id)
    .where((eb) => eb.or([eb("status_id", "is", null), eb("status_id", "=", words.status_id ?? 0)]))
    .returningAll()
    .executeTakeFirst();
  if (updated === undefined) throw missing();
  return updated;
}
