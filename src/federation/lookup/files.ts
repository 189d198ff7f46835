/** Where the files of a remote status are now: addresses of what is for a few bear marks that end, and its origin tells those who may read it new ones. */
import { findAccountById } from "../../accounts/find.ts";
import type { Reads, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { findStatusById } from "../../statuses/find.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id } from "../read/shape.ts";
import { receiveEditedNote } from "../receive/note.ts";
import { readServed, settle, signedGet } from "../signed.ts";
import { left } from "./deadline.ts";

/** ms for which an answer stands, whatever it was. */
const FRESH = 600_000;
const MOST = 5000;

/** @throws as `fetchDocument` */
export async function refreshFiles(kith: Kith, status_id: number, until: number): Promise<void> {
  const asked = kith.cache<{ until: number }>("refreshed-files", MOST);
  const key = String(status_id);
  if ((asked.get(key)?.until ?? 0) > kith.now()) return;
  asked.set(key, { until: kith.now() + FRESH });
  const status = await findStatusById(kith.db, status_id);
  if (status === undefined || status.local === 1 || status.deleted_at > 0) return;
  const [author, as] = [await findAccountById(kith.db, status.account_id), await findReaderHere(kith.db, status)];
  if (author === undefined || as === undefined) return;
  const served = readServed(kith, await signedGet(kith, status.uri, { timeout: left(kith, until), as }));
  const doc = await settle(kith, status.uri, served, until);
  if (!isNote(doc) || id(doc.id) !== status.uri) return;
  await receiveEditedNote(kith, author, readNoteRecord(doc, author.followers_url || undefined));
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
