/** Who follows somebody, or is in a group, for an archive. */
import type { Reads } from "../db/schema.ts";

const AT_ONCE = 1000;

/** Whoever has followed longest first. Read in parts: so many must not hold up what others ask for. */
export async function loadFollowerNames(db: Reads, target_id: number): Promise<{ username: string; host: string }[]> {
  const followers: { username: string; host: string }[] = [];
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom("follows")
      .innerJoin("accounts", "accounts.id", "follows.account_id")
      .select(["follows.id", "accounts.username", "accounts.host"])
      .where("follows.target_id", "=", target_id)
      .where("follows.state", "=", "accepted")
      .where("follows.id", ">", after)
      .orderBy("follows.id")
      .limit(AT_ONCE)
      .execute();
    followers.push(...rows);
    if (rows.length < AT_ONCE) return followers;
    after = rows.at(-1)?.id ?? 0;
  }
}
