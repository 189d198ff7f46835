/** What can be seen of a server without opening it: its folder, its secret, and whether its database can be opened. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Instance } from "../config.ts";
import { explained } from "../db/unusable.ts";
import { openDatabase } from "../db/open.ts";
import { makeGate } from "../db/write.ts";
import type { Finding as Told } from "../health/finding.ts";

/** Said at the command line only. */
type Finding = Omit<Told, "code">;

/** Windows has no such bits. */
const othersMayRead = (path: string): boolean => process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;

export function checkFolder({ data }: Instance): Finding {
  const about = "data folder";
  if (!existsSync(data))
    return {
      about,
      state: "wrong",
      text: `there is no ${data}: start the server once, which makes it, or correct "data" in the configuration`,
    };
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return {
      about,
      state: "wrong",
      text: `${data} cannot be written by this user: run this as the server's own user, or give the folder to it with chown`,
    };
  }
  if (othersMayRead(data))
    return { about, state: "wrong", text: `others on this machine can look into ${data}: chmod 700 ${data}` };
  return { about, state: "ok", text: data };
}

export function checkSecret({ data }: Instance): Finding {
  const [about, file] = ["secret", join(data, "secret.key")];
  if (!existsSync(file))
    return {
      about,
      state: "wrong",
      text: `there is no ${file}: start the server once; if it has run before, restore the file from a backup`,
    };
  if (othersMayRead(file)) return { about, state: "wrong", text: `others on this machine can read ${file}: chmod 600 ${file}` };
  const bytes = Buffer.from(readFileSync(file, "utf8").trim(), "base64url").length;
  if (bytes !== 32) return { about, state: "wrong", text: `${file} is damaged: restore it from a backup` };
  return { about, state: "ok", text: "32 bytes, for the server's eyes only" };
}

/** Opens the database without changing it: migrations are the server's business. */
export async function checkDatabase(instance: Instance): Promise<Finding> {
  const about = "database";
  if (instance.database === "sqlite" && !existsSync(join(instance.data, "kith.db"))) {
    return { about, state: "wrong", text: "there is none yet: start the server once, which makes it" };
  }
  try {
    const database = await openDatabase({ database: instance.database, folder: instance.data, guard: makeGate().guard });
    try {
      const { rows } = await sql<{ name: string }>`select name from migrations`.execute(database.reads as never);
      return compare(about, new Set(rows.map(({ name }) => name)), `${database.engine}, up to date`);
    } finally {
      await database.close();
    }
  } catch (error) {
    const known = explained(error, instance.database);
    const reason = known instanceof Error ? known.message : String(known);
    if (known !== error) return { about, state: "wrong", text: reason };
    return {
      about,
      state: "wrong",
      text: `it cannot be read (${reason}): check "database" in the configuration, and that the database runs`,
    };
  }
}

function compare(about: string, applied: ReadonlySet<string>, text: string): Finding {
  const names = readdirSync(new URL("../../migrations/", import.meta.url)).flatMap(
    (file) => /^(\d{4}-.*)\.ts$/.exec(file)?.[1] ?? [],
  );
  const newer = [...applied].find((name) => !names.includes(name));
  if (newer !== undefined)
    return { about, state: "wrong", text: `it has migration ${newer}, which this Kith does not know: update Kith` };
  const waiting = names.filter((name) => !applied.has(name));
  if (waiting.length > 0)
    return { about, state: "wrong", text: `${waiting.length} migrations wait: start the server once, which runs them` };
  return { about, state: "ok", text };
}
