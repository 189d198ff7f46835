/**
 * Fills a database with a made-up network, once for the same parameters and the same migrations: what has been made is kept in
 * `bench/.cache/`, or as a database `kith_bench_…` of the PostgreSQL server that KITH_TEST_DATABASE names.
 */
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { defineInstance } from "../src/config.ts";
import { insertKeys, makeKeys } from "../src/keys/make.ts";
import type { Kith } from "../src/kith.ts";
import { openKith } from "../src/open.ts";
import { accountTurn, threadTurn } from "../src/refreshes/turns.ts";
import { indexAccounts } from "../src/search/accounts.ts";
import { mergeWords } from "../src/search/merge.ts";
import { insertVocabulary } from "../src/search/vocabulary.ts";
import { wordsOf } from "../src/search/words.ts";
import { bytesOf, withoutIndexes } from "./bulk.ts";
import { makeNetwork, networkRows, type Network } from "./generate.ts";
import { INSTANCE, isIndexable, listenersOf, SENDER, type Parameters, type People } from "./people.ts";
import { batch, insertBatch, type Batch } from "./rows.ts";
import type { Said } from "./talk.ts";
import { createDatabase, databaseServer, dropDatabase, isPostgres } from "./stores.ts";

export const CACHE = join(import.meta.dirname, ".cache");
/** Counts up when the generator changes what it makes. */
const VERSION = 8;
const WEEK = 7 * 86_400_000;

/** What the benchmarks must know of a network: ids as numbers. */
export type Seeded = {
  parameters: Parameters;
  viewer_id: number;
  thread_id: number;
  /** How many listen to the speaker. */
  listeners: number;
  /** Pages: of the long conversation, and of who says most of those here. */
  thread_path: string;
  profile_path: string;
  /** Bytes of the database. */
  bytes: number;
  /** Those who say most, and public statuses, newest last. */
  account_ids: number[];
  status_ids: number[];
  /** Who writes to us from elsewhere: known, followed by people here, and their private key (PEM). */
  sender: { uri: string; key_id: string; private_key: string };
  /** People elsewhere, one on each of 100 servers, who follow the star. */
  follower_ids: number[];
};

/** Where a network lies: `database` as a configuration says it. */
export type Seed = { folder: string; database: string; seeded: Seeded; made_in: number };

/** The network of these parameters, made now if it is not there. `made_in`: seconds, 0 if it was. */
export async function openSeed(wanted: Omit<Parameters, "until">, now: number): Promise<Seed> {
  // Homes and searches look at the last weeks, so a network grows old; within a week it stays the same.
  const parameters = { ...wanted, until: Math.floor(now / WEEK) * WEEK };
  const name = keyOf(parameters);
  const folder = join(CACHE, name);
  const file = join(folder, "seeded.json");
  if (existsSync(file))
    return { folder, made_in: 0, ...(JSON.parse(readFileSync(file, "utf8")) as Pick<Seed, "database" | "seeded">) };
  const began = performance.now();
  mkdirSync(CACHE, { recursive: true });
  await removeOld(name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await createDatabase(`kith_bench_${name.replaceAll("-", "_")}`);
  try {
    const filled = await fill(makeNetwork(parameters), folder, database);
    const seeded = { ...filled, bytes: await bytesOf({ folder, database }) };
    writeFileSync(file, JSON.stringify({ database, seeded }), { mode: 0o600 });
    return { folder, database, seeded, made_in: (performance.now() - began) / 1000 };
  } catch (error) {
    await dropDatabase(database);
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The network's name: its size, and a hash of whatever else it depends on. */
function keyOf(parameters: Parameters): string {
  const migrations = readdirSync(join(import.meta.dirname, "../migrations")).sort();
  const hash = createHash("sha256")
    .update(JSON.stringify([VERSION, parameters, migrations, databaseServer()]))
    .digest("hex");
  const { statuses, accounts } = parameters;
  return `${isPostgres() ? "pg" : "sqlite"}-${statuses}-${accounts}-${hash.slice(0, 12)}`;
}

/** Networks of this size for older migrations, which nobody can use any more, and what runs left that were killed. */
async function removeOld(name: string): Promise<void> {
  const size = name.slice(0, name.lastIndexOf("-") + 1);
  for (const other of readdirSync(CACHE)) {
    const run = /^run-(\d+)$/.exec(other)?.[1];
    if (run === undefined ? !other.startsWith(size) : existsSync(`/proc/${run}`)) continue;
    const file = join(CACHE, other, "seeded.json");
    const { database } = existsSync(file)
      ? (JSON.parse(readFileSync(file, "utf8")) as Pick<Seed, "database">)
      : { database: "sqlite" };
    // Its server may be gone, and the database with it.
    await dropDatabase(database).catch(() => undefined);
    rmSync(join(CACHE, other), { recursive: true, force: true });
  }
}

async function fill(network: Network, folder: string, database: string): Promise<Omit<Seeded, "bytes">> {
  const instance = defineInstance({ domain: INSTANCE.domain, data: folder, database, log: "off" });
  const kith = await openKith(instance, { synchronous: "off" });
  try {
    const findable = new Set(network.people.all.filter(({ n }) => isIndexable(n)).map(({ id }) => id));
    await withoutIndexes(kith, async () => {
      for (const rows of networkRows(network)) {
        await insertBatch(kith, rows);
        if (rows.table === "statuses") await insertWords(kith, rows, findable);
      }
    });
    await indexAccounts(kith);
    // As upkeep would have done while it grew.
    for (let run = 0; run < 10; run++) await mergeWords(kith);
    const seeded = await insertSecrets(kith, network);
    await insertTurns(kith, seeded);
    if (kith.engine === "postgres") await kith.write(async (tx) => await sql`analyze`.execute(tx));
    return seeded;
  } finally {
    await kith.close();
  }
}

/** Of people here, and of those elsewhere who want to be found. */
async function insertWords(
  kith: Kith,
  { rows }: Extract<Batch, { table: "statuses" }>,
  findable: ReadonlySet<number>,
): Promise<void> {
  const found = rows.filter(
    ({ local, account_id = 0, content = "" }) => content !== "" && (local === 1 || findable.has(account_id)),
  );
  const words = found.map(({ id, content = "" }) => ({ id, words: wordsOf(content.slice(3, -4)).join(" ") }));
  for (let at = 0; at < words.length; at += 2000) {
    const text = JSON.stringify(words.slice(at, at + 2000));
    const rowsOf =
      kith.engine === "sqlite"
        ? sql`select value ->> 'id', value ->> 'words' from json_each(${text})`
        : sql`select id, to_tsvector('simple', words) from json_to_recordset(${text}::json) as found (id bigint, words text)`;
    const known = new Set(words.slice(at, at + 2000).flatMap((row) => row.words.split(" ")));
    await kith.write(async (tx) => {
      await insertVocabulary(tx, kith, [...known]);
      await sql`insert into status_words (rowid, words) ${rowsOf}`.execute(tx);
    });
  }
}

/** What is looked at has just been fetched: its servers, which do not exist, are not asked. */
async function insertTurns(
  kith: Kith,
  { account_ids, thread_id, parameters }: Pick<Seeded, "account_ids" | "thread_id" | "parameters">,
): Promise<void> {
  const names = [threadTurn(thread_id), ...account_ids.map((id) => accountTurn(id))];
  const times = { checked_at: parameters.until, next_at: parameters.until + 2 * WEEK };
  await insertBatch(
    kith,
    batch(
      "turns",
      names.map((name) => ({ name, counted: -1, failures: 0, ...times })),
    ),
  );
}

/** Keys of those who act. */
async function insertSecrets(kith: Kith, { parameters, people, talk }: Network): Promise<Omit<Seeded, "bytes">> {
  for (const { id } of [people.viewer, people.star, people.speaker]) {
    const keys = await makeKeys(kith);
    await kith.write(async (tx) => await insertKeys(tx, kith, id, keys));
  }
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const private_key = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const pem = createPublicKey(private_key).export({ type: "spki", format: "pem" }).toString();
  const uri = people.all[SENDER]?.uri ?? "";
  const key_id = `${uri}#main-key`;
  await insertBatch(kith, batch("remote_keys", [{ uri: key_id, owner_uri: uri, pem, fetched_at: parameters.until }]));
  const newest = talk.all.filter(({ visibility, original }) => visibility === "public" && original === undefined).slice(-200);
  return {
    parameters,
    viewer_id: people.viewer.id,
    thread_id: talk.thread.id,
    listeners: listenersOf(people).length,
    thread_path: pathOf(people, talk.thread),
    profile_path: `/@${people.locals[3]?.name}`,
    account_ids: people.all.slice(people.reserved, people.reserved + 80).map(({ id }) => id),
    status_ids: newest.map(({ id }) => id),
    sender: { uri, key_id, private_key },
    follower_ids: (people.followers[people.star.n] ?? [])
      .map((n) => people.all[n])
      .flatMap((person) => (person?.host === "" ? [] : [person?.id ?? 0])),
  };
}

/** Where pages here show a status. */
function pathOf({ all }: People, { author, id }: Said): string {
  const person = all[author];
  return person?.host === "" ? `/@${person.name}/${id}` : `/@${person?.name}@${person?.host}/${id}`;
}
