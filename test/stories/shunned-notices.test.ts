/** After a block, a mute or a suspension nothing comes by other roads: notifications and pushes, letters, calendars, the directory of groups. */
import { expect, test } from "vitest";
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import { feedSecret } from "../../src/events/calendar.ts";
import { remindOfEvents } from "../../src/events/remind.ts";
import { letterBox } from "../web/letters.ts";
import { makeSurfer } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { makePushService } from "../world/push.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { makes } from "./gardeners.ts";
import { answers, holds, inDays } from "./gatherings.ts";

const KITH = "/api/kith/v1";

test("what has been told of somebody is not shown, counted or pushed while they are muted with it, and is there again afterwards", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, dan] = [await world.person("alice@alpha.test"), await world.person("dan@alpha.test")];
  const service = await makePushService(world, "push.test");
  const app = service.app("alice");
  await app.subscribes(alice, { alerts: { favourite: true, mention: true }, policy: "all" });
  const post = await alice.posts("Hello");
  await dan.favourites(post);
  await world.settles();
  expect(app.heard).toHaveLength(1);
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("alice");
  const told = async () => {
    const ids = (await alice.notifications()).map(({ type }) => type);
    const grouped = await alice.api<{ notification_groups: unknown[] }>("GET", "/api/v2/notifications");
    const { count } = await alice.api<{ count: number }>("GET", "/api/v1/notifications/unread_count");
    // Whoever opens the page has read them.
    const page = (await surfer.get("/notifications")).text.includes("/@dan");
    return [ids, grouped.notification_groups.length, count, page];
  };
  expect(await told()).toEqual([["favourite"], 1, 1, true]);
  const [notice] = await alice.notifications();
  // The service was away when Dan said this, and is asked again later.
  app.answers(503);
  await dan.posts("@alice Are you there?");
  await world.settles();
  await alice.api("POST", `/api/v1/accounts/${dan.id}/mute`, { duration: 7200 });
  app.answers(201);
  await world.passes("1 hour");
  expect(app.heard).toHaveLength(1);
  expect(await told()).toEqual([[], 0, 0, false]);
  expect((await alice.asks("GET", `/api/v1/notifications/${notice?.id}`)).status).toBe(404);
  // Without its notifications somebody is muted in timelines alone.
  await alice.api("POST", `/api/v1/accounts/${dan.id}/mute`, { notifications: false, duration: 7200 });
  await world.settles();
  expect(await told()).toEqual([["mention", "favourite"], 2, 1, true]);
  await alice.api("POST", `/api/v1/accounts/${dan.id}/mute`, { duration: 7200 });
  expect(await told()).toEqual([[], 0, 0, false]);
  await world.passes("3 hours");
  expect(await told()).toEqual([["mention", "favourite"], 2, 0, true]);
});

test("the calendar of who is suspended is at its secret address no more, until they are not; nobody is reminded by letter for whom they have muted", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [ann, ben, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  await changeSettings(kith, await getUser(kith.db, Number(ben.id)), {
    settings: { event_letters: true, event_reminders: "both" },
  });
  const dance = await holds(ann, inDays(world.clock, 2), { title: "Harvest dance" });
  await answers(ben, dance, "yes");
  await world.settles();
  const at = `/events/feed/${await feedSecret(kith, Number(ben.id))}.ics`;
  const calendar = async () => await world.visitor("alpha.test")("GET", at);
  expect((await calendar()).text).toContain("Harvest dance");
  await ada.api("POST", `/api/v1/admin/accounts/${ben.id}/action`, { type: "suspend" });
  await world.settles();
  expect((await calendar()).status).toBe(404);
  await ada.api("POST", `/api/v1/admin/accounts/${ben.id}/unsuspend`);
  await world.settles();
  expect((await calendar()).text).toContain("Harvest dance");

  letters.length = 0;
  const reminders = () => letters.filter(({ to, text }) => to.startsWith("ben@") && text.includes("Harvest dance")).length;
  await ben.mutes(ann);
  await world.passes("30 hours");
  await remindOfEvents(kith);
  await world.settles();
  expect(reminders()).toBe(0);
  await ben.unmutes(ann);
  await world.passes("17 hours");
  await world.passes("30 minutes");
  await remindOfEvents(kith);
  await world.settles();
  expect(reminders()).toBe(1);
});

test("the directory of groups shows nobody those that they have blocked or muted, or whose server they have blocked", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, dan] = [await world.person("alice@alpha.test"), await world.person("dan@alpha.test")];
  const bob = await world.person("bob@beta.test");
  await makes(dan, { name: "bread", title: "Bread", discoverable: true });
  await makes(dan, { name: "salt", title: "Salt", discoverable: true });
  await makes(bob, { name: "boats", title: "Boats", discoverable: true });
  await alice.finds("boats@beta.test");
  await world.settles();
  const listed = async (who: Person) =>
    (await who.api<{ acct: string }[]>("GET", `${KITH}/groups?order=name`)).map(({ acct }) => acct);
  expect(await listed(alice)).toEqual(["boats@beta.test", "bread", "salt"]);
  await alice.blocks("bread@alpha.test");
  await alice.mutes("salt@alpha.test");
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect(await listed(alice)).toEqual([]);
  expect(await listed(dan)).toEqual(["boats@beta.test", "bread", "salt"]);
  await alice.unmutes("salt@alpha.test");
  expect(await listed(alice)).toEqual(["salt"]);
});
