/** Which groups one reads by mail, as a file for its owner. */
import type { Account, Reads } from "../db/schema.ts";
import { toCsv } from "../moves/csv.ts";

/** CSV: the group's address, and how it comes (`each`, `daily`). */
export async function writeGroupMail(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const rows = await db
    .selectFrom("group_mail")
    .innerJoin("accounts", "accounts.id", "group_mail.group_id")
    .select(["accounts.uri", "group_mail.mode"])
    .where("group_mail.account_id", "=", id)
    .orderBy("group_mail.group_id")
    .execute();
  return toCsv([["Group", "Mode"], ...rows.map(({ uri, mode }) => [uri, mode])]);
}
