/** A person with nothing but an ActivityPub client: their outbox, inbox and proxy, asked with their token. */
import { FormData } from "undici";
import type { Answer } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import type { Doc } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

export const ACTIVITY = "application/activity+json";

export type C2s = {
  readonly uri: string;
  /** Posts to the outbox; returns where the activity is. @throws Error unless the answer is 201 */
  does(document: Doc): Promise<string>;
  /** The same, whatever the answer. */
  tries(document: unknown, headers?: Record<string, string>, path?: string): Promise<Answer>;
  /** A GET with the token. @throws Error unless the answer is 200 */
  reads(path: string): Promise<Doc>;
  /** What a collection has on its first page. */
  items(path: string): Promise<Doc[]>;
  proxies(uri: string): Promise<Answer>;
  uploads(bytes: Buffer, object?: Doc): Promise<Answer>;
};

export function c2s(world: World, person: Person, token = person.token): C2s {
  const [, domain = ""] = person.handle.split("@");
  const client = world.visitor(domain);
  const own = new URL(person.uri).pathname;
  const headers = { authorization: `Bearer ${token}`, accept: ACTIVITY };
  const pathOf = (place: string) => (place.startsWith("https:") ? place.slice(`https://${domain}`.length) : place);
  const tries: C2s["tries"] = async (document, more = {}, path = `${own}/outbox`) =>
    await client("POST", path, {
      headers: { ...headers, "content-type": ACTIVITY, ...more },
      body: typeof document === "string" ? document : JSON.stringify(document),
    });
  const reads: C2s["reads"] = async (path) => {
    const answer = await client("GET", pathOf(path), { headers });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json<Doc>();
  };
  return {
    uri: person.uri,
    tries,
    reads,
    does: async (document) => {
      const answer = await tries({ "@context": "https://www.w3.org/ns/activitystreams", ...document });
      if (answer.status !== 201) throw new Error(`${String(document["type"])}: ${answer.status} ${answer.text}`);
      return String(answer.headers["location"]);
    },
    items: async (name) => (await reads(`${own}/${name}?page=true`))["orderedItems"] as Doc[],
    proxies: async (uri) =>
      await client("POST", `${own}/proxy`, {
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ id: uri }).toString(),
      }),
    uploads: async (bytes, object) => {
      const form = new FormData();
      form.set("file", new Blob([new Uint8Array(bytes)]), "picture.png");
      if (object !== undefined) form.set("object", JSON.stringify(object));
      return await client("POST", `${own}/media`, { headers, body: form });
    },
  };
}

/** The uri of the post that a Create brought. */
export const noteOf = (location: string): string => location.replace(/\/activity$/, "");
