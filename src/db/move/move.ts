/** Moves a database: copies part after part, going on where an earlier attempt stopped, then compares everything. */
import type { Part, Step } from "./parts.ts";
import type { Target } from "./target.ts";

/** Differences that are told; there may be more. */
const MOST_TOLD = 20;

/** `told` hears of every step, `stopped` says whether to leave the rest for another time. */
export type Moving = { parts: readonly Part[]; target: Target; told: (step: Step) => void; stopped: () => boolean };

/** Whether all is copied: false when it was stopped. */
export async function copyAll({ parts, target, told, stopped }: Moving): Promise<boolean> {
  const sizes = parts.map((part) => part.count());
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const [at, part] of parts.entries()) {
    let progress = await target.progress(part.name);
    const say = () =>
      told({ doing: "copying", part: part.name, rows: progress.rows, of: sizes[at] ?? 0, done: done + progress.rows, total });
    say();
    while (!progress.done) {
      if (stopped()) return false;
      const batch = await part.read(progress.after);
      progress =
        batch === undefined
          ? { ...progress, done: true }
          : { after: batch.last, rows: progress.rows + batch.rows.length, done: false };
      await target.advance(part.name, progress, async () => {
        if (batch !== undefined) await part.write(target.client, batch);
      });
      if (batch !== undefined) say();
    }
    done += progress.rows;
  }
  await target.restore((name, at_, of) => told({ doing: "indexing", part: name, rows: at_, of, done: at_, total: of }));
  return true;
}

export type Verdict = { rows: number; wrong: string[]; more: boolean };

/** Compares counts and checksums, and says which rows differ. undefined when it was stopped. */
export async function verifyAll({ parts, target, told, stopped }: Moving): Promise<Verdict | undefined> {
  const sizes = parts.map((part) => part.count());
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const wrong: string[] = [];
  let done = 0;
  for (const [at, part] of parts.entries()) {
    let rows = 0;
    for (let batch = await part.read(undefined); batch !== undefined; batch = await part.read(batch.last)) {
      if (stopped()) return undefined;
      wrong.push(...(await part.compare(target.client, batch)));
      rows += batch.rows.length;
      told({ doing: "verifying", part: part.name, rows, of: sizes[at] ?? 0, done: done + rows, total });
    }
    done += rows;
    const { rows: counted } = await target.client.query<{ count: number }>(`select count(*) as count from "${part.name}"`);
    const there = counted[0]?.count ?? 0;
    if (there !== rows) wrong.push(`${part.name} has ${there} rows instead of ${rows}`);
  }
  return { rows: done, wrong: wrong.slice(0, MOST_TOLD), more: wrong.length > MOST_TOLD };
}
