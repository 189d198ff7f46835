/** Where the files of something elsewhere are now: addresses of what is for a few bear marks that end, and its origin tells those who may read it new ones. */
import { findAccountById } from "../../accounts/find.ts";
import type { Reads, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { WithFiles } from "../../remote.ts";
import { findStatusById } from "../../statuses/find.ts";
import { httpUrl } from "../../text/outside.ts";
import { pictureUrl } from "../read/links.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id, isA } from "../read/shape.ts";
import { receiveEditedNote } from "../receive/note.ts";
import { readServed, settle, signedGet } from "../signed.ts";
import { left } from "./deadline.ts";
import { refreshInside } from "./inside.ts";

/** ms for which an answer stands, whatever it was. */
const FRESH = 600_000;
const MOST = 5000;

/** @throws as `fetchDocument` */
export async function refreshFiles(kith: Kith, of: WithFiles, until: number): Promise<void> {
  const asked = kith.cache<{ until: number }>("refreshed-files", MOST);
  const key = JSON.stringify(of);
  if ((asked.get(key)?.until ?? 0) > kith.now()) return;
  asked.set(key, { until: kith.now() + FRESH });
  if ("group_id" in of) return await refreshInside(kith, of.group_id);
  await ("chat_id" in of ? refreshChat(kith, of.chat_id, until) : refreshStatusFiles(kith, of.status_id, until));
}

async function refreshStatusFiles(kith: Kith, status_id: number, until: number): Promise<void> {
  const status = await findStatusById(kith.db, status_id);
  if (status === undefined || status.local === 1 || status.deleted_at > 0) return;
  const [author, as] = [await findAccountById(kith.db, status.account_id), await findReaderHere(kith.db, status)];
  if (author === undefined || as === undefined) return;
  const served = readServed(kith, await signedGet(kith, status.uri, { timeout: left(kith, until), as }));
  const doc = await settle(kith, status.uri, served, until);
  if (!isNote(doc) || id(doc.id) !== status.uri) return;
  await receiveEditedNote(kith, author, readNoteRecord(doc, author.followers_url || undefined));
}

/** Only where its picture is: who is in it, and all else, its server says when it changes. */
async function refreshChat(kith: Kith, chat_id: number, until: number): Promise<void> {
  const chat = await kith.db.selectFrom("chats").selectAll().where("id", "=", chat_id).executeTakeFirst();
  if (chat === undefined || chat.uri === "") return;
  const [owner, as] = [await findAccountById(kith.db, chat.creator_id), await findMemberHere(kith.db, chat_id)];
  if (owner === undefined || owner.host === "" || as === undefined) return;
  const served = readServed(kith, await signedGet(kith, chat.uri, { timeout: left(kith, until), as }));
  const doc = await settle(kith, chat.uri, served, until);
  if (!isA(doc, "ChatGroup") || id(doc.id) !== chat.uri || id(doc.attributedTo) !== owner.uri) return;
  const picture = httpUrl(pictureUrl(doc.icon) ?? "") ?? "";
  // What has been heard of meanwhile is newer.
  await kith.write(
    async (tx) =>
      await tx.updateTable("chats").set({ picture }).where("id", "=", chat_id).where("picture", "=", chat.picture).execute(),
  );
}

async function findMemberHere(db: Reads, chat_id: number): Promise<number | undefined> {
  const row = await db
    .selectFrom("chat_members")
    .innerJoin("users", "users.id", "chat_members.account_id")
    .select("users.id")
    .where("chat_members.chat_id", "=", chat_id)
    .where("chat_members.left_at", "=", 0)
    .orderBy("users.id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** One of ours who may read it: to whom it is addressed, or who is in its group. */
async function findReaderHere(db: Reads, { id: status_id, group_id }: Status): Promise<number | undefined> {
  const addressed = await db
    .selectFrom("mentions")
    .innerJoin("users", "users.id", "mentions.account_id")
    .select("users.id")
    .where("mentions.status_id", "=", status_id)
    .orderBy("users.id")
    .limit(1)
    .executeTakeFirst();
  if (addressed !== undefined || group_id === 0) return addressed?.id;
  const member = await db
    .selectFrom("follows")
    .innerJoin("users", "users.id", "follows.account_id")
    .select("users.id")
    .where("follows.target_id", "=", group_id)
    .where("follows.state", "=", "accepted")
    .orderBy("follows.id")
    .limit(1)
    .executeTakeFirst();
  return member?.id;
}
