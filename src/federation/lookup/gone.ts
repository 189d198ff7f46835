/** Whether something elsewhere has been deleted, when somebody says so who may not be believed about it. */
import type { Kith } from "../../kith.ts";
import { isOpen } from "../../statuses/visible.ts";
import { isA } from "../read/shape.ts";
import { fetchDocument } from "../signed.ts";
import { isGone, NotServed } from "./failure.ts";
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
