/** The secret under which keys and tokens of this server are kept. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../config.ts";
import type { Reads } from "../db/schema.ts";
import { opensKey } from "./wrap.ts";

const pathIn = (folder: string): string => join(folder, "secret.key");

/**
 * A secret is made for a new server, never for one that has had another; and the one that is there is the one that its keys were wrapped under. With any other,
 * nothing would reach another server, no app would be pushed to, and nobody's codes would fit, all without a word.
 *
 * The oldest account and the newest are looked at: where keys have begun to be made anew, or were made under another secret, one of them shows it.
 *
 * @throws Error in one sentence when the file is not there, or opens other keys, and the database has keys
 */
export async function assertSecret({ data, domain }: Pick<Instance, "data" | "domain">, db: Reads): Promise<void> {
  const file = pathIn(data);
  const keys = await keysAtEnds(db);
  if (keys.length === 0) return;
  const lost = `if it is lost for good, "npm run kith -- keys renew --sure ${domain}" makes new keys for all accounts, after which apps have to ask for push again, and who signs in with codes of an app needs one from paper`;
  if (!existsSync(file))
    throw new Error(
      `there is no ${file}, which alone opens the keys in the database: put it there from the backup, or from the machine that the database was made on; ${lost}`,
    );
  const secret = readSecret(data);
  if (keys.every((key) => opensKey({ secret }, key))) return;
  throw new Error(
    `${file} is not the one that the keys in the database were made with: put that one there, from the same backup as the database; ${lost}`,
  );
}

/**
 * The secret is made after the database: where it is and that is not, somebody has begun to put a backup back.
 *
 * @throws Error in one sentence, before anything is made in that place
 */
export function assertNotEmptied({ data, database }: Pick<Instance, "data" | "database">): void {
  if (database !== "sqlite" || !existsSync(pathIn(data))) return;
  const file = join(data, "kith.db");
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  throw new Error(
    `${pathIn(data)} is of a server that has run, whose ${file} is not there or empty: put it there from the backup, or name an empty folder ("data") for a new server`,
  );
}

async function keysAtEnds(db: Reads): Promise<string[]> {
  const keys = db.selectFrom("keys").select("private_jwe").limit(1);
  const found = [
    await keys.orderBy("account_id").executeTakeFirst(),
    await keys.orderBy("account_id", "desc").executeTakeFirst(),
  ];
  return found.flatMap((key) => (key === undefined ? [] : [key.private_jwe]));
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
