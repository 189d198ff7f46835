/**
 * Refreshes under way: work in the background that will add to an answer which a client has got already. The client asks for their state by
 * the id that came with the answer (`Mastodon-Async-Refresh`), until they have finished.
 */
import { prepare } from "../db/prepared.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

export type Refresh = Row<"async_refreshes">;

const DAY = 86_400_000;
/** A refresh that has not said for so long that it is done never will. */
const LASTS = 10 * 60_000;

/** Whose refresh it is: an account's, or everybody's (0). */
export const startRefresh = async (tx: Tx, kith: Pick<Kith, "now">, id: string, account_id = 0): Promise<void> => {
  const now = kith.now();
  await tx
    .deleteFrom("async_refreshes")
    .where("created_at", "<", now - DAY)
    .execute();
  const values = { account_id, result_count: 0, done_at: 0, created_at: now };
  await tx
    .insertInto("async_refreshes")
    .values({ id, ...values })
    .onConflict((oc) => oc.column("id").doUpdateSet(values))
    .execute();
};

/** Says how much there is by now, and whether that is all. */
export const noteRefresh = async (
  tx: Tx,
  kith: Pick<Kith, "now">,
  id: string,
  { result_count, done }: { result_count: number; done: boolean },
): Promise<void> => {
  const done_at = done ? kith.now() : 0;
  await tx.updateTable("async_refreshes").set({ result_count, done_at }).where("id", "=", id).execute();
};

/** One that the account may ask about. */
export const findRefresh = async (db: Reads, account_id: number, id: string): Promise<Refresh | undefined> =>
  (await selectRefresh(db, { id, account_id }))[0];

const selectRefresh = prepare((db, { id, account_id }: { id: string; account_id: number }) =>
  db.selectFrom("async_refreshes").selectAll().where("id", "=", id).where("account_id", "in", [0, account_id]),
);

export const isRunning = ({ done_at, created_at }: Pick<Refresh, "done_at" | "created_at">, now: number): boolean =>
  done_at === 0 && created_at > now - LASTS;

/** The refresh of a thread, while answers in it are being fetched from elsewhere. */
export const contextRefreshId = (conversation_id: number): string => `context-${conversation_id}`;
export const annualRefreshId = (account_id: number, year: number): string => `annual-report-${year}-${account_id}`;
