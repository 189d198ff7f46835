/** Who follows, as shares: on which servers, in which languages; and which posts were answered most. Reckoned when asked for, kept for an hour. */
import { sql } from "kysely";
import type { Account } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { DAY } from "./days.ts";
import { largest, LEAST } from "./hiding.ts";

const KEPT = 3_600_000;
/** The newest followers, so many. */
const FOLLOWERS = 20_000;
/** Of so many it is looked up in which language they write, in the last 90 days. */
const WRITERS = 2000;
const SHOWN = 12;

export type Share = { name: string; count: number };
/** `servers`: "" is this one; `languages`: BCP 47, without the region. */
export type Audience = { servers: Share[]; languages: Share[] };

export async function loadAudience(kith: Kith, { id }: Pick<Account, "id">): Promise<Audience> {
  const cache = kith.cache<{ audience: Audience; until: number }>("audiences", 200);
  const known = cache.get(String(id));
  if (known !== undefined && known.until > kith.now()) return known.audience;
  const followers = (most: number) =>
    sql`(select account_id from follows where target_id = ${id} and state = 'accepted' order by id desc limit ${sql.lit(most)}) as f`;
  const servers = await sql<Share>`select accounts.host as name, count(*) as count from ${followers(FOLLOWERS)}
    join accounts on accounts.id = f.account_id group by accounts.host having count(*) >= ${sql.lit(LEAST)} order by 2 desc limit ${sql.lit(SHOWN)}`.execute(
    kith.db,
  );
  const since = idAt(kith.now() - 90 * DAY);
  const writers = await sql<Share>`select written.language as name, count(*) as count from (select (
      select s.language from statuses as s where s.account_id = f.account_id and s.id >= ${since} and s.language <> ''
        and s.reblog_of_id is null and s.deleted_at = 0 and s.visibility in ('public', 'unlisted') order by s.id desc limit 1) as language
    from ${followers(WRITERS)}) as written where written.language is not null group by written.language`.execute(kith.db);
  const languages = new Map<string, number>();
  for (const { name, count } of writers.rows) {
    const language = name.split("-")[0] ?? name;
    languages.set(language, (languages.get(language) ?? 0) + Number(count));
  }
  const found = new Map(servers.rows.map(({ name, count }) => [name, Number(count)]));
  const audience = { servers: largest(found, SHOWN), languages: largest(languages, SHOWN) };
  cache.set(String(id), { audience, until: kith.now() + KEPT });
  return audience;
}

/** Public posts since an instant with which most was done, the first first; of a group those in it. Fewer than five are too few. */
export async function bestIds(
  { db }: Pick<Kith, "db">,
  account: Pick<Account, "id" | "actor_type">,
  since: number,
): Promise<number[]> {
  const done = sql`favourites_count + reblogs_count + replies_count + quotes_count`;
  const group = account.actor_type === "Group";
  const whose = group ? sql`group_id = ${account.id} and group_id > 0` : sql`account_id = ${account.id}`;
  const open = group ? sql`visibility in ('public', 'unlisted', 'limited')` : sql`visibility in ('public', 'unlisted')`;
  const { rows } = await sql<{
    id: number;
  }>`select id from statuses where ${whose} and ${open} and id >= ${idAt(since)} and deleted_at = 0 and reblog_of_id is null
    and ${done} >= ${sql.lit(LEAST)} order by ${done} desc, id desc limit 5`.execute(db);
  return rows.map(({ id }) => id);
}
