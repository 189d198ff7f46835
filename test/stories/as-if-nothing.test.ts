/**
 * Whoever has no part in it learns nothing of what is private: not a word, not who is in it, nor that it is there at all. Every address that can be read is asked for each private thing, and
 * again for one that there never was: the answers are the same.
 */
import { expect, test } from "vitest";
import { ffmpeg, filmTest } from "../mastodon/uploads.ts";
import { createWorld, type World } from "../world/world.ts";
import { ACTIVITY, doorsOf, type Door, type Ids } from "./doors.ts";
import { administers, ASKED, befriended, keepsToHerself, shows, tellsFriends, tellsGroups, WORD } from "./hidden-things.ts";
import { OWN, toldToStrangers } from "./strangers.ts";

const ALL = /^/;
const NAMES = [WORD, "hildegunde", "ivonne", "writer_one"];

function together(...some: Ids[]): Ids {
  const all: Ids = {};
  for (const ids of some) for (const [kind, those] of Object.entries(ids)) all[kind] = [...(all[kind] ?? []), ...those];
  return all;
}

const secretsOf = ({ paths: _, ...ids }: Ids): string[] => [...new Set(Object.values(ids).flat())];

const page = (path: string): Door => ({ path, accept: "text/html" });
const api = (path: string): Door => ({ path, accept: "*/*" });

/** Addresses that name something in their query. */
async function asked(world: World, ids: Ids): Promise<Door[]> {
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

/** Each document, asked for by a program through the neighbour's own `proxyUrl`, and through that of whose it is. */
function proxied(doors: readonly Door[], owner: string): Door[] {
  const documents = doors.flatMap(({ path, accept }) => (accept === ACTIVITY ? [`https://alpha.test${path}`] : []));
  return [OWN, owner].flatMap((id) => documents.map((asks) => ({ path: `/users/${id}/proxy`, accept: ACTIVITY, asks })));
}

test("strangers find no private thing at any address, and are answered as if there were none", { timeout: 120_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const insiders = await befriended(world);
  const { alice } = insiders;
  const root = await alice.posts("To everybody #open");
  const { open, ...inGroups } = await tellsGroups(world, insiders);
  const kept = [await keepsToHerself(world, insiders), await administers(world)];
  const mine = together(await tellsFriends(world, insiders, root), inGroups, ...kept);
  const known = [alice.id, ...open];
  // Where something private could stand beside what is known to all.
  const around: Ids = { accounts: known, groups: known, users: known, insights: known, people: [alice.id], of: [alice.id] };
  const words: Ids = { "": ["alice", "family"], tags: [`${WORD}tag`], tagged: [`${WORD}tag`], tag: [`${WORD}tag`] };
  const secrets = secretsOf(mine);
  const doors = await doorsOf(world, together(mine, around, words, { hosts: ["bad.example"] }), ALL);
  const all = [...doors, ...proxied(doors, alice.id), ...(await asked(world, mine))];
  // There is something to be found: its owner does.
  const seen = await alice.asks("GET", `/api/v1/statuses/${mine["statuses"]?.[0]}`);
  expect(seen.text).toContain(WORD);
  expect([secrets.length > 40, all.length > 1500]).toEqual([true, true]);
  expect(await toldToStrangers(world, { doors: all, secrets, names: NAMES })).toEqual([]);
});

/** 480 lines, two seconds: two sizes. */
const film = (): Buffer =>
  ffmpeg("mp4", "-f", "lavfi", "-i", "testsrc=size=640x480:rate=5:duration=2", "-c:v", "libx264", "-preset", "ultrafast");

filmTest(
  "nor a film for a few, nor what is said in it, by whatever address they have got hold of",
  { timeout: 60_000 },
  async () => {
    await using world = await createWorld("alpha.test");
    const { alice, hilda } = await befriended(world);
    const bytes = film();
    const [hers, aside] = [
      await shows(world, alice, bytes, { visibility: "direct" }),
      await shows(world, hilda, bytes, { visibility: "direct" }),
    ];
    // Their owner is let in by each.
    const client = world.visitor("alpha.test");
    const paths = hers["paths"] ?? [];
    expect(paths.length > 8).toBe(true);
    for (const path of paths) expect([path, (await client("GET", path)).status]).toEqual([path, 200]);
    const marks = [...paths, ...(aside["paths"] ?? [])].map((path) => path.slice(path.indexOf("?")));
    const bare = [...new Set(paths.map((path) => path.replace(/\?.*/, "")))];
    const tried = bare.flatMap((path) => {
      const wrong = marks.filter((mark) => !paths.includes(path + mark));
      return ["", "?until=99999999999999&mark=", ...wrong.slice(0, 3), ...wrong.slice(-3)].map((mark) => api(path + mark));
    });
    const around: Ids = { accounts: [alice.id], users: [alice.id], insights: [alice.id], "": ["alice"] };
    const { files: _, paths: __, ...ids } = hers;
    const doors = [...tried, ...(await doorsOf(world, together(ids, around), ALL))];
    expect(await toldToStrangers(world, { doors, secrets: secretsOf(together(hers, aside)), names: NAMES })).toEqual([]);
  },
);
