/** Codes on paper, for the day on which the phone lies in the lake: ten, each good once, shown when they are made and never again. */
import { randomBytes } from "node:crypto";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { hashSecret } from "./secrets.ts";

const COUNT = 10;
/** Neither 0 and o nor 1 and l: they are copied by hand. 32 letters, five bits each. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 16;

/** New ones, in place of all that were left. */
export async function makeRecoveryCodes(kith: Kith, user_id: number): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, makeCode);
  await kith.write(async (tx) => {
    await removeRecoveryCodes(tx, user_id);
    const rows = codes.map((code) => ({ user_id, code_hash: hashSecret(plain(code)) }));
    await tx.insertInto("recovery_codes").values(rows).execute();
  });
  return codes;
}

/** `abcd-efgh-jkmn-pqrs`: 80 bits. */
function makeCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replace(/(.{4})(?!$)/g, "$1-");
}

const plain = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Whether it is one that is left; it is used up by that. */
export async function useRecoveryCode(kith: Kith, user_id: number, typed: string): Promise<boolean> {
  const code = plain(typed);
  if (code.length !== LENGTH) return false;
  const used = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("recovery_codes")
        .where("user_id", "=", user_id)
        .where("code_hash", "=", hashSecret(code))
        .returning("user_id")
        .executeTakeFirst(),
  );
  return used !== undefined;
}

export async function countRecoveryCodes(db: Reads, user_id: number): Promise<number> {
  const rows = await db.selectFrom("recovery_codes").select("code_hash").where("user_id", "=", user_id).execute();
  return rows.length;
}

export async function removeRecoveryCodes(tx: Tx, user_id: number): Promise<void> {
  await tx.deleteFrom("recovery_codes").where("user_id", "=", user_id).execute();
}
