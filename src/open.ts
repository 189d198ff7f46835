/**
 * Opens a Kith: database, keys, network, queue, all in one value that is handed to everything. Two of them live in one process without
 * knowing of each other; nothing else in the code keeps state.
 */
import { generateKeyPair } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { getLogger } from "@logtape/logtape";
import { LRUCache } from "lru-cache";
import { findInstanceAccount } from "./accounts/instance.ts";
import { openProcessMemory, shrinkCaches } from "./budgets/relief.ts";
import { withSite, type Instance } from "./config.ts";
import type { OpenDatabase } from "./db/open.ts";
import { noSiblings, type Ears, type OpenSiblings, type Siblings } from "./db/siblings.ts";
import { freeSlot, otherHolders, renewSlot, SLOT_LEASE, takeSlot, type SlotStore } from "./db/slots.ts";
import { makeGate, openGate, type GateHooks, type Write } from "./db/write.ts";
import { handlers, hear, jobsOf, newsOf, noteWriters, runNow, tablesOf } from "./follow-up.ts";
import { remotePort } from "./federation/port.ts";
import { sources } from "./federation/sources.ts";
import { openHttp, type Connect } from "./http/open.ts";
import { idMaker } from "./ids.ts";
import { isGone, makeHolder } from "./jobs/holder.ts";
import { insertJobs, jobSource } from "./jobs/queue.ts";
import { openWorker, type Worker } from "./jobs/worker.ts";
import { readSecret } from "./keys/secret.ts";
import type { CryptoKeyPairPem, Kith } from "./kith.ts";
import type { News, KithEvent } from "./kith-events.ts";
import { openMail } from "./mail/open.ts";
import { openFiles, type Files } from "./media/files.ts";
import { mediaBase } from "./media/url.ts";
import { openReady } from "./ready.ts";
import type { Remote } from "./remote.ts";
import { localAuthority } from "./tls/local.ts";
import { VERSION } from "./version.ts";
import { loadSite } from "./site/site.ts";
import { openDetector, type Detector } from "./statuses/detector.ts";
import { openBus } from "./streams/bus.ts";
import { openLocales } from "./words/locale.ts";

export type OpenOptions = {
  /** Where a connection really goes: the tests' internet. */
  connect?: Connect;
  now?: () => number;
  /** Certificates (PEM) trusted beside the usual ones. */
  authorities?: readonly string[];
  makeRsaKey?: () => Promise<CryptoKeyPairPem>;
  /** What it knows is read once for several. */
  detector?: Detector;
  /** `off` for tests that do not kill. */
  synchronous?: "full" | "off";
  /** What the process's memory is said to be, in bytes: the tests'. */
  memory?: () => number;
  /** The name of this process (`jobs/holder.ts`), for whoever has to know it before. */
  holder?: string;
  /** Other processes share an embedded database, and this is how they hear of each other. */
  siblings?: OpenSiblings | undefined;
  /** Opens also when `secret.key` is another one than the database's keys were made with: to look, or to make new ones. */
  anySecret?: boolean;
  /** Told when one of those has kept this one from writing for long. */
  heldUp?: () => void;
};

/** @throws Error in one sentence when the data folder or the database cannot be used */
export async function openKith(instance: Instance, options: OpenOptions = {}): Promise<Kith> {
  const now = options.now ?? (() => Date.now());
  mkdirSync(instance.data, { recursive: true, mode: 0o700 });
  const gate = makeGate();
  const { synchronous, anySecret = false } = options;
  const database = await openReady(instance, { guard: gate.guard, ...(synchronous && { synchronous }), now, anySecret });
  const holder = options.holder ?? makeHolder();
  const sharing = { shared: database.engine === "postgres" || options.siblings !== undefined, heldUp: options.heldUp };
  const plain = openGate<never>(gate, database, { enqueue: async () => undefined, committed: () => undefined }, sharing);
  const slot = await takeSlot({ db: database.reads, write: async (work) => await plain(work), now }, holder);
  const newId = idMaker(slot, now);

  const authorities = await authoritiesFor(instance, options, now());
  const seat = { instance: withSite(instance, await loadSite(database.reads)) };
  const overlay = (site: Parameters<Parts["overlay"]>[0]) => void (seat.instance = withSite(instance, site));
  const files = await openStore(instance, now);
  const kith = assemble({ seat, overlay, instance, options, authorities, now, newId, database, files });
  const family = { siblings: await noSiblings<News>(earsOf(kith, holder, [])) };
  const write = openGate<KithEvent>(gate, database, hooksOf(kith, family), sharing);
  // From here on there is one gate only: a second one would begin transactions within those of the first.
  const store: SlotStore = { db: database.reads, write: async (work) => await write(work), now };
  const worker = openWorker(
    kith,
    { holder, alone: !sharing.shared, dead: async (holders) => await family.siblings.dead(holders) },
    [jobSource(kith, handlers()), ...sources(kith)],
  );
  const keep = async () => {
    await keepSlot(kith, store, slot, holder);
    family.siblings.count(await otherHolders(store, holder));
  };
  const renewal = setInterval(() => void keep().catch(() => undefined), SLOT_LEASE / 4).unref();
  const parts: { write: Write<KithEvent>; worker: Worker; remote: Remote; tell: Kith["tell"]; close: Kith["close"] } = {
    write,
    worker,
    tell: (news) => family.siblings.tell([news]),
    remote: remotePort(kith),
    close: async () => {
      clearInterval(renewal);
      await worker.stop();
      await kith.http.close();
      await kith.services.close();
      await family.siblings.close();
      // Its lease runs out by itself.
      await freeSlot(store, slot, holder).catch(() => undefined);
      await database.close();
    },
  };
  Object.freeze(Object.assign(kith, parts));
  const others = (await otherHolders(store, holder)).filter((other) => !isGone(other));
  family.siblings = await (options.siblings ?? database.siblings)(earsOf(kith, holder, others));
  return kith;
}

/** Development servers of one data folder's authority trust each other's https. */
const authoritiesFor = async (instance: Instance, options: OpenOptions, now: number): Promise<string[]> => [
  ...(options.authorities ?? []),
  ...(instance.listen.https ? [(await localAuthority(instance, now)).certificate] : []),
];

const one = () => 1;

type Parts = {
  instance: Instance;
  /** Holds the instance as it is now. */
  seat: { instance: Instance };
  overlay: Kith["overlay"];
  options: OpenOptions;
  authorities: string[];
  now: () => number;
  newId: () => number;
  database: OpenDatabase;
  files: Files;
};

/** All of a Kith but the gate and the worker, which need it to be made. */
function assemble({ instance, seat, overlay, options, authorities, now, newId, database, files }: Parts): Kith {
  const caches = new Map<string, LRUCache<string, object>>();
  const cache = (name: string, max: number, sizeOf?: (value: object) => number) => {
    const known = caches.get(name);
    if (known !== undefined) return known;
    // Bounded by sizes, it grows with what is in it; bounded by a count, it would take the room for all of them at once.
    const made = new LRUCache<string, object>({ maxSize: max, sizeCalculation: sizeOf ?? one });
    caches.set(name, made);
    return made;
  };
  const outward = (allow_private_addresses: boolean) =>
    openHttp({
      ...(options.connect === undefined ? {} : { connect: options.connect }),
      allow_private_addresses,
      user_agent: `Kith/${VERSION} (+${instance.origin}/)`,
      ...(authorities.length === 0 ? {} : { authorities }),
    });
  const kith = {
    get instance() {
      return seat.instance;
    },
    overlay,
    engine: database.engine,
    db: database.reads,
    replicas: database.replicas,
    now,
    newId,
    http: outward(instance.federation.allow_private_addresses),
    services: outward(true),
    mail: openMail(instance.mail.url, instance.mail.from),
    files,
    memory: openProcessMemory(instance, { now, shrink: () => shrinkCaches(caches), read: options.memory }),
    bus: openBus(),
    detector: options.detector ?? openDetector(),
    locales: openLocales(),
    log: getLogger(["kith"]),
    secret: readSecret(instance.data),
    cache: cache as Kith["cache"],
    makeRsaKey: options.makeRsaKey ?? makeRsaKey,
    instanceAccount: async () => await findInstanceAccount(kith as unknown as Kith),
  };
  return kith as unknown as Kith;
}

/** Media lie in a folder, unless the settings name a store. */
async function openStore(instance: Instance, now: () => number): Promise<Files> {
  const { store } = instance.media;
  const [scratch, base] = [join(instance.data, "work"), mediaBase(instance)];
  if (store === "local") return openFiles(join(instance.data, "media"), scratch, base);
  const { openS3Files } = await import("./media/s3.ts");
  const warn = (message: string, properties: Record<string, unknown>) => getLogger(["kith"]).warning(message, properties);
  return openS3Files(store, { scratch, base, now, warn, fetch: async (input, init) => await fetch(input, init) });
}

const earsOf = (kith: Kith, me: string, others: readonly string[]): Ears<News> => ({
  me,
  others,
  heard: (news) => hear(kith, news),
  missed: () => runNow(kith, { type: "news.missed" }),
  warn: (message, properties) => kith.log.warning(message, properties),
});

const hooksOf = (kith: Kith, family: { siblings: Siblings<News> }): GateHooks<KithEvent> => ({
  enqueue: async (tx, events) =>
    await insertJobs(
      tx,
      kith,
      events.flatMap((event) => jobsOf(event)),
    ),
  committed: (events) => {
    if (events.length === 0) return;
    noteWriters(kith, events);
    for (const event of events) runNow(kith, event);
    const tables = tablesOf(events);
    for (const table of tables) kith.worker.wake(table);
    family.siblings.tell(newsOf(events, tables));
  },
});

async function keepSlot(kith: Kith, store: SlotStore, slot: number, holder: string): Promise<void> {
  const kept = await renewSlot(store, slot, holder).catch(() => true);
  if (kept) return;
  // Another process makes ids in our slot now (this one was frozen for minutes): going on would collide with it.
  kith.log.error("this process has lost its slot and stops");
  process.exit(75);
}

const generate = promisify(generateKeyPair);
const makeRsaKey = async (): Promise<CryptoKeyPairPem> =>
  await generate("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
