/** Events between two Kiths: announced, answered, full, changed, called off. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { answers, comers, finds, holds, inDays, sees, type WithEvent } from "./gatherings.ts";

const told = async (who: { notifications(): Promise<{ type: string }[]> }): Promise<string[]> =>
  (await who.notifications()).map(({ type }) => type);

test("an event is a post that tells title, time and place, reaches followers elsewhere, and is answered across the border", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const dance = await holds(alice, inDays(world.clock, 7), {
    end: inDays(world.clock, 7.1),
    online_url: "https://dance.example/",
    capacity: 10,
    latitude: 52.5,
    longitude: 13.4,
  });
  expect(dance).toMatchObject({ title: "Harvest dance", time_zone: "Europe/Berlin", going_count: 0, capacity: 10, rsvp: null });
  expect(dance.status.content).toContain("Harvest dance");
  expect(dance.status.content).toContain("Village hall");
  expect(dance.status.content).toContain("https://dance.example/");
  expect(dance.content).toContain("apples");
  await world.settles();
  const [seen] = (await bob.home()) as WithEvent[];
  expect(seen?.event).toMatchObject({
    title: "Harvest dance",
    start: dance.start,
    end: dance.end,
    time_zone: "Europe/Berlin",
    capacity: 10,
    online_url: "https://dance.example/",
  });
  expect(seen?.event?.place).toMatchObject({ name: "Village hall", latitude: 52.5 });
  expect(seen?.spoiler_text).toBe("");
  expect(seen?.content).toContain("Village hall");
  expect(seen?.tags.map(({ name }) => name)).toEqual(["apples"]);
  const there = seen!.event!;
  expect(await answers(bob, there, "yes")).toMatchObject({ state: "pending" });
  // Until the organiser's server has confirmed it, it has been sent and can be taken back: on a page, too.
  const surfer = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  await surfer.signsIn("bob");
  const shown = String((await surfer.get(`/events/${there.id}`)).headers["location"]);
  expect((await surfer.get(shown)).text).toMatch(/Your answer has been sent[^]*value="no"[^>]*>Take it back/);
  await surfer.send(`/events/${there.id}/rsvp`, { answer: "no" }, { from: shown });
  await answers(bob, there, "yes");
  await world.settles();
  expect((await surfer.get(shown)).text).not.toContain("has been sent");
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "yes" });
  expect((await sees(alice, dance)).going_count).toBe(1);
  expect((await comers(alice, dance)).map(({ account, state }) => [account?.acct, state])).toEqual([["bob@beta.test", "yes"]]);
  expect(await told(bob)).toContain("event_admitted");
  await world.passes("3 minutes");
  expect((await sees(bob, there)).going_count).toBe(1);
  expect(await answers(bob, there, "no")).toMatchObject({ state: "no" });
  await world.settles();
  expect((await sees(alice, dance)).going_count).toBe(0);
  expect(await answers(bob, there, "maybe")).toMatchObject({ state: "maybe" });
  await world.settles();
  expect(await sees(alice, dance)).toMatchObject({ going_count: 0, maybe_count: 1 });
});

test("places are given in the order in which people ask; who waits moves up when somebody leaves, here and elsewhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const [bob, ben] = [await world.person("bob@beta.test"), await world.person("ben@beta.test")];
  const dance = await holds(alice, inDays(world.clock, 3), { capacity: 2, guests_max: 1 });
  expect(await answers(ann, dance, "yes", { number: 2 })).toMatchObject({ state: "yes" });
  const there = await finds(bob, dance);
  await answers(bob, there, "yes");
  await world.settles();
  await answers(ben, there, "yes");
  await world.settles();
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "waiting" });
  expect(await sees(alice, dance)).toMatchObject({ going_count: 2, waiting_count: 2 });
  expect(await answers(ann, dance, "yes", { number: 1 })).toMatchObject({ state: "yes" });
  await world.settles();
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "yes" });
  expect((await sees(ben, there)).rsvp).toMatchObject({ state: "waiting" });
  await answers(bob, there, "no");
  await world.settles();
  expect((await sees(ben, there)).rsvp).toMatchObject({ state: "yes" });
  expect(await sees(alice, dance)).toMatchObject({ going_count: 2, waiting_count: 0 });
  expect((await alice.asks("POST", `/api/kith/v1/events/${dance.id}/rsvp`, { answer: "yes" })).status).toBe(422);

  // A larger room lets them in at once, and a smaller one sends nobody away.
  await answers(bob, there, "yes");
  await world.settles();
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "waiting" });
  for (const capacity of [3, 1]) {
    await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { capacity });
    await world.settles();
    expect((await sees(bob, there)).rsvp).toMatchObject({ state: "yes" });
    expect(await sees(alice, dance)).toMatchObject({ capacity, going_count: 3, waiting_count: 0 });
  }
});

test("the organiser lets in whom they want, invites, changes and calls off, and everybody concerned hears of it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const [bob, ben] = [await world.person("bob@beta.test"), await world.person("ben@beta.test")];
  const dance = await holds(alice, inDays(world.clock, 3), { join_mode: "approval" });
  const there = await finds(bob, dance);
  await answers(bob, there, "yes", { message: "With my fiddle" });
  await world.settles();
  await answers(ben, there, "yes");
  await world.settles();
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "pending" });
  expect(await told(alice)).toEqual(["event_request", "event_request"]);
  const asked = await comers(alice, dance);
  expect(asked.map(({ state, message }) => [state, message])).toEqual([
    ["pending", "With my fiddle"],
    ["pending", ""],
  ]);
  // Others see only who comes.
  expect(await comers(ann, dance)).toEqual([]);
  await alice.api("POST", `/api/kith/v1/events/${dance.id}/rsvps/${asked[0]!.id}/accept`);
  await alice.api("POST", `/api/kith/v1/events/${dance.id}/rsvps/${asked[1]!.id}/reject`);
  await world.settles();
  expect((await sees(bob, there)).rsvp).toMatchObject({ state: "yes" });
  expect((await sees(ben, there)).rsvp).toMatchObject({ state: "declined" });
  expect(await told(ben)).toContain("event_declined");
  // Who was turned away cannot ask their way in again.
  await answers(ben, there, "yes");
  await world.settles();
  expect((await sees(ben, there)).rsvp).toMatchObject({ state: "declined" });
  await alice.api("POST", `/api/kith/v1/events/${dance.id}/invite`, { account_ids: [(await alice.finds(ann.handle)).id] });
  await world.settles();
  expect(await told(ann)).toEqual(["mention"]);
  expect((await sees(ann, dance)).rsvp).toMatchObject({ state: "none", invited: true });
  expect(await answers(ann, dance, "yes")).toMatchObject({ state: "yes" });
  await world.passes("1 minute");
  await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { place_name: "The barn", start: inDays(world.clock, 4) });
  await world.settles();
  expect((await sees(bob, there)).place).toMatchObject({ name: "The barn" });
  for (const one of [ann, bob]) expect(await told(one)).toContain("update");
  await world.passes("1 minute");
  await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { state: "cancelled" });
  await world.settles();
  expect((await sees(bob, there)).state).toBe("cancelled");
  expect((await bob.asks("POST", `/api/kith/v1/events/${there.id}/rsvp`, { answer: "yes" })).status).toBe(422);
  await alice.api("DELETE", `/api/kith/v1/events/${dance.id}`);
  await world.settles();
  expect((await bob.asks("GET", `/api/kith/v1/events/${there.id}`)).status).toBe(404);
  expect((await alice.asks("GET", `/api/kith/v1/events/${dance.id}`)).status).toBe(404);
});

test("what is only for those who are invited reaches nobody else, and who edits its text with a common app keeps it an event", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const [bob, ben] = [await world.person("bob@beta.test"), await world.person("ben@beta.test")];
  const her = await alice.finds(bob.handle);
  const secret = await holds(alice, inDays(world.clock, 3), {
    visibility: "direct",
    join_mode: "invited",
    invited_ids: [her.id],
  });
  await world.settles();
  const list = async (who: typeof alice, query = "") => await who.api<WithEvent[]>("GET", `/api/kith/v1/events${query}`);
  const [seen] = await list(bob, "?mine=1");
  expect(seen?.event).toMatchObject({ title: "Harvest dance", rsvp: { invited: true, state: "none" } });
  for (const one of [ann, ben]) expect(await list(one)).toEqual([]);
  for (const path of ["", "/rsvps", "/ics"])
    expect((await ann.asks("GET", `/api/kith/v1/events/${secret.id}${path}`)).status).toBe(404);
  expect((await ann.asks("POST", `/api/kith/v1/events/${secret.id}/rsvp`, { answer: "yes" })).status).toBe(404);
  expect((await world.visitor("alpha.test")("GET", `/events/${secret.id}.ics`)).status).toBe(404);
  await answers(bob, seen!.event!, "yes");
  await world.settles();
  expect((await sees(alice, secret)).going_count).toBe(1);
  await world.passes("1 minute");
  await alice.edits(secret.status, "Bring pears");
  await world.settles();
  const after = await sees(bob, seen!.event!);
  expect(after).toMatchObject({ title: "Harvest dance", rsvp: { state: "yes", invited: true } });
  expect(after.content).toContain("pears");
  expect(after.status.content).toContain("Village hall");
  expect((await sees(alice, secret)).status.mentions).toHaveLength(1);
});

test("lists: what is ahead, by words of title and place, one's own; and the rules", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  await holds(alice, inDays(world.clock, 9), { title: "Later" });
  await holds(alice, inDays(world.clock, 1), { title: "Sooner", place_name: "Mill", categories: ["Music"] });
  await holds(alice, inDays(world.clock, -2), { title: "Gone" });
  const titles = async (who: typeof ann, query = "") =>
    (await who.api<WithEvent[]>("GET", `/api/kith/v1/events${query}`)).map(({ event }) => event?.title);
  expect(await titles(ann)).toEqual(["Sooner", "Later"]);
  expect(await titles(ann, "?q=mIll")).toEqual(["Sooner"]);
  expect(await titles(ann, "?q=music")).toEqual(["Sooner"]);
  expect(await titles(ann, "?mine=1")).toEqual([]);
  expect(await titles(alice, "?mine=1")).toEqual(["Sooner", "Later"]);
  expect(await titles(ann, `?from=${inDays(world.clock, -5)}&limit=1`)).toEqual(["Gone"]);
  await ann.blocks(alice);
  expect(await titles(ann)).toEqual([]);
  const refused = async (values: object) =>
    (await alice.asks("POST", "/api/kith/v1/events", { title: "A", start: inDays(world.clock, 1), ...values })).status;
  for (const values of [
    { title: " " },
    { start: "soon" },
    { end: inDays(world.clock, 0) },
    { online_url: "javascript:alert(1)" },
    { latitude: 91, longitude: 0 },
    { join_mode: "external" },
    { capacity: -1 },
  ])
    expect(await refused(values)).toBe(422);
});
