/** `kith prune`: lets go of what other servers' people said among themselves, as far as the database has to become smaller; or says what would go. */
import { prune, type Outcome } from "../budgets/prune.ts";
import { databaseSize } from "../budgets/size.ts";
import { pruneGoal } from "../budgets/upkeep.ts";
import type { Kith } from "../kith.ts";
import { makeProgress } from "./progress.ts";
import type { Output } from "./with-kith.ts";

const count = new Intl.NumberFormat("en");
const mega = (bytes: number): string => `${count.format(Math.round(bytes / 100_000) / 10)} MB`;

/** @param options.free bytes that are to go, whatever the ceiling says @throws Error in one sentence */
export async function pruneDatabase(kith: Kith, output: Output, options: { dryRun: boolean; free?: string }): Promise<void> {
  const goal = await goalOf(kith, output, options.free);
  if (goal === 0) return;
  const show = makeProgress(output);
  const outcome = await prune(kith, {
    goal,
    dry: options.dryRun,
    asked: true,
    portions: Infinity,
    told: ({ bytes, statuses }) =>
      show({
        what: options.dryRun ? "counting" : "pruning",
        done: Math.min(bytes, goal),
        total: goal,
        detail: `${count.format(statuses)} statuses`,
      }),
  });
  say(output, outcome, options.dryRun);
  if (outcome.bytes < goal)
    output.out(`That is less than the ${mega(goal)} that are to go: nothing else is old, public, and untouched by anybody here.`);
}

async function goalOf(kith: Kith, { out }: Output, free: string | undefined): Promise<number> {
  if (free !== undefined) {
    const bytes = Number(free);
    if (!Number.isSafeInteger(bytes) || bytes <= 0) throw new Error("--free must be a number of bytes, such as 500000000");
    return bytes;
  }
  const ceiling = kith.instance.limits.database_bytes;
  const { used, file } = await databaseSize(kith);
  if (ceiling === 0) throw new Error('there is no ceiling ("limits.database_bytes"): say with --free how many bytes are to go');
  out(`The database uses ${mega(used)} of ${mega(ceiling)} (${mega(file)} on the disk).`);
  const goal = await pruneGoal(kith);
  if (goal === 0) out("Nothing has to go.");
  return goal;
}

function say({ out }: Output, { statuses, accounts, files, bytes, file_bytes }: Outcome, dry: boolean): void {
  out(dry ? "This would go:" : "This has gone:");
  out(`  ${count.format(statuses)} statuses, ${count.format(accounts)} accounts: about ${mega(bytes)} of the database`);
  out(`  ${count.format(files)} copies of files: ${mega(file_bytes)}`);
  if (dry) out("Nothing has been changed.");
}
