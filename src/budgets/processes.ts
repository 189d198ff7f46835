/** How this server's processes are, on whatever machine: each writes it down now and then, with the times in which it had to turn somebody away. */
import { hostname } from "node:os";
import { forgetOlder } from "../db/forget.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** ms between two entries; and after how many a process is taken to be gone, or an episode to be long over. */
const EVERY = 30_000;
const GONE = 180_000;
const KEPT = 60 * 86_400_000;

/** Keeps the entry of this process until what is returned is called, which takes it away. */
export function keepAccount(kith: Kith, role: "web" | "worker" | "both"): () => Promise<void> {
  const note = makeNote(kith, role);
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = note().catch((error: unknown) => kith.log.debug("how this process is could not be written down: {error}", { error }));
  }, EVERY).unref();
  return async () => {
    clearInterval(timer);
    await last;
    const name = processName();
    await kith.write(async (tx) => await tx.deleteFrom("processes").where("name", "=", name).execute()).catch(() => undefined);
  };
}

const processName = (): string => `${hostname()}/${process.pid}`;

/** Writes down how this process is: called again and again. */
export function makeNote(kith: Kith, role: string, name = processName()): () => Promise<void> {
  const started_at = kith.now();
  let episode: { id: number; began_at: number } | undefined;
  return async () => {
    const { used, highest, refused, episode: seen } = kith.memory.look();
    const { ceiling } = kith.memory;
    const now = kith.now();
    const row: Row<"processes"> = { name, role, memory: used, highest, ceiling, refused, started_at, seen_at: now };
    if (seen !== undefined && seen.began_at !== episode?.began_at) episode = { id: kith.newId(), began_at: seen.began_at };
    const entry =
      seen === undefined || episode === undefined
        ? undefined
        : { ...seen, id: episode.id, process: name, highest: Math.round(seen.highest), ceiling };
    await kith.write(async (tx) => {
      const { name: _, ...change } = row;
      await tx
        .insertInto("processes")
        .values(row)
        .onConflict((oc) => oc.column("name").doUpdateSet(change))
        .execute();
      if (entry === undefined) return;
      const { id: __, ...changed } = entry;
      await tx
        .insertInto("episodes")
        .values(entry)
        .onConflict((oc) => oc.column("id").doUpdateSet(changed))
        .execute();
    });
  };
}

/** Upkeep: forgets processes that have gone without a word, and what is long ago. @returns whether there is more */
export async function forgetProcesses(kith: Kith): Promise<boolean> {
  const now = kith.now();
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("processes")
        .where("seen_at", "<", now - GONE)
        .execute(),
  );
  return await forgetOlder(kith, { episodes: now - KEPT });
}

/** Those that live, by name. */
export const loadProcesses = async ({ db, now }: Pick<Kith, "db" | "now">): Promise<Row<"processes">[]> =>
  await db
    .selectFrom("processes")
    .selectAll()
    .where("seen_at", ">=", now() - GONE)
    .orderBy("name")
    .limit(200)
    .execute();

/** The newest first. */
export const loadEpisodes = async (db: Reads, limit: number): Promise<Row<"episodes">[]> =>
  await db.selectFrom("episodes").selectAll().orderBy("id", "desc").limit(limit).execute();

const DAY = 86_400_000;

/** Requests turned away, by the day on which their episode began; empty when there were none. */
export async function loadRefused(
  db: Reads,
  { from, to }: { from: number; to: number },
): Promise<{ at: number; value: number }[]> {
  const rows = await db.selectFrom("episodes").select(["began_at", "refused"]).where("began_at", ">=", from).execute();
  if (rows.length === 0) return [];
  const days = Array.from({ length: Math.round((to - from) / DAY) }, (_, day) => ({ at: from + day * DAY, value: 0 }));
  for (const { began_at, refused } of rows) {
    const day = days.findLast(({ at }) => at <= began_at);
    if (day !== undefined) day.value += refused;
  }
  return days;
}
