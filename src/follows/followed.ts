/**
 * Whether anybody here follows an account. Asked of everything that its server sends, so that it does is remembered for a minute: who has just unfollowed
 * it may be sent a little more than is wanted, which nobody sees. That nobody follows it is looked up each time.
 */
import { prepare } from "../db/prepared.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";

const REMEMBERED = 60_000;
const MOST = 10_000;

const cacheOf = (kith: Kith) => kith.cache<{ until: number }>("followed", MOST);

const selectFollower = prepare((db, { target_id }: { target_id: number }) =>
  db.selectFrom("follows").select("id").where("target_id", "=", target_id).where("state", "=", "accepted").limit(1),
);

export async function isFollowedHere(kith: Kith, { id: target_id }: { id: number }): Promise<boolean> {
  const known = cacheOf(kith).get(String(target_id));
  if (known !== undefined && known.until > kith.now()) return true;
  const [follower] = await selectFollower(kith.db, { target_id });
  if (follower === undefined) return false;
  cacheOf(kith).set(String(target_id), { until: kith.now() + REMEMBERED });
  return true;
}

export const forgetFollowed = (kith: Kith, { target_id }: KithEventOf<"follow.removed" | "follow.rejected">): void =>
  void cacheOf(kith).delete(String(target_id));
