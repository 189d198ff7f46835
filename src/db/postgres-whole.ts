/** A PostgreSQL database that can hold what is written here, and all of it. */
import { sql } from "kysely";
import type { Reads } from "./schema.ts";

/** @throws Error in one sentence when it has another encoding, or a restore of it was not finished */
export async function assertWhole(db: Reads): Promise<void> {
  // A restore makes keys after all rows, and references last of all, those of the last table at the very end.
  const { rows } = await sql<{ encoding: string; bare: number }>`select current_setting('server_encoding') as encoding,
    (select count(*) from pg_class, (values ('accounts', 'p'), ('migrations', 'p'), ('statuses', 'p'), ('users', 'f'), ('videos', 'f')) as wanted (name, kind)
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname = wanted.name
      and not exists (select 1 from pg_constraint where conrelid = pg_class.oid and contype = wanted.kind::"char")) as bare`.execute(
    db as never,
  );
  const { encoding, bare } = rows[0] ?? { encoding: "UTF8", bare: 0 };
  if (encoding !== "UTF8")
    throw new Error(
      `the PostgreSQL database has the encoding ${encoding}: make one with UTF8 ("createdb -E UTF8 -T template0 …")`,
    );
  if (bare > 0)
    throw new Error(
      "the PostgreSQL database has tables without their keys, so a restore of it was interrupted: restore it into an empty database, with pg_restore --exit-on-error --single-transaction",
    );
}
