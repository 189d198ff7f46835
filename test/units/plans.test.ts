/** What PostgreSQL is asked often is planned once, and nothing that becomes of a plan is seen by anybody. */
import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import type { Reads, Tx } from "../../src/db/schema.ts";
import { makeGate, openGate } from "../../src/db/write.ts";
import { createDatabase, dropDatabase } from "../world/databases.ts";
import { letCool } from "../world/warm.ts";

const template = inject("template");
const onPostgres = test.runIf("postgres" in template);

/** A database with one connection to read and one to write. */
async function open() {
  const [address, gate, warnings] = [await createDatabase(template, ""), makeGate(), [] as string[]];
  // Connections that tests share keep more plans than Kith asks for.
  await letCool(address);
  const warn = (message: string) => void warnings.push(message);
  const database = await openDatabase({ database: address, folder: "", connections: 2, guard: gate.guard, warn });
  const write = openGate(gate, database, { enqueue: async () => undefined, committed: () => undefined });
  await write(async (tx) => await tx.insertInto("settings").values({ key: "a", value: "1" }).execute());
  return {
    db: database.reads,
    write,
    warnings,
    look: async () => await lookAt(database.reads),
    change: async () =>
      await write(async (tx) => {
        await tx.updateTable("settings").set({ value: "2" }).where("key", "=", "a").execute();
        return await lookAt(tx);
      }),
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await dropDatabase(address);
    },
  };
}

const lookAt = async (db: Reads | Tx) => await db.selectFrom("settings").selectAll().where("key", "=", "a").execute();
const PLANS = sql<{
  uses: number;
}>`select (generic_plans + custom_plans)::int as uses from pg_prepared_statements where statement like '%settings%'`;
const times = async <T>(n: number, work: () => Promise<T>): Promise<T[]> => {
  const all: T[] = [];
  for (let at = 0; at < n; at++) all.push(await work());
  return all;
};

onPostgres("what is asked often keeps its plan, what is asked seldom does not", async () => {
  await using at = await open();
  await times(2, at.look);
  expect((await PLANS.execute(at.db)).rows).toEqual([]);
  expect(await times(8, at.look)).toEqual(Array.from({ length: 8 }, () => [{ key: "a", value: "1" }]));
  expect((await PLANS.execute(at.db)).rows).toEqual([{ uses: 8 }]);
});

onPostgres("while a newer version gives a table another column, those who read and write go on", async () => {
  await using at = await open();
  await times(5, at.look);
  await times(5, at.change);
  await at.write(async (tx) => await sql`alter table settings add column more text not null default 'x'`.execute(tx));
  const row = { key: "a", value: "2", more: "x" };
  expect(await times(5, at.change)).toEqual(Array.from({ length: 5 }, () => [row]));
  expect(await times(5, at.look)).toEqual(Array.from({ length: 5 }, () => [row]));
  // The connections have been replaced, and keep plans again.
  expect((await PLANS.execute(at.db)).rows).toEqual([{ uses: 4 }]);
  expect(at.warnings).toEqual([]);
});

onPostgres("a pooler that forgets names is told of once, and done without", async () => {
  await using at = await open();
  await times(5, at.look);
  await times(5, at.change);
  await sql`deallocate all`.execute(at.db);
  await at.write(async (tx) => await sql`deallocate all`.execute(tx));
  expect(await times(3, at.change)).toEqual(Array.from({ length: 3 }, () => [{ key: "a", value: "2" }]));
  expect(await times(3, at.look)).toEqual(Array.from({ length: 3 }, () => [{ key: "a", value: "2" }]));
  expect(at.warnings).toEqual([expect.stringContaining("does not keep prepared statements")]);
});
