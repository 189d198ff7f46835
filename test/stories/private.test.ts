/**
 * Who sees what of what is private: every address of the API, of pages and of ActivityPub that can be read, asked by each kind of reader for each private
 * thing of its kind. Each thing bears a word of its own, and a reader is told those words that are for them and no others.
 */
import type { IRouter } from "express";
import { expect, test } from "vitest";
import { federationRouter } from "../../src/federation/router.ts";
import { parts } from "../../src/db/lists.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { webRouter } from "../../src/web/router.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { holds, inDays } from "./gatherings.ts";
import { does, makes } from "./gardeners.ts";

const KITH = "/api/kith/v1";
const word = (name: string): string => `marrow zz-${name}-zz`;
const WORDS = /zz-(\w+)-zz/g;

type Ids = Record<string, string[]>;
type Cast = Record<"alice" | "gus" | "eve" | "bea" | "nora", Person>;

/** Gus is in everything; Eve was, and has been taken out; Bea was, and is blocked; Nora is a neighbour. */
async function gather(world: World): Promise<Cast> {
  const names = ["alice", "gus", "eve", "bea", "nora"] as const;
  const people = await Promise.all(names.map(async (name) => await world.person(`${name}@alpha.test`)));
  const cast = Object.fromEntries(names.map((name, at) => [name, people[at]])) as Cast;
  const { alice, gus, eve, bea } = cast;
  for (const one of [gus, eve, bea]) {
    await one.follows(alice);
    await alice.follows(one);
  }
  return cast;
}

/** What Alice has with others, before some of them go. */
async function share(world: World, { alice, gus, eve, bea }: Cast): Promise<Ids> {
  const posts = async (values: object) => await alice.api<StatusJson>("POST", "/api/v1/statuses", values);
  const family = await makes(alice, {
    name: "family",
    title: word("title"),
    note: word("note"),
    private: true,
    membership: "invitation",
  });
  for (const one of [gus, eve]) {
    await does(alice, family, "invitations", { acct: one.username });
    await does(one, family, "join");
  }
  const inside = await posts({ status: word("inside"), group_id: family.id });
  const meeting = await holds(alice, inDays(world.clock, 2), { title: word("meeting"), group_id: family.id });
  const circle = await alice.api<{ id: string }>("POST", `${KITH}/circles`, { title: word("circle") });
  await alice.api("POST", `${KITH}/circles/${circle.id}/accounts`, { account_ids: [gus.id, eve.id, bea.id] });
  const few = { visibility: "limited", circle_id: circle.id };
  const circled = await posts({ status: word("circled"), poll: { options: [word("option"), "b"], expires_in: 3600 }, ...few });
  const account_ids = [gus.id, eve.id];
  const chat = await alice.api<{ id: string }>("POST", `${KITH}/chats`, {
    account_ids,
    name: word("chat"),
    status: word("early"),
  });
  const story = await alice.api<{ id: string }>("POST", `${KITH}/stories`, {
    text: word("story"),
    audience: "circle",
    circle_id: circle.id,
  });
  return {
    groups: [family.id],
    statuses: [inside.id, circled.id],
    polls: [(circled as StatusJson & { poll: { id: string } }).poll.id],
    events: [meeting.id],
    circles: [circle.id],
    chats: [chat.id],
    stories: [story.id],
  };
}

/** The same with those who are left, and what is nobody's but Alice's. */
async function goOn(world: World, { alice, gus, eve, bea }: Cast, ids: Ids): Promise<Ids> {
  const [family = "", circle = "", chat = ""] = [ids["groups"]?.[0], ids["circles"]?.[0], ids["chats"]?.[0]];
  await alice.api("DELETE", `${KITH}/groups/${family}/members/${eve.id}`);
  await alice.api("DELETE", `${KITH}/circles/${circle}/accounts`, { account_ids: [eve.id] });
  await alice.api("DELETE", `${KITH}/chats/${chat}/members`, { account_ids: [eve.id] });
  await alice.blocks(bea);
  const made = async (path: string, values: object) => (await alice.api<{ id: string }>("POST", path, values)).id;
  const later = await made("/api/v1/statuses", { status: word("later"), visibility: "limited", circle_id: circle });
  const news = await made("/api/v1/statuses", { status: word("news"), group_id: family });
  const said = await made(`${KITH}/chats/${chat}/messages`, { status: word("late") });
  const direct = await made("/api/v1/statuses", { status: `@gus@alpha.test ${word("direct")}`, visibility: "direct" });
  const open = await holds(alice, inDays(world.clock, 3), { join_mode: "approval" });
  await gus.api("POST", `${KITH}/events/${open.id}/rsvp`, { answer: "yes", message: word("answer") });
  const recommendation = await gus.api<{ id: string }>("POST", `${KITH}/accounts/${alice.id}/recommendations`, {
    text: word("praise"),
    relation: "friend",
  });
  await alice.api("PATCH", `${KITH}/cv`, { headline: "Baker", skills: [word("skill")], audience: { skills: "friends" } });
  await alice.api("POST", `/api/v1/accounts/${gus.id}/note`, { comment: word("remark") });
  const series = { starts: "2026-06-10T09:00", time_zone: "UTC", recurrence: { freq: "daily" } };
  return {
    ...ids,
    statuses: [...(ids["statuses"] ?? []), later, news, said, direct],
    events: [...(ids["events"] ?? []), open.id],
    recommendations: [recommendation.id],
    drafts: [await made(`${KITH}/drafts`, { status: word("draft") })],
    scheduled_statuses: [await made("/api/v1/statuses", { status: word("scheduled"), scheduled_at: inDays(world.clock, 1) })],
    recurring: [await made(`${KITH}/recurring`, { status: word("recurring"), ...series })],
    lists: [await made("/api/v1/lists", { title: word("list") }), family],
    filters: [await made("/api/v2/filters", { title: word("filter"), context: ["home"] })],
    accounts: [alice.id, family],
    users: [alice.id, family],
    "": ["alice", "family"],
  };
}

const PLACES: Readonly<Record<string, string>> = {
  messages: "chats",
  scheduled: "scheduled_statuses",
  timelines: "lists",
  list: "lists",
  teams: "accounts",
};

/** A path with each id that could stand in it; none for what no private thing is called by. */
function addressesOf(path: string, ids: Ids): string[] {
  let found = [""];
  for (const part of path.split("/").slice(1)) {
    const [, name = "", rest = ""] = /:(\w+)(.*)$/.exec(part) ?? [];
    const at = found[0]?.split("/").at(-1) ?? "";
    const kind = part.startsWith("@") ? "" : name === "status" ? "statuses" : (PLACES[at] ?? at);
    const values = name === "" ? [part] : (ids[kind] ?? []).map((value) => `${part.slice(0, part.indexOf(":"))}${value}${rest}`);
    found = found.flatMap((before) => values.map((value) => `${before}/${value}`));
  }
  return found;
}

const pathsOf = ({ stack }: IRouter): string[] =>
  stack
    .flatMap(({ route }) => (route?.stack.some(({ method }) => method === "get") === true ? route.path : []))
    .filter((path) => typeof path === "string");

type Door = { path: string; accept: string };
const AT_ONCE = 6;
/** Where what is one's own stands in lists. */
const LISTS =
  /search|timelines|notifications|conversations|\/(?:chats|stories|events|groups|calendar|lists|circles|drafts|bookmarks|favourites|home|messages|public)$/;

async function doorsOf(world: World, ids: Ids): Promise<Door[]> {
  const kith = world.instance("alpha.test");
  const routes = await loadRoutes();
  const q = "q=marrow&type=statuses";
  const found: [string, string[]][] = [
    [
      "*/*",
      [
        ...routes.flatMap(({ method, path }) => (method === "GET" && !path.includes("/admin/") ? path : [])),
        `/api/v2/search?${q}`,
      ],
    ],
    ["text/html", [...pathsOf(webRouter(kith)).filter((path) => !path.includes("/admin") && path !== "/live"), `/search?${q}`]],
    ["application/activity+json", pathsOf(federationRouter(kith))],
  ];
  const many = `/api/v1/statuses?${(ids["statuses"] ?? []).map((id) => `id[]=${id}`).join("&")}`;
  return [
    ...found.flatMap(([accept, paths]) =>
      paths.flatMap((path) =>
        addressesOf(path, ids).flatMap((one) => (one !== path || LISTS.test(path) ? { path: one, accept } : [])),
      ),
    ),
    { path: many, accept: "*/*" },
  ];
}

/** The words that come with the answers, each once, in their order. */
async function wordsFor(world: World, doors: readonly Door[], who?: Person): Promise<string[]> {
  const visitor = world.visitor("alpha.test");
  const surfer = makeSurfer(visitor, "https://alpha.test");
  if (who !== undefined) await surfer.signsIn(who.username);
  const token: Record<string, string> = who === undefined ? {} : { authorization: `Bearer ${who.token}` };
  const heard = new Set<string>();
  const ask = async ({ path, accept }: Door): Promise<void> => {
    const page = accept === "text/html";
    const { status, text } = page ? await surfer.get(path) : await visitor("GET", path, { headers: { accept, ...token } });
    expect([path, status < 500]).toEqual([path, true]);
    for (const [, found = ""] of text.matchAll(WORDS)) heard.add(found);
  };
  for (const some of parts(doors, AT_ONCE)) await Promise.all(some.map(ask));
  return [...heard].sort();
}

const GIVEN = [
  "answer",
  "chat",
  "circled",
  "direct",
  "early",
  "inside",
  "late",
  "later",
  "meeting",
  "news",
  "note",
  "option",
  "praise",
  "skill",
  "story",
  "title",
];

test("whatever is asked for, nobody is told what is not for them", { timeout: 40_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const ids = await goOn(world, cast, await share(world, cast));
  await world.settles();
  const doors = await doorsOf(world, ids);
  const api = doors.filter(({ accept }) => accept === "*/*");
  const pages = doors.filter(({ accept }) => accept !== "*/*");
  expect(await wordsFor(world, pages)).toEqual([]);
  const read = doors.filter(({ accept }) => !accept.includes("activity"));
  expect(await wordsFor(world, read, cast.nora)).toEqual([]);
  const hers = api.filter(({ path }) => /statuses|stories|polls|cv$/.test(path));
  expect(await wordsFor(world, hers, cast.bea)).toEqual([]);
  // Whoever is taken out keeps what they had been given.
  expect(await wordsFor(world, api, cast.eve)).toEqual(["chat", "circled", "early", "option", "skill", "story"]);
  expect(await wordsFor(world, api, cast.gus)).toEqual(GIVEN);
  const mallory = await world.stranger("mallory@evil.test");
  for (const { path } of pages.filter(({ accept }) => accept.includes("activity")))
    expect([path, WORDS.test((await mallory.fetches("alpha.test", path)).text)]).toEqual([path, false]);
});
