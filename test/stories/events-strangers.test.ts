/** Events of other software, and what strangers try: Mobilizon's and Gancio's shapes, forged answers, the last place, and what is for a few. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { MOBILIZON, mobilizon } from "./mobilizon.ts";
import { answers, comers, holds, inDays, sees, type WithEvent } from "./gatherings.ts";

/** Ann follows Rose, who announces an event on a server of Mobilizon's kind. */
async function announced(world: World) {
  const ann = await world.person("ann@alpha.test");
  const rose = await world.stranger("rose@mobilizon.test");
  await followsStranger(world, ann, rose);
  const doc = mobilizon(rose, world);
  await rose.sends("alpha.test", { ...rose.activity("Create", doc), "@context": MOBILIZON });
  await world.settles();
  const [seen] = (await ann.home()) as WithEvent[];
  if (seen?.event === undefined) throw new Error("no event has come");
  return { ann, rose, doc, seen, event: seen.event };
}

/** Ann asks to come. */
async function asks(world: World, { ann, rose, event }: Awaited<ReturnType<typeof announced>>): Promise<Doc> {
  expect(await answers(ann, event, "yes", { message: "With a cake" })).toMatchObject({ state: "pending" });
  await world.settles();
  const join = rose.inbox.documents.find(({ type }) => type === "Join");
  if (join === undefined) throw new Error("no Join has come");
  return join;
}

test("an event of Mobilizon is read with all that it says, asked for by a Join with a message, and its organiser's answer counts", async () => {
  await using world = await createWorld("alpha.test");
  const scene = await announced(world);
  const { ann, rose, doc, seen, event } = scene;
  const [mallory, neighbour] = [await world.stranger("mallory@evil.test"), await world.stranger("ned@mobilizon.test")];
  expect(seen.spoiler_text).toBe("");
  expect(event).toMatchObject({
    title: "Assembly",
    time_zone: "Europe/Paris",
    join_mode: "approval",
    capacity: 40,
    going_count: 7,
    state: "tentative",
    categories: ["MEETING"],
    online_url: "https://assembly.example/",
    place: { name: "Bourse", address: "1 rue X, 75003 Paris, France", latitude: 48.86, longitude: 2.35 },
  });
  const join = await asks(world, scene);
  expect(join).toMatchObject({ actor: ann.uri, object: doc["id"], participationMessage: "With a cake", to: [rose.uri] });
  // Neither somebody elsewhere nor somebody on the same server may answer for her.
  for (const [who, type] of [
    [mallory, "Accept"],
    [neighbour, "Accept"],
    [mallory, "Reject"],
    [neighbour, "TentativeAccept"],
  ] as const) {
    await who.sends("alpha.test", who.activity("Follow", ann.uri));
    await who.sends("alpha.test", who.activity(type, { type: "Join", id: join["id"], actor: ann.uri, object: doc["id"] }));
    await who.sends("alpha.test", who.activity(type, join["id"]));
  }
  await world.settles();
  expect((await sees(ann, event)).rsvp).toMatchObject({ state: "pending" });
  await rose.sends("alpha.test", rose.activity("Accept", { type: "Join", id: join["id"], actor: ann.uri, object: doc["id"] }));
  await world.settles();
  expect((await sees(ann, event)).rsvp).toMatchObject({ state: "yes" });
});

test("what the organiser elsewhere changes, calls off and deletes is so here; nobody else can; and one takes back that one comes", async () => {
  await using world = await createWorld("alpha.test");
  const scene = await announced(world);
  const { ann, rose, doc, event } = scene;
  const mallory = await world.stranger("mallory@evil.test");
  const join = await asks(world, scene);
  await rose.sends("alpha.test", rose.activity("Accept", join["id"]));
  const later = new Date(world.clock.now() + 60_000).toISOString();
  await world.passes("2 minutes");
  await rose.sends("alpha.test", {
    ...rose.activity("Update", { ...doc, updated: later, "ical:status": "CANCELLED", status: "CANCELLED" }),
    "@context": MOBILIZON,
  });
  await world.settles();
  expect(await sees(ann, event)).toMatchObject({ state: "cancelled" });
  expect((await ann.notifications()).map(({ type }) => type)).toContain("update");
  await answers(ann, event, "no");
  await world.settles();
  expect(rose.inbox.documents.find(({ type }) => type === "Leave")).toMatchObject({ actor: ann.uri, object: doc["id"] });
  await mallory.sends("alpha.test", mallory.activity("Delete", doc["id"]));
  await world.settles();
  expect((await sees(ann, event)).title).toBe("Assembly");
  await rose.sends("alpha.test", rose.activity("Delete", doc["id"]));
  await world.settles();
  expect((await ann.asks("GET", `/api/kith/v1/events/${event.id}`)).status).toBe(404);
});

test("an event of Gancio is read, and one that is nonsense is a post or nothing", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const gancio = await world.stranger("relay@gancio.test");
  const make = (values: Doc): Doc =>
    gancio.note("<p>Loud</p>", { type: "Event", name: "Concert", startTime: inDays(world.clock, 2), ...values });
  const concert = make({
    summary: "Squat, tomorrow",
    location: { type: "Place", name: "Squat", address: "Via Y 2", latitude: "45.07", longitude: "7.68" },
    tag: [{ type: "Hashtag", name: "#punk", href: "https://gancio.test/tag/punk" }],
  });
  const seen = (await ann.comesUpon(concert["id"])) as WithEvent;
  expect(seen.event).toMatchObject({
    title: "Concert",
    join_mode: "free",
    end: null,
    place: { name: "Squat", address: "Via Y 2", latitude: 45.07 },
  });
  const online = (await ann.comesUpon(
    make({ location: [{ type: "VirtualLocation", url: "https://stream.example/" }] })["id"],
  )) as WithEvent;
  expect(online.event).toMatchObject({ online_url: "https://stream.example/", place: null });
  for (const values of [{ startTime: "never" }, { name: "" }, { startTime: null }]) {
    const odd = (await ann.comesUpon(make(values)["id"])) as WithEvent;
    expect(odd.event).toBeUndefined();
  }
  const wild = (await ann.comesUpon(
    make({
      name: `<script>x</script>${"a".repeat(900)}`,
      content: "<p onclick=x>a<script>alert(1)</script></p>",
      endTime: inDays(world.clock, -9),
      timezone: "Mars/Olympus",
      maximumAttendeeCapacity: -3,
      participantCount: 1e300,
      location: { type: "Place", name: ["x", "y"], latitude: 900, longitude: "NaN" },
      joinMode: "external",
      externalParticipationUrl: "javascript:alert(1)",
    })["id"],
  )) as WithEvent;
  expect(wild.event).toMatchObject({
    end: null,
    time_zone: "UTC",
    capacity: null,
    external_url: null,
    place: { latitude: null },
  });
  expect(wild.event?.content).not.toMatch(/script|onclick/);
});

test("ours is written as they read it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const rose = await world.stranger("rose@mobilizon.test");
  const dance = await holds(alice, inDays(world.clock, 5), {
    capacity: 2,
    online_url: "https://dance.example/",
    latitude: 52.5,
    longitude: 13.4,
    place_address: "Main St 1\nTown",
  });
  const path = new URL(dance.status.uri).pathname;
  const doc = (await rose.fetches("alpha.test", path)).json<Doc>();
  expect(doc).toMatchObject({
    type: "Event",
    name: "Harvest dance",
    actor: alice.uri,
    attributedTo: alice.uri,
    timezone: "Europe/Berlin",
    joinMode: "free",
    "ical:status": "CONFIRMED",
    maximumAttendeeCapacity: 2,
    participantCount: 0,
    anonymousParticipationEnabled: false,
    repliesModerationOption: "allow_all",
    draft: false,
    location: {
      type: "Place",
      name: "Village hall",
      latitude: 52.5,
      address: { type: "PostalAddress", streetAddress: "Main St 1, Town" },
    },
    attachment: [{ type: "Link", href: "https://dance.example/", name: "Website" }],
  });
  expect(doc["content"]).not.toContain("Village hall");
  expect(doc["summary"]).toContain("Village hall");
  expect(doc["startTime"]).toMatch(/\+0[12]:00$/);
  expect(doc["tag"]).toMatchObject([{ type: "Hashtag", name: "#apples" }]);
  // Gancio, on PostgreSQL, takes no event whose `tag` is an empty list, and none without `attachment`.
  const plain = await holds(alice, inDays(world.clock, 6), { text: "" });
  const bare = (await rose.fetches("alpha.test", new URL(plain.status.uri).pathname)).json<Doc>();
  expect([bare["tag"], bare["attachment"]]).toEqual([undefined, []]);
  // Nor does it take a change of one whose place has no address.
  expect(bare["location"]).toEqual({
    type: "Place",
    name: "Village hall",
    address: { type: "PostalAddress", streetAddress: "Village hall" },
  });
});

test("ours is joined by them and left, and of two who want the last place one waits", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const rose = await world.stranger("rose@mobilizon.test");
  const dance = await holds(alice, inDays(world.clock, 5), { capacity: 2 });
  const does = async (type: string, object: unknown, more: Doc = {}) => {
    await rose.sends("alpha.test", rose.activity(type, object, { to: [alice.uri], ...more }));
    await world.settles();
    return rose.inbox.documents.at(-1);
  };
  const accepted = await does("Join", dance.status.uri, { participationMessage: "Hello" });
  expect(accepted).toMatchObject({
    type: "Accept",
    actor: alice.uri,
    object: { type: "Join", actor: rose.uri, object: dance.status.uri },
  });
  const [row] = await comers(alice, dance);
  expect(row).toMatchObject({ state: "yes", message: "Hello", number: 1 });
  // Twice is once, and nobody brings more than they may.
  await does("Join", dance.status.uri, { people: 50 });
  expect(await sees(alice, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });
  const [one, two] = await Promise.all([answers(ann, dance, "yes"), answers(await world.person("abe@alpha.test"), dance, "yes")]);
  expect([one!.state, two!.state].sort()).toEqual(["waiting", "yes"]);
  await does("Leave", dance.status.uri);
  expect(await sees(alice, dance)).toMatchObject({ going_count: 2, waiting_count: 0 });
  // Whoever has joined hears of its end.
  await alice.api("DELETE", `/api/kith/v1/events/${dance.id}`);
  await world.settles();
  const gone = { id: dance.status.uri, type: "Tombstone", formerType: "Event" };
  expect(rose.inbox.documents.at(-1)).toMatchObject({ type: "Delete", object: gone });
});

test("what they may not see they cannot join, nor what they are not invited to, nor anything of somebody who blocks them", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const rose = await world.stranger("rose@mobilizon.test");
  const does = async (type: string, object: unknown, more: Doc = {}) => {
    await rose.sends("alpha.test", rose.activity(type, object, { to: [alice.uri], ...more }));
    await world.settles();
    return rose.inbox.documents.at(-1);
  };
  const secret = await holds(alice, inDays(world.clock, 5), { visibility: "private" });
  const before = rose.inbox.documents.length;
  await does("Join", secret.status.uri);
  expect(rose.inbox.documents).toHaveLength(before);
  expect(await comers(alice, secret)).toEqual([]);
  const invited = await holds(alice, inDays(world.clock, 5), { join_mode: "invited" });
  expect(await does("Join", invited.status.uri)).toMatchObject({ type: "Reject" });
  expect(await comers(alice, invited)).toEqual([]);
  await alice.blocks(rose.handle);
  await world.settles();
  const open = await holds(alice, inDays(world.clock, 6));
  await does("Join", open.status.uri);
  expect(await comers(alice, open)).toEqual([]);
});
