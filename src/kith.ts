/** What everything arrives in: the Kith type, and nothing else. What can happen in it stands in `kith-events.ts`. */
import type { LRUCache } from "lru-cache";
import type { Memory } from "./budgets/memory.ts";
import type { Instance, Site } from "./config.ts";
import type { Engine } from "./db/open.ts";
import type { Replicas } from "./db/replicas.ts";
import type { Account, Reads } from "./db/schema.ts";
import type { Write } from "./db/write.ts";
import type { Http } from "./http/open.ts";
import type { Worker } from "./jobs/worker.ts";
import type { Mail } from "./mail/open.ts";
import type { Files } from "./media/files.ts";
import type { Remote } from "./remote.ts";
import type { Detector } from "./statuses/detector.ts";
import type { Bus } from "./streams/bus.ts";
import type { Locales } from "./words/locale.ts";
import type { KithEvent, News } from "./kith-events.ts";

export type Kith = {
  /** As it is now: what is decided in the pages of administration replaces it while it runs (`site/site.ts`). Its identity never changes. */
  readonly instance: Instance;
  /** Puts what has been decided over the configuration, in this process. */
  readonly overlay: (site: Partial<Site>) => void;
  readonly engine: Engine;
  /** Reads, and cannot write. */
  readonly db: Reads;
  /** Copies of the database, for reads that may be a few seconds late. */
  readonly replicas: Replicas | undefined;
  /** The gate: one transaction, which never waits for the network. */
  readonly write: Write<KithEvent>;
  /** ms since 1970; tests move it. */
  readonly now: () => number;
  /** A fresh id: even, ascending. */
  readonly newId: () => number;
  readonly http: Http;
  /** The same to what the configuration names (never to what a stranger does): it may be on the private network. */
  readonly services: Http;
  readonly mail: Mail;
  readonly remote: Remote;
  readonly files: Files;
  /** Of this process, against its ceiling. */
  readonly memory: Memory;
  readonly bus: Bus;
  /** Tells the other processes of this server. What follows from an event is told without being asked for. */
  readonly tell: (news: News) => void;
  readonly detector: Detector;
  /** The languages of the pages and letters. */
  readonly locales: Locales;
  readonly worker: Worker;
  readonly log: Log;
  /** 32 bytes that wrap private keys and sign tokens; from the data folder. */
  readonly secret: Uint8Array;
  /** The account that signs what no person does (an Application). */
  readonly instanceAccount: () => Promise<Account>;
  /** A named cache of this instance, bounded (by the sum of `sizeOf` where that is given): made on first use, dropped with the instance. */
  readonly cache: <Value extends object, Key extends string | number = string>(
    name: string,
    max: number,
    sizeOf?: (value: Value) => number,
  ) => LRUCache<Key, Value>;
  /** Makes an RSA key pair; tests hand out prepared ones. */
  readonly makeRsaKey: () => Promise<CryptoKeyPairPem>;
  close(): Promise<void>;
};

export type CryptoKeyPairPem = { publicKey: string; privateKey: string };

type Say = (message: string, properties?: Record<string, unknown>) => void;
export type Log = { readonly debug: Say; readonly info: Say; readonly warning: Say; readonly error: Say };
