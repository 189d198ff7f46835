/**
 * Who may write to somebody just so. Everybody else asks: their messages wait aside with their notifications, and their chat among the requests.
 *
 * It is what the policy of notifications says of private mentions, which apps change, too; `friends` is a word of ours on top of it.
 */
import type { Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { changePolicy } from "../notifications/policy.ts";

type Writers = "everyone" | "following" | "friends";

export async function findWriters(db: Reads, account_id: number): Promise<Writers> {
  const row = await db
    .selectFrom("notification_policies")
    .select(["for_private_mentions", "messages_from"])
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  if (row === undefined || row.for_private_mentions === "accept") return "everyone";
  return row.messages_from === "friends" ? "friends" : "following";
}

/** What waits already stays there. */
export async function changeWriters(kith: Kith, account_id: number, writers: Writers): Promise<void> {
  if (writers === (await findWriters(kith.db, account_id))) return;
  await changePolicy(kith, account_id, {
    for_private_mentions: writers === "everyone" ? "accept" : "filter",
    messages_from: writers === "friends" ? "friends" : "",
  });
}
