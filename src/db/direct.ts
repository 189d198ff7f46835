/**
 * Runs Kysely's queries on a SQLite connection there and then.
 *
 * better-sqlite3 answers while it is called, and there is one connection: nothing has to be waited for, shared or given back. What Kysely does about connections
 * that are elsewhere costs each query a dozen promises, which was a third of all that a busy server threw away.
 */
import type { CompiledQuery, Kysely, KyselyPlugin, QueryExecutor, QueryResult, SqliteDatabase, UnknownRow } from "kysely";
import { toldOfRoom } from "../errors.ts";

/** The `transformResult` of plugins that leave results alone: by this they are known, and nobody waits for them. */
export const asItCame: KyselyPlugin["transformResult"] = async ({ result }) => result;

/**
 * Makes a Kysely over `database` run its queries directly; what streams, or can be aborted, goes the usual way, as do transactions by Kysely (the gate makes its own).
 *
 * @returns the same Kysely
 */
export function direct<DB>(db: Kysely<DB>, database: SqliteDatabase): Kysely<DB> {
  hasten(db.getExecutor(), database);
  return db;
}

function hasten(executor: QueryExecutor, database: SqliteDatabase): QueryExecutor {
  const usual = executor.executeQuery.bind(executor);
  const withPlugin = executor.withPlugin.bind(executor);
  const executeQuery: QueryExecutor["executeQuery"] = async <R>(
    query: CompiledQuery<R>,
    options?: Parameters<typeof usual>[1],
  ) => {
    if (options?.signal !== undefined) return await usual(query, options);
    let result = run(database, query);
    for (const plugin of executor.plugins)
      if (plugin.transformResult !== asItCame) result = await plugin.transformResult({ queryId: query.queryId, result });
    return result as QueryResult<R>;
  };
  return Object.assign(executor, { executeQuery, withPlugin: (plugin: KyselyPlugin) => hasten(withPlugin(plugin), database) });
}

function run(database: SqliteDatabase, { sql, parameters }: CompiledQuery): QueryResult<UnknownRow> {
  const statement = database.prepare(sql);
  try {
    if (statement.reader) return { rows: statement.all(parameters) as UnknownRow[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  } catch (error) {
    // Also of a query that only reads: much is sorted on the disk.
    throw toldOfRoom(error);
  }
}
