/** The secret under which keys and tokens of this server are kept. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reads } from "../db/schema.ts";

const pathIn = (folder: string): string => join(folder, "secret.key");

/**
 * A secret is made for a new server, never for one that has had another: what that has wrapped would be lost without a word.
 *
 * @throws Error in one sentence when the file is not there, and the database has keys that only it opens
 */
export async function assertSecret(folder: string, db: Reads): Promise<void> {
  if (existsSync(pathIn(folder))) return;
  const key = await db.selectFrom("keys").select("account_id").limit(1).executeTakeFirst();
  if (key === undefined) return;
  throw new Error(
    `there is no ${pathIn(folder)}, which alone opens the keys in the database: put it there from the backup, or from the machine that the database was made on`,
  );
}

/**
 * The instance's secret, 32 bytes: made on the first start, kept in the data folder, readable by its owner only.
 *
 * @throws Error in one sentence when the file is damaged
 */
export function readSecret(folder: string): Uint8Array {
  const file = pathIn(folder);
  if (!existsSync(file)) makeSecret(file);
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  if (secret.length !== 32) throw new Error(`${file} is damaged: it must hold 32 bytes in base64url; restore it from a backup`);
  return secret;
}

/** Whole at once, and not twice: another process may look for it at the same moment. */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}-${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(draft);
  }
}
