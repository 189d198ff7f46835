/**
 * What we keep of other servers' files: fetched once when somebody first looks, shown by us from then on, and let go when the budget
 * (`media.cache_bytes`, or what `limits.media_bytes` leaves) is spent, the least recently seen first.
 */
import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { roomForCopies } from "../../budgets/media.ts";
import type { Row } from "../../db/schema.ts";
import { Refusal } from "../../errors.ts";
import { HttpFailure } from "../../http/failure.ts";
import type { Kith } from "../../kith.ts";
import { withinCapacity } from "../capacity.ts";
import { nameFor } from "../names.ts";
import { sweepScratch, withScratch } from "../scratch.ts";
import { fetchRemote, type RemoteUse } from "./fetch.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Looking at a file is written down once in so many ms. */
const TOUCH = HOUR;
/** Failures: after the first one so many ms, then twice as many each time, a day at most. */
const PAUSE = 5 * MINUTE;
/** What somebody looks at now is not taken away from them. */
const IN_USE = MINUTE;
const MOST_WAITING = 2000;

export type Kept = { name: string; type: string };

/**
 * The file of an address for a use, fetched if need be; undefined when it cannot be had now. Many who ask at once cause one request.
 *
 * The caller has made sure that the address is of a status or an account that we know.
 */
export async function keepRemote(kith: Kith, url: string, use: RemoteUse): Promise<Kept | undefined> {
  const key = keyOf(use, url);
  const known = await find(kith, key);
  if (known !== undefined && known.file !== "") return await seen(kith, known);
  if (known !== undefined && known.retry_at > kith.now()) return undefined;
  const flights = kith.cache<Promise<Kept | undefined>>("remote-flights", MOST_WAITING);
  const flight = flights.get(key) ?? fly(kith, { key, url, use, failures: known?.failures ?? 0 });
  flights.set(key, flight);
  return await flight.finally(() => flights.delete(key));
}

/** Whether it can be shown without asking for it. */
export async function isKept(kith: Kith, url: string, use: RemoteUse): Promise<boolean> {
  const known = await find(kith, keyOf(use, url));
  return known !== undefined && known.file !== "";
}

/** By which a file is known: what it is and where it is from. */
export const keyOf = (use: RemoteUse, url: string): string => hash("sha256", `${use} ${url}`, "base64url");

const USES: readonly RemoteUse[] = ["film", "image", "small"];

/** All by which the files of media at these addresses ("" = none) may be known. */
export const keysOf = (urls: Iterable<string>): string[] =>
  [...new Set(urls)].flatMap((url) => (url === "" ? [] : USES.map((use) => keyOf(use, url))));

const find = async (kith: Kith, key: string): Promise<Row<"remote_files"> | undefined> =>
  await kith.db.selectFrom("remote_files").selectAll().where("key", "=", key).executeTakeFirst();

async function seen(kith: Kith, { key, file, mime_type, used_at }: Row<"remote_files">): Promise<Kept> {
  const now = kith.now();
  if (used_at < now - TOUCH)
    await kith.write(async (tx) => await tx.updateTable("remote_files").set({ used_at: now }).where("key", "=", key).execute());
  return { name: file, type: mime_type };
}

type Wanted = { key: string; url: string; use: RemoteUse; failures: number };

async function fly(kith: Kith, wanted: Wanted): Promise<Kept | undefined> {
  try {
    return await withinCapacity(
      kith,
      async () => await withScratch(kith.files, async (folder) => await keep(kith, wanted, folder)),
      "fetches",
    );
  } catch (error) {
    if (!(error instanceof HttpFailure) && !(error instanceof Refusal)) throw error;
    kith.log.debug("{url} could not be kept: {reason}", { url: wanted.url, reason: error.message });
    const failures = wanted.failures + 1;
    const retry_at = kith.now() + Math.min(PAUSE * 2 ** Math.min(failures - 1, 20), DAY);
    await put(kith, { key: wanted.key, file: "", mime_type: "", bytes: 0, failures, retry_at, used_at: kith.now() });
    return undefined;
  }
}

async function keep(kith: Kith, { key, url, use }: Wanted, folder: string): Promise<Kept> {
  const fetched = await fetchRemote(kith, url, use, folder);
  const name = nameFor(fetched.extension, "cache");
  const bytes = "bytes" in fetched ? fetched.bytes.length : (await stat(fetched.path)).size;
  if ("bytes" in fetched) await kith.files.write(name, fetched.bytes);
  else await kith.files.take(name, fetched.path);
  const row = { key, file: name, mime_type: fetched.mime, bytes, failures: 0, retry_at: 0, used_at: kith.now() };
  if (!(await put(kith, row))) {
    // Another process was faster.
    await kith.files.remove(name);
    const theirs = await find(kith, key);
    if (theirs !== undefined && theirs.file !== "") return { name: theirs.file, type: theirs.mime_type };
  }
  await grown(kith, bytes);
  return { name, type: fetched.mime };
}

/** A file that is there already stays. */
async function put(kith: Kith, row: Row<"remote_files">): Promise<boolean> {
  const { key: _, ...change } = row;
  const written = await kith.write(
    async (tx) =>
      await tx
        .insertInto("remote_files")
        .values(row)
        .onConflict((oc) => oc.column("key").doUpdateSet(change).where("remote_files.file", "=", ""))
        .returning("key")
        .executeTakeFirst(),
  );
  return written !== undefined;
}

/** Counts what has been added since the last whole count, and makes room when the budget is spent. */
async function grown(kith: Kith, bytes: number): Promise<void> {
  const cache = kith.cache<{ bytes: number }>("remote-bytes", 1);
  const total = cache.get("") ?? { bytes: (await totalBytes(kith)) - bytes };
  total.bytes += bytes;
  cache.set("", total);
  if (total.bytes > (await roomForCopies(kith))) await makeRoom(kith);
}

async function totalBytes(kith: Kith): Promise<number> {
  const row = await kith.db
    .selectFrom("remote_files")
    .select((eb) => eb.fn.sum<number | null>("bytes").as("bytes"))
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/** Lets the least recently seen go until what is kept fits the budget. Returns how many that were. */
export async function makeRoom(kith: Kith): Promise<number> {
  const most = await roomForCopies(kith);
  let [total, removed] = [await totalBytes(kith), 0];
  while (total > most) {
    const oldest = await kith.db
      .selectFrom("remote_files")
      .select(["key", "bytes"])
      .where("bytes", ">", 0)
      .where("used_at", "<", kith.now() - IN_USE)
      .orderBy("used_at")
      .limit(100)
      .execute();
    const leaving: string[] = [];
    for (const { key, bytes } of oldest) {
      if (total <= most) break;
      total -= bytes;
      leaving.push(key);
    }
    if (leaving.length === 0) break;
    removed += await letGo(kith, leaving);
  }
  kith.cache<{ bytes: number }>("remote-bytes", 1).set("", { bytes: total });
  return removed;
}

/** Returns how many there were. */
export async function letGo(kith: Kith, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const gone = await kith.write(
    async (tx) => await tx.deleteFrom("remote_files").where("key", "in", keys).returning("file").execute(),
  );
  const files = gone.filter(({ file }) => file !== "");
  for (const { file } of files) await kith.files.remove(file);
  return files.length;
}

/** Upkeep: keeps the budget, forgets old failures, and sweeps away what work in progress left behind. */
export async function tidyRemoteFiles(kith: Kith): Promise<void> {
  await makeRoom(kith);
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("remote_files")
        .where("file", "=", "")
        .where("retry_at", "<", kith.now() - 7 * DAY)
        .execute(),
  );
  await sweepScratch(kith.files, kith.now());
}
