/** Who follows somebody, or is in a group, for an archive. */
import type { Reads } from "../db/schema.ts";

const AT_ONCE = 1000;

/** Whoever has followed longest first. In parts, however many there are: they neither hold up what others ask for nor are ever held whole. */
export async function* followerNames(db: Reads, target_id: number): AsyncGenerator<{ username: string; host: string }[]> {
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
    if (rows.length > 0) yield rows;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)?.id ?? 0;
  }
}
