/** Sends one document to one inbox: a signed POST, and what the answer means for the delivery. */
import type { SignatureScheme } from "../../db/values.ts";
import { HttpFailure } from "../../http/failure.ts";
import type { HttpResponse } from "../../http/open.ts";
import { getHttpUrl } from "../../http/urls.ts";
import { signingKey } from "../../keys/load.ts";
import type { Kith } from "../../kith.ts";
import { bytesToKeep } from "../../text/bytes.ts";
import { ACTIVITY_JSON } from "../content-type.ts";
import { synchronizationFor } from "../followers/ours.ts";
import { isSuccess, knock } from "../schemes.ts";
import { signCavage } from "../signatures/cavage.ts";
import { signRfc9421 } from "../signatures/rfc9421.ts";

/**
 * - `delivered`: taken
 * - `refused`: not taken, and asking again will not help; `gone`: there is no such inbox any more
 * - `later`: the server could not, or asks for a pause until `retry_at` (ms)
 */
export type Fate =
  | { fate: "delivered" }
  | { fate: "refused"; why: string; gone?: boolean }
  | { fate: "later"; why: string; retry_at?: number };

/** `for_followers`: with a digest of the followers whom the account has at the host (FEP-8fcf); `takes_back`: it ends or undoes something. */
export type Letter = {
  account_id: number;
  status_id: number | null;
  body: Buffer;
  digest: string;
  for_followers: boolean;
  takes_back: boolean;
};

/** ms for all of a delivery. */
export const TIMEOUT = 10_000;
const MAX_ANSWER = 65_536;
/** A `Retry-After` counts up to here (ms). */
const LONGEST_PAUSE = 6 * 3_600_000;

export async function post(kith: Kith, letter: Letter, inbox_url: string): Promise<Fate> {
  try {
    const url = getHttpUrl(inbox_url);
    return read(await knock(kith, url.host, async (scheme) => await attempt(kith, letter, url, scheme)), kith.now());
  } catch (error) {
    return readFailure(error);
  }
}

async function attempt(kith: Kith, letter: Letter, url: URL, scheme: SignatureScheme): Promise<HttpResponse> {
  const { account_id, body, digest } = letter;
  const synchronization = letter.for_followers ? await synchronizationFor(kith, account_id, url) : undefined;
  const plain = {
    "content-type": ACTIVITY_JSON,
    ...(synchronization === undefined ? {} : { "collection-synchronization": synchronization }),
  };
  const { key, key_id: keyId } = await signingKey(kith, account_id);
  const sign = scheme === "cavage" ? signCavage : signRfc9421;
  const headers = sign({ method: "POST", url, headers: plain, digest, keyId, key, now: kith.now() });
  return await kith.http.request({ method: "POST", url: url.href, headers, body, max_bytes: MAX_ANSWER, timeout: TIMEOUT });
}

/** As Mastodon has it: 401, 408, 429 and most of 5xx may mend; the rest of 4xx, and what is not implemented, will not. */
function read({ status, headers }: HttpResponse, now: number): Fate {
  if (isSuccess(status)) return { fate: "delivered" };
  const why = `answered with ${status}`;
  if (status === 501 || (status < 500 && status !== 401 && status !== 408 && status !== 425 && status !== 429))
    return { fate: "refused", why, gone: status === 410 };
  const retry_at = readRetryAfter(headers["retry-after"], now);
  return retry_at === undefined ? { fate: "later", why } : { fate: "later", why, retry_at };
}

/** Seconds or a date (RFC 9110, 10.2.3), in ms since 1970, clamped; undefined for nonsense. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.length > 100) return undefined;
  const seconds = /^\s*\d{1,9}\s*$/.test(header);
  if (!seconds && !/^\s*[A-Z][a-z]{2}, \d/.test(header)) return undefined;
  const at = seconds ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isFinite(at) ? Math.min(Math.max(at, now + 1000), now + LONGEST_PAUSE) : undefined;
}

/** An answer that we did not care to read to its end has a status all the same. */
function readFailure(error: unknown): Fate {
  if (!(error instanceof HttpFailure)) throw error;
  if (error.status !== undefined && isSuccess(error.status)) return { fate: "delivered" };
  if (error.reason === "blocked" || error.reason === "url") return { fate: "refused", why: error.message };
  return { fate: "later", why: error.message };
}

/** The documents under way, as bytes: one is sent to hundreds of inboxes. */
export async function letterOf(kith: Kith, document_id: number): Promise<Letter | undefined> {
  const cache = kith.cache<Promise<Letter | undefined>>("letters", 200);
  const name = String(document_id);
  const known = cache.get(name);
  if (known !== undefined) return await known;
  const loading = loadLetter(kith, document_id);
  cache.set(name, loading);
  loading.catch(() => cache.delete(name));
  return await loading;
}

async function loadLetter({ db }: Kith, document_id: number): Promise<Letter | undefined> {
  const row = await db
    .selectFrom("documents")
    .select(["account_id", "status_id", "body", "digest", "for_followers", "takes_back"])
    .where("id", "=", document_id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { ...row, body: bytesToKeep(row.body), for_followers: row.for_followers === 1, takes_back: row.takes_back === 1 };
}
