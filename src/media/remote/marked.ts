/**
 * Files elsewhere that are for a few, whose addresses bear marks that end (`../apart.ts`): when one has ended before we have got the file, its origin is asked for
 * what shows it again, which has the address with a new one.
 */
import type { Kith } from "../../kith.ts";
import { endOfMark } from "../apart.ts";
import type { RemoteUse } from "./fetch.ts";
import { isKept, keepRemote, type Kept } from "./keep.ts";

/** ms by which clocks may differ. */
const SLACK = 60_000;

/**
 * As `keepRemote`.
 *
 * @param find the address as it is after its origin has been asked by `refresh`
 */
export async function keepMarked(
  kith: Kith,
  { url, use, refresh }: { url: string; use: RemoteUse; refresh: () => Promise<void> },
  find: () => Promise<string>,
): Promise<Kept | undefined> {
  const end = endOfMark(url);
  if (end === undefined || end > kith.now() + SLACK || (await isKept(kith, url, use))) return await keepRemote(kith, url, use);
  await refresh();
  const now = await find();
  return now === "" ? undefined : await keepRemote(kith, now, use);
}
