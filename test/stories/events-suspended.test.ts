/** A place at an event when a suspension ends: whoever had one has it again, or waits for it behind those who wait. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { answers, comers, holds, inDays, sees, type EventJson } from "./gatherings.ts";

const at = "/api/v1/admin/accounts";
const told = async (who: Person): Promise<string[]> => (await who.notifications()).map(({ type }) => type);

test("whoever was suspended has their place again if there is one, waits at the end if there is none, and stays turned away", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, cleo, dan] = await Promise.all(
    ["ann", "ben", "cleo", "dan"].map(async (name) => await world.person(`${name}@alpha.test`)),
  );
  const ada = await staffOf(world, "ada@alpha.test");
  const [wide, full, shut, off] = [
    await holds(ann!, inDays(world.clock, 5)),
    await holds(ann!, inDays(world.clock, 6), { capacity: 1 }),
    await holds(ann!, inDays(world.clock, 7)),
    await holds(ann!, inDays(world.clock, 1)),
  ];
  for (const event of [wide, full, shut, off]) await answers(ben!, event, "yes");
  for (const { id } of await comers(ann!, shut)) await ann!.api("POST", `/api/kith/v1/events/${shut.id}/rsvps/${id}/reject`);
  await answers(cleo!, full, "yes");
  await ada.api("POST", `${at}/${ben!.id}/action`, { type: "suspend" });
  await world.settles();
  expect((await sees(cleo!, full)).rsvp).toMatchObject({ state: "yes" });
  await answers(dan!, full, "yes");
  await world.passes("3 days");
  await ada.api("POST", `${at}/${ben!.id}/unsuspend`);
  await world.settles();

  expect(await sees(ben!, wide)).toMatchObject({ going_count: 1, rsvp: { state: "yes" } });
  expect(await sees(ben!, full)).toMatchObject({ going_count: 1, waiting_count: 2, rsvp: { state: "waiting" } });
  expect(await told(ben!)).toContain("event_waiting");
  expect((await sees(ben!, shut)).rsvp).toMatchObject({ state: "declined" });
  // What is over by now stays as it is.
  expect((await comers(ann!, off)).map(({ account }) => account?.acct)).toEqual([]);
  // Dan has waited longer.
  await answers(cleo!, full, "no");
  expect([(await sees(dan!, full)).rsvp?.state, (await sees(ben!, full)).rsvp?.state]).toEqual(["yes", "waiting"]);
  await answers(dan!, full, "no");
  expect((await sees(ben!, full)).rsvp).toMatchObject({ state: "yes" });
  expect(await told(ben!)).toContain("event_admitted");
});

test("the same holds of somebody elsewhere whose own server suspends them, and of a server that is blocked and let in again", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, cleo, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("cleo@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const rose = await world.stranger("rose@mobilizon.test");
  await followsStranger(world, ann, rose);
  const dance = await holds(ann, inDays(world.clock, 5), { capacity: 1 });
  await rose.sends("alpha.test", rose.activity("Join", dance.status.uri, { to: [ann.uri] }));
  await world.settles();
  const places = async () =>
    (await comers(ann, dance)).map(({ account, state }) => [account?.acct, state]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  const kinds = () => rose.inbox.documents.map(({ type }) => type);
  Object.assign(rose.actor, { suspended: true });
  await rose.sends("alpha.test", rose.activity("Update", rose.actor));
  await world.settles();
  expect(await places()).toEqual([]);
  Object.assign(rose.actor, { suspended: false });
  await rose.sends("alpha.test", rose.activity("Update", rose.actor));
  await world.settles();
  expect(await places()).toEqual([["rose@mobilizon.test", "yes"]]);

  const { id } = await ada.api<{ id: string }>("POST", "/api/v1/admin/domain_blocks", {
    domain: "mobilizon.test",
    severity: "suspend",
  });
  await world.settles();
  await answers(cleo, dance, "yes");
  expect(kinds()).not.toContain("TentativeAccept");
  await ada.api("DELETE", `/api/v1/admin/domain_blocks/${id}`);
  await world.settles();
  expect(await places()).toEqual([
    ["cleo", "yes"],
    ["rose@mobilizon.test", "waiting"],
  ]);
  expect(kinds()).toContain("TentativeAccept");
});

test("what somebody elsewhere had answered does not stand again at what is held by who has blocked their server meanwhile", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const rose = await world.stranger("rose@mobilizon.test");
  for (const one of [ann, ben]) await followsStranger(world, one, rose);
  const [dance, walk] = [await holds(ann, inDays(world.clock, 5)), await holds(ben, inDays(world.clock, 6))];
  for (const [holder, event] of [
    [ann, dance],
    [ben, walk],
  ] as const)
    await rose.sends("alpha.test", rose.activity("Join", event.status.uri, { to: [holder.uri] }));
  await world.settles();
  const marked = async (suspended: boolean) => {
    Object.assign(rose.actor, { suspended });
    await rose.sends("alpha.test", rose.activity("Update", rose.actor));
    await world.settles();
  };
  await marked(true);
  await ann.api("POST", "/api/v1/domain_blocks", { domain: "mobilizon.test" });
  await world.settles();
  await marked(false);
  expect(await comers(ann, dance)).toEqual([]);
  expect((await comers(ben, walk)).map(({ account }) => account?.acct)).toEqual(["rose@mobilizon.test"]);
});

/** More than one transaction sees to. */
const MANY = 103;

test("whoever is suspended holds no place at any event, however many they had answered, and has all of them again", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const ada = await staffOf(world, "ada@alpha.test");
  const events: EventJson[] = [];
  for (let n = 0; n < MANY; n++) events.push(await holds(ann, inDays(world.clock, 5 + n)));
  for (const event of events) await answers(ben, event, "yes");
  const comes = async () => {
    const counts = [];
    for (const event of events) counts.push((await sees(ann, event)).going_count);
    return counts.filter((count) => count === 1).length;
  };
  expect(await comes()).toBe(MANY);
  await ada.api("POST", `${at}/${ben.id}/action`, { type: "suspend" });
  await world.settles();
  expect(await comes()).toBe(0);
  await ada.api("POST", `${at}/${ben.id}/unsuspend`);
  await world.settles();
  expect(await comes()).toBe(MANY);
  // Nor does a block leave any of them, or what of an account is deleted.
  await ann.api("POST", `/api/v1/accounts/${ben.id}/block`);
  await world.settles();
  expect(await comes()).toBe(0);
});

test("a server that is no longer allowed holds no places, though nobody of it is suspended, and has them again when it is", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { federation: { limited: true } } });
  const [ann, cleo, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("cleo@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const allows = "/api/v1/admin/domain_allows";
  const { id } = await ada.api<{ id: string }>("POST", allows, { domain: "mobilizon.test" });
  const rose = await world.stranger("rose@mobilizon.test");
  await followsStranger(world, ann, rose);
  const [full, wide] = [
    await holds(ann, inDays(world.clock, 5), { capacity: 1 }),
    await holds(ann, inDays(world.clock, 6), { capacity: 2 }),
  ];
  for (const event of [full, wide]) await rose.sends("alpha.test", rose.activity("Join", event.status.uri, { to: [ann.uri] }));
  await world.settles();
  await answers(cleo, full, "yes");
  expect(await sees(cleo, full)).toMatchObject({ going_count: 1, rsvp: { state: "waiting" } });
  await ada.api("DELETE", `${allows}/${id}`);
  await world.settles();
  expect(await sees(cleo, full)).toMatchObject({ going_count: 1, waiting_count: 0, rsvp: { state: "yes" } });
  expect(await sees(cleo, wide)).toMatchObject({ going_count: 0 });
  await ada.api("POST", allows, { domain: "mobilizon.test" });
  await world.settles();
  expect(await sees(cleo, full)).toMatchObject({ going_count: 1, waiting_count: 1, rsvp: { state: "yes" } });
  expect(await sees(cleo, wide)).toMatchObject({ going_count: 1 });
});

test("what an organiser takes back of what they have allowed is free for somebody else", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, cleo] = await Promise.all(
    ["ann", "ben", "cleo"].map(async (name) => await world.person(`${name}@alpha.test`)),
  );
  const dance = await holds(ann!, inDays(world.clock, 5), { capacity: 1, join_mode: "approval" });
  await answers(ben!, dance, "yes");
  const [asked] = await comers(ann!, dance);
  const judge = async (rsvp: string, verdict: string) =>
    await ann!.api("POST", `/api/kith/v1/events/${dance.id}/rsvps/${rsvp}/${verdict}`);
  await judge(asked!.id, "accept");
  expect(await sees(ben!, dance)).toMatchObject({ going_count: 1, rsvp: { state: "yes" } });
  await judge(asked!.id, "reject");
  expect(await sees(ben!, dance)).toMatchObject({ going_count: 0, rsvp: { state: "declined" } });
  await answers(cleo!, dance, "yes");
  const next = (await comers(ann!, dance)).find(({ account }) => account?.acct === "cleo");
  await judge(next!.id, "accept");
  expect(await sees(cleo!, dance)).toMatchObject({ going_count: 1, rsvp: { state: "yes" } });
});
