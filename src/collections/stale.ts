/** Says that somebody looks at collections of another server of which nobody has heard for a while: they are then looked at there. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Collection } from "./load.ts";

/** ms */
const STALE = 86_400_000;
/** No more often than this, whatever comes of it (ms). */
const ASKED = 3_600_000;

type Asked = { at: number };

/** Whether it is time to ask again. */
function due(kith: Kith, name: string): boolean {
  const asked = kith.cache<Asked>("stale-collections", 5000);
  const now = kith.now();
  if ((asked.get(name)?.at ?? -Infinity) > now - ASKED) return false;
  asked.set(name, { at: now });
  return true;
}

export async function noteStaleCollection(kith: Kith, { uri, fetched_at }: Collection): Promise<void> {
  if (uri === null || fetched_at > kith.now() - STALE || !due(kith, uri)) return;
  await kith.write(async (_, happened) => happened({ type: "collection.found", uri }));
}

/** The collections of an account elsewhere are found when somebody wants to see them. */
export async function noteWanted(kith: Kith, { id, host, uri, collections_url }: Account): Promise<void> {
  if (host === "" || collections_url === "" || !due(kith, `of ${uri}`)) return;
  await kith.write(async (_, happened) => happened({ type: "collections.wanted", account_id: id }));
}
