/** What a form must bring back so that no other site can send it in somebody's name. */
import { createHmac } from "node:crypto";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { isSame } from "./secrets.ts";

/** The name of the form's hidden field. */
export const CSRF_FIELD = "csrf";

/** @param bound the session's token, or the value of the visit cookie before there is a session */
export const csrfToken = (kith: Pick<Kith, "secret">, bound: string): string =>
  createHmac("sha256", purposeKey(kith, "csrf")).update(bound).digest("base64url");

/** Whether a form that was posted carries the token bound to the browser that posts it. */
export const isCsrfToken = (kith: Pick<Kith, "secret">, bound: string | undefined, token: unknown): boolean =>
  bound !== undefined && bound !== "" && typeof token === "string" && isSame(token, csrfToken(kith, bound));

/** Whether a request that changes something comes from our own pages: browsers say so in `Origin`; without it, `Sec-Fetch-Site` must not object. */
export function isSameOrigin(
  { origin }: { origin: string },
  headers: { origin?: string | undefined; "sec-fetch-site"?: string | string[] | undefined },
): boolean {
  // Pages with `Referrer-Policy: no-referrer` send "null"; ours are same-origin, and say whose they are.
  if (headers.origin !== undefined) return headers.origin === origin;
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}
