/** Where only servers are talked to that have been allowed: what people have answered elsewhere, when that is so no more. */
import { expect, test } from "vitest";
import { remindOfEvents } from "../../src/events/remind.ts";
import { feedSecret } from "../../src/events/calendar.ts";
import { noteLimits } from "../../src/moderation/limits.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { answers, finds, holds, inDays } from "./gatherings.ts";

test("what somebody has answered on a server that is allowed no more leaves their calendars, and they are told; allowed again, it is back", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { federation: { limited: true } } }, "beta.test");
  const kith = world.instance("alpha.test");
  const [ann, ada, bob] = [
    await world.person("ann@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  const allows = "/api/v1/admin/domain_allows";
  const { id } = await ada.api<{ id: string }>("POST", allows, { domain: "beta.test" });
  await ann.follows(bob);
  await world.settles();
  const dance = await holds(bob, inDays(world.clock, 2));
  await world.settles();
  await answers(ann, await finds(ann, dance), "yes");
  await world.settles();
  const secret = await feedSecret(kith, Number(ann.id));
  const inCalendar = async () =>
    (await world.visitor("alpha.test")("GET", `/events/feed/${secret}.ics`)).text.includes("Harvest dance");
  const isMine = async () => (await ann.api<unknown[]>("GET", "/api/kith/v1/events?mine=true")).length;
  const told = async () => (await ann.notifications()).map(({ type }) => type);
  expect([await inCalendar(), await isMine()]).toEqual([true, 1]);

  await ada.api("DELETE", `${allows}/${id}`);
  await world.settles();
  await world.passes("2 minutes");
  expect([await inCalendar(), await isMine()]).toEqual([false, 0]);
  expect(await told()).toContain("event_gone");
  await world.passes("25 hours");
  await remindOfEvents(kith);
  await world.settles();
  expect(await told()).not.toContain("event_reminder");

  await ada.api("POST", allows, { domain: "beta.test" });
  await world.settles();
  expect([await inCalendar(), await isMine()]).toEqual([true, 1]);
  expect(await told()).not.toContain("event_gone");
  await remindOfEvents(kith);
  await world.settles();
  expect(await told()).toContain("event_reminder");
});

test("where the configuration comes to say so, servers that were never on a list are apart as well, and hear a day later that follows have ended", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const open = world.instance("alpha.test");
  const [ann, ada] = [await world.person("ann@alpha.test"), await staffOf(world, "ada@alpha.test")];
  const [bob, gus] = [await world.person("bob@beta.test"), await world.person("gus@gamma.test")];
  for (const one of [bob, gus]) {
    await ann.follows(one);
    await one.follows(ann);
  }
  await world.settles();
  const [theirs, ours] = [await holds(bob, inDays(world.clock, 4)), await holds(ann, inDays(world.clock, 5))];
  await world.settles();
  await answers(ann, await finds(ann, theirs), "yes");
  await answers(bob, await finds(bob, ours), "yes");
  await world.settles();
  const isMine = async () => (await ann.api<unknown[]>("GET", "/api/kith/v1/events?mine=true")).length;
  const comes = async () => (await ann.api<{ going_count: number }>("GET", `/api/kith/v1/events/${ours.id}`)).going_count;
  const follows = async () => [(await bob.relationship(ann)).following, (await gus.relationship(ann)).following];
  const severed = async () => (await ann.notifications()).filter(({ type }) => type === "severed_relationships").length;
  expect([await isMine(), await comes()]).toEqual([2, 1]);

  const limited = await world.twin("alpha.test", { federation: { ...open.instance.federation, limited: true } });
  const works = async (minutes: number) => {
    await limited.kith.worker.drain();
    world.clock.advance(minutes * 60_000);
    await limited.kith.worker.drain();
  };
  // It has been started before.
  for (const start of [open, limited.kith, limited.kith]) await noteLimits(start);
  await works(2);
  expect([await isMine(), await comes()]).toEqual([1, 0]);
  // There is a day to think better of it, or to allow who was forgotten.
  await noteLimits(open);
  await world.settles();
  await world.passes("2 minutes");
  expect([await isMine(), await comes(), await follows()]).toEqual([2, 1, [true, true]]);
  await noteLimits(limited.kith);
  await works(2);
  await ada.api("POST", "/api/v1/admin/domain_allows", { domain: "gamma.test" });
  await works(25 * 60);
  await world.settles();
  expect([await isMine(), await comes(), await follows()]).toEqual([1, 0, [false, true]]);
  expect([await severed(), (await ann.relationship(bob)).following]).toEqual([1, false]);
});
