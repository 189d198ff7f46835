/** Slots: which of 32 processes this one is, so that no two make the same id. Leased like everything, and renewed. */
import type { Reads, Tx } from "./schema.ts";

const SLOTS = 32;
/** ms that a slot is held without renewal. */
export const SLOT_LEASE = 120_000;

export type SlotStore = { db: Reads; write<T>(work: (tx: Tx) => Promise<T>): Promise<T>; now: () => number };

/**
 * Takes a free slot for `holder`.
 *
 * @throws Error when 32 processes hold one
 */
export async function takeSlot({ write, now }: SlotStore, holder: string): Promise<number> {
  return await write(async (tx) => {
    const held = await tx.selectFrom("slots").select(["slot", "leased_until"]).execute();
    const until = new Map(held.map((row) => [row.slot, row.leased_until]));
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((until.get(slot) ?? 0) > now()) continue;
      const taken = await tx
        .insertInto("slots")
        .values({ slot, holder, leased_until: now() + SLOT_LEASE })
        .onConflict((oc) =>
          oc
            .column("slot")
            .doUpdateSet({ holder, leased_until: now() + SLOT_LEASE })
            .where("slots.leased_until", "<=", now()),
        )
        .executeTakeFirst();
      if (Number(taken.numInsertedOrUpdatedRows ?? 0) > 0) return slot;
    }
    throw new Error("32 processes of Kith share this database already: stop one first");
  });
}

/** Prolongs the lease; false when somebody else has the slot now, and this process must stop making ids. */
export async function renewSlot({ write, now }: SlotStore, slot: number, holder: string): Promise<boolean> {
  const leased_until = now() + SLOT_LEASE;
  const updated = await write(
    async (tx) =>
      await tx
        .updateTable("slots")
        .set({ leased_until })
        .where("slot", "=", slot)
        .where("holder", "=", holder)
        .executeTakeFirst(),
  );
  return updated.numUpdatedRows > 0n;
}

/** The holders of the other slots: processes that live, or died less than two minutes ago. */
export async function otherHolders({ db, now }: Pick<SlotStore, "db" | "now">, holder: string): Promise<string[]> {
  const rows = await db
    .selectFrom("slots")
    .select("holder")
    .where("leased_until", ">", now())
    .where("holder", "<>", holder)
    .execute();
  return rows.map((row) => row.holder);
}

export async function freeSlot({ write }: SlotStore, slot: number, holder: string): Promise<void> {
  await write(async (tx) => await tx.deleteFrom("slots").where("slot", "=", slot).where("holder", "=", holder).execute());
}
