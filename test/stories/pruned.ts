/** What the stories of pruning share: threads by the hundred, a thread with everything on it, and looking for ids that lead nowhere. */
import { sql } from "kysely";
import { insertAccount } from "../../src/accounts/insert.ts";
import type { Tx } from "../../src/db/schema.ts";
import { idAt } from "../../src/ids.ts";
import type { Kith } from "../../src/kith.ts";
import type { SearchJson, StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

export const HOST = "alpha.test";

/** A thread of two strangers of its own: what the first says, and what the other answers. */
export type Thread = {
  author: Stranger;
  other: Stranger;
  root: StatusJson;
  reply: StatusJson;
  root_uri: string;
  reply_uri: string;
};

/** As Mastodon 4.5 says that everybody may quote. */
const QUOTABLE = { interactionPolicy: { canQuote: { automaticApproval: [PUBLIC] } } };

/** `who` comes upon both, which touches neither. */
export async function makeThread(world: World, who: Person, properties: Record<string, unknown> = {}): Promise<Thread> {
  const n = world.clock.now();
  const author = await world.stranger(`author${n}@far.test`);
  const other = await world.stranger(`other${n}@near.test`);
  Object.assign(author.actor, { indexable: true, discoverable: true });
  const note = author.note("<p>Marzipan</p>", { ...QUOTABLE, ...properties });
  const answer = other.note("<p>Nougat</p>", { inReplyTo: note["id"] });
  const root = await who.comesUpon(note["id"]);
  const reply = await who.comesUpon(answer["id"]);
  return { author, other, root, reply, root_uri: root.uri, reply_uri: reply.uri };
}

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A thread with a picture that was looked at, a tag, a poll, an edit, a quote, a boost, a favourite of a stranger's, and a mention of one. */
export async function makeRich(world: World, who: Person): Promise<Thread> {
  const thread = await makeThread(world, who, {
    content: '<p>Marzipan <a href="https://far.test/tags/sweets" rel="tag">#sweets</a></p>',
    tag: [{ type: "Hashtag", href: "https://far.test/tags/sweets", name: "#sweets" }],
    attachment: [{ type: "Document", mediaType: "image/png", url: "https://far.test/pixel.png", name: "A pixel" }],
  });
  const { author, other, root, root_uri } = thread;
  author.serves("/pixel.png", { status: 200, type: "image/png", body: PIXEL } as never);
  const [media] = root.media_attachments;
  await world.visitor(HOST)("GET", new URL(media?.url ?? "").pathname, {});
  const kith = world.instance(HOST);
  const actors = await kith.db.selectFrom("accounts").select(["id", "uri"]).where("host", "<>", "").execute();
  const idOf = (uri: string) => actors.find((actor) => actor.uri === uri)?.id ?? 0;
  const quoting = author.note("<p>As I said</p>", { inReplyTo: root_uri, quote: root_uri, quoteUrl: root_uri });
  await who.comesUpon(quoting["id"]);
  const poll = author.note("<p>Which?</p>", {
    type: "Question",
    inReplyTo: root_uri,
    oneOf: ["Yes", "No"].map((name) => ({ type: "Note", name, replies: { type: "Collection", totalItems: 0 } })),
    endTime: new Date(world.clock.now() + 86_400_000).toISOString(),
  });
  await who.comesUpon(poll["id"]);
  const status_id = Number(root.id);
  await kith.write(async (tx) => {
    const now = kith.now();
    const by = { id: kith.newId(), account_id: idOf(other.uri), status_id, created_at: now };
    await tx
      .insertInto("favourites")
      .values({ ...by, uri: "https://near.test/likes/1" })
      .execute();
    await sql`insert into status_edits (id, status_id, content, text, spoiler_text, sensitive, media, emojis, created_at)
      values (${kith.newId()}, ${status_id}, 'Before', '', '', 0, '[]', '[]', ${now})`.execute(tx);
    await tx
      .insertInto("trends")
      .values({
        id: kith.newId(),
        kind: "status",
        subject_id: status_id,
        state: "pending",
        score: 0,
        language: "",
        updated_at: now,
        reviewed_at: 0,
      })
      .execute();
    await tx
      .insertInto("turns")
      .values({ name: `account/${idOf(other.uri)}`, counted: -1, failures: 0, checked_at: now, next_at: now })
      .execute();
  });
  return thread;
}

/** Threads of strangers without any request: `each` statuses in every one, the first the root of all others. */
export async function seed(
  kith: TestKith,
  { threads, each, from = 0 }: { threads: number; each: number; from?: number },
): Promise<void> {
  const now = kith.now();
  await kith.write(async (tx) => {
    for (let n = 0; n < threads; n++) {
      const k = n + from;
      const account_id = 100 + Math.floor(k / 5);
      const uri = `https://far.test/users/u${account_id}`;
      const there = await tx.selectFrom("accounts").select("id").where("id", "=", account_id).executeTakeFirst();
      if (there === undefined)
        await insertAccount(tx, { id: account_id, username: `u${account_id}`, host: "far.test", uri, created_at: now });
      const conversation_id = 10 + k;
      await tx
        .insertInto("conversations")
        .values({ id: conversation_id, uri: `https://far.test/c${k}`, created_at: now })
        .execute();
      const root = idAt(now - 3_600_000) + k * 2000 + 1;
      for (let j = 0; j < each; j++)
        await insertStatus(tx, {
          id: root + j * 2,
          uri: `https://far.test/t${k}/${j}`,
          account_id,
          conversation_id,
          parent: j === 0 ? null : root,
          now,
        });
    }
  });
}

type Seeded = { id: number; uri: string; account_id: number; conversation_id: number; parent: number | null; now: number };

async function insertStatus(tx: Tx, { id, uri, account_id, conversation_id, parent, now }: Seeded): Promise<void> {
  await sql`insert into statuses (id, uri, url, account_id, local, in_reply_to_id, in_reply_to_account_id, in_reply_to_uri, conversation_id,
      visibility, local_only, sensitive, spoiler_text, content, text, content_type, language, emojis, replies_count, reblogs_count,
      favourites_count, quotes_count, created_at, edited_at, expires_at, deleted_at, version)
    values (${id}, ${uri}, ${uri}, ${account_id}, 0, ${parent}, ${parent === null ? null : account_id}, '', ${conversation_id},
      'public', 0, 0, '', '<p>Nothing much</p>', '', 'text/html', 'en', '[]', 0, 0, 0, 0, ${now}, 0, 0, 0, 1)`.execute(tx);
}

/** A gate that counts how many statuses each work takes away, and dies after so many that did. */
export const dying =
  (kith: TestKith, portions: number[], after: number): Kith["write"] =>
  async (work) => {
    if (portions.length >= after) throw new Error("killed");
    const before = await count(kith, "statuses");
    const done = await kith.write(work);
    const gone = before - (await count(kith, "statuses"));
    if (gone > 0) portions.push(gone);
    return done;
  };

export async function count(kith: Pick<Kith, "db">, table: string, where = "1 = 1"): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where ${sql.raw(where)}`.execute(
    kith.db as never,
  );
  return Number(rows[0]?.n);
}

export const found = async (who: Person, words: string): Promise<StatusJson[]> =>
  (await who.api<SearchJson>("GET", `/api/v2/search?q=${words}&type=statuses`)).statuses;

/** How many rows each table has, and the newest of some. */
export async function picture(kith: TestKith): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of new Set((await columns(kith)).map((one) => one.table))) counts[table] = await count(kith, table);
  return counts;
}

type Column = { table: string; name: string };

async function columns(kith: TestKith): Promise<Column[]> {
  const query =
    kith.engine === "sqlite"
      ? sql<Column>`select m.name as "table", c.name as name from sqlite_master as m, pragma_table_info(m.name) as c
          where m.type = 'table' and m.name not like 'sqlite%' and m.name not like '%words%' and m.name not like '%grams%'`
      : sql<Column>`select table_name as "table", column_name as name from information_schema.columns
          where table_schema = current_schema() and table_name not like '%words%' and table_name not like 'pg_%'`;
  return (await query.execute(kith.db as never)).rows;
}

/** `table.column` of every foreign key to a table. */
export async function keysTo(kith: TestKith, parent: string): Promise<string[]> {
  const query =
    kith.engine === "sqlite"
      ? sql<{ key: string }>`select m.name || '.' || k."from" as key from sqlite_master as m, pragma_foreign_key_list(m.name) as k
          where m.type = 'table' and k."table" = ${parent}`
      : sql<{ key: string }>`select c.conrelid::regclass::text || '.' || a.attname as key from pg_constraint as c
          join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
          where c.contype = 'f' and c.confrelid = to_regclass(${parent}) and c.connamespace = current_schema()::regnamespace`;
  return (await query.execute(kith.db as never)).rows.map(({ key }) => key);
}

/** What a column's name says that it leads to. */
const LEADS: Readonly<Record<string, string>> = {
  status_id: "statuses",
  shown_id: "statuses",
  reblog_of_id: "statuses",
  quoted_id: "statuses",
  in_reply_to_id: "statuses",
  last_status_id: "statuses",
  account_id: "accounts",
  target_id: "accounts",
  from_account_id: "accounts",
  in_reply_to_account_id: "accounts",
  quoted_account_id: "accounts",
  author_id: "accounts",
  group_id: "accounts",
  tag_id: "tags",
  card_id: "cards",
  poll_id: "polls",
  member_id: "conversation_members",
  conversation_id: "conversations",
};

/** Ids that lead nowhere, by table and column. */
export async function danglingIn(kith: TestKith): Promise<string[]> {
  const lost: string[] = [];
  const look = async (what: string, query: string) => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.raw(query)}`.execute(kith.db as never);
    if (Number(rows[0]?.n) > 0) lost.push(what);
  };
  for (const { table, name } of await columns(kith)) {
    const to = LEADS[name];
    // Those two may name other things, too; and what the inbox has seen is of no table.
    if (to === undefined || ["audit_log", "moderation_notes"].includes(table)) continue;
    await look(`${table}.${name}`, `${table} where ${name} > 0 and ${name} not in (select id from ${to})`);
  }
  await look("status_words", "status_words where rowid not in (select id from statuses)");
  await look("media.kept_by", "media where kept_by > 0 and kept_by not in (select id from statuses)");
  await look("trends", "trends where kind = 'status' and subject_id not in (select id from statuses)");
  for (const [begin, table] of [
    ["thread/", "conversations"],
    ["account/", "accounts"],
  ] as const)
    await look(
      `turns ${begin}`,
      `turns where name like '${begin}%' and substr(name, ${begin.length + 1}) not in (select cast(id as text) from ${table})`,
    );
  return lost;
}
