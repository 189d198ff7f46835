/** Posts with an Idempotency-Key: however often one is sent within the hour, it makes one status. */
import { sql } from "kysely";
import type { Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findStatusById } from "./find.ts";

const KEPT = 3_600_000;

/** The status that was made with this key within the hour, unless it has been deleted. */
export async function findByKey(db: Reads, account_id: number, key: string, now: number): Promise<Status | undefined> {
  return await db
    .selectFrom("idempotency_keys")
    .innerJoin("statuses", "statuses.id", "idempotency_keys.status_id")
    .selectAll("statuses")
    .where("idempotency_keys.account_id", "=", account_id)
    .where("idempotency_keys.key", "=", key)
    .where("idempotency_keys.created_at", ">", now - KEPT)
    .where("statuses.deleted_at", "=", 0)
    .executeTakeFirst();
}

/**
 * Claims the key for a status whose row has just been inserted. When another status has it, the new row is removed again and the other
 * one returned: of posts that race with one key, one wins.
 */
export async function claimKey(tx: Tx, status: Status, key: string, now: number): Promise<Status | undefined> {
  const owner = await holderOf(tx, { account_id: status.account_id, key, id: status.id }, now);
  if (owner === status.id) return undefined;
  const earlier = await findStatusById(tx, owner);
  if (earlier === undefined) return undefined;
  await tx.deleteFrom("statuses").where("id", "=", status.id).execute();
  return earlier;
}

/** Who has the key now: `id`, unless another has it already. */
export async function holderOf(
  tx: Tx,
  { account_id, key, id }: { account_id: number; key: string; id: number },
  now: number,
): Promise<number> {
  const old = now - KEPT;
  const { rows } = await sql<{ status_id: number }>`insert into idempotency_keys (account_id, key, status_id, created_at)
    values (${account_id}, ${key}, ${id}, ${now})
    on conflict (account_id, key) do update set
      status_id = case when idempotency_keys.created_at > ${old} then idempotency_keys.status_id else excluded.status_id end,
      created_at = case when idempotency_keys.created_at > ${old} then idempotency_keys.created_at else excluded.created_at end
    returning status_id`.execute(tx);
  return Number(rows[0]?.status_id ?? id);
}

/** Forgets the keys of a deleted status, so that it can be sent again ("delete and redraft"). */
export const removeKeys = async (tx: Tx, status: Status): Promise<void> => {
  await tx
    .deleteFrom("idempotency_keys")
    .where("account_id", "=", status.account_id)
    .where("status_id", "=", status.id)
    .execute();
};

/** Forgets keys older than their hour; for housekeeping. */
export const forgetOldKeys = async (kith: Kith): Promise<void> => {
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("idempotency_keys")
      .where("created_at", "<=", kith.now() - KEPT)
      .execute();
  });
};
