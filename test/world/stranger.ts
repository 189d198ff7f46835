/**
 * Strangers: people on servers made by hand, which serve whatever a test tells them and sign whatever it wants signed. With them the tests
 * play peers of other makes, and attackers.
 */
import { signedHeaders, type ToSign } from "./signing.ts";
import type { Answer, Client } from "./client.ts";
import type { Handler, Reply, Seen } from "./network.ts";

export type Doc = Record<string, unknown>;
export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
export const CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];

export type Send = {
  /** The inbox; the shared one of `domain` unless said. */
  path?: string;
  /** What goes wrong, for attacks: another key's id, other headers, a body that is not the one signed. */
  sign?: Partial<ToSign>;
  body?: string;
};

export type Stranger = {
  readonly handle: string;
  readonly uri: string;
  readonly key_id: string;
  readonly origin: string;
  readonly keys: { publicKey: string; privateKey: string };
  /** What came to the inbox, oldest first; `status` is what it is answered with. */
  readonly inbox: { documents: Doc[]; requests: Seen[]; status: number };
  /** The actor as it is served; change it to lie. */
  readonly actor: Doc;
  /** Serves a document (or an answer) at a path of the origin from now on. */
  serves(path: string, document: Doc | Reply | Handler): string;
  /** Signs an activity and posts it to the instance `domain`. */
  sends(domain: string, activity: Doc, options?: Send): Promise<Answer>;
  /** A GET signed by the stranger. */
  fetches(domain: string, path: string): Promise<Answer>;
  /** A Note of the stranger, served at its id. */
  note(content: string, properties?: Doc): Doc;
  /** An activity of the stranger about an object, with an id of its own. */
  activity(type: string, object: unknown, properties?: Doc): Doc;
};

export type StrangerParts = {
  handle: string;
  keys: { publicKey: string; privateKey: string };
  now: () => number;
  client: (domain: string) => Client;
  /** What the host serves, by path. */
  pages: Map<string, Handler>;
};

export function makeStranger({ handle, keys, now, client, pages }: StrangerParts): Stranger {
  const [username = "", host = ""] = handle.split("@");
  const origin = `https://${host}`;
  const uri = `${origin}/users/${username}`;
  const key_id = `${uri}#main-key`;
  const inbox: Stranger["inbox"] = { documents: [], requests: [], status: 202 };
  const actor = actorDocument(uri, username, keys.publicKey);
  const serves: Stranger["serves"] = (path, document) => {
    const at = path.startsWith(origin) ? path.slice(origin.length) : path;
    pages.set(at, typeof document === "function" ? document : () => toReply(document));
    return `${origin}${at}`;
  };
  serves(uri, () => ({ body: actor }));
  serves(`/.well-known/webfinger?resource=acct:${handle}`, () => webfinger(handle, uri));
  serves(`${uri}/inbox`, taking(inbox));
  const signed = (method: string, url: string, options: Partial<ToSign>) =>
    signedHeaders({ method, url, key_id, private_key: keys.privateKey, now: now(), ...options });
  return {
    handle,
    uri,
    key_id,
    origin,
    keys,
    inbox,
    actor,
    serves,
    ...writing({ uri, now, serves }),
    sends: async (domain, document, { path = "/inbox", sign = {}, body } = {}) => {
      const text = JSON.stringify(document);
      const headers = signed("POST", `https://${domain}${path}`, { body: text, ...sign });
      return await client(domain)("POST", path, { headers, body: body ?? text });
    },
    fetches: async (domain, path) => {
      const headers = { accept: "application/activity+json", ...signed("GET", `https://${domain}${path}`, {}) };
      return await client(domain)("GET", path, { headers });
    },
  };
}

/** Makes the stranger's documents, each with an id of its own. */
function writing({
  uri,
  now,
  serves,
}: Pick<Stranger, "uri" | "serves"> & Pick<StrangerParts, "now">): Pick<Stranger, "note" | "activity"> {
  let serial = 0;
  const fresh = (kind: string) => `${uri}/${kind}/${++serial}`;
  return {
    activity: (type, object, properties = {}) => ({
      "@context": CONTEXT,
      id: fresh("activities"),
      type,
      actor: uri,
      to: [PUBLIC],
      object,
      ...properties,
    }),
    note: (content, properties = {}) => {
      const id = fresh("notes");
      const published = new Date(now()).toISOString();
      const note = {
        "@context": CONTEXT,
        id,
        type: "Note",
        attributedTo: uri,
        to: [PUBLIC],
        cc: [],
        content,
        published,
        ...properties,
      };
      serves(id, note);
      return note;
    },
  };
}

const taking =
  (inbox: Stranger["inbox"]): Handler =>
  (request) => {
    inbox.requests.push(request);
    if (inbox.status < 300) inbox.documents.push(JSON.parse(request.body) as Doc);
    return { status: inbox.status };
  };

const toReply = (document: Doc | Reply): Reply =>
  "body" in document || "status" in document ? (document as Reply) : { body: document };

const actorDocument = (uri: string, username: string, publicKeyPem: string): Doc => ({
  "@context": CONTEXT,
  id: uri,
  type: "Person",
  preferredUsername: username,
  name: username,
  inbox: `${uri}/inbox`,
  outbox: `${uri}/outbox`,
  followers: `${uri}/followers`,
  publicKey: { id: `${uri}#main-key`, owner: uri, publicKeyPem },
});

const webfinger = (handle: string, uri: string): Reply => ({
  type: "application/jrd+json",
  body: { subject: `acct:${handle}`, aliases: [uri], links: [{ rel: "self", type: "application/activity+json", href: uri }] },
});
