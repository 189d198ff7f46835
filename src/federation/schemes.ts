/**
 * Which of the two kinds of HTTP signature a host likes: it is tried first, and the other when the host does not like it ("double-knocking").
 *
 * Nobody says beforehand what they understand. What a host took is remembered in its row, for its requests of either direction and over restarts.
 */
import type { SignatureScheme } from "../db/values.ts";
import type { HttpResponse } from "../http/open.ts";
import type { Kith } from "../kith.ts";
import { insertHosts } from "./deliver/hosts.ts";

const MOST_HOSTS = 5000;
const DEFAULT: SignatureScheme = "cavage";

const cacheOf = (kith: Kith) => kith.cache<{ scheme: SignatureScheme }>("signature-schemes", MOST_HOSTS);

/** @param attempt sends the request signed in that scheme; called once or twice */
export async function knock(
  kith: Kith,
  host: string,
  attempt: (scheme: SignatureScheme) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const first = await schemeOf(kith, host);
  const answer = await attempt(first);
  if (answer.status !== 401 && answer.status !== 400) return answer;
  const other = first === "cavage" ? "rfc9421" : "cavage";
  const second = await attempt(other);
  if (!isSuccess(second.status)) return answer;
  await noteScheme(kith, host, other);
  return second;
}

/** Asks the database once for each host. */
async function schemeOf(kith: Kith, host: string): Promise<SignatureScheme> {
  const known = cacheOf(kith).get(host);
  if (known !== undefined) return known.scheme;
  const row = await kith.db.selectFrom("hosts").select("signature_scheme").where("host", "=", host).executeTakeFirst();
  const scheme = row?.signature_scheme || DEFAULT;
  cacheOf(kith).set(host, { scheme });
  return scheme;
}

async function noteScheme(kith: Kith, host: string, signature_scheme: SignatureScheme): Promise<void> {
  // Others under way to that host have learnt it at the same moment.
  if (cacheOf(kith).get(host)?.scheme === signature_scheme) return;
  cacheOf(kith).set(host, { scheme: signature_scheme });
  await kith.write(async (tx) => {
    await insertHosts(tx, kith, [host]);
    await tx.updateTable("hosts").set({ signature_scheme }).where("host", "=", host).execute();
  });
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
