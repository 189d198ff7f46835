/** What a form must bring back so that no other site can send it in somebody's name. */
import { createHmac } from "node:crypto";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { isSame } from "./secrets.ts";

/** The name of the form's hidden field. */
export const CSRF_FIELD = "csrf";
/** Characters of a token. */
const MOST = 200;

/**
 * @param bound the session's token, or the value of the visit cookie before there is a session
 * @param page what tells the forms of this page from those of every other, without a dot: `makes` in `web/frame/once.ts` goes by it
 */
export function csrfToken(kith: Pick<Kith, "secret">, bound: string, page = ""): string {
  const sign = (text: string) => createHmac("sha256", purposeKey(kith, "csrf")).update(text).digest("base64url");
  return page === "" ? sign(bound) : `${page}.${sign(`${page}.${bound}`)}`;
}

/** Whether a form that was posted carries a token bound to the browser that posts it. */
export function isCsrfToken(kith: Pick<Kith, "secret">, bound: string | undefined, token: unknown): boolean {
  if (bound === undefined || bound === "" || typeof token !== "string" || token.length > MOST) return false;
  const dot = token.indexOf(".");
  return isSame(token, csrfToken(kith, bound, dot < 0 ? "" : token.slice(0, dot)));
}

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
