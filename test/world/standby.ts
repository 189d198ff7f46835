/** A PostgreSQL with a copy that follows it, for one test: both are started, and removed at its end. Needs the server's programs on this machine. */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "./ports.ts";

const run = promisify(execFile);
const CLUSTER = fileURLToPath(new URL("../../.ci/postgres", import.meta.url));
const VERSIONS = "/usr/lib/postgresql";

export const canStandBy = (): boolean => existsSync(CLUSTER) && existsSync(VERSIONS);

export type Pair = AsyncDisposable & {
  primary: string;
  standby: string;
  /** On the copy. */
  asks(text: string): Promise<void>;
  stopStandby(): Promise<void>;
};

/** As the user who owns the files: PostgreSQL does not run as root. */
const OWNER = `owner() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi; }; cd /; `;
const START = `${OWNER}
owner "$1/pg_basebackup" --dbname="$2" --pgdata="$3/standby" --write-recovery-conf --wal-method=stream --checkpoint=fast
printf "port = %s\\nunix_socket_directories = ''\\n" "$4" >> "$3/standby/postgresql.conf"
owner "$1/pg_ctl" --pgdata="$3/standby" --log="$3/standby.log" --wait --silent start < /dev/null > /dev/null 2>&1`;

export async function openPair(): Promise<Pair> {
  const parent = mkdtempSync(join(tmpdir(), "kith-standby-"));
  chmodSync(parent, 0o755);
  const folder = join(parent, "cluster");
  const primary = (await run(CLUSTER, ["start", folder])).stdout.trim();
  const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0] ?? "";
  const programs = join(VERSIONS, newest, "bin");
  const port = String(await freePort());
  await run("bash", ["-ec", START, "bash", programs, primary, folder, port]);
  const standby = Object.assign(new URL(primary), { port }).href;
  let running = true;
  const stopStandby = async () => {
    if (running)
      await run("bash", [
        "-ec",
        `${OWNER} owner "$1/pg_ctl" --pgdata="$2/standby" --mode=immediate --silent stop`,
        "bash",
        programs,
        folder,
      ]);
    running = false;
  };
  return {
    primary,
    standby,
    stopStandby,
    asks: async (text) => {
      const client = new pg.Client({ connectionString: standby });
      await client.connect();
      await client.query(text);
      await client.end();
    },
    [Symbol.asyncDispose]: async () => {
      await stopStandby();
      await run(CLUSTER, ["stop", folder]);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
