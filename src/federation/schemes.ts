/**
 * Which of the two kinds of HTTP signature a host likes: it is tried first, and the other when the host does not like it ("double-knocking").
 *
 * Nobody says beforehand what they understand. What a host took is remembered for its requests of either direction.
 */
import type { HttpResponse } from "../http/open.ts";
import type { Kith } from "../kith.ts";

export type Scheme = "cavage" | "rfc9421";

const MOST_HOSTS = 5000;

/** @param attempt sends the request signed in that scheme; called once or twice */
export async function knock(kith: Kith, host: string, attempt: (scheme: Scheme) => Promise<HttpResponse>): Promise<HttpResponse> {
  const schemes = kith.cache<{ scheme: Scheme }>("signature-schemes", MOST_HOSTS);
  const first = schemes.get(host)?.scheme ?? "cavage";
  const answer = await attempt(first);
  if (answer.status !== 401 && answer.status !== 400) return answer;
  const other = first === "cavage" ? "rfc9421" : "cavage";
  const second = await attempt(other);
  if (!isSuccess(second.status)) return answer;
  schemes.set(host, { scheme: other });
  return second;
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
