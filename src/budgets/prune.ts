/**
 * Pruning: when the database is over its ceiling, old threads of other servers that nobody here has touched go, the oldest first, and then the
 * accounts and tags that nothing knows any more. In small transactions with room for others between them; a run that dies leaves what it has not
 * done, and nothing half done.
 */
import type { Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { letGo } from "../media/remote/keep.ts";
import { makeBreath } from "./breath.ts";
import { forgetStatuses, weighStatuses } from "./forget.ts";
import { loadTies } from "./keys.ts";
import { addCredit } from "./size.ts";
import { forgetAccounts, forgetTags, strayAccounts, weighAccounts, type Known } from "./strays.ts";
import { loadPruning, savePruning, type Pruning } from "./state.ts";
import { loadNamed, loadQuietHomes, type Bounds } from "./touched.ts";
import { walkThreads, type Portion } from "./threads.ts";

const DAY = 86_400_000;
/** ms for which a thread has to be quiet, and an account unknown. As long as a home reaches back. */
export const QUIET = 30 * DAY;
/** Portions of a run that comes by itself, and accounts or tags looked at together. */
const MOST_PORTIONS = 100;
const WINDOW = 500;
const MOST_WINDOWS = 400;
/** Bytes of the database that an account takes. */
const ACCOUNT = 2000;

/** What went, or would go. `bytes` of the database and `file_bytes` of copies of media are estimates. */
export type Outcome = {
  statuses: number;
  accounts: number;
  files: number;
  bytes: number;
  file_bytes: number;
  /** There is more that may go, and the goal has not been reached. */
  more: boolean;
};

export type Wish = {
  /** Bytes that are to go from the database. */
  goal: number;
  /** Nothing goes: it is only counted. */
  dry: boolean;
  /** By somebody. */
  asked?: boolean;
  portions?: number;
  told?: (outcome: Readonly<Outcome>) => void;
};

type Run = {
  kith: Kith;
  wish: Wish;
  bounds: Bounds;
  known: Known;
  state: Pruning;
  outcome: Outcome;
  gone: Set<number>;
  keys: Set<string>;
  breathe: () => Promise<void>;
  id: number;
};

/** A dry run counts exactly what the next real one of the same wish lets go, unless something happens in between. */
export async function prune(kith: Kith, wish: Wish): Promise<Outcome> {
  const since = kith.now() - QUIET;
  const gone = new Set<number>();
  const ties = await loadTies(kith);
  const run: Run = {
    kith,
    wish,
    bounds: { before: idAt(since), since, named: await loadNamed(kith), ties: ties.statuses, gone },
    known: { since, ties: ties.accounts },
    state: await loadPruning(kith.db),
    outcome: { statuses: 0, accounts: 0, files: 0, bytes: 0, file_bytes: 0, more: false },
    gone,
    keys: new Set(),
    breathe: makeBreath(),
    id: wish.dry ? 0 : await beginRun(kith, wish),
  };
  await pruneThreads(run);
  await pruneAccounts(run);
  if (!wish.dry) await endRun(run);
  return run.outcome;
}

async function pruneThreads(run: Run): Promise<void> {
  const { kith, wish, bounds, outcome, state, breathe } = run;
  const homes = await loadQuietHomes(kith.db, bounds.before);
  let portions = 0;
  for await (const portion of walkThreads(kith, { ...bounds, homes, cursor: state.cursor, breathe })) {
    if (outcome.bytes >= wish.goal || portions++ >= (wish.portions ?? MOST_PORTIONS)) {
      outcome.more = outcome.bytes < wish.goal;
      state.cursor = portion.cursor;
      return;
    }
    await prunePortion(run, portion);
    wish.told?.(outcome);
    await breathe();
  }
  // All the way round. If that was not enough, there is nothing to be found before others have become old.
  state.cursor = 0;
  state.exhausted_at = outcome.bytes < wish.goal ? kith.now() : 0;
}

async function prunePortion(run: Run, portion: Portion): Promise<void> {
  const { kith, wish, outcome, bounds } = run;
  const gone = wish.dry
    ? await weighStatuses(kith.db, portion.ids)
    : await kith.write(async (tx, happened) => {
        const forgotten = await forgetStatuses(tx, kith, portion, bounds);
        if (forgotten.ids.length > 0) happened({ type: "statuses.pruned", status_ids: forgotten.ids });
        await note(tx, run, { statuses: forgotten.ids.length, bytes: forgotten.bytes });
        return forgotten;
      });
  outcome.statuses += gone.ids.length;
  outcome.bytes += gone.bytes;
  if (wish.dry) for (const id of gone.ids) run.gone.add(id);
  await pruneFiles(run, gone.keys);
}

async function pruneFiles(run: Run, keys: readonly string[]): Promise<void> {
  const fresh = keys.filter((key) => !run.keys.has(key));
  if (fresh.length === 0) return;
  for (const key of fresh) run.keys.add(key);
  for (let at = 0; at < fresh.length; at += WINDOW) {
    const few = fresh.slice(at, at + WINDOW);
    const rows = await run.kith.db
      .selectFrom("remote_files")
      .select("bytes")
      .where("key", "in", few)
      .where("file", "<>", "")
      .execute();
    run.outcome.files += rows.length;
    run.outcome.file_bytes += rows.reduce((sum, { bytes }) => sum + bytes, 0);
    if (!run.wish.dry && rows.length > 0) await letGo(run.kith, few);
  }
}

/** All that the walk through the accounts meets, whatever the goal: they are of no use without what has gone. */
async function pruneAccounts(run: Run): Promise<void> {
  const { kith, wish, bounds, known, outcome, state, gone, breathe } = run;
  for (let window = 0; window < MOST_WINDOWS; window++) {
    const { ids, last } = await strayAccounts(kith, { after: state.account, known, gone: [...gone], limit: WINDOW });
    for (let at = 0; at < ids.length; at += 100) {
      const few = ids.slice(at, at + 100);
      const went = wish.dry
        ? await weighAccounts(kith.db, few)
        : await kith.write(async (tx) => {
            const forgotten = await forgetAccounts(tx, kith, few, known);
            await note(tx, run, { accounts: forgotten.ids.length, bytes: forgotten.ids.length * ACCOUNT });
            return forgotten;
          });
      outcome.accounts += went.ids.length;
      outcome.bytes += went.ids.length * ACCOUNT;
      await pruneFiles(run, went.keys);
      wish.told?.(outcome);
      await breathe();
    }
    state.account = last ?? 0;
    if (last === undefined) break;
    await breathe();
  }
  if (!wish.dry) state.tag = (await forgetTags(kith, state.tag, bounds.since, WINDOW)) ?? 0;
}

type Writer = Parameters<Parameters<Kith["write"]>[0]>[0];
type Progress = Partial<Pick<Row<"prunings">, "statuses" | "accounts" | "bytes">>;

/** In the transaction of what it tells of. */
async function note(tx: Writer, { id }: Run, { statuses = 0, accounts = 0, bytes = 0 }: Progress): Promise<void> {
  await tx
    .updateTable("prunings")
    .set((eb) => ({
      statuses: eb("statuses", "+", statuses),
      accounts: eb("accounts", "+", accounts),
      bytes: eb("bytes", "+", bytes),
    }))
    .where("id", "=", id)
    .execute();
}

async function beginRun(kith: Kith, { asked, goal }: Wish): Promise<number> {
  const now = kith.now();
  const row: Row<"prunings"> = {
    id: kith.newId(),
    asked: asked === true ? 1 : 0,
    statuses: 0,
    accounts: 0,
    files: 0,
    bytes: 0,
    goal: Math.min(goal, Number.MAX_SAFE_INTEGER),
    began_at: now,
    ended_at: 0,
  };
  await kith.write(async (tx) => {
    // What has not ended has died.
    await tx.updateTable("prunings").set({ ended_at: now }).where("ended_at", "=", 0).execute();
    await tx.insertInto("prunings").values(row).execute();
  });
  return row.id;
}

async function endRun({ kith, id, outcome, state }: Run): Promise<void> {
  await addCredit(kith, outcome);
  await kith.write(async (tx) => {
    await savePruning(tx, state);
    await tx
      .updateTable("prunings")
      .set({ ended_at: kith.now(), files: outcome.files, bytes: outcome.bytes + outcome.file_bytes })
      .where("id", "=", id)
      .execute();
  });
}
