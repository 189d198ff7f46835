/** `kith database move`: takes a server from SQLite to PostgreSQL, and says what is left to be done by hand. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../config.ts";
import { copyAll, verifyAll, type Moving, type Verdict } from "../db/move/move.ts";
import type { Step } from "../db/move/parts.ts";
import { openSource, type Source } from "../db/move/source.ts";
import { openTarget, type Target } from "../db/move/target.ts";
import { loadInstance } from "../load-instance.ts";
import { wordsPart } from "../search/move.ts";
import { makeProgress } from "./progress.ts";
import type { Output } from "./with-kith.ts";

export type MoveOptions = { to: string; again: boolean; stopped?: () => boolean };

/**
 * @returns whether all has arrived: not when it was interrupted, or something differs
 * @throws Error in one sentence when it cannot be begun
 */
export async function moveDatabase(config: string, output: Output, options: MoveOptions): Promise<boolean> {
  if (!/^postgres(ql)?:\/\//.test(options.to) || !URL.canParse(options.to))
    throw new Error("--to must be the address of a PostgreSQL database: postgres://user:password@host/name");
  const instance = await loadInstance(config);
  const source = openSource(instance.data);
  try {
    const origin = `${instance.domain} ${source.mark}`;
    const target = await openTarget(options.to, origin, options.again);
    try {
      assertSameShape(source, target);
      return await moveInto(output, options, { instance, source, target });
    } finally {
      await target.close();
    }
  } finally {
    source.close();
  }
}

function assertSameShape(source: Source, { migrations }: Target): void {
  const missing = migrations.find((name) => !source.migrations.includes(name));
  if (missing !== undefined)
    throw new Error(
      `the SQLite database has not had migration ${missing} yet: start this version of Kith on it once, stop it, then --again`,
    );
  const newer = source.migrations.find((name) => !migrations.includes(name));
  if (newer !== undefined)
    throw new Error(`the SQLite database has migration ${newer}, which this Kith does not know: use a newer Kith`);
}

type Ends = { instance: Instance; source: Source; target: Target };

async function moveInto(output: Output, options: MoveOptions, { instance, source, target }: Ends): Promise<boolean> {
  const show = makeProgress(output);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const moving: Moving = {
    target,
    parts: [...source.tables, wordsPart(source)],
    told: (step) => show({ what: step.doing, done: step.done, total: step.total, detail: detailOf(step) }),
    stopped: () => interruption.signal.aborted || options.stopped?.() === true,
  };
  try {
    const verdict = (await copyAll(moving)) ? await verifyAll(moving) : undefined;
    if (verdict === undefined)
      output.err("Interrupted: the same command goes on from here. Do not start the server before it is done.");
    else if (verdict.wrong.length > 0) complain(output, verdict);
    else {
      await target.finish();
      say(output, instance, { to: options.to, verdict });
      return true;
    }
    return false;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

const count = new Intl.NumberFormat("en");
const detailOf = ({ part, rows, of }: Step): string => `${part} ${count.format(rows)} of ${count.format(of)}`;

function complain({ err }: Output, { wrong, more }: Verdict): void {
  for (const line of wrong) err(line);
  err(`${more ? "And more. " : ""}What has arrived is not what was sent: --again copies everything anew.`);
}

function say({ out }: Output, instance: Instance, { to, verdict }: { to: string; verdict: Verdict }): void {
  const address = new URL(to);
  if (address.password !== "") address.password = "PASSWORD";
  out(`All ${count.format(verdict.rows)} rows have arrived: their numbers and checksums are the same.`);
  out("Now write this into instance.config.ts, and start the server:");
  out(`  database: "${address.href}",`);
  out(`Its data folder (${instance.data}) goes on being used. If the server moves to another machine, take along:`);
  out("  secret.key  without it the keys of all accounts are lost");
  if (instance.media.store === "local") out(`  media/      ${sizeOf(join(instance.data, "media"))}`);
  else out(`  (media are in the bucket ${instance.media.store.bucket} and stay there)`);
  out("Keep kith.db until you are content; the server does not look at it any more.");
}

function sizeOf(folder: string): string {
  if (!existsSync(folder)) return "no files yet";
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return `${count.format(files.length)} files, ${count.format(Math.ceil(bytes / 1e6))} MB`;
}
