/** A server made by hand for the kill test, in real time: one person who posts to Kith, and followers whose inboxes count what arrives. */
import { generateKeyPairSync } from "node:crypto";
import { request } from "undici";
import { serveByHand, type Reply, type Seen } from "../world/network.ts";
import { signedHeaders } from "../world/signing.ts";
import { CONTEXT, PUBLIC, type Doc } from "../world/stranger.ts";
import { DEADLINE } from "./watch.ts";

export type Remote = {
  readonly handle: string;
  /** The uri of a person; every name exists. */
  uri(name: string): string;
  /** How often the inbox of `name` was sent the activity that made an object. */
  arrivals(name: string, object_uri: string): number;
  /** How many different activities these were: a second delivery of the same one is known by its id. */
  activities(name: string, object_uri: string): number;
  /** Signs an activity of `name` and posts it to an inbox; returns the status, undefined when there was no answer. */
  send(inbox: string, name: string, activity: Doc): Promise<number | undefined>;
  /** A Create of a public Note. */
  create(name: string, serial: number): { uri: string; activity: Doc };
  /** Follows that came and were accepted by us. */
  readonly followed: Set<string>;
  close(): Promise<void>;
};

export async function openRemote(): Promise<Remote> {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const arrived = new Map<string, string[]>();
  const followed = new Set<string>();
  const server = await serveByHand(async (seen) => await answer(seen));
  const origin = `http://127.0.0.1:${server.port}`;
  const uri = (name: string) => `${origin}/users/${name}`;

  const answer = async (seen: Seen): Promise<Reply | undefined> => {
    const url = new URL(seen.path, origin);
    if (url.pathname === "/.well-known/webfinger") return webfinger(url.searchParams.get("resource") ?? "", uri);
    const [, , name = "", rest] = url.pathname.split("/");
    if (rest === undefined && url.pathname.startsWith("/users/")) return { body: actor(uri(name), name, keys.publicKey) };
    if (rest !== "inbox" || seen.method !== "POST") return undefined;
    const activity = JSON.parse(seen.body) as { id: string; type: string; actor: string; object: string | { id: string } };
    if (activity.type === "Follow") void accept(name, activity);
    const object = typeof activity.object === "string" ? activity.object : activity.object.id;
    const key = `${name} ${object}`;
    arrived.set(key, [...(arrived.get(key) ?? []), activity.id]);
    return { status: 202 };
  };
  const accept = async (name: string, follow: Doc) => {
    const { host } = new URL(String(follow["actor"]));
    const status = await send(`http://${host}/inbox`, name, activityOf(uri(name), "Accept", follow));
    if (status === 202) followed.add(name);
  };
  const send: Remote["send"] = async (inbox, name, activity) => {
    const body = JSON.stringify(activity);
    const key_id = `${uri(name)}#main-key`;
    const headers = signedHeaders({ method: "POST", url: inbox, body, key_id, private_key: keys.privateKey, now: Date.now() });
    try {
      const response = await request(inbox, { method: "POST", headers, body, headersTimeout: DEADLINE, bodyTimeout: DEADLINE });
      await response.body.dump();
      return response.statusCode;
    } catch {
      // Killed under our hands: nothing was acknowledged, so nothing is owed.
      return undefined;
    }
  };
  return {
    uri,
    send,
    followed,
    handle: `bob@127.0.0.1:${server.port}`,
    arrivals: (name, object_uri) => arrived.get(`${name} ${object_uri}`)?.length ?? 0,
    activities: (name, object_uri) => new Set(arrived.get(`${name} ${object_uri}`)).size,
    create: (name, serial) => {
      const note = toNote(uri(name), serial);
      return { uri: note.id, activity: activityOf(uri(name), "Create", note, { id: `${note.id}/create`, to: note.to }) };
    },
    close: async () => await server.close(),
  };
}

const activityOf = (actor_uri: string, type: string, object: Doc, rest: Doc = {}): Doc => ({
  "@context": CONTEXT,
  id: `${actor_uri}/activities/${type}-${Date.now()}-${Math.random().toString(36).slice(2)}`,
  type,
  actor: actor_uri,
  object,
  ...rest,
});

const toNote = (actor_uri: string, serial: number) => ({
  id: `${actor_uri}/notes/${serial}`,
  type: "Note",
  attributedTo: actor_uri,
  to: [PUBLIC],
  cc: [`${actor_uri}/followers`],
  content: `<p>number ${serial}</p>`,
  published: new Date().toISOString(),
});

const webfinger = (resource: string, uri: (name: string) => string): Reply => {
  const name = resource.replace(/^acct:/, "").split("@")[0] ?? "";
  const links = [{ rel: "self", type: "application/activity+json", href: uri(name) }];
  return { type: "application/jrd+json", body: { subject: resource, links } };
};

const actor = (id: string, name: string, publicKeyPem: string): Doc => ({
  "@context": CONTEXT,
  id,
  type: "Person",
  preferredUsername: name,
  inbox: `${id}/inbox`,
  outbox: `${id}/outbox`,
  followers: `${id}/followers`,
  publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem },
});
