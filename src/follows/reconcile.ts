/** Sets our people's follows of somebody elsewhere right, by the list that their own server keeps. */
import { parts } from "../db/lists.ts";
import type { Account, Follow } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { acceptFollow } from "./accept.ts";
import { removeFollow } from "./rows.ts";

/** ms within which a follow may be known to one side only: its request or its answer is under way. */
const UNDER_WAY = 300_000;
/** So many follows that nobody here knows are undone at a time. */
const MOST_UNKNOWN = 200;
const CHUNK = 500;

/**
 * - A follow that their server does not know ends here. - One that we wait for and that they have long accepted is accepted. - One that only they know
 * of is undone there.
 *
 * @param named the accounts of ours that follow `target`, as its server says
 */
export async function reconcileFollows(kith: Kith, target: Account, named: readonly number[]): Promise<void> {
  const listed = new Set(named);
  const before = kith.now() - UNDER_WAY;
  const known = await loadFollows(kith, target);
  for (const follow of known) {
    if (listed.has(follow.account_id)) {
      if (follow.state === "pending") await acceptFollow(kith, follow);
    } else if (follow.state === "accepted" && follow.created_at < before) await end(kith, follow);
  }
  const ours = new Set(known.map(({ account_id }) => account_id));
  const unknown = [...listed].filter((id) => !ours.has(id)).slice(0, MOST_UNKNOWN);
  await undo(kith, target, unknown);
}

const loadFollows = async ({ db }: Kith, target: Account): Promise<Follow[]> =>
  await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .selectAll("follows")
    .where("follows.target_id", "=", target.id)
    .where("accounts.host", "=", "")
    .execute();

async function end(kith: Kith, { account_id, target_id }: Follow): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await removeFollow(tx, kith, happened, { account_id, target_id });
    if (gone !== undefined) happened({ type: "follow.removed", follow_id: gone.id, account_id, target_id, uri: gone.uri });
  });
}

/** Only accounts that are here: an Undo is signed by whom it is of. */
async function undo(kith: Kith, target: Account, account_ids: readonly number[]): Promise<void> {
  for (const part of parts(account_ids, CHUNK)) {
    const rows = await kith.db
      .selectFrom("accounts")
      .select("id")
      .where("id", "in", part)
      .where("host", "=", "")
      .where("deleted_at", "=", 0)
      .execute();
    await kith.write(async (_, happened) => {
      for (const { id } of rows)
        happened({ type: "follow.removed", follow_id: kith.newId(), account_id: id, target_id: target.id, uri: "" });
    });
  }
}
