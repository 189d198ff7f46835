/** A PostgreSQL database that was put back in part, or that cannot hold what people write: no server starts on it. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { openTestKith, openTwin } from "../world/instance.ts";

const template = inject("template");
const server = "postgres" in template ? template.postgres : "";

async function query(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

test.runIf(server !== "").for([
  // What pg_restore would still have made: references, the last of them, or keys.
  "alter table videos drop constraint videos_account_id_fkey, drop constraint videos_media_id_fkey",
  "alter table migrations drop constraint migrations_pkey",
])("a restore that was interrupted is seen: %s", async (taken) => {
  await using kith = await openTestKith("alpha.test");
  // With a table more than others have, it is not lent to the next test.
  await query(kith.instance.database, `${taken}; create table half (id integer primary key)`);
  await expect(openTwin(kith, {})).rejects.toThrow(
    "the PostgreSQL database has tables without their keys, so a restore of it was interrupted: restore it into an empty database, with pg_restore --exit-on-error --single-transaction",
  );
});

test.runIf(server !== "")("a database of another encoding than UTF-8 is not begun with", async () => {
  await using kith = await openTestKith("alpha.test");
  const name = `kith_latin_${randomBytes(6).toString("hex")}`;
  await query(server, `create database ${name} encoding 'LATIN1' locale 'C' locale_provider 'libc' template template0`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  try {
    await expect(openTwin(kith, {}, { database: address.href })).rejects.toThrow(/has the encoding LATIN1: make one with UTF8/);
  } finally {
    await query(server, `drop database ${name}`);
  }
});
