/** Bringing a database up to date while it is in use: two processes begin at once, and others of the version before go on serving. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { migrate, type MigrationFile } from "../../src/db/migrate.ts";
import { openDatabase, type OpenDatabase } from "../../src/db/open.ts";
import { makeGate } from "../../src/db/write.ts";
import { admin, at, dropDatabase } from "../world/databases.ts";
import { createWorld } from "../world/world.ts";

const template = inject("template");
const onPostgres = test.runIf("postgres" in template);

/** Opens a database, several times. */
async function openMany(database: string, folder: string, count: number): Promise<OpenDatabase[]> {
  const opened: OpenDatabase[] = [];
  for (let i = 0; i < count; i++)
    opened.push(await openDatabase({ database, folder, guard: makeGate().guard, synchronous: "off" }));
  onTestFinished(async () => {
    for (const each of opened) await each.close();
  });
  return opened;
}

test("of three processes that start at once on an empty database one makes the tables, and the others wait", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kith-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let database = "sqlite";
  if ("postgres" in template) {
    const name = `kith_migrations_${randomBytes(6).toString("hex")}`;
    await admin(template.postgres, `create database ${name}`);
    database = at(template.postgres, name);
    onTestFinished(async () => await dropDatabase(database));
  }
  const all = await openMany(database, folder, 3);
  const ran = await Promise.all(all.map(async (each) => await migrate(each, () => 1)));
  const names = ran.flat();
  expect(names.length).toBeGreaterThan(20);
  expect(new Set(names).size).toBe(names.length);
  for (const each of all) expect(await migrate(each, () => 1)).toEqual([]);
}, 60_000);

/** A migration of a version to come: a column, rows that are changed, an index of a table that is large, here as there. */
const coming: Record<string, MigrationFile> = {
  "9000-coming": {
    up: async ({ run, db }) => {
      await run("alter table statuses add column weight integer not null default 0");
      await sql`update statuses set weight = 1 where id = (select min(id) from statuses)`.execute(db);
      await run("create index statuses_by_weight on statuses (weight, id)");
    },
  },
};

onPostgres(
  "the version before goes on serving while a new one changes tables that are in use",
  async () => {
    await using world = await createWorld("alpha.test");
    const alice = await world.person("alice@alpha.test");
    await alice.posts("before");
    const { database } = world.instance("alpha.test").instance;
    const [fresh] = await openMany(database, "", 1);
    // Somebody reads for a long time, as a backup does: the table cannot be changed before that is over.
    const reader = new pg.Client({ connectionString: database });
    await reader.connect();
    await reader.query("begin");
    await reader.query("select count(*) from statuses");
    let done = false;
    const migrating = migrate(fresh as OpenDatabase, () => 1, { newer: coming, large: 0 }).finally(() => (done = true));
    for (let i = 0; i < 30; i++) await alice.posts(`meanwhile ${i}`);
    expect(done).toBe(false);
    await reader.query("commit");
    await reader.end();
    while (!done) await alice.home();
    expect(await migrating).toEqual(["9000-coming"]);
    await alice.posts("after");
    expect(await alice.home("?limit=40")).toHaveLength(32);

    const found = await sql<{ weight: number; valid: boolean }>`select weight, (select indisvalid from pg_index
    where indexrelid = 'statuses_by_weight'::regclass) as valid from statuses order by weight desc limit 1`.execute(
      (fresh as OpenDatabase).reads as never,
    );
    expect(found.rows).toEqual([{ weight: 1, valid: true }]);
  },
  60_000,
);

onPostgres("an index that a crash left unfinished is made by the next start", async () => {
  await using world = await createWorld("alpha.test");
  const { database } = world.instance("alpha.test").instance;
  const [fresh] = await openMany(database, "", 1);
  const alice = await world.person("alice@alpha.test");
  for (const text of ["one", "two"]) await alice.posts(text);
  const twice: MigrationFile = { up: async ({ run }) => await run("create unique index statuses_once on statuses (language)") };
  await expect(migrate(fresh as OpenDatabase, () => 1, { newer: { "9000-twice": twice }, large: 0 })).rejects.toThrow(
    "statuses_once",
  );
  await admin(database, "update statuses set language = id::text");
  await migrate(fresh as OpenDatabase, () => 1, { newer: { "9000-twice": twice } });
  const { rows } = await sql<{ valid: boolean }>`select indisvalid as valid from pg_index
    where indexrelid = 'statuses_once'::regclass`.execute((fresh as OpenDatabase).reads as never);
  expect(rows).toEqual([{ valid: true }]);
});
