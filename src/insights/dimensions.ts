/** What a server is made of, for those who run it: shares, the largest first. Counted from the tables, and kept for a while. */
import { statfs } from "node:fs/promises";
import { sql, type RawBuilder } from "kysely";
import { mediaSize } from "../budgets/size.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { VERSION } from "../version.ts";
import type { About, Span } from "./measures.ts";

export type Share = { key: string; human_key: string; value: string; unit?: string; human_value?: string };
export type Dimension = { key: string; data: Share[] };
type Asked = { span: Span; limit: number; about: About };
type Count = (kith: Kith, asked: Asked) => Promise<Share[]> | undefined;

const KEPT = 300_000;

type Row = { key: string; value: number };

async function counted({ db }: Kith, query: RawBuilder<Row>, name: (key: string) => string = (key) => key): Promise<Share[]> {
  return (await query.execute(db)).rows.map(({ key, value }) => ({ key, human_key: name(key), value: String(Number(value)) }));
}

/** The language's name in itself. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const within = ({ from, to }: Span) =>
  sql`statuses.id >= ${idAt(from)} and statuses.id < ${idAt(to)} and statuses.deleted_at = 0`;

const COUNTS: Readonly<Record<string, Count>> = {
  languages: async (kith, { span, limit }) =>
    await counted(
      kith,
      sql`select language as key, count(*) as value from statuses where ${within(span)} and local = 1 and reblog_of_id is null and language <> ''
        group by language order by value desc, key limit ${limit}`,
      languageName,
    ),
  sources: async (kith, { span, limit }) =>
    await counted(
      kith,
      sql`select coalesce(apps.name, 'web') as key, count(*) as value from statuses left join apps on apps.id = statuses.application_id
        where ${within(span)} and local = 1 and reblog_of_id is null group by 1 order by value desc, key limit ${limit}`,
      (key) => (key === "web" ? "Website" : key),
    ),
  servers: async (kith, { span, limit }) =>
    await counted(
      kith,
      sql`select case when accounts.host = '' then ${sql.lit(kith.instance.domain)} else accounts.host end as key, count(*) as value from statuses
        join accounts on accounts.id = statuses.account_id where ${within(span)} group by 1 order by value desc, key limit ${limit}`,
    ),
  tag_servers: (kith, asked) =>
    ofTag(kith, asked, sql`case when accounts.host = '' then ${sql.lit(kith.instance.domain)} else accounts.host end`),
  tag_languages: (kith, asked) =>
    ofTag(kith, asked, sql`case when statuses.language = '' then 'und' else statuses.language end`, languageName),
  instance_accounts: (kith, { about, limit }) =>
    about.host === undefined
      ? undefined
      : counted(
          kith,
          sql`select username as key, followers_count as value from accounts where host = ${about.host} and deleted_at = 0
            order by followers_count desc, id desc limit ${limit}`,
        ),
  instance_languages: (kith, { span, about, limit }) =>
    about.host === undefined
      ? undefined
      : counted(
          kith,
          sql`select case when language = '' then 'und' else language end as key, count(*) as value from statuses join accounts on accounts.id = statuses.account_id
            where ${within(span)} and accounts.host = ${about.host} and reblog_of_id is null group by 1 order by value desc, key limit ${limit}`,
          languageName,
        ),
  space_usage: spaceUsage,
  software_versions: softwareVersions,
};

function ofTag(kith: Kith, { span, about, limit }: Asked, key: RawBuilder<unknown>, name?: (key: string) => string) {
  if (about.tag_id === undefined) return undefined;
  const query = sql<Row>`select ${key} as key, count(*) as value from status_tags join statuses on statuses.id = status_tags.status_id
    join accounts on accounts.id = statuses.account_id where status_tags.tag_id = ${about.tag_id} and ${within(span)} group by 1
    order by value desc, key limit ${limit}`;
  return counted(kith, query, name);
}

/** Bytes: the database, the media that are kept here, and what is left on the disk. */
async function spaceUsage(kith: Kith): Promise<Share[]> {
  const size =
    kith.engine === "sqlite"
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`;
  const database = (await size.execute(kith.db)).rows[0]?.bytes ?? 0;
  const { own } = await mediaSize(kith);
  const disk = await statfs(kith.instance.data).catch(() => undefined);
  const share = (key: string, human_key: string, bytes: number): Share => ({
    key,
    human_key,
    value: String(bytes),
    unit: "bytes",
    human_value: readable(bytes),
  });
  return [
    share("database", kith.engine === "sqlite" ? "SQLite" : "PostgreSQL", Number(database)),
    share("media", "Media", own),
    ...(disk === undefined ? [] : [share("free", "Free on disk", disk.bavail * disk.bsize)]),
  ];
}

function readable(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

async function softwareVersions(kith: Kith): Promise<Share[]> {
  const version =
    kith.engine === "sqlite"
      ? sql<{ version: string }>`select sqlite_version() as version`
      : sql<{ version: string }>`select current_setting('server_version') as version`;
  const database = (await version.execute(kith.db)).rows[0]?.version ?? "";
  const share = (key: string, human_key: string, value: string): Share => ({ key, human_key, value, human_value: value });
  return [
    share("kith", "Kith", VERSION),
    share("node", "Node.js", process.versions.node),
    share(kith.engine, kith.engine === "sqlite" ? "SQLite" : "PostgreSQL", database),
  ];
}

/** Undefined for what is no dimension, or lacks what it is of. At most five minutes old. */
export async function dimension(kith: Kith, key: string, asked: Asked): Promise<Dimension | undefined> {
  const cache = kith.cache<{ dimension: Dimension; until: number }>("dimensions", 200);
  const name = JSON.stringify([key, asked]);
  const known = cache.get(name);
  if (known !== undefined && known.until > kith.now()) return known.dimension;
  const data = await (Object.hasOwn(COUNTS, key) ? COUNTS[key] : undefined)?.(kith, asked);
  if (data === undefined) return undefined;
  const made = { key, data };
  cache.set(name, { dimension: made, until: kith.now() + KEPT });
  return made;
}
