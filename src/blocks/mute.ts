/** Muting: not seeing somebody for a while or for good, without their knowing. */
import { flag } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";

/** `notifications`: also those from them (yes, unless said otherwise); `duration` in seconds, 0 = for good. */
export type MuteOptions = { notifications?: boolean | undefined; duration?: number | undefined };

const TEN_YEARS = 10 * 365 * 86_400;

/**
 * Muting again changes the options.
 *
 * @throws Refusal `forbidden` for oneself
 */
export async function mute(
  kith: Kith,
  account: Pick<Account, "id">,
  target: Pick<Account, "id">,
  options: MuteOptions = {},
): Promise<void> {
  if (account.id === target.id) throw forbidden();
  const now = kith.now();
  const seconds = Math.min(Math.max(Math.trunc(options.duration ?? 0) || 0, 0), TEN_YEARS);
  const change = { notifications: flag(options.notifications ?? true), expires_at: seconds === 0 ? 0 : now + seconds * 1000 };
  const row = { id: kith.newId(), account_id: account.id, target_id: target.id, created_at: now, ...change };
  await kith.write(async (tx, happened) => {
    await tx
      .insertInto("mutes")
      .values(row)
      .onConflict((oc) => oc.columns(["account_id", "target_id"]).doUpdateSet(change))
      .execute();
    // Their messages come from now on, and so does what was kept.
    if (change.notifications === 0) happened({ type: "mute.ended", account_id: account.id, target_id: target.id });
  });
}

export async function unmute(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx, happened) => {
    const pair = { account_id: account.id, target_id: target.id };
    const gone = tx.deleteFrom("mutes").where("account_id", "=", pair.account_id).where("target_id", "=", pair.target_id);
    if ((await gone.executeTakeFirst()).numDeletedRows > 0n) happened({ type: "mute.ended", ...pair });
  });
}

/** Whom an account has muted, without mutes that have run out at `now` (ms); `id` is the mute's, for the cursor. */
export async function loadMutes(
  db: Reads,
  account_id: number,
  now: number,
  paging: Paging,
): Promise<(Pick<Row<"mutes">, "id" | "expires_at" | "notifications"> & { account_id: number })[]> {
  const query = db
    .selectFrom("mutes")
    .select(["mutes.id", "mutes.target_id as account_id", "mutes.expires_at", "mutes.notifications"])
    .where("mutes.account_id", "=", account_id)
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", now)]));
  return inOrder(await paged(query, "mutes.id", paging).execute(), paging);
}
