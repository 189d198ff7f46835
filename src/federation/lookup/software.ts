/**
 * Asks other servers what they run (NodeInfo 2.1 or 2.0, FEP-f1d5): those that something is sent to, once a week at most and a few at a time, so
 * that a post to two thousand new ones is no storm of questions.
 */
import { isLoopback } from "../../config.ts";
import { tellGroupsTo } from "../../chats/groups.ts";
import { tendGroupsOf } from "../../groups/chat.ts";
import { hostsToAsk, isKith, noteSilence, noteSoftware, runsKith, toSoftware } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import { assertNotBarred } from "../../moderation/policy.ts";
import { typeOf } from "../content-type.ts";
import { object, objects, sameOrigin, text, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { left } from "./deadline.ts";
import { NotServed } from "./failure.ts";
import { unlessSlow } from "./slow.ts";

/** Servers asked in one turn, and of them at once. */
const TURN = 40;
const AT_ONCE = 8;
/** ms for both questions together. */
const TIMEOUT = 8000;
const LARGEST = 65_536;
const TYPES: readonly string[] = ["application/json", "application/jrd+json", "application/ld+json"];
/** What we can read, the newest first. */
const SCHEMAS = ["2.1", "2.0"].map((version) => `http://nodeinfo.diaspora.software/ns/schema/${version}`);

/** A recurring job: whoever is due is asked. What goes wrong is remembered with the host and stops nobody else's turn. */
export async function askForSoftware(kith: Kith): Promise<void> {
  const hosts = await hostsToAsk(kith, TURN);
  const some = async (): Promise<void> => {
    for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) await askOne(kith, host);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
}

async function askOne(kith: Kith, host: string): Promise<void> {
  try {
    const software = await fetchSoftware(kith, host);
    const known = await runsKith(kith.db, [host]);
    await noteSoftware(kith, host, software);
    if (!isKith(software)) return;
    await tendGroupsOf(kith, host);
    if (!known) await tellGroupsTo(kith, host);
  } catch (error) {
    kith.log.debug("{host} does not say what it runs: {error}", { host, error });
    await noteSilence(kith, host);
  }
}

/**
 * `name version` of what a server runs.
 *
 * @throws NotServed, Unreadable, HttpFailure, Refusal: it has not said
 */
async function fetchSoftware(kith: Kith, host: string): Promise<string> {
  const until = kith.now() + TIMEOUT;
  const scheme = kith.instance.origin.startsWith("http:") && isLoopback(host) ? "http" : "https";
  const origin = `${scheme}://${host}`;
  await assertNotBarred(kith, origin);
  const links = objects((await getJson(kith, `${origin}/.well-known/nodeinfo`, until)).links, 20);
  const hrefs = SCHEMAS.map((schema) => text(links.find(({ rel }) => rel === schema)?.href, 2000));
  // Whoever names another's address speaks for it, or makes us ask it: neither is for them to do.
  const href = hrefs.find((each) => each !== "" && sameOrigin(each, origin));
  if (href === undefined) throw new Unreadable("no NodeInfo of its own");
  const software = object((await getJson(kith, href, until)).software);
  const said = toSoftware(text(software?.name, 200), text(software?.version, 200));
  if (said === "") throw new Unreadable("NodeInfo without the name of a software");
  return said;
}

async function getJson(kith: Kith, url: string, until: number): Promise<Doc> {
  const headers = { accept: "application/json" };
  const response = await unlessSlow(
    kith,
    url,
    async () => await kith.http.request({ url, headers, max_bytes: LARGEST, timeout: left(kith, until), redirects: 2 }),
  );
  if (!sameOrigin(response.url, url)) throw new Unreadable("NodeInfo of another server");
  if (response.status !== 200) throw new NotServed(response.status);
  if (!TYPES.includes(typeOf(response.headers["content-type"] ?? ""))) throw new Unreadable("NodeInfo not served as JSON");
  return parse(response.body);
}

function parse(body: Buffer): Doc {
  try {
    const doc = object(JSON.parse(body.toString("utf8")));
    if (doc !== undefined) return doc;
  } catch {
    // Said below.
  }
  throw new Unreadable("NodeInfo that is no JSON object");
}
