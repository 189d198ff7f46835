/** Before all tests: one migrated database to copy from, and a few RSA keys that every test server shares. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import type { Reads, Tx } from "../../src/db/schema.ts";
import { makeGate } from "../../src/db/write.ts";
import { admin, at, COUNT_RELATIONS, dropDatabases, type Template } from "./databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    template: Template;
    /** A file of key pairs for instances, and one of others for strangers: who shares a key with a victim attacks nobody. */
    keys: string;
    stranger_keys: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "kith-template-"));
  const server = process.env.KITH_TEST_DATABASE;
  const name = `kith_template_${randomBytes(6).toString("hex")}`;
  if (server !== undefined) await admin(server, `create database ${name}`);
  const database = await openDatabase({
    database: server === undefined ? "sqlite" : at(server, name),
    folder,
    guard: makeGate().guard,
    synchronous: "off",
  });
  await migrate(database, () => Date.now());
  const template: Template =
    server === undefined
      ? { sqlite: join(folder, "kith.db") }
      : { postgres: server, name, relations: await countRelations(database.reads) };
  await database.close();
  for (const pool of ["keys", "stranger_keys"] as const) {
    const file = join(folder, `${pool}.json`);
    writeFileSync(file, JSON.stringify(Array.from({ length: 6 }, makeKeyPair)));
    project.provide(pool, file);
  }
  project.provide("template", template);
  return async () => {
    if (server !== undefined) await dropDatabases(server, name);
    rmSync(folder, { recursive: true, force: true });
  };
}

async function countRelations(db: Reads): Promise<number> {
  const { rows } = await sql.raw<{ count: number }>(COUNT_RELATIONS).execute(db as Tx);
  return Number(rows[0]?.count);
}

const makeKeyPair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
