/** A status that is here, fetched again because somebody asks for it by its address: what has changed in it, and whether it is still there. */
import { findAccountById } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id } from "../read/shape.ts";
import { receiveEditedNote } from "../receive/note.ts";
import { fetchAgain } from "./gone.ts";

/** ms for which an answer stands, whatever it was. */
const FRESH = 600_000;
const MOST = 5000;

/**
 * Takes in what a remote status is now, or that it is no more.
 *
 * @throws as `fetchDocument`
 */
export async function refreshStatus(kith: Kith, status: Status, until: number): Promise<void> {
  const asked = kith.cache<{ until: number }>("refreshed", MOST);
  const key = String(status.id);
  if (status.local === 1 || (asked.get(key)?.until ?? 0) > kith.now()) return;
  asked.set(key, { until: kith.now() + FRESH });
  const doc = await fetchAgain(kith, status, until);
  if (!isNote(doc) || id(doc.id) !== status.uri) return;
  const author = await findAccountById(kith.db, status.account_id);
  if (author !== undefined) await receiveEditedNote(kith, author, readNoteRecord(doc, author.followers_url || undefined));
}
