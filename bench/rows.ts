/** Rows on their way into a database, many at a time and past the request path: the columns that are not said have their defaults. */
import { sql } from "kysely";
import type { DB, Row } from "../src/db/schema.ts";
import type { Kith } from "../src/kith.ts";

export type Table = keyof DB;
/** Rows of one table; each says the same columns. */
export type Batch = { [Name in Table]: { table: Name; rows: Partial<Row<Name>>[] } }[Table];

const AT_ONCE = 2000;

/** A batch, typed by its table. */
export const batch = <Name extends Table>(table: Name, rows: Partial<Row<Name>>[]): Batch =>
  ({ table, rows }) as unknown as Batch;

/** Inserts a batch: each statement takes its rows as one JSON text, so that there is one statement a table. */
export async function insertBatch(kith: Pick<Kith, "write" | "engine">, { table, rows }: Batch): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const values = sql.join(columns.map((column) => sql`value ->> ${sql.lit(column)}`));
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const text = JSON.stringify(rows.slice(at, at + AT_ONCE));
    const from =
      kith.engine === "sqlite"
        ? sql`select ${values} from json_each(${text})`
        : sql`select ${names} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)`;
    await kith.write(async (tx) => await sql`insert into ${sql.table(table)} (${names}) ${from}`.execute(tx));
  }
}
