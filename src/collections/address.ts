/** Finds a collection by its address, ours or another server's. */
import type { Kith } from "../kith.ts";
import { isOurs, localCollectionId } from "../uris.ts";

/** ms */
const TIMEOUT = 8000;

/** Its id. @param resolve whether the address's server may be asked for one that is not known */
export async function findCollectionAt(kith: Kith, url: string, resolve: boolean): Promise<number | undefined> {
  if (isOurs(kith.instance, url)) return localCollectionId(kith.instance, url)?.collection_id;
  const known = await kith.db.selectFrom("collections").select("id").where("uri", "=", url).executeTakeFirst();
  if (known !== undefined || !resolve) return known?.id;
  return (await kith.remote.fetchCollection(url, { timeout: TIMEOUT }))?.id;
}
