/** What is heard here of a group elsewhere: what its moderators do, and who is in it. Neither is whole: what was done before, or told to others only, is not in it. */
import { fromJson } from "../db/columns.ts";
import { evened } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { GroupAct } from "../db/values.ts";
import { isSeen, type Onlooker } from "../follows/load.ts";
import type { Kith } from "../kith.ts";
import { findGroup } from "./moderators.ts";

const OPPOSITES = [
  ["locked", "unlocked"],
  ["removed", "restored"],
  ["pinned", "unpinned"],
  ["banned", "unbanned"],
  ["appointed", "dismissed"],
] as const satisfies readonly (readonly [GroupAct, GroupAct])[];

/** Of each group. */
const MOST_KEPT = 1000;

export type HeardAct = (typeof OPPOSITES)[number][number];
export type Heard = Pick<Row<"group_log">, "group_id" | "actor_id" | "account_id" | "status_id" | "reason"> & { act: HeardAct };

/** Heard again, from whomever, it is the same. @param anew it is not: what was done before has run out */
export const noteHeard = async (kith: Kith, heard: Heard, anew = false): Promise<void> =>
  await kith.write(async (tx) => {
    const { group_id, account_id, status_id, act } = heard;
    const pair = OPPOSITES.find((acts) => acts.some((one) => one === act)) ?? [act];
    const last = await tx
      .selectFrom("group_log")
      .select("act")
      .where("group_id", "=", group_id)
      .where("account_id", "=", account_id)
      .where("status_id", "=", status_id)
      .where("act", "in", pair)
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    if (last?.act === act && !anew) return;
    await tx
      .insertInto("group_log")
      .values({ id: kith.newId(), ...heard, created_at: kith.now() })
      .execute();
    await forgetOldest(tx, group_id);
  });

/** The oldest beyond what is kept goes: how much is done there is not for this server to say. */
async function forgetOldest(tx: Tx, group_id: number): Promise<void> {
  const oldest = await tx
    .selectFrom("group_log")
    .select("id")
    .where("group_id", "=", group_id)
    .orderBy("id", "desc")
    .offset(MOST_KEPT - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldest !== undefined)
    await tx.deleteFrom("group_log").where("group_id", "=", group_id).where("id", "<", oldest.id).execute();
}

/**
 * Those whom this server knows to be in it: its own people, and whom the group's server names, without those whom who looks does not want to see, or who
 * have blocked them. The rows bear ids of accounts, by which the pages go.
 */
export async function loadKnownMembers(
  { db, now }: Pick<Kith, "db" | "now">,
  { group_id, onlooker }: { group_id: number; onlooker: Onlooker | undefined },
  paging: Paging,
): Promise<{ id: number; account_id: number }[]> {
  const row = await findGroup(db, group_id);
  const named = row === undefined ? [] : fromJson(row.members);
  const query = db
    .selectFrom("accounts")
    .select(["accounts.id", "accounts.id as account_id"])
    .where("accounts.deleted_at", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    // Whom it has banned is out, though its list may be of yesterday.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("group_bans")
            .select("group_bans.account_id")
            .whereRef("group_bans.account_id", "=", "accounts.id")
            .where("group_bans.group_id", "=", group_id)
            .where((ban) => ban.or([ban("group_bans.expires_at", "=", 0), ban("group_bans.expires_at", ">", now())])),
        ),
      ),
    )
    .where(isSeen("accounts.id", group_id, onlooker))
    .where((eb) => {
      const follows = eb
        .selectFrom("follows")
        .select("follows.account_id")
        .where("follows.target_id", "=", group_id)
        .where("follows.state", "=", "accepted");
      const here = eb("accounts.id", "in", follows);
      return named.length === 0 ? here : eb.or([here, eb("accounts.uri", "in", evened(named))]);
    });
  return inOrder(await paged(query, "accounts.id", paging).execute(), paging);
}
