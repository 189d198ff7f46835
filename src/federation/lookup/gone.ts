/**
 * Whether something elsewhere has been deleted: asked when somebody says so who may not be believed about it, and met when what is here is fetched again.
 * Only a thing's own address is asked, so nobody can have deleted here what is another origin's.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { withdrawStatus } from "../../statuses/delete.ts";
import { isOpen } from "../../statuses/visible.ts";
import { id, isA, type Doc } from "../read/shape.ts";
import { fetchDocument } from "../signed.ts";
import { left } from "./deadline.ts";
import { isGone, isTheirs, NotServed } from "./failure.ts";
import { findKnownStatus } from "./status.ts";

/**
 * Asks the object's origin. "Not found" is as good as "gone" (Mastodon keeps no tombstones), but of a status for few it may mean "not for you": anybody
 * could have those deleted here.
 *
 * @throws as `fetchDocument` when its origin says neither
 */
export async function isGoneAtOrigin(kith: Kith, uri: string, timeout?: number): Promise<boolean> {
  try {
    return isA(await fetchDocument(kith, uri, timeout), "Tombstone");
  } catch (error) {
    if (!isGone(error)) throw error;
    const known = await findKnownStatus(kith, uri);
    return known === undefined || isOpen(known) || (error instanceof NotServed && error.status === 410);
  }
}

/**
 * The document of a remote status that is here, from its origin; our copy is deleted when that says that there is none any more.
 *
 * @param until the instant (ms) by which to have it
 * @throws as `fetchDocument`
 */
export async function fetchAgain(kith: Kith, status: Status, until: number): Promise<Doc> {
  try {
    const doc = await fetchDocument(kith, status.uri, left(kith, until));
    if (isA(doc, "Tombstone") && id(doc.id) === status.uri) await withdrawStatus(kith, status);
    return doc;
  } catch (error) {
    if (error instanceof NotServed && (await isForGood(kith, status, error, until))) await withdrawStatus(kith, status);
    throw error;
  }
}

/**
 * 410 means what it says. 404 is what Mastodon says of a deleted status, and of one that is not for us, and a broken server of everything: it counts for
 * what was open to all, while its author is still to be found there.
 */
async function isForGood(kith: Kith, status: Status, { status: said }: NotServed, until: number): Promise<boolean> {
  if (said !== 404) return said === 410;
  const author = isOpen(status) ? await findAccountById(kith.db, status.account_id) : undefined;
  if (author === undefined) return false;
  try {
    return id((await fetchDocument(kith, author.uri, left(kith, until))).id) === author.uri;
  } catch (error) {
    if (!isTheirs(error)) throw error;
    return false;
  }
}
