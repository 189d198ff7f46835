/** Reads that may be late, and who must not be kept from what they have just written. */
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";

/** Somebody has done something: what they read next is to have it. */
export function noteWriter(kith: Pick<Kith, "replicas" | "tell">, account_id: number): void {
  if (kith.replicas === undefined) return;
  kith.replicas.wrote(account_id);
  kith.tell({ type: "account.wrote", account_id });
}

/**
 * Reads for somebody (0: a visitor) from a copy of the database, if there is one that has all they wrote; should that fail, or there be none, from the
 * database itself. `read` may run twice, so it must do nothing but read.
 */
export async function readLate<T>(kith: Kith, account_id: number, read: (kith: Kith) => Promise<T>): Promise<T> {
  const copy = kith.replicas?.pick(account_id);
  if (copy === undefined) return await read(kith);
  try {
    return await read(Object.create(kith, { db: { value: copy.reads, enumerable: true } }) as Kith);
  } catch (error) {
    // A refusal is no failure; but what is not found in a copy may be in the database.
    if (!(error instanceof Refusal)) copy.fail();
    return await read(kith);
  }
}
