/** The files of pictures of groups of people: through us what is elsewhere, whose address ends and is asked for anew; and apart what was not yet. */
import { sql } from "kysely";
import { findAccountById } from "../accounts/find.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { endOfMark, goodUntil, type Marking } from "../media/apart.ts";
import { AT_ONCE, copiedTo, moveEach } from "../media/place.ts";
import { removePortrait } from "../media/portraits.ts";
import { isWelcome } from "../media/remote/find.ts";
import { keepRemote, type Kept } from "../media/remote/keep.ts";
import { keepMarked } from "../media/remote/marked.ts";
import { isRemote, placeToken } from "../media/url.ts";
import { pictureThroughUs } from "./picture.ts";

const findPictured = async (db: Reads, id: number) =>
  await db.selectFrom("chats").select(["id", "picture", "creator_id"]).where("id", "=", id).executeTakeFirst();

/** What is behind an address through us. */
export async function keepChatPicture(kith: Kith, id: number, token: string, marking: Marking): Promise<Kept | undefined> {
  const chat = await findPictured(kith.db, id);
  if (chat === undefined || !isRemote(chat.picture) || token !== placeToken(chat.picture)) return undefined;
  if (goodUntil(kith, pictureThroughUs(chat), marking) === 0) return undefined;
  const owner = await findAccountById(kith.db, chat.creator_id);
  if (owner === undefined || owner.suspended_at > 0 || !(await isWelcome(kith, owner.host))) return undefined;
  const { picture: url } = chat;
  const refresh = async () => await kith.remote.refreshFiles({ chat_id: id });
  const find = async () => (await findPictured(kith.db, id))?.picture ?? "";
  const kept = await keepMarked(kith, { url, use: "avatar", refresh }, find);
  if (kept !== undefined || endOfMark(url) !== undefined) return kept;
  // Where there were no marks yet, it has been moved since.
  await refresh();
  const now = await find();
  return isRemote(now) && now !== url ? await keepRemote(kith, now, "avatar") : undefined;
}

/** Upkeep: pictures from before they lay apart. What cannot be moved now stays for the next day. Returns whether there may be more. */
export async function moveOldPictures(kith: Kith): Promise<boolean> {
  const query = kith.db.selectFrom("chats").select(["id", "picture"]);
  const rows = await query
    .where(sql<boolean>`picture > '' and picture > 'media/' and picture < 'media0'`)
    .limit(AT_ONCE)
    .execute();
  return await moveEach(
    kith,
    rows,
    async (row) => await moveApart(kith, row),
    ({ id }) => `the picture of chat ${id}`,
  );
}

async function moveApart(kith: Kith, { id, picture }: Pick<Row<"chats">, "id" | "picture">): Promise<void> {
  const { file } = await copiedTo(kith, { file: picture, preview_file: "" }, "private");
  const moved = await kith.write(async (tx) => {
    const known = tx.updateTable("chats").set({ picture: file }).where("id", "=", id).where("picture", "=", picture);
    return await known.returning("id").executeTakeFirst();
  });
  await removePortrait(kith, moved === undefined ? file : picture);
}
