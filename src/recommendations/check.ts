/** Whether a recommendation is what it says: asked of its origin, for somebody. What waits for an answer here is nobody's business but its author's and subject's. */
import { assertLimit } from "../access/limits.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { RecommendationCheck } from "../remote.ts";
import { httpUrl } from "../text/outside.ts";
import { findRecommendationByUri } from "./load.ts";

/** @param key whose the limit is: an account's id, or an address. @throws Refusal `missing` for what is no address, `too-many` */
export async function checkFor(kith: Kith, viewer_id: number, uri: string, key: string | number): Promise<RecommendationCheck> {
  const address = httpUrl(uri);
  if (address === undefined) throw missing();
  await assertLimit(kith, "check", key);
  const row = await findRecommendationByUri(kith.db, address);
  const party = row !== undefined && (row.author_id === viewer_id || row.subject_id === viewer_id);
  const known = row !== undefined && row.state !== "accepted" && !party;
  if (!known) return await kith.remote.checkRecommendation(address);
  return { uri: address, origin: "gone", proof: undefined, key_id: "", signed: undefined, shown: undefined };
}
