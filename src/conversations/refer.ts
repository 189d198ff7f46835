/** Recommends somebody to somebody: a message to both, which names the one and leads to what they do. */
import { assertLimit } from "../access/limits.ts";
import { loadAccounts } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Reads } from "../db/schema.ts";
import { conflict, invalid, missing } from "../errors.ts";
import { AGAIN, hasIntroduced, type Introduced } from "../friends/introductions.ts";
import type { Kith } from "../kith.ts";
import { publishStatus } from "../statuses/publish.ts";
import { acct } from "../uris.ts";

const MOST_WORDS = 500;

/** `referred_id`: who could help `to_id`. */
export type Referral = { referred_id: number; to_id: number };

/**
 * Only people whom one follows. Where one of the two has nothing to do with the other, nothing comes of it and nobody is told.
 *
 * @throws Refusal `missing` for anybody else; `invalid` for the same person twice or too many words; `conflict`, `too-many`
 */
export async function refer(kith: Kith, account: Account, { referred_id, to_id }: Referral, words: string): Promise<void> {
  if (referred_id === to_id) throw invalid("Validation failed: Two different people are needed");
  if (!(await followsBoth(kith.db, account.id, [referred_id, to_id]))) throw missing();
  if (words.length > MOST_WORDS) throw invalid(`Validation failed: Comment is too long (maximum is ${MOST_WORDS} characters)`);
  const introduces: Introduced = [referred_id, to_id, referred_id];
  if (await hasIntroduced(kith.db, account.id, introduces, kith.now() - AGAIN))
    throw conflict("You have recommended them to this person already");
  await assertLimit(kith, "refer", account.id);
  if ((await isBlockedBetween(kith.db, referred_id, to_id)) || (await isBlockedBetween(kith.db, to_id, referred_id))) return;
  const found = await loadAccounts(kith.db, [to_id, referred_id]);
  const names = [to_id, referred_id].flatMap((id) => found.get(id) ?? []).map((each) => `@${acct(each)}`);
  await publishStatus(kith, account, {
    text: `${names.join(" ")} ${words.trim()}`.trim(),
    visibility: "direct",
    sensitive: false,
    spoiler_text: "",
    media_ids: [],
    language: "",
    mentioned_ids: [to_id, referred_id],
    introduces,
  });
}

async function followsBoth(db: Reads, account_id: number, ids: readonly number[]): Promise<boolean> {
  const follows = db.selectFrom("follows").select("target_id").where("account_id", "=", account_id);
  const rows = await follows.where("target_id", "in", ids).where("state", "=", "accepted").execute();
  return rows.length === ids.length;
}
