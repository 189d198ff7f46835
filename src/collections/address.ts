/** Finds a collection by its address, ours or another server's: that of its document or of its page. */
import type { Kith } from "../kith.ts";
import { isOurs, localCollectionId } from "../uris.ts";

/** ms */
const TIMEOUT = 8000;

/** The one of another server that is at an address. A page counts on the server of its document only, or anybody could stand behind others' links. */
export const findAddressed = <Place extends { uri: string | null; url: string }>(
  places: readonly Place[],
  address: string,
): Place | undefined =>
  places.find(({ uri }) => uri === address) ??
  places.find(({ uri, url }) => url === address && uri !== null && URL.parse(uri)?.origin === URL.parse(url)?.origin);

/** Its id. @param resolve whether the address's server may be asked for one that is not known */
export async function findCollectionAt(kith: Kith, url: string, resolve: boolean): Promise<number | undefined> {
  if (isOurs(kith.instance, url)) return localCollectionId(kith.instance, url)?.collection_id;
  const rows = await kith.db
    .selectFrom("collections")
    .select(["id", "uri", "url"])
    .where((eb) => eb.or([eb("uri", "=", url), eb("url", "=", url)]))
    .execute();
  const known = findAddressed(rows, url);
  if (known !== undefined || !resolve) return known?.id;
  return (await kith.remote.fetchCollection(url, { timeout: TIMEOUT }))?.id;
}
