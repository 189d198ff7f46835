/**
 * Turns: other servers are asked for a thread or a profile because somebody looks at it, once in a while and by one of us, however many look.
 * A turn is claimed in the transaction that queues the work; whoever comes meanwhile finds it taken.
 */
import { sql } from "kysely";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { prepare } from "../db/prepared.ts";
import { hash32 } from "../ids.ts";
import type { Kith } from "../kith.ts";

export type Turn = Row<"turns">;

/** A turn that has not ended after so long (ms) was lost with its process. */
const LASTS = 10 * 60_000;
const DAY = 86_400_000;
/** After so many failures in a row the wait does not double any more. */
const MOST_DOUBLINGS = 7;
/** ms for which turns, and what was counted at them, are remembered. */
const REMEMBERED = 60 * DAY;

export const threadTurn = (conversation_id: number): string => `thread/${conversation_id}`;
export const accountTurn = (account_id: number): string => `account/${account_id}`;

const selectTurn = prepare((db, { name }: { name: string }) => db.selectFrom("turns").selectAll().where("name", "=", name));

export const findTurn = async (db: Reads, name: string): Promise<Turn | undefined> => (await selectTurn(db, { name }))[0];

/** Takes a turn that is due; false when it is not, or somebody else has just taken it. */
export async function claimTurn(tx: Tx, { now: clock }: Pick<Kith, "now">, name: string): Promise<boolean> {
  const now = clock();
  const { numAffectedRows = 0n } = await sql`
    insert into turns (name, counted, failures, checked_at, next_at) values (${name}, -1, 0, 0, ${now + LASTS})
    on conflict (name) do update set next_at = excluded.next_at where turns.next_at <= ${now}`.execute(tx);
  return numAffectedRows > 0n;
}

/** - `every` ms until the next one; after a failure twice as long, and so on, a day at most; - `counted` what was counted, if anything was */
export type Outcome = { ok: boolean; every: number; counted?: number | undefined };

/** Ends a turn. A fifth of the wait is jitter, so that what was asked together is not asked together again. */
export async function endTurn(tx: Tx, kith: Pick<Kith, "now">, name: string, { ok, every, counted }: Outcome): Promise<void> {
  const now = kith.now();
  const before = await findTurn(tx, name);
  const failures = ok ? 0 : Math.min((before?.failures ?? 0) + 1, MOST_DOUBLINGS);
  const wait = Math.min(every * 2 ** failures, Math.max(every, DAY));
  const jitter = (hash32(`${name}/${now}`) % 1000) / 5000;
  const values = {
    failures,
    counted: counted ?? before?.counted ?? -1,
    checked_at: ok ? now : (before?.checked_at ?? 0),
    next_at: now + Math.round(wait * (1 + jitter)),
  };
  await tx
    .insertInto("turns")
    .values({ name, ...values })
    .onConflict((oc) => oc.column("name").doUpdateSet(values))
    .execute();
}

/** Forgets what nobody has looked at for long. A recurring job. */
export const forgetTurns = async (kith: Kith): Promise<void> =>
  await kith.write(async (tx) => {
    const then = kith.now() - REMEMBERED;
    await tx.deleteFrom("turns").where("next_at", "<", then).execute();
    await tx.deleteFrom("reply_counts").where("checked_at", "<", then).execute();
  });
