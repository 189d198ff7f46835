/** Sends one document to one inbox: a signed POST, and what the answer means for the delivery. */
import { HttpFailure } from "../../http/failure.ts";
import type { HttpResponse } from "../../http/open.ts";
import { getHttpUrl } from "../../http/urls.ts";
import { signingKey } from "../../keys/load.ts";
import type { Kith } from "../../kith.ts";
import { ACTIVITY_JSON } from "../content-type.ts";
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

export type Letter = { account_id: number; body: Buffer; digest: string };

type Scheme = "cavage" | "rfc9421";

const TIMEOUT = 10_000;
const MAX_ANSWER = 65_536;
const MOST_HOSTS = 5000;
/** A `Retry-After` counts up to here (ms). */
const LONGEST_PAUSE = 6 * 3_600_000;

/** Knocks with the signature that the host took last, and once more with the other when it does not like the first. */
export async function post(kith: Kith, letter: Letter, inbox_url: string): Promise<Fate> {
  try {
    const url = getHttpUrl(inbox_url);
    const schemes = kith.cache<{ scheme: Scheme }>("signature-schemes", MOST_HOSTS);
    const first = schemes.get(url.host)?.scheme ?? "cavage";
    const answer = await knock(kith, letter, url, first);
    if (answer.status !== 401 && answer.status !== 400) return read(answer, kith.now());
    const other = first === "cavage" ? "rfc9421" : "cavage";
    const second = await knock(kith, letter, url, other);
    if (isSuccess(second.status)) schemes.set(url.host, { scheme: other });
    return read(isSuccess(second.status) ? second : answer, kith.now());
  } catch (error) {
    return readFailure(error);
  }
}

async function knock(kith: Kith, { account_id, body, digest }: Letter, url: URL, scheme: Scheme): Promise<HttpResponse> {
  const { key, key_id: keyId } = await signingKey(kith, account_id);
  const sign = scheme === "cavage" ? signCavage : signRfc9421;
  const headers = sign({ method: "POST", url, headers: { "content-type": ACTIVITY_JSON }, digest, keyId, key, now: kith.now() });
  return await kith.http.request({ method: "POST", url: url.href, headers, body, max_bytes: MAX_ANSWER, timeout: TIMEOUT });
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

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
    .select(["account_id", "body", "digest"])
    .where("id", "=", document_id)
    .executeTakeFirst();
  return row === undefined ? undefined : { account_id: row.account_id, body: Buffer.from(row.body), digest: row.digest };
}
