/**
 * WebFinger, asked (RFC 7033): from `user@host` to an actor's uri. Fedify's look-up cannot be sent through `kith.http`.
 *
 * An answer may name another handle as its subject; that handle's own host is then asked, and only what both say is believed (CVE-2023-42451).
 */
import { isLoopback } from "../../config.ts";
import { assertNotBarred } from "../../moderation/policy.ts";
import type { Kith } from "../../kith.ts";
import { parseHandle } from "../../text/names.ts";
import { isActivityType, typeOf } from "../content-type.ts";
import { id, object, objects, text, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { left } from "./deadline.ts";
import { NotServed } from "./failure.ts";

/** `host` is normalised. */
export type Name = { username: string; host: string };
/** What a handle's own host says: its proper spelling, and whose it is. */
export type Finger = Name & { uri: string };

const LARGEST = 65_536;

export const sameName = (a: Name, b: Name): boolean => a.host === b.host && a.username.toLowerCase() === b.username.toLowerCase();

/**
 * Who is behind a handle.
 *
 * @param until the instant (ms) by which to have an answer
 * @throws NotServed (404: nobody), HttpFailure, or Unreadable for nonsense and for hosts that contradict each other
 */
export async function finger(kith: Kith, name: Name, until: number): Promise<Finger> {
  const first = await ask(kith, name, until);
  if (sameName(first, name)) return first;
  const second = await ask(kith, first, until);
  if (!sameName(second, first) || second.uri !== first.uri) throw new Unreadable("WebFinger answers that contradict each other");
  return second;
}

const ask = async (kith: Kith, name: Name, until: number): Promise<Finger> => readFinger(await askHost(kith, name, until), name);

/**
 * Where the people of a server follow and answer what is elsewhere: the template of their WebFinger's `subscribe` link, with `{uri}` in it.
 *
 * @param handle `@user@host`
 * @returns undefined when there is none that could be opened
 */
export async function findDoor(kith: Kith, handle: string, until: number): Promise<string | undefined> {
  const name = parseHandle(handle);
  if (name === undefined) return undefined;
  if (name.host === undefined) return undefined;
  const jrd = await askHost(kith, { username: name.username, host: name.host }, until);
  const link = objects(jrd.links, 100).find(({ rel }) => rel === "http://ostatus.org/schema/1.0/subscribe");
  const template = text(link?.template, 2000);
  const allowed = kith.instance.development ? /^https?:\/\// : /^https:\/\//;
  return allowed.test(template) && template.includes("{uri}") && URL.canParse(template.replace("{uri}", ""))
    ? template
    : undefined;
}

async function askHost(kith: Kith, name: Name, until: number): Promise<Doc> {
  if (name.host === kith.instance.domain) throw new Unreadable("a handle of our own");
  await assertNotBarred(kith, `https://${name.host}`);
  const scheme = kith.instance.origin.startsWith("http:") && isLoopback(name.host) ? "http" : "https";
  const resource = encodeURIComponent(`acct:${name.username}@${name.host}`);
  const response = await kith.http.request({
    url: `${scheme}://${name.host}/.well-known/webfinger?resource=${resource}`,
    headers: { accept: "application/jrd+json, application/json" },
    max_bytes: LARGEST,
    timeout: left(kith, until),
    redirects: 3,
  });
  if (response.status !== 200) throw new NotServed(response.status);
  const type = typeOf(response.headers["content-type"] ?? "");
  if (type !== "application/jrd+json" && type !== "application/json") throw new Unreadable("WebFinger not served as JSON");
  return parse(response.body);
}

function readFinger(jrd: Doc, asked: Name): Finger {
  const self = objects(jrd.links, 100).find((link) => link.rel === "self" && isActivityType(text(link.type, 200)));
  const uri = self === undefined ? undefined : id(self.href);
  if (uri === undefined) throw new Unreadable("WebFinger without an ActivityPub actor");
  const subject = parseHandle(text(jrd.subject, 500));
  return { username: subject?.username ?? asked.username, host: subject?.host ?? asked.host, uri };
}

function parse(body: Buffer): Doc {
  try {
    const jrd = object(JSON.parse(body.toString("utf8")));
    if (jrd !== undefined) return jrd;
  } catch {
    // Said below.
  }
  throw new Unreadable("WebFinger that is no JSON object");
}
