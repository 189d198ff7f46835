/** What the actor of a group elsewhere says of the group: its rules, and whether its moderators alone begin threads there. */
import { flag, toJson } from "../db/columns.ts";
import type { Tx } from "../db/schema.ts";

/** Left out: nothing was said of it, and it stays as it was. */
type Said = { restricted?: boolean; rules?: readonly string[] };

export async function keepSaid(tx: Tx, account_id: number, { restricted, rules }: Said): Promise<void> {
  const row = {
    ...(restricted === undefined ? {} : { restricted: flag(restricted) }),
    ...(rules === undefined ? {} : { rules: toJson([...rules]) }),
  };
  if (Object.keys(row).length === 0) return;
  await tx
    .insertInto("remote_groups")
    .values({ account_id, moderators_url: "", checked_at: 0, ...row })
    .onConflict((oc) => oc.column("account_id").doUpdateSet(row))
    .execute();
}
