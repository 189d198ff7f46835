/** Media in a store that speaks S3: the same `Files`, with every file under its name as key. */
import { openAsBlob } from "node:fs";
import { writeFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { LRUCache } from "lru-cache";
import type { S3Config, S3mini } from "s3mini";
import type { Instance } from "../config.ts";
import { lazy } from "../lazy.ts";
import { assertName, type Files } from "./files.ts";
import { typeOfName } from "./names.ts";
import { withScratch } from "./scratch.ts";
import { watchWeather, type Weather } from "./s3-weather.ts";

export type S3Settings = Exclude<Instance["media"]["store"], "local">;

type Fetch = NonNullable<S3Config["fetch"]>;
type Options = {
  scratch: string;
  base: string;
  fetch: Fetch;
  now: () => number;
  /** Hears that the store is away, and that it is back. */
  warn?: (message: string, properties: Record<string, unknown>) => void;
};

/** ms for the store to answer one request; streams are read at the reader's pace. */
const PATIENCE = 120_000;
const MOST_SIZES = 10_000;
/** ms for which it is believed that a file is there: another process may have removed it. */
const THERE = 60_000;
/** ms for which it is believed what the store lets other pages read. */
const RULES = 10 * 60_000;
const PROBE = 5000;

/**
 * Opens no connection yet.
 *
 * @param fetch goes where the administrator says, which may be a private address: so it is not `kith.http`
 */
export function openS3Files(settings: S3Settings, options: Options): Files {
  const weather = watchWeather(patient(options.fetch), options.warn ?? (() => undefined));
  const files = filesIn(settings, options, weather);
  const { within } = weather;
  return {
    ...files,
    take: async (name, path) => await within(async () => await files.take(name, path)),
    copy: async (from, to) => await within(async () => await files.copy(from, to)),
    read: async (name) => await within(async () => await files.read(name)),
    size: async (name) => await within(async () => await files.size(name)),
    stream: async (name, range) => await within(async () => await files.stream(name, range)),
    local: async (name, work) => await within(async () => await files.local(name, work)),
    remove: async (name) => await within(async () => await files.remove(name)),
    write: async (name, bytes) => await within(async () => await files.write(name, bytes)),
  };
}

/** What goes wrong comes as it is. */
function filesIn(settings: S3Settings, options: Options, weather: Weather): Files {
  const { scratch, base } = options;
  const shared = sharingOf(settings, options);
  // A name stands for the same bytes as long as it is there.
  const sizes = new LRUCache<string, number>({ max: MOST_SIZES, ttl: THERE, ttlResolution: 0, perf: { now: options.now } });
  const store = lazy(async () => await connect(settings, weather.fetch));
  const get = async (name: string, range?: { start: number; end: number }): Promise<Response> => {
    assertName(name);
    const s3 = await store();
    const answer = range === undefined ? s3.getObjectRaw(name) : s3.getObjectRaw(name, false, range.start, range.end + 1);
    return await answer.then(assertOk).catch(forgetting(sizes, name));
  };
  const read = async (name: string) => Buffer.from(await (await get(name)).arrayBuffer());
  const take = async (name: string, path: string): Promise<void> => {
    assertName(name);
    const type = typeOfName(name);
    await (await store()).putAnyObject(name, await openAsBlob(path, { type }), type);
    await rm(path, { force: true });
  };
  return {
    scratch,
    take,
    copy: async (from, to) => await copyThrough({ scratch }, await get(from), async (path) => await take(to, path)),
    url: (name) => `${base}/${name}`,
    shared,
    read,
    size: async (name) => {
      assertName(name);
      const known = sizes.get(name);
      if (known !== undefined) return known;
      const s3 = await store();
      if ((await s3.objectExists(name)) !== true) return undefined;
      const size = await s3.getContentLength(name);
      sizes.set(name, size);
      return size;
    },
    stream: async (name, range) => {
      const { body } = await get(name, range);
      return body === null ? Readable.from([]) : Readable.fromWeb(body as WebStream);
    },
    local: async (name, work) =>
      await withScratch({ scratch }, async (folder) => {
        const path = join(folder, `file.${name.split(".").at(-1)}`);
        await writeFile(path, Readable.fromWeb((await get(name)).body as WebStream));
        return await work(path);
      }),
    remove: async (name) => {
      assertName(name);
      sizes.delete(name);
      await (await store()).deleteObject(name);
    },
    write: async (name, bytes) => {
      assertName(name);
      await (await store()).putObject(name, new Uint8Array(bytes), typeOfName(name));
    },
  };
}

/** Another process may have removed it. */
const forgetting =
  (sizes: LRUCache<string, number>, name: string) =>
  (error: unknown): never => {
    sizes.delete(name);
    throw error;
  };

function assertOk(answer: Response): Response {
  if (!answer.ok) throw new Error(`the media store answers ${answer.status}`);
  return answer;
}

async function connect(settings: S3Settings, fetch: Fetch): Promise<S3mini> {
  const { S3mini } = await import("s3mini");
  return new S3mini({
    accessKeyId: settings.access_key,
    secretAccessKey: settings.secret_key,
    endpoint: bucketUrl(settings),
    region: settings.region,
    fetch,
  });
}

function bucketUrl({ endpoint, bucket, path_style }: S3Settings): string {
  const url = new URL(endpoint);
  const path = url.pathname.replace(/\/+$/, "");
  return path_style ? `${url.origin}${path}/${bucket}` : `${url.protocol}//${bucket}.${url.host}${path}`;
}

/** A signal of its own ends with the headers: what follows is a stream. */
const patient =
  (fetch: Fetch): Fetch =>
  async (input, init) => {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(new Error("the media store does not answer")), PATIENCE);
    try {
      return await fetch(input, { ...init, signal: control.signal });
    } finally {
      clearTimeout(timer);
    }
  };

/** By way of this machine. */
const copyThrough = async (
  files: Pick<Files, "scratch">,
  answer: Response,
  take: (path: string) => Promise<void>,
): Promise<void> =>
  await withScratch(files, async (folder) => {
    const path = join(folder, "copy");
    await writeFile(path, Readable.fromWeb(answer.body as WebStream));
    await take(path);
  });

/** Asks the public address as the script of a page elsewhere would: a bucket says of itself whether it may read (its CORS rules), and for all of its files alike. */
function sharingOf({ public_url }: S3Settings, { base, fetch, now }: Options): Files["shared"] {
  // Without such an address they are served by Kith, which lets everybody read.
  if (public_url === "") return async () => true;
  let known: { until: number; open: Promise<boolean> } | undefined;
  const ask = async (name: string): Promise<boolean> => {
    try {
      const headers = { origin: "https://player.invalid", range: "bytes=0-0" };
      const answer = await fetch(`${base}/${name}`, { headers, redirect: "error", signal: AbortSignal.timeout(PROBE) });
      await answer.body?.cancel();
      return answer.ok && answer.headers.get("access-control-allow-origin") === "*";
    } catch {
      return false;
    }
  };
  return async (name) => {
    assertName(name);
    if (known === undefined || known.until <= now()) known = { until: now() + RULES, open: ask(name) };
    return await known.open;
  };
}
