/**
 * How documents are fetched from other servers: signed by the instance's own account, in the right media type only, and believed only where they
 * stand at the address that is their id (FEP-fe34).
 */
import { isLoopback } from "../config.ts";
import type { HttpResponse } from "../http/open.ts";
import { hostOf, parseHttpUrl } from "../http/urls.ts";
import { signingKey } from "../keys/load.ts";
import type { Kith } from "../kith.ts";
import { assertNotBarred } from "../moderation/policy.ts";
import { isOurs } from "../uris.ts";
import { ACCEPT_ACTIVITY, isActivityType } from "./content-type.ts";
import { NotServed } from "./lookup/failure.ts";
import { unlessSlow } from "./lookup/slow.ts";
import { id, sameOrigin, type Doc } from "./read/shape.ts";
import { Unreadable } from "./read/unreadable.ts";
import { readerOf } from "./reader.ts";
import { knock } from "./schemes.ts";
import { signCavage } from "./signatures/cavage.ts";
import { signRfc9421 } from "./signatures/rfc9421.ts";

/** - `accept` for pages that may be HTML; - `max_bytes` 1 MB; - `timeout` ms in all, 10 s; - `redirects` 3 */
/** - `as`: the account of ours that asks, instead of the server itself; - `bearer`: a token that opens this one address: follow no redirects with it */
export type SignedGetOptions = {
  accept?: string;
  max_bytes?: number;
  timeout?: number;
  redirects?: number;
  as?: number;
  bearer?: string;
};

const TIMEOUT = 10_000;

/**
 * GETs a URL of another server, each hop signed anew for its target. Any status is an answer.
 *
 * @throws HttpFailure when there is none; Refusal `unavailable` when too many wait for that server already
 * @throws Unreadable for what we do not ask: our own server, or http where it is not development
 */
export async function signedGet(kith: Kith, url: string, options: SignedGetOptions = {}): Promise<HttpResponse> {
  assertMayAsk(kith, url);
  await assertNotBarred(kith, url);
  const { key, key_id } = await signingKey(kith, options.as ?? (await kith.instanceAccount()).id);
  const response = await knock(kith, hostOf(url), async (scheme) => {
    const sign = scheme === "cavage" ? signCavage : signRfc9421;
    return await unlessSlow(
      kith,
      url,
      async () =>
        await kith.http.request({
          url,
          headers: {
            accept: options.accept ?? ACCEPT_ACTIVITY,
            ...(options.bearer === undefined ? {} : { authorization: `Bearer ${options.bearer}` }),
          },
          max_bytes: options.max_bytes ?? 1_048_576,
          timeout: options.timeout ?? TIMEOUT,
          redirects: options.redirects ?? 3,
          sign: (hop) => sign({ method: hop.method, url: hop.url, headers: {}, keyId: key_id, key, now: kith.now() }),
        }),
    );
  });
  assertMayAsk(kith, response.url);
  return response;
}

/** In production nothing is believed that came without TLS; in development loopback neighbours speak http. */
function assertMayAsk(kith: Kith, url: string): void {
  if (isOurs(kith.instance, parseHttpUrl(url)?.href ?? url)) throw new Unreadable("an address of our own");
  if (url.startsWith("https://")) return;
  if (!kith.instance.development || !isLoopback(hostOf(url))) throw new Unreadable("an address without https");
}

/**
 * The document at a uri: JSON in our own terms whose id is where it came from.
 *
 * A document that calls itself by another id than it was asked for (a page's address, a redirect) is fetched once more from that id, and only
 * that is believed. Read `id` from the answer, not from the question.
 *
 * @throws NotServed when its server answers with anything but 200
 * @throws Unreadable for another media type, too large or confused a document, or one that is not where its id says
 * @throws HttpFailure when there is no answer in `timeout` ms, which is for all requests together
 */
export async function fetchDocument(kith: Kith, uri: string, timeout = TIMEOUT): Promise<Doc> {
  const until = kith.now() + timeout;
  return await settle(kith, uri, readServed(kith, await signedGet(kith, uri, { timeout })), until);
}

export type Served = { url: string; doc: Promise<Doc> };

/**
 * The document of an answer, if it is one.
 *
 * @param isType which media types will do; others than ActivityPub's only where an uploaded file could do no harm
 */
export function readServed(kith: Kith, response: HttpResponse, isType = isActivityType): Served {
  if (response.status !== 200) throw new NotServed(response.status, response.status === 410 || isGrave(response));
  if (!isType(response.headers["content-type"])) throw new Unreadable("not served as ActivityPub");
  return { url: response.url, doc: readerOf(kith).read(response.body) };
}

/** A 404 with a tombstone: its id, if it names one, is the address that was asked. */
function isGrave({ status, url, body, headers }: HttpResponse): boolean {
  if (status !== 404 || !isActivityType(headers["content-type"])) return false;
  try {
    const doc = JSON.parse(body.toString("utf8")) as { type?: unknown; id?: unknown } | null;
    const types = Array.isArray(doc?.type) ? doc.type : [doc?.type];
    return types.includes("Tombstone") && (doc?.id === undefined || doc.id === url);
  } catch {
    return false;
  }
}

/** Sees to it that a document stands where its id says, asking there once if need be. `until` in ms. */
export async function settle(kith: Kith, asked: string, served: Served, until: number): Promise<Doc> {
  const doc = await served.doc;
  const own = id(doc.id);
  if (own === undefined) throw new Unreadable("a document without an id");
  if (own === asked && sameOrigin(own, served.url)) return doc;
  const again = readServed(kith, await signedGet(kith, own, { timeout: Math.max(until - kith.now(), 1) }));
  const second = await again.doc;
  if (id(second.id) !== own || !sameOrigin(own, again.url)) throw new Unreadable("a document that is not where its id says");
  return second;
}

/**
 * The document at a uri as its server wrote it, context and all, for somebody who reads it themselves. What is believed is as in `fetchDocument`.
 *
 * @throws as `fetchDocument`
 */
export async function fetchWhole(kith: Kith, uri: string, timeout = TIMEOUT): Promise<Record<string, unknown>> {
  const until = kith.now() + timeout;
  let response = await signedGet(kith, uri, { timeout });
  const doc = await readServed(kith, response).doc;
  const own = id(doc.id);
  if (own === undefined) throw new Unreadable("a document without an id");
  if (own !== uri || !sameOrigin(own, response.url)) {
    response = await signedGet(kith, own, { timeout: Math.max(until - kith.now(), 1) });
    const again = readServed(kith, response);
    if (id((await again.doc).id) !== own || !sameOrigin(own, again.url))
      throw new Unreadable("a document that is not where its id says");
  }
  return JSON.parse(response.body.toString("utf8")) as Record<string, unknown>;
}
