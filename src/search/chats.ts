/** Finds messages of one chat by their words, along the index of words: however many there are, and however old they are. */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { fits, matchOf } from "./find.ts";
import { CANDIDATES_AT_A_GLANCE } from "./sources.ts";
import { loadWordsWith } from "./vocabulary.ts";
import { readWanted } from "./words.ts";

type Asked = { chat_id: number; account_id: number; q: string; below: number };

/** Ids of statuses below `below`, the newest first; the caller sees to who may see them. None where no word is asked for. */
export async function findInChat(kith: Kith, { chat_id, account_id, q, below }: Asked): Promise<number[]> {
  const wanted = readWanted(q);
  if (wanted.phrases.length === 0) return [];
  const match = matchOf(kith, wanted, await loadWordsWith(kith, wanted.parts));
  const { rows } = await sql<{ id: number }>`select rowid as id from status_words where ${fits(kith.engine === "sqlite", match)}
    and rowid < ${below} and rowid in (select status_id from chat_statuses where account_id = ${account_id} and chat_id = ${chat_id})
    order by rowid desc limit ${sql.lit(CANDIDATES_AT_A_GLANCE)}`.execute(kith.db as Tx);
  return rows.map(({ id }) => id);
}
