/** Statuses that an account keeps at the top of its profile. */
import { sql } from "kysely";
import { holdAccounts } from "../accounts/find.ts";
import type { Account, Status } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { isIn } from "../groups/belong.ts";
import type { Kith } from "../kith.ts";

export const MAX_PINNED = 5;
/** Other servers may pin more; so many are kept. */
export const MAX_REMOTE = 20;

/**
 * Pins one's own status. Twice is once.
 *
 * @throws Refusal `invalid` with Mastodon's sentences
 */
export async function pin(kith: Kith, account: Account, status: Status): Promise<void> {
  if (status.account_id !== account.id) throw invalid("Validation failed: Someone else's post cannot be pinned");
  if (status.reblog_of_id !== null) throw invalid("Validation failed: A boost cannot be pinned");
  if (status.visibility === "direct" || status.visibility === "limited")
    throw invalid("Validation failed: Posts that are only visible to mentioned users cannot be pinned");
  const pinned = await insertPin(kith, account, status, MAX_PINNED);
  if (!pinned) throw invalid("Validation failed: You have already pinned the maximum number of posts");
}

/** Returns false when there is no room. */
const insertPin = async (kith: Kith, account: Account, status: Status, most: number): Promise<boolean> =>
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const { numAffectedRows = 0n } = await sql`insert into pins (id, account_id, status_id, created_at)
      select cast(${kith.newId()} as bigint), accounts.id, cast(${status.id} as bigint), cast(${kith.now()} as bigint) from accounts
      where accounts.id = ${account.id} and (select count(*) from pins where pins.account_id = ${account.id}) < ${most}
      on conflict do nothing`.execute(tx);
    if (numAffectedRows > 0n) {
      if (account.host === "") happened({ type: "status.pinned", status_id: status.id, account_id: account.id });
      return true;
    }
    const known = await tx
      .selectFrom("pins")
      .select("id")
      .where("account_id", "=", account.id)
      .where("status_id", "=", status.id)
      .executeTakeFirst();
    return known !== undefined;
  });

/** Takes a pin back; there need not be one. */
export async function unpin(kith: Kith, account: Account, status: Pick<Status, "id">): Promise<void> {
  await removePin(kith, account, status);
}

/** The same. Whether there was one. */
export const removePin = async (kith: Kith, account: Account, status: Pick<Status, "id">): Promise<boolean> =>
  await kith.write(async (tx, happened) => {
    const { numDeletedRows } = await tx
      .deleteFrom("pins")
      .where("account_id", "=", account.id)
      .where("status_id", "=", status.id)
      .executeTakeFirst();
    if (numDeletedRows > 0n && account.host === "")
      happened({ type: "status.unpinned", status_id: status.id, account_id: account.id });
    return numDeletedRows > 0n;
  });

/** An Add to a remote account's featured collection. What is not its own (of a group: not posted to it), or not for all, is left alone. Whether it is pinned then. */
export async function receivePin(kith: Kith, account: Account, status: Status): Promise<boolean> {
  const open = status.visibility === "public" || status.visibility === "unlisted";
  const own = status.account_id === account.id || (account.actor_type === "Group" && (await isIn(kith.db, account.id, status)));
  const known = open || (account.members_only === 1 && status.group_id === account.id);
  if (!own || !known || status.reblog_of_id !== null || status.deleted_at > 0) return false;
  return await insertPin(kith, account, status, MAX_REMOTE);
}

/** What a remote account has at the top of its profile, the first first; `whole`: that is all, so that what else was pinned no longer is. */
export async function keepPins(kith: Kith, account: Account, pinned: readonly Status[], whole: boolean): Promise<void> {
  const before = await kith.db.selectFrom("pins").select("status_id").where("account_id", "=", account.id).execute();
  const ids = new Set(pinned.map(({ id }) => id));
  for (const { status_id } of before) if (whole && !ids.has(status_id)) await unpin(kith, account, { id: status_id });
  for (const status of pinned.toReversed()) await receivePin(kith, account, status);
}
