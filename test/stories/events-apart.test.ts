/** Where only servers are talked to that have been allowed: what people have answered elsewhere, when that is so no more. */
import { expect, test } from "vitest";
import { remindOfEvents } from "../../src/events/remind.ts";
import { feedSecret } from "../../src/events/calendar.ts";
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
