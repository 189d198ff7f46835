/** The types of `db/tables/` say what the migrations made: no column more, none less. */
import { readFileSync, readdirSync } from "node:fs";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";

const FOLDER = new URL("../../src/db/tables/", import.meta.url);

/** `table → columns`, read from the interfaces. */
function declared(): Map<string, string[]> {
  const source = readdirSync(FOLDER)
    .map((file) => readFileSync(new URL(file, FOLDER), "utf8"))
    .join("\n");
  const interfaces = new Map(
    [...source.matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)].map(([, name = "", body = ""]) => [name, body]),
  );
  const fields = (body: string) => [...body.matchAll(/^ {2}(\w+): /gm)].map(([, field = ""]) => field);
  const tables = [...interfaces]
    .filter(([name]) => name.endsWith("Tables"))
    .flatMap(([, body]) => [...body.matchAll(/^ {2}(\w+): (\w+);/gm)]);
  return new Map(tables.map(([, table = "", name = ""]) => [table, fields(interfaces.get(name) ?? "")]));
}

test("every table has the columns that its type declares", async () => {
  await using kith = await openTestKith();
  const tables = declared();
  expect(tables.size).toBeGreaterThan(40);
  for (const [table, columns] of tables) {
    const query =
      kith.engine === "sqlite"
        ? sql<{ name: string }>`select name from pragma_table_info(${table})`
        : sql<{
            name: string;
          }>`select column_name as name from information_schema.columns where table_name = ${table} and table_schema = current_schema()`;
    const { rows } = await query.execute(kith.db as never);
    expect([table, rows.map((row) => row.name).sort()]).toEqual([table, [...columns].sort()]);
  }
});

/** `table.column` of what holds what it refers to: neither goes with it nor lets go of it by itself. */
async function holders({ db, engine }: Kith): Promise<string[]> {
  const query =
    engine === "sqlite"
      ? sql<{
          name: string;
        }>`select m.name || '.' || f."from" as name from sqlite_master as m, pragma_foreign_key_list(m.name) as f
          where m.type = 'table' and f.on_delete not in ('CASCADE', 'SET NULL')`
      : sql<{ name: string }>`select c.conrelid::regclass || '.' || a.attname as name from pg_constraint as c
          join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
          where c.contype = 'f' and c.confdeltype not in ('c', 'n') and c.connamespace = current_schema()::regnamespace`;
  return (await query.execute(db as never)).rows.map(({ name }) => name).sort();
}

test("what refers to something goes with it or lets go of it; only statuses have to be seen to by who deletes them, or their authors", async () => {
  await using kith = await openTestKith();
  const columns = ["account_id", "in_reply_to_account_id", "in_reply_to_id", "quoted_id", "reblog_of_id"];
  expect(await holders(kith)).toEqual(columns.map((column) => `statuses.${column}`));
});
