/**
 * What the actor of a group elsewhere says of the group: its rules, whether its moderators alone begin threads there, and whether it tells those in it what it tells
 * nobody else.
 */
import { flag, toJson } from "../db/columns.ts";
import type { Tx } from "../db/schema.ts";
import type { KithEvent } from "../kith-events.ts";
import { forgetInside, isAnybodyIn } from "./inside.ts";

/** Left out: nothing was said of it, and it stays as it was. */
type Said = {
  restricted?: boolean;
  rules?: readonly string[];
  members_only?: boolean;
  inside_url?: string | undefined;
};

/** Whatever it has said may be news of what it tells its members: they ask again. */
export async function keepSaid(
  tx: Tx,
  happened: (event: KithEvent) => void,
  account_id: number,
  { restricted, rules, members_only = false, inside_url = "" }: Said,
): Promise<void> {
  const row = {
    ...(restricted === undefined ? {} : { restricted: flag(restricted) }),
    ...(rules === undefined ? {} : { rules: toJson([...rules]) }),
    inside_url: members_only ? inside_url : "",
  };
  await tx
    .insertInto("remote_groups")
    .values({ account_id, moderators_url: "", checked_at: 0, ...row })
    .onConflict((oc) => oc.column("account_id").doUpdateSet(row))
    .execute();
  if (row.inside_url === "" || !(await isAnybodyIn(tx, account_id))) return await forgetInside(tx, account_id);
  happened({ type: "group.veiled", group_id: account_id });
}
