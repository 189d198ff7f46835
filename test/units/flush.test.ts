/** Whoever is answered has what they wrote on the disk, although no commit waits for the disk. Played with a disk that the test holds back. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase, type OpenDatabase } from "../../src/db/open.ts";
import { makeGate, openGate, type Gate, type Write } from "../../src/db/write.ts";

type Event = { key: string };

/** A database with one table, and what its gate does after the commits. */
async function openDisk(synchronous: "full" | "off" = "full") {
  const folder = mkdtempSync(join(tmpdir(), "kith-flush-"));
  const gate = makeGate();
  const database = await openDatabase({ database: "sqlite", folder, guard: gate.guard, synchronous });
  database.handle?.exec("create table settings (key text primary key, value text not null)");
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, gate, database };
}

const gateOf = (gate: Gate, database: OpenDatabase, committed: string[] = []): Write<Event> =>
  openGate<Event>(gate, database, {
    enqueue: async () => undefined,
    committed: (events) => committed.push(...events.map(({ key }) => key)),
  });

const put = async (write: Write<Event>, key: string): Promise<string> =>
  await write(async (tx, happened) => {
    await tx.insertInto("settings").values({ key, value: "1" }).execute();
    happened({ key });
    return key;
  });

/** Lets everything run that waits for nothing but its turn. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("nobody is answered before the flush that follows their commit; the next ones are written meanwhile and share another", async () => {
  const { gate, database } = await openDisk();
  const flushes: PromiseWithResolvers<void>[] = [];
  const flush = async () => {
    const one = Promise.withResolvers<void>();
    flushes.push(one);
    await one.promise;
  };
  const [answered, committed]: string[][] = [[], []];
  const write = gateOf(gate, { ...database, flush }, committed);
  const writing = async (key: string) => answered?.push(await put(write, key));
  const all = [writing("first")];
  await turns();
  all.push(writing("second"));
  await turns();
  all.push(writing("third"));
  await turns();
  expect(await database.reads.selectFrom("settings").select("key").execute()).toHaveLength(3);
  expect([answered, committed, flushes.length]).toEqual([[], [], 1]);
  flushes[0]?.resolve();
  await turns();
  expect([answered, committed, flushes.length]).toEqual([["first"], ["first"], 2]);
  flushes[1]?.resolve();
  await Promise.all(all);
  expect([answered, committed, flushes.length]).toEqual([["first", "second", "third"], ["first", "second", "third"], 2]);
});

test("when the disk fails, those who wait are refused, and so is everybody after them", async () => {
  const { gate, database } = await openDisk();
  let fails = true;
  const committed: string[] = [];
  const flush = async () => {
    if (fails) throw new Error("the disk has failed");
  };
  const write = gateOf(gate, { ...database, flush }, committed);
  await expect(put(write, "lost")).rejects.toThrow("the disk has failed");
  // The next flush would succeed: the system has forgotten what it could not write.
  fails = false;
  await expect(put(write, "after")).rejects.toThrow("the disk has failed");
  expect(committed).toEqual([]);
  expect(await database.reads.selectFrom("settings").select("key").where("key", "=", "after").execute()).toEqual([]);
});

test("whenever the power fails, what was answered is there: after every flush, checkpoints among them", async () => {
  const { folder, gate, database } = await openDisk();
  database.handle?.pragma("wal_autocheckpoint = 6");
  const file = join(folder, "kith.db");
  const [disk, found] = [join(folder, "disk.db"), join(folder, "found.db")];
  const save = (from: string, to: string) => {
    for (const suffix of ["", "-wal"])
      if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
      else rmSync(to + suffix, { force: true });
  };
  const flush = async () => {
    await database.flush?.();
    save(file, disk);
  };
  const write = gateOf(gate, { ...database, flush });
  let answered = 0;
  const writer = async (name: string) => {
    for (let n = 0; n < 20; n++) {
      const key = await put(write, `${name}-${n}`);
      answered++;
      if (n % 5 > 0) continue;
      save(disk, found);
      const after = new Sqlite(found);
      expect(after.prepare("select key from settings where key = ?").get(key)).toEqual({ key });
      expect(after.pragma("integrity_check", { simple: true })).toBe("ok");
      after.close();
    }
  };
  await Promise.all(["ann", "ben", "cay", "dan"].map(writer));
  expect(answered).toBe(80);
});

test("commits are flushed by the gate alone, and not at all where nothing has to last", async () => {
  const lasting = await openDisk("full");
  expect(lasting.database.handle?.pragma("synchronous", { simple: true })).toBe(1);
  expect(lasting.database.flush).toBeTypeOf("function");
  const fleeting = await openDisk("off");
  expect(fleeting.database.handle?.pragma("synchronous", { simple: true })).toBe(0);
  expect(fleeting.database.flush).toBeUndefined();
});
