/**
 * What the stamps of our people are called (FEP-044f). Of a quote that is not for everybody the name holds what nobody can guess: who knows it has been sent the quote, on whatever
 * server they are, and may ask whether it stands.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Status } from "../db/schema.ts";
import { readId } from "../ids.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { isOpen } from "../statuses/visible.ts";

type Ground = Pick<Kith, "secret">;
type Pair = Record<"quoting" | "quoted", Pick<Status, "id" | "visibility">>;

/** Whether the quote and what it quotes are for everybody. */
export const isStampOpen = ({ quoting, quoted }: Pair): boolean => isOpen(quoting) && isOpen(quoted);

/** The last part of its address. */
export const stampName = (kith: Ground, pair: Pair): string =>
  isStampOpen(pair) ? String(pair.quoting.id) : `${pair.quoting.id}-${tokenOf(kith, pair.quoting.id)}`;

/** The quoting status of a name, and whether the name holds what only those know who have been sent it. */
export function readStampName(kith: Ground, name: unknown): { quoting_id: number; known: boolean } | undefined {
  const [, id, token = ""] = /^(\d{1,20})(?:-([\w-]{1,100}))?$/.exec(typeof name === "string" ? name : "") ?? [];
  const quoting_id = readId(id);
  return quoting_id === undefined ? undefined : { quoting_id, known: isSame(token, tokenOf(kith, quoting_id)) };
}

const isSame = (given: string, right: string): boolean =>
  given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));

const tokenOf = (kith: Ground, quoting_id: number): string =>
  createHmac("sha256", purposeKey(kith, "quote-stamps")).update(String(quoting_id)).digest("base64url").slice(0, 22);
