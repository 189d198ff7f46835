/** What `instance.config.ts` may say. Every complaint about it is one sentence that names the key. */
import { resolve } from "node:path";
import { z } from "zod";
import { limits } from "./config-limits.ts";
import { LANGUAGES, type Language } from "./words/languages.ts";
import { isTimeZone } from "./words/locale.ts";

const positive = (most: number) => z.number().int().positive().max(most);

const address = z.url({ protocol: /^https?$/, error: "must be an http(s) address" });
const s3 = z.strictObject({
  endpoint: address,
  bucket: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}$/, "is not the name of a bucket"),
  region: z.string().min(1).default("auto"),
  /** Whether the bucket stands in the path, which most stores take, or before the host's name: `https://bucket.s3.example.net`. */
  path_style: z.boolean().default(true),
  access_key: z.string().min(1),
  secret_key: z.string().min(1),
  public_url: z.union([z.literal(""), address]).default(""),
});

/** How letters come in: a listener for the mail server beside Kith, `port` 0 only for `kith mail receive`. */
const inbound = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.number().int().min(0).max(65535).default(0),
  /** What stands behind the @ of addresses for answers; "" is that of this server. */
  domain: z
    .string()
    .regex(/^$|^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "is no domain such as lists.example.org")
    .default(""),
  /** The name by which the mail server signs its `Authentication-Results` (RFC 8601); with it, senders must be proven. */
  authserv_id: z.string().max(253).default(""),
  message_bytes: positive(100_000_000).default(12_000_000),
  connections: positive(1000).default(20),
});

const postgres = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// address");
const CONNECTIONS = 16;
const replicated = z.strictObject({
  primary: postgres,
  replicas: z.array(postgres).max(16).default([]),
  /** That each process opens at most, half of them to read; to a replica, half as many. */
  connections: z.number().int().min(2).max(200).default(CONNECTIONS),
});

const shape = z.strictObject({
  /** Where people find this server: `example.org`, or a loopback name with its port for trying things out. Never changes. */
  domain: z.string().default("localhost:3000"),
  title: z.string().min(1).max(100).default("Kith"),
  description: z.string().max(5000).default(""),
  /** Where the source of this very program is, if it is not the one that was published: whoever changes it has to offer that. */
  source_url: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  /** Shown to visitors as the person to turn to. */
  contact_email: z.string().max(320).default(""),
  listen: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      /** 3000, or what `domain` says in development: there nothing stands before Kith. */
      port: z.number().int().min(0).max(65535).optional(),
      /** Shows a certificate of a local authority (`<data>/tls/authority.pem`): https for development, where apps insist on it. */
      https: z.boolean().default(false),
    })
    .prefault({}),
  /** The folder of the database, keys, media and caches; relative to this file. */
  data: z.string().min(1).default("data"),
  /** `"sqlite"`, or the address of a PostgreSQL database: `postgres://user:password@host/name`; or `{ postgres: … }`, which may name replicas. */
  database: z
    .union([z.literal("sqlite"), postgres, z.strictObject({ postgres: z.union([postgres, replicated]) })], {
      error: 'must be "sqlite", a postgres:// address, or { postgres: { primary, replicas, connections } } with such addresses',
    })
    .default("sqlite"),
  /**
   * How many processes serve requests, and how many others do the work that follows (0: those that serve do it, too), under a supervisor that
   * starts them again. Left out: one process that does both, and no supervisor.
   */
  processes: z
    .strictObject({ web: z.number().int().min(0).max(16).default(1), worker: z.number().int().min(0).max(12).default(0) })
    .refine(({ web, worker }) => web + worker > 0, "must be one process at least")
    .optional(),
  /** In which language visitors are spoken to whose own we do not speak, and letters to people who have chosen none. */
  language: z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]]).default("en"),
  /** Whose clocks the pages go by for people who have named no time zone: `Europe/Berlin`. */
  time_zone: z.string().refine(isTimeZone, "is no time zone such as Europe/Berlin").default("UTC"),
  /** What trends is shown once somebody who looks after the server has approved it, or at once. */
  trends: z.enum(["reviewed", "automatic"]).default("reviewed"),
  registrations: z.enum(["open", "approval", "closed"]).default("approval"),
  /** The colour of links and of the one button that matters, as `#0b5c5f`; empty: the one that Kith comes with. For dark pages it is made lighter. */
  accent: z.union([z.literal(""), z.string().regex(/^#[0-9a-f]{6}$/i, "is no colour such as #0b5c5f")]).default(""),
  /** What visitors see first: what this server is, or what people here say. */
  front_page: z.enum(["about", "local"]).default("local"),
  /** Whether everybody here may invite others, or only those who run the server. */
  members_invite: z.boolean().default(false),
  /** Whether everybody here may make groups, or only those who run the server. */
  members_make_groups: z.boolean().default(true),
  /** Whether sums are kept of what became of people's posts, for themselves (`insights/`). */
  insights: z.boolean().default(true),
  federation: z
    .strictObject({
      allow_private_addresses: z.boolean().optional(),
      authorized_fetch: z.boolean().default(false),
      /** Only with servers that have been allowed (`moderation domain allow`, or the admin API); what they ask for has to be signed. */
      limited: z.boolean().default(false),
    })
    .prefault({}),
  /** `smtp://user:password@host:587`; empty: no mail is sent. */
  mail: z.strictObject({ url: z.string().default(""), from: z.string().default(""), inbound: inbound.optional() }).prefault({}),
  /** Where statuses are translated: the address of a LibreTranslate or DeepL service, with its key if it wants one; empty: not at all. */
  translation: z
    .strictObject({
      kind: z.enum(["libretranslate", "deepl"]).default("libretranslate"),
      url: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
      key: z.string().max(500).default(""),
    })
    .prefault({}),
  media: z
    .strictObject({
      /** `"local"`: a folder in `data`; or a bucket of a store that speaks S3. With `public_url`, browsers fetch from there. */
      store: z
        .union([z.literal("local"), s3], { error: 'must be "local" or { endpoint, bucket, access_key, secret_key }' })
        .default("local"),
      /** How much of other servers' media is kept; the least recently seen goes first. */
      cache_bytes: z.number().int().min(0).max(1e15).default(5_000_000_000),
      /** Name or path of the program that films and sounds take; `""` does without them. */
      ffmpeg: z.string().max(1000).default("ffmpeg"),
    })
    .prefault({}),
  limits,
  log: z.enum(["debug", "info", "warning", "error", "off"]).default("info"),
});

/** What somebody writes into `instance.config.ts`: every key may be left out. */
export type InstanceConfig = z.input<typeof shape>;

/** The settings as the rest of Kith sees them: whole, checked, frozen. */
export type Instance = Readonly<Omit<z.output<typeof shape>, "database" | "federation" | "listen" | "front_page">> & {
  /** `"sqlite"`, or the address of the PostgreSQL that is written to. */
  readonly database: string;
  /** Addresses of copies of it, which are read from. */
  readonly replicas: readonly string[];
  /** To PostgreSQL, of each process. */
  readonly connections: number;
  readonly front_page: "about" | "local" | "status";
  /** The post that stands on the front page, when it is one. */
  readonly front_status_id: number;
  /** The picture of this server: the name of a file of ours (`media/files.ts`), "" for none; and those for browsers' tabs, by their width. */
  readonly picture: string;
  readonly icons: Readonly<Record<string, string>>;
  readonly listen: Readonly<{ host: string; port: number; https: boolean }>;
  readonly federation: Readonly<{ allow_private_addresses: boolean; authorized_fetch: boolean; limited: boolean }>;
  /** `https://example.org`, or `http://localhost:3000` in development. Every uri of ours begins with it. */
  readonly origin: string;
  /** True for a loopback domain: http, and other loopback servers are peers. */
  readonly development: boolean;
};

/**
 * Checks a configuration, fills in what it leaves out, and freezes it.
 *
 * @throws Error with one sentence that names the wrong key
 */
export function defineInstance(config: InstanceConfig = {}): Instance {
  // It is read once: to compile what reads it (zod would) takes longer than to read it.
  const checked = shape.safeParse(config, { jitless: true });
  if (!checked.success) throw new Error(complaint(checked.error));
  const domain = readDomain(checked.data.domain);
  const development = isLoopback(domain);
  const { allow_private_addresses = development, authorized_fetch, limited } = checked.data.federation;
  return deepFreeze({
    ...checked.data,
    ...databasesOf(checked.data.database),
    domain,
    front_status_id: 0,
    picture: "",
    icons: {},
    listen: { ...checked.data.listen, port: checked.data.listen.port ?? (development ? portOf(domain) : PORT) },
    // Who answers a few servers only has to know which one asks.
    federation: { allow_private_addresses, authorized_fetch: authorized_fetch || limited, limited },
    origin: `${development && !checked.data.listen.https ? "http" : "https"}://${domain}`,
    development,
  });
}

/** What those who run the server decide in its pages while it runs; the configuration says what it is until they do. */
export type Site = Pick<
  Instance,
  | "title"
  | "description"
  | "contact_email"
  | "language"
  | "time_zone"
  | "registrations"
  | "accent"
  | "front_page"
  | "front_status_id"
  | "members_invite"
  | "members_make_groups"
  | "insights"
  | "picture"
  | "icons"
>;

/** The instance of a configuration, with what has been decided since. */
export const withSite = (instance: Instance, site: Partial<Site>): Instance => deepFreeze({ ...instance, ...site });

function databasesOf(database: z.output<typeof shape>["database"]): Pick<Instance, "database" | "replicas" | "connections"> {
  const plain = { replicas: [], connections: CONNECTIONS };
  if (typeof database === "string") return { ...plain, database };
  if (typeof database.postgres === "string") return { ...plain, database: database.postgres };
  const { primary, replicas, connections } = database.postgres;
  return { database: primary, replicas, connections };
}

const PORT = 3000;
const portOf = (domain: string): number => Number(/:(\d+)$/.exec(domain)?.[1] ?? PORT);

/** The same instance with its data folder resolved against the folder of its configuration file. */
export const locateInstance = (instance: Instance, folder: string): Instance =>
  Object.freeze({ ...instance, data: resolve(folder, instance.data) });

function complaint(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "instance.config.ts: the configuration is not understood";
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return `instance.config.ts: there is no setting "${[...issue.path, issue.keys[0]].join(".")}"`;
  return `instance.config.ts: "${key}" is wrong: ${issue.message}`;
}

function readDomain(text: string): string {
  const wrong = new Error(
    `instance.config.ts: "domain" is wrong: "${text}" is not a host name such as example.org or localhost:3000`,
  );
  if (!/^[^/@\s?#]+$/.test(text) || !URL.canParse(`http://${text}`)) throw wrong;
  const { host, hostname } = new URL(`http://${text}`);
  if (hostname === "" || (!hostname.includes(".") && !hostname.startsWith("[") && hostname !== "localhost")) throw wrong;
  return host;
}

/** Whether a domain is a loopback name or address: then Kith is in development, speaks http and trusts its neighbours. */
export function isLoopback(domain: string): boolean {
  const name = domain.replace(/:\d+$/, "");
  return name === "localhost" || name.endsWith(".localhost") || /^127\.\d+\.\d+\.\d+$/.test(name) || name === "[::1]";
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
