/** What Alice has with others in private, each with a word of its own, and those who were in it and are not any more. */
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { World } from "../world/world.ts";
import type { Ids } from "./doors.ts";
import { holds, inDays } from "./gatherings.ts";
import { does, makes } from "./gardeners.ts";

export const KITH = "/api/kith/v1";
const word = (name: string): string => `marrow zz-${name}-zz`;
export const WORDS = /zz-(\w+)-zz/g;

export type Cast = Record<"alice" | "gus" | "eve" | "bea" | "nora", Person>;

/** Gus is in everything; Eve was, and has been taken out; Bea was, and is blocked; Nora is a neighbour. */
export async function gather(world: World): Promise<Cast> {
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
export async function share(world: World, { alice, gus, eve, bea }: Cast): Promise<Ids> {
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
export async function goOn(world: World, { alice, gus, eve, bea }: Cast, ids: Ids): Promise<Ids> {
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
