/** Why a database cannot be started on, in one sentence that names what to do; never with a password. */
import { codeOf } from "./codes.ts";

/** The error itself, when nothing is known of it. @param database `sqlite`, or a postgres:// address */
export function explained(error: unknown, database: string): unknown {
  const cause = rootOf(error);
  if (!URL.canParse(database) || !(cause instanceof Error)) return error;
  const words = sentenceOf(cause, new URL(database));
  return words === undefined ? error : new Error(words, { cause });
}

/** What is said of an outage says nothing of its reason. */
function rootOf(error: unknown): unknown {
  let one = error;
  while (one instanceof Error && one.cause instanceof Error) one = one.cause;
  return one;
}

const MEND = 'correct it in "database" (instance.config.ts)';

function sentenceOf({ message, ...error }: Error, { hostname, port, username, pathname }: URL): string | undefined {
  const server = `PostgreSQL at ${hostname || "localhost"}:${port || "5432"}`;
  const [user, name] = [decoded(username) || "postgres", decoded(pathname.slice(1)) || decoded(username)];
  const code = codeOf(error);
  if (/client password must be/.test(message))
    return `${server} asks ${user} for a password: write it into "database" (instance.config.ts)`;
  // A role that is not there is not told from a password that is wrong.
  if (code === "28P01") return `${server} does not take the name ${user} with this password: ${MEND}`;
  if (code === "28000") return `${server} does not let ${user} in (${message}): ${MEND}, or let that user in with pg_hba.conf`;
  if (code === "3D000") return `${server} has no database "${name}": make it ("createdb -O ${user} ${name}"), or ${MEND}`;
  if (["42501", "3F000"].includes(code))
    return `${user} may not make tables in the database "${name}" of ${server}: give it to that user ("alter database … owner to …")`;
  if (code === "53300")
    return `${server} has no connection left: raise its max_connections, or lower "connections" in "database"`;
  if (/^57P0\d$/.test(code)) return `${server} is starting or stopping: start Kith when it runs`;
  if (["ENOTFOUND", "EAI_AGAIN"].includes(code)) return `there is no host ${hostname}: ${MEND}`;
  if (code === "ECONNREFUSED") return `nothing listens at ${hostname}:${port || "5432"}: start PostgreSQL, or ${MEND}`;
  if (/^E(?:TIMEDOUT|HOSTUNREACH|NETUNREACH)$/.test(code) || /timeout/i.test(message))
    return `${server} does not answer: start it, see to it that no firewall is in between, or ${MEND}`;
  if (/^E(?:CONNRESET|PIPE)$/.test(code) || /terminated/.test(message))
    return `what listens at ${hostname}:${port || "5432"} ends the connection (is it PostgreSQL?): ${MEND}`;
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
