/**
 * Who lives, as PostgreSQL knows it: every process holds an advisory lock in its own name on the connection by which it hears of the others, and
 * the lock goes with the connection when the process is killed, on whichever machine. Shared, for a connection that broke may linger there beside
 * the one that replaced it.
 */
import type { Line } from "./line.ts";

/** "kith", as the class of the locks. */
const CLASS = 0x6b697468;

/** What a process says on its connection. */
export const markPresent = (holder: string): { text: string; values: unknown[] } => ({
  text: "select pg_advisory_lock_shared($1::int, hashtext($2))",
  values: [CLASS, holder],
});

const ABSENT = `select holder from unnest($2::text[]) as holder
  where not exists (
    select 1 from pg_locks
    where locktype = 'advisory' and granted and classid::bigint = $1 and objid::bigint = (hashtext(holder)::bigint & 4294967295)
      and database = (select oid from pg_database where datname = current_database())
  )`;

/** Those of the holders who have no such lock at this moment. @throws when the line is broken */
export const loadAbsent = async (line: Line, holders: readonly string[]): Promise<string[]> =>
  (await line.ask(ABSENT, [CLASS, holders])).map(({ holder }) => String(holder));
