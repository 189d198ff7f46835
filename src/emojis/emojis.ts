/** The custom emojis of this server: taken in, sorted, switched off, and copied from others. */
import { flag } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { conflict, invalid, mistakeOf, missing, readAll, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { nameFor } from "../media/names.ts";
import { keepRemote } from "../media/remote/keep.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { encodeEmoji } from "./picture.ts";

export type CustomEmoji = Row<"custom_emojis">;
export type EmojiQuery = {
  /** "" is this server; undefined: any other. */
  host?: string | undefined;
  /** Begins the shortcode. */
  name?: string | undefined;
};
type Terms = { category?: string | undefined; visible?: boolean | undefined; disabled?: boolean | undefined };

const END = "\uffff";
const LONGEST = 50;

/** Newest first. */
export async function loadEmojis(db: Reads, { host, name }: EmojiQuery, paging: Paging): Promise<CustomEmoji[]> {
  let query = db.selectFrom("custom_emojis").selectAll();
  query = host === undefined ? query.where("host", "<>", "") : query.where("host", "=", host);
  if (name !== undefined) query = query.where("shortcode", ">=", name).where("shortcode", "<", name + END);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** The categories of ours, in order. */
export async function loadCategories(db: Reads): Promise<string[]> {
  const rows = await db
    .selectFrom("custom_emojis")
    .select("category")
    .distinct()
    .where("host", "=", "")
    .where("category", "<>", "")
    .orderBy("category")
    .limit(500)
    .execute();
  return rows.map(({ category }) => category);
}

/** @throws Refusal `missing` */
export async function getEmoji(db: Reads, id: number): Promise<CustomEmoji> {
  const row = await db.selectFrom("custom_emojis").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** @throws Refusal `invalid` for the name or the picture, `conflict` when we have one of this name */
export async function addEmoji(
  kith: Kith,
  by: By,
  { shortcode, bytes, ...terms }: { shortcode: string; bytes: Buffer } & Terms,
): Promise<CustomEmoji> {
  const encoded = await encodeEmoji(kith, bytes).catch(mistakeOf);
  const { name, picture } = readAll({
    name: () => readShortcode(shortcode),
    picture: () => {
      if (encoded instanceof Refusal) throw encoded;
      return encoded;
    },
  });
  const file = nameFor(picture.extension);
  await kith.files.write(file, picture.bytes);
  const id = kith.newId();
  const place = { host: "", uri: `${kith.instance.origin}/emojis/${id}`, image_url: kith.files.url(file) };
  const values = { id, shortcode: name, ...place, category: "", visible: 1 as const, disabled: 0 as const, ...valuesOf(terms) };
  const made = await kith.write(async (tx) => {
    const row = await tx
      .insertInto("custom_emojis")
      .values({ ...values, updated_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) await writeAudit(tx, kith, by, deedOf("create", row));
    return row;
  });
  if (made !== undefined) return made;
  await kith.files.remove(file);
  throw conflict("Validation failed: Shortcode has already been taken");
}

function readShortcode(shortcode: string): string {
  const name = shortcode.trim().replace(/^:|:$/g, "");
  if (!/^[a-zA-Z0-9_]{2,50}$/.test(name)) throw invalid("Validation failed: Shortcode has 2 to 50 letters, digits or _");
  return name;
}

const valuesOf = ({ category, visible, disabled }: Terms) => ({
  ...(category === undefined ? {} : { category: category.trim().slice(0, LONGEST) }),
  ...(visible === undefined ? {} : { visible: flag(visible) }),
  ...(disabled === undefined ? {} : { disabled: flag(disabled) }),
});

const deedOf = (action: string, { id, shortcode }: Pick<CustomEmoji, "id" | "shortcode">) => ({
  action,
  target_type: "CustomEmoji",
  target_id: id,
  target_name: `:${shortcode}:`,
});

/** Of one of ours. What posts hold already stays as it is. @throws Refusal `missing` */
export async function changeEmoji(kith: Kith, by: By, id: number, terms: Terms): Promise<CustomEmoji> {
  return await kith.write(async (tx) => {
    const changed = await tx
      .updateTable("custom_emojis")
      .set({ ...valuesOf(terms), updated_at: kith.now() })
      .where("id", "=", id)
      .where("host", "=", "")
      .returningAll()
      .executeTakeFirst();
    if (changed === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("update", changed));
    return changed;
  });
}

/** Of one of ours; its picture stays, for the posts that hold it. @throws Refusal `missing` */
export async function removeEmoji(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx
      .deleteFrom("custom_emojis")
      .where("id", "=", id)
      .where("host", "=", "")
      .returningAll()
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("destroy", gone));
  });
}

/** Takes one of another server for our own. @throws Refusal `missing`, `conflict`, `invalid` when its picture cannot be had */
export async function copyEmoji(kith: Kith, by: By, id: number): Promise<CustomEmoji> {
  const there = await getEmoji(kith.db, id);
  if (there.host === "") throw missing();
  const kept = await keepRemote(kith, there.image_url, "emoji");
  if (kept === undefined) throw invalid("Validation failed: Its picture could not be fetched");
  return await addEmoji(kith, by, { shortcode: there.shortcode, bytes: await kith.files.read(kept.name) });
}
