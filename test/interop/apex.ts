/** The activitypub-express peer as the tests handle it: its process, and its outbox and collections as ann's client sees them. */
import { request } from "undici";
import { freePort } from "../world/ports.ts";
import { run } from "../world/process.ts";
import type { Doc } from "../world/stranger.ts";

export type Peer = AsyncDisposable & {
  readonly uri: string;
  readonly handle: string;
  /** Posts an object or activity to ann's outbox; returns the activity's id. @throws Error unless the answer is 201 */
  posts(document: Doc): Promise<string>;
  /** What is in ann's inbox, newest first. */
  inbox(): Promise<Doc[]>;
  followers(): Promise<string[]>;
  following(): Promise<string[]>;
  /** A document of the peer's. */
  document(uri: string): Promise<Doc>;
  log(): string;
};

const TYPE = "application/activity+json";

export async function startPeer(): Promise<Peer> {
  const port = await freePort();
  const token = "remote-control";
  const server = run("test/interop/apex-peer.ts", [String(port), token]);
  await server.says(/listening/);
  const origin = `http://127.0.0.1:${port}`;
  const uri = `${origin}/u/ann`;
  const headers = { authorization: `Bearer ${token}`, accept: TYPE };
  const document = async (address: string) => {
    const response = await request(address, { headers });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`${address}: ${response.statusCode} ${text}`);
    return JSON.parse(text) as Doc;
  };
  const items = async (name: string) => list((await document(`${uri}/${name}?page=true`))["orderedItems"]);
  return {
    uri,
    handle: `ann@127.0.0.1:${port}`,
    document,
    inbox: async () => (await items("inbox")) as Doc[],
    followers: async () => (await items("followers")).map(idOf),
    following: async () => (await items("following")).map(idOf),
    posts: async (body) => {
      const whole = JSON.stringify({ "@context": "https://www.w3.org/ns/activitystreams", ...body });
      const response = await request(`${uri}/outbox`, {
        method: "POST",
        headers: { ...headers, "content-type": TYPE },
        body: whole,
      });
      const text = await response.body.text();
      if (response.statusCode !== 201) throw new Error(`ann's outbox: ${response.statusCode} ${text}`);
      return String(response.headers["location"]);
    },
    log: () => server.output(),
    [Symbol.asyncDispose]: async () => {
      server.signal("SIGTERM");
      await server.ended;
    },
  };
}

/** JSON-LD makes a list of one into the one. */
export const list = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

export const idOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "id" in value ? String(value.id) : String(value);
