/** The numbers of an account of another server, as that server counts them: most of what they count has never come here. */
import { sql } from "kysely";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** As offered; undefined = not at all. */
export type Counts = { statuses: number | undefined; followers: number | undefined; following: number | undefined };

/** Takes over the numbers, but never fewer than are known here: some servers hide them. */
export async function noteCounts(
  kith: Kith,
  { id, members_only }: Pick<Account, "id" | "members_only">,
  counts: Counts,
): Promise<void> {
  const followers = sql<number>`(select count(*) from follows where target_id = ${id} and state = 'accepted')`;
  const following = sql<number>`(select count(*) from follows where account_id = ${id} and state = 'accepted')`;
  // A private group tells everybody how much it says to everybody.
  const posts = members_only === 1 ? sql<number>`(select count(*) from group_posts where group_id = ${id})` : sql<number>`0`;
  const most = (said: number, here: typeof followers) => sql<number>`case when ${here} > ${said} then ${here} else ${said} end`;
  const changes = {
    ...(counts.statuses === undefined ? {} : { statuses_count: most(counts.statuses, posts) }),
    ...(counts.followers === undefined ? {} : { followers_count: most(counts.followers, followers) }),
    ...(counts.following === undefined ? {} : { following_count: most(counts.following, following) }),
  };
  if (Object.keys(changes).length === 0) return;
  await kith.write(
    async (tx) => await tx.updateTable("accounts").set(changes).where("id", "=", id).where("host", "<>", "").execute(),
  );
}
