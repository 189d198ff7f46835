/** What readers do with announcements: put them away, and react. */
import { sql } from "kysely";
import type { Reads } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { toEmoji } from "../text/emoji.ts";
import type { Announcement } from "./write.ts";

/** As on Mastodon: so many different reactions stand under an announcement. */
const MOST_NAMES = 8;

export async function dismiss(kith: Kith, account_id: number, { id: announcement_id }: Announcement): Promise<void> {
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("announcement_dismissals")
        .values({ announcement_id, account_id })
        .onConflict((oc) => oc.doNothing())
        .execute(),
  );
}

/** Reacting again changes nothing. @throws Refusal `invalid` for what is no emoji, and for one kind too many */
export async function react(kith: Kith, account_id: number, { id: announcement_id }: Announcement, name: string): Promise<void> {
  if (!(await isEmoji(kith.db, name))) throw invalid("Validation failed: Name is not a recognized emoji");
  await kith.write(async (tx, happened) => {
    const { rows } = await sql<{ name: string }>`select distinct name from announcement_reactions
      where announcement_id = ${announcement_id}`.execute(tx);
    if (rows.length >= MOST_NAMES && !rows.some((row) => row.name === name))
      throw invalid("Validation failed: Limit of different reactions reached");
    const made = await tx
      .insertInto("announcement_reactions")
      .values({ id: kith.newId(), announcement_id, account_id, name, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made !== undefined) happened({ type: "announcement.reacted", announcement_id, name });
  });
}

/** There need not be one. */
export async function unreact(
  kith: Kith,
  account_id: number,
  { id: announcement_id }: Announcement,
  name: string,
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("announcement_reactions")
      .where("announcement_id", "=", announcement_id)
      .where("account_id", "=", account_id)
      .where("name", "=", name)
      .returning("id")
      .executeTakeFirst();
    if (gone !== undefined) happened({ type: "announcement.reacted", announcement_id, name });
  });
}

/** One emoji of Unicode, or the shortcode of a visible one of ours. */
async function isEmoji(db: Reads, name: string): Promise<boolean> {
  if (name.length > 64) return false;
  if (toEmoji(name) !== undefined) return true;
  if (!/^\w+$/.test(name)) return false;
  const known = await db
    .selectFrom("custom_emojis")
    .select("id")
    .where("host", "=", "")
    .where("disabled", "=", 0)
    .where("shortcode", "=", name)
    .executeTakeFirst();
  return known !== undefined;
}
