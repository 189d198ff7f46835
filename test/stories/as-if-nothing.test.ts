/**
 * Whoever has no part in it learns nothing of what is private: not a word, not who is in it, nor that it is there at all. Every address that can be read is asked for each private thing, and
 * again for one that there never was: the answers are the same.
 */
import { expect, test } from "vitest";
import { parts } from "../../src/db/lists.ts";
import { makeSurfer } from "../web/site.ts";
import type { Answer } from "../world/client.ts";
import { createWorld, type World } from "../world/world.ts";
import { doorsOf, type Door, type Ids } from "./doors.ts";
import { ASKED, befriended, keepsToHerself, tellsFriends, tellsGroups, WORD } from "./hidden-things.ts";

const AT_ONCE = 6;
const ALL = /^/;

function together(...some: Ids[]): Ids {
  const all: Ids = {};
  for (const ids of some) for (const [kind, those] of Object.entries(ids)) all[kind] = [...(all[kind] ?? []), ...those];
  return all;
}

/** Addresses that name something in their query. */
async function asked(world: World, ids: Ids): Promise<Door[]> {
  const page = (path: string): Door => ({ path, accept: "text/html" });
  const api = (path: string): Door => ({ path, accept: "*/*" });
  const { db } = world.instance("alpha.test");
  const rows = await db
    .selectFrom("statuses")
    .select(["uri", "url"])
    .where("id", "in", (ids["statuses"] ?? []).map(Number))
    .execute();
  const named = rows.flatMap(({ uri, url }) => [uri, url]).map(encodeURIComponent);
  const compose = ["reply", "quote", "draft", "scheduled", "recurring", "submission", "circle", "group", "playlist"];
  const kinds = { reply: "statuses", quote: "statuses", draft: "drafts", scheduled: "scheduled_statuses", group: "chats" };
  const writing = compose.flatMap((name) =>
    (ids[kinds[name as "reply"] ?? `${name}s`] ?? []).map((id) => `/compose?${name}=${id}`),
  );
  const searches = [ASKED, "family", "hilde", "ivo"];
  return [
    ...named.flatMap((one) => [api(`/api/oembed?url=${one}`), api(`/api/v2/search?q=${one}&resolve=true`)]),
    ...named.flatMap((one) => [page(`/search?q=${one}`), page(`/authorize_interaction?uri=${one}`)]),
    ...(ids["statuses"] ?? []).map((id) => api(`/api/v1/statuses?id[]=${id}`)),
    ...writing.map(page),
    ...searches.flatMap((q) => [api(`/api/v2/search?q=${q}&type=statuses`), api(`/api/kith/v1/groups?q=${q}`)]),
    ...searches.flatMap((q) => [api(`/api/kith/v1/events?q=${q}`), api(`/api/kith/v1/videos?q=${q}`)]),
    page(`/search?q=${ASKED}`),
  ];
}

type Asks = (door: Door) => Promise<Answer | undefined>;

/** Nobody, a neighbour, and somebody from elsewhere who signs. */
async function strangers(world: World): Promise<Record<string, Asks>> {
  const nora = await world.person("nora@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const client = world.visitor("alpha.test");
  const [anybody, neighbour] = [makeSurfer(client, "https://alpha.test"), makeSurfer(client, "https://alpha.test")];
  await neighbour.signsIn("nora");
  const plain = (headers: object) => async (path: string, accept: string) =>
    await client("GET", path, { headers: { accept, ...headers } });
  const [open, hers] = [plain({}), plain({ authorization: `Bearer ${nora.token}` })];
  return {
    nobody: async ({ path, accept }) => (accept === "text/html" ? await anybody.get(path) : await open(path, accept)),
    nora: async ({ path, accept }) => (accept === "text/html" ? await neighbour.get(path) : await hers(path, accept)),
    mallory: async ({ path, accept }) => (accept.includes("activity") ? await mallory.fetches("alpha.test", path) : undefined),
  };
}

/** All that an answer says, without what was asked for. */
function saying({ status, headers, text }: Answer, ids: readonly string[]): string {
  const { location, "content-type": type, "cache-control": kept, vary } = headers;
  const whole = [status, location, type, kept, vary, text.replaceAll(/name="(?:csrf|key)" value="[^"]*"/g, "")].join("\n");
  return ids.reduce((said, id) => said.replaceAll(id, "…"), whole);
}

test("strangers find no private thing at any address, and are answered as if there were none", { timeout: 120_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const insiders = await befriended(world);
  const { alice } = insiders;
  const root = await alice.posts("To everybody #open");
  const { open, ...inGroups } = await tellsGroups(world, insiders);
  const mine = together(await tellsFriends(world, insiders, root), inGroups, await keepsToHerself(world, insiders));
  const known = [alice.id, ...open];
  // Where something private could stand beside what is known to all.
  const around: Ids = { accounts: known, groups: known, users: known, insights: known, people: [alice.id], of: [alice.id] };
  const words: Ids = { "": ["alice", "family"], tags: [`${WORD}tag`], tagged: [`${WORD}tag`], tag: [`${WORD}tag`] };
  const secrets = [...new Set(Object.values(mine).flat())];
  const never = String(world.instance("alpha.test").newId());
  const ids = together(mine, around, words);
  const doors = [...(await doorsOf(world, ids, ALL)), ...(await asked(world, mine))];
  // There is something to be found: its owner does.
  const seen = await alice.asks("GET", `/api/v1/statuses/${mine["statuses"]?.[0]}`);
  expect(seen.text).toContain(WORD);
  expect([secrets.length > 40, doors.length > 1000]).toEqual([true, true]);

  const names = [WORD, "hildegunde", "ivonne", "writer_one"];
  const telling = new RegExp([...names, ...secrets].join("|"), "i");
  const told: string[] = [];
  // What there never was is the same whichever id it does not have: it is asked for once at each address.
  const nothing = new Map<string, Promise<Answer | undefined>>();
  const tries = async (who: string, asks: Asks, door: Door): Promise<void> => {
    const answer = await asks(door);
    if (answer === undefined) return;
    const named = secrets.filter((id) => door.path.includes(id));
    const in_path = names.filter((one) => door.path.includes(one));
    const said = saying(answer, [...named, ...in_path]);
    const hit = telling.exec(said)?.[0];
    if (hit !== undefined || answer.status >= 500) told.push(`${who} ${door.path}: ${answer.status} ${hit}`);
    if (named.length === 0) return;
    const at = named.reduce((path, id) => path.replaceAll(id, never), door.path);
    const key = [who, door.accept, at].join(" ");
    const known = nothing.get(key) ?? asks({ ...door, path: at });
    nothing.set(key, known);
    const none = await known;
    if (none === undefined || saying(none, [never, ...in_path]) !== said)
      told.push(`${who} ${door.path}: ${answer.status}, not ${none?.status}`);
  };
  for (const [who, asks] of Object.entries(await strangers(world)))
    for (const some of parts(doors, AT_ONCE)) await Promise.all(some.map(async (door) => await tries(who, asks, door)));
  expect(told).toEqual([]);
});
