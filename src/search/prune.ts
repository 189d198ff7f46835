/**
 * Forgets words that no text holds any more. A hand goes round the vocabulary, a few words at each run: statuses and names lose words in more
 * ways than one, and to ask a word whether something holds it costs a look at one index.
 */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { Engine } from "../db/open.ts";
import type { Kith } from "../kith.ts";

/** In `settings`: the last word that was looked at, by its id. */
const KEY = "vocabulary-looked-at";
const AT_ONCE = 250;
const STEPS = 4;

/** Looks at the next thousand words, and begins anew after the last. */
export async function pruneVocabulary(kith: Kith): Promise<void> {
  let more = true;
  for (let step = 0; more && step < STEPS; step++) more = await pruneNext(kith);
}

async function pruneNext(kith: Kith): Promise<boolean> {
  const { db, engine } = kith;
  const hand = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  const { rows } = await sql<{ id: number; gone: number }>`
    select id, case when ${isGone(engine, "looked")} then 1 else 0 end as gone from (
      select id, word from search_words where id > ${Number(hand?.value ?? 0)} order by id limit ${sql.lit(AT_ONCE)}) as looked
    order by id`.execute(db as Tx);
  const gone = rows.flatMap((row) => (row.gone === 1 ? [row.id] : []));
  const more = rows.length === AT_ONCE;
  const value = String(more ? rows.at(-1)?.id : 0);
  await kith.write(async (tx) => {
    if (gone.length > 0) await removeWords(tx, engine, gone);
    await tx
      .insertInto("settings")
      .values({ key: KEY, value })
      .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
      .execute();
  });
  return more;
}

/**
 * Removes those that are gone still. A status that is being written may hold a word that is known and therefore not insert it: on PostgreSQL all
 * who write such are waited for, so that theirs is seen here, and the next insert what is missing.
 */
async function removeWords(tx: Tx, engine: Engine, ids: readonly number[]): Promise<void> {
  if (engine === "postgres") await sql`lock table search_words in share row exclusive mode`.execute(tx);
  await sql`delete from search_words where id in (${sql.join(ids)}) and ${isGone(engine, "search_words")}`.execute(tx);
}

/** Whether neither a status nor a name holds the word. */
function isGone(engine: Engine, table: string): RawBuilder<SqlBool> {
  const word = sql.ref(`${table}.word`);
  const fits =
    engine === "sqlite"
      ? sql`status_words match '"' || ${word} || '"'`
      : sql`status_words.words @@ to_tsquery('simple', ${word})`;
  return sql<SqlBool>`(not exists (select 1 from account_words where account_words.word = ${word})
    and not exists (select 1 from status_words where ${fits}))`;
}
