/** Whether anything is counted: the server decides for all, and everybody for themselves. Off means that nothing is kept. */
import { sql } from "kysely";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

const TABLES = ["insight_days", "insight_leavings", "insight_reach", "insight_referrers"] as const;

/** The setting that says until when reach has been counted (ms). */
export const REACH_KEY = "insights_reach";

export async function isCounted({ db, instance }: Pick<Kith, "db" | "instance">, account_id: number): Promise<boolean> {
  if (!instance.insights) return false;
  const choice = await db
    .selectFrom("insight_choices")
    .select("disabled")
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  return choice?.disabled !== 1;
}

/** Of these accounts, those that are not counted for a day. @param day the instant at which it began */
export async function loadUncounted(db: Reads, account_ids: readonly number[], day: number): Promise<Set<number>> {
  if (account_ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("insight_choices")
    .select("account_id")
    .where("account_id", "in", account_ids)
    .where((eb) => eb.or([eb("disabled", "=", 1), eb("since", ">", day)]))
    .execute();
  return new Set(rows.map(({ account_id }) => account_id));
}

/** Switches the insights of an account on or off. Off, all that has been kept goes; on, counting begins with the next day. */
export async function choose(kith: Kith, account_id: number, counted: boolean): Promise<void> {
  // Of the server as a whole it is decided elsewhere, for all.
  if (account_id === (await kith.instanceAccount()).id || counted === (await isChosen(kith.db, account_id))) return;
  const change = { disabled: counted ? 0 : 1, since: kith.now() } as const;
  await kith.write(async (tx) => {
    await tx
      .insertInto("insight_choices")
      .values({ account_id, ...change })
      .onConflict((oc) => oc.column("account_id").doUpdateSet(change))
      .execute();
    if (counted) return;
    for (const table of TABLES) await tx.deleteFrom(table).where("account_id", "=", account_id).execute();
    // How often their videos were watched was counted, too (`watches.ts`).
    await tx.updateTable("videos").set({ views_count: 0 }).where("account_id", "=", account_id).execute();
  });
  kith.cache("hints", 500).clear();
}

async function isChosen(db: Reads, account_id: number): Promise<boolean> {
  const rows = db.selectFrom("insight_choices").select("disabled").where("account_id", "=", account_id);
  return (await rows.executeTakeFirst())?.disabled !== 1;
}

/** Takes all away that has been kept, of everybody. */
export async function removeInsights(tx: Tx): Promise<void> {
  for (const table of TABLES) await tx.deleteFrom(table).execute();
  // What videos elsewhere say of themselves is theirs.
  await sql`update videos set views_count = 0 where views_count > 0
    and exists (select 1 from accounts where accounts.id = videos.account_id and accounts.host = '')`.execute(tx);
  await tx.deleteFrom("settings").where("key", "=", REACH_KEY).execute();
}
