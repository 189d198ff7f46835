/** Who does not read what is said to a team in private says nothing in private in its name, by whichever of all the ways there are. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeCrew } from "./gatherers.ts";
import { deedsOf, SAID_IN_PRIVATE, SAID_OPENLY } from "./teams-deeds.ts";

const SENTENCE = "This would be said in private in the name of the team: that is for its owners, unless they share its messages";

test("of every way there is, it is known whether it can lead to something private", async () => {
  const deeds = await deedsOf("editor");
  expect(deeds.filter((deed) => !SAID_OPENLY.includes(deed) && !SAID_IN_PRIVATE.includes(deed))).toEqual([]);
  expect(SAID_IN_PRIVATE.filter((deed) => !deeds.includes(deed) || SAID_OPENLY.includes(deed))).toEqual([]);
});

/** The club has two friends, ann and bob; ann tells a story, and holds an event. */
async function gather(world: World) {
  const crew = await makeCrew(world);
  const { owner, editor } = crew.hands;
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@alpha.test")];
  for (const one of [ann, bob]) {
    await one.api("POST", `/api/v1/accounts/${crew.id}/follow`);
    await owner.api("POST", `/api/v1/accounts/${one.id}/follow`);
  }
  const story = await ann.api<{ id: string }>("POST", "/api/kith/v1/stories", { text: "Look" });
  const when = { start: "2030-01-01T10:00:00Z", time_zone: "Europe/Berlin" };
  const event = await ann.api<{ id: string }>("POST", "/api/kith/v1/events", { title: "Dance", ...when });
  const post = await ann.posts("Hello");
  const draft = await editor.api<{ id: string }>("POST", "/api/kith/v1/drafts", { status: "begun" });
  const series = { starts: "2030-01-01T10:00", time_zone: "Europe/Berlin", recurrence: { freq: "daily" } };
  const weekly = await editor.api<{ id: string }>("POST", "/api/kith/v1/recurring", { status: "weekly", ...series });
  await world.settles();
  return { ...crew, ann, bob, story, event, post, draft, weekly, series, when };
}

/** By what it is as a route, how it becomes private. */
function waysIn({ ann, bob, id, ...made }: Awaited<ReturnType<typeof gather>>) {
  const direct = { status: "@ann @zoe@elsewhere.test hello", visibility: "direct" };
  const to = (one: Person) => [`https://alpha.test/users/${one.id}`];
  const context = "https://www.w3.org/ns/activitystreams";
  const at = "/api/kith/v1";
  return {
    "POST /api/kith/v1/introductions": [`${at}/introductions`, { account_ids: [ann.id, bob.id], comment: "Both sing" }],
    "POST /api/kith/v1/referrals": [`${at}/referrals`, { account_id: ann.id, to_id: bob.id, comment: "Ask her" }],
    "POST /api/kith/v1/stories/:id/reply": [`${at}/stories/${made.story.id}/reply`, { text: "Fine" }],
    "POST /api/kith/v1/events": [`${at}/events`, { title: "Us", ...made.when, visibility: "direct", invited_ids: [ann.id] }],
    "POST /api/kith/v1/events/:id/rsvp": [`${at}/events/${made.event.id}/rsvp`, { answer: "yes", message: "A word to you" }],
    "POST /api/kith/v1/drafts": [`${at}/drafts`, direct],
    "PUT /api/kith/v1/drafts/:id": [`${at}/drafts/${made.draft.id}`, direct],
    "POST /api/kith/v1/recurring": [`${at}/recurring`, { ...direct, ...made.series }],
    "PUT /api/kith/v1/recurring/:id": [`${at}/recurring/${made.weekly.id}`, { ...direct, ...made.series }],
    "POST /api/v1/statuses": ["/api/v1/statuses", direct],
    "outbox Create": [`/users/${id}/outbox`, { "@context": context, type: "Note", content: "hello", to: to(ann) }],
  } as const;
}

test("an editor says nothing in private by any of them, and is told why; what is open goes; the owner says all of it", async () => {
  await using world = await createWorld("alpha.test");
  const made = await gather(world);
  const { editor, owner } = made.hands;
  const ways = Object.entries(waysIn(made));
  const asked: string[] = [];
  await world.server("elsewhere.test", ({ path }) => void asked.push(path));
  expect(ways.map(([deed]) => deed).toSorted()).toEqual(SAID_IN_PRIVATE.filter((deed) => !deed.startsWith("form ")).toSorted());
  const methodOf = (deed: string) => (deed.startsWith("PUT ") ? "PUT" : "POST");
  const { db } = world.instance("alpha.test");
  const state = async () => ({
    statuses: await db.selectFrom("statuses").select("id").orderBy("id").execute(),
    chats: await db.selectFrom("chats").select("id").execute(),
    drafts: await db.selectFrom("drafts").select("params").execute(),
    answers: await db.selectFrom("event_rsvps").select("message").execute(),
  });
  const before = await state();
  for (const [deed, [path, body]] of ways) {
    const { status, text } = await editor.asks(methodOf(deed), path, body);
    expect([deed, status, text]).toEqual([deed, 403, JSON.stringify({ error: SENTENCE })]);
  }
  await world.settles();
  // Nobody was asked who is named in what is refused.
  expect([await state(), asked]).toEqual([before, []]);
  const open = [
    [`/api/kith/v1/events/${made.event.id}/rsvp`, { answer: "maybe" }],
    [`/api/v1/statuses/${made.post.id}/reblog`, {}],
    ["/api/v1/statuses", { status: "@ann hello to all" }],
  ] as const;
  for (const [path, body] of open) expect([path, (await editor.asks("POST", path, body)).status]).toEqual([path, 200]);
  await editor.asks("POST", `/api/v1/statuses/${made.post.id}/unreblog`);
  for (const [deed, [path, body]] of ways) {
    const { status } = await owner.asks(methodOf(deed), path, body);
    expect([deed, status < 300]).toEqual([deed, true]);
  }
  expect(asked[0]).toContain("webfinger");
  await world.settles();
  const heard = await made.ann.api<{ status?: StatusJson }[]>("GET", "/api/v1/notifications?types[]=mention");
  expect(heard.filter(({ status }) => status?.visibility === "direct").length).toBeGreaterThanOrEqual(5);
});
