/** A server that counts its queries and tells the count to whoever started it. Started by `queries.ts`, never measured by the clock. */
import Sqlite from "better-sqlite3";
import pg from "pg";
import { configPath, loadInstance } from "../src/load-instance.ts";
import { start } from "../src/start.ts";

export type Count = { reads: number; writes: number };

const count: Count = { reads: 0, writes: 0 };

/** Transactions are no queries of their own. */
function note(statement: string): void {
  if (/^\s*(?:begin|commit|rollback|savepoint|release|pragma)\b/i.test(statement)) return;
  if (/^\s*(?:select|with)\b/i.test(statement)) count.reads++;
  else count.writes++;
}

type Statement = { source: string };
type Method = (this: Statement, ...values: unknown[]) => unknown;

const scratch = new Sqlite(":memory:");
const statements = Object.getPrototypeOf(scratch.prepare("select 1")) as Record<"all" | "run" | "get" | "iterate", Method>;
scratch.close();
for (const name of ["all", "run", "get", "iterate"] as const) {
  const run = statements[name];
  statements[name] = function (...values) {
    note(this.source);
    return run.apply(this, values);
  };
}

const client = pg.Client.prototype as unknown as { query: (...values: unknown[]) => unknown };
const { query } = client;
client.query = function (...values) {
  const [first] = values as [string | { text?: string } | undefined];
  note(typeof first === "string" ? first : (first?.text ?? ""));
  return query.apply(this, values);
};

process.on("message", () => process.send?.(count));
await start(await loadInstance(configPath(process.argv.slice(2))));
