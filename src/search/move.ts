/**
 * The words of statuses, for another database: SQLite keeps an index from which they cannot be read, so they are cut anew from the statuses that
 * can be found in the one, and given to the other.
 */
import type { Client } from "pg";
import type { Part } from "../db/move/parts.ts";
import type { Source } from "../db/move/source.ts";
import { loadWords } from "./index.ts";

const AT_ONCE = 500;
const GIVEN = "json_to_recordset($1::json) as given(id bigint, words text)";

export function wordsPart({ reads, searchable, countSearchable }: Source): Part {
  const asGiven = (rows: readonly (readonly unknown[])[]) => JSON.stringify(rows.map(([id, words]) => ({ id, words })));
  return {
    name: "status_words",
    count: countSearchable,
    read: async (after) => {
      const ids = searchable(Number(after?.[0] ?? 0), AT_ONCE);
      const last = ids.at(-1);
      if (last === undefined) return undefined;
      const rows: [number, string][] = [];
      for (const id of ids) rows.push([id, (await loadWords(reads, id)).join(" ")]);
      return { after, last: [last], rows };
    },
    write: async (client: Client, { rows }) =>
      void (await client.query(`insert into status_words (rowid, words) select id, to_tsvector('simple', words) from ${GIVEN}`, [
        asGiven(rows),
      ])),
    compare: async (client: Client, { rows }) => {
      const { rows: wrong } = await client.query<{ id: number }>(
        `select id from ${GIVEN} left join status_words on rowid = id
          where status_words.words is distinct from to_tsvector('simple', given.words)`,
        [asGiven(rows)],
      );
      return wrong.map(({ id }) => `the words of status ${id} differ`);
    },
  };
}
