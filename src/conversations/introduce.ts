/** Makes two friends known to each other: a message to both, which says so. */
import { assertLimit } from "../access/limits.ts";
import { loadAccounts } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account } from "../db/schema.ts";
import { conflict, invalid, missing } from "../errors.ts";
import { AGAIN, hasIntroduced, type Introduced } from "../friends/introductions.ts";
import { friendsAmong } from "../friends/load.ts";
import type { Kith } from "../kith.ts";
import { publishStatus } from "../statuses/publish.ts";
import { acct } from "../uris.ts";

const MOST_WORDS = 500;

/**
 * Only friends of both may. Where one of the two has nothing to do with the other nothing comes of it, and who introduces them is not told.
 *
 * @throws Refusal `missing` for anybody but friends; `invalid` for the same person twice or too many words; `conflict`, `too-many`
 */
export async function introduce(kith: Kith, account: Account, pair: Introduced, words: string): Promise<void> {
  const [one_id, other_id] = pair;
  if (one_id === other_id) throw invalid("Validation failed: Two different people are needed");
  if ((await friendsAmong(kith.db, account.id, pair)).size < 2) throw missing();
  if (words.length > MOST_WORDS) throw invalid(`Validation failed: Comment is too long (maximum is ${MOST_WORDS} characters)`);
  if (await hasIntroduced(kith.db, account.id, pair, kith.now() - AGAIN))
    throw conflict("You have introduced these two to each other already");
  await assertLimit(kith, "introduce", account.id);
  if ((await isBlockedBetween(kith.db, one_id, other_id)) || (await isBlockedBetween(kith.db, other_id, one_id))) return;
  const found = await loadAccounts(kith.db, pair);
  const names = pair.flatMap((id) => found.get(id) ?? []).map((each) => `@${acct(each)}`);
  await publishStatus(kith, account, {
    text: `${names.join(" ")} ${words.trim()}`.trim(),
    visibility: "direct",
    sensitive: false,
    spoiler_text: "",
    media_ids: [],
    language: "",
    mentioned_ids: pair,
    introduces: pair,
  });
}
