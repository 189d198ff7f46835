/** Those who have answered an event hear that it is there no more: deleted, here or on its own server, with its account or without, or shown no more because that is suspended. */
import { expect, test } from "vitest";
import { forgetOldGone } from "../../src/events/missed.ts";
import type { NotificationJson } from "../world/entities.ts";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { makePushService } from "../world/push.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { answers, finds, holds, inDays } from "./gatherings.ts";

type Gone = {
  reason: string;
  title: string;
  start: string;
  end: string | null;
  time_zone: string;
  place: { name: string } | null;
  account: { acct: string } | null;
};
type Notice = NotificationJson & { gone_event?: Gone };

const at = "/api/kith/v1/events";
const missed = async (who: Person): Promise<Gone[]> =>
  (await who.api<Notice[]>("GET", "/api/v1/notifications?types[]=event_gone")).flatMap(({ gone_event }) => gone_event ?? []);
const types = async (who: Person): Promise<string[]> => (await who.notifications()).map(({ type }) => type);

test("whoever comes, may come or waits hears that an event has been deleted, here and elsewhere, and what it was; nobody else does", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben, cleo, noa] = await Promise.all(
    ["ann", "ben", "cleo", "noa"].map(async (name) => await world.person(`${name}@alpha.test`)),
  );
  const bob = await world.person("bob@beta.test");
  await bob.follows(ann!);
  const service = await makePushService(world, "push.test");
  const app = service.app("phone");
  await app.subscribes(ben!, { alerts: { update: true }, policy: "followed" });
  const dance = await holds(ann!, inDays(world.clock, 5), { capacity: 1 });
  await world.settles();
  const far = await finds(bob, dance);
  await answers(ben!, dance, "yes");
  await answers(cleo!, dance, "yes");
  await answers(noa!, dance, "no");
  await answers(bob, far, "maybe");
  await world.settles();

  await ann!.api("DELETE", `${at}/${dance.id}`);
  await world.settles();
  const told = { reason: "deleted", title: "Harvest dance", start: dance.start, end: null, time_zone: "Europe/Berlin" };
  expect(await missed(ben!)).toMatchObject([{ ...told, place: { name: "Village hall" }, account: { acct: "ann" } }]);
  expect(await missed(cleo!)).toMatchObject([told]);
  expect(await missed(bob)).toMatchObject([{ ...told, account: { acct: "ann@alpha.test" } }]);
  expect([await missed(noa!), await missed(ann!)]).toEqual([[], []]);
  const [call] = app.heard.map(({ payload }) => payload);
  expect(call).toMatchObject({ notification_type: "event_gone", title: "An event that you answered is there no more" });
  expect(call!.body).toContain("Harvest dance");
  expect(call!.body).toContain("Village hall");
});

test("what there was to know of a deleted event is kept for a month, however far off it was; of one that may be shown again, until a month after it", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, eve, ben, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
    await world.person("ben@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const [far, soon, hidden] = [
    await holds(ann, inDays(world.clock, 700), { title: "Jubilee" }),
    await holds(ann, inDays(world.clock, 1), { title: "Walk" }),
    await holds(eve, inDays(world.clock, 60), { title: "Market" }),
  ];
  for (const event of [far, soon, hidden]) await answers(ben, event, "yes");
  for (const event of [far, soon]) await ann.api("DELETE", `${at}/${event.id}`);
  await ada.api("POST", `/api/v1/admin/accounts/${eve.id}/action`, { type: "suspend" });
  await world.passes("2 minutes");
  const kith = world.instance("alpha.test");
  const known = async (after: string) => {
    await world.passes(after);
    await forgetOldGone(kith);
    const rows = await kith.db.selectFrom("gone_events").select("title").orderBy("title").execute();
    expect((await missed(ben)).map(({ title }) => title).sort()).toEqual(rows.map(({ title }) => title));
    return rows.map(({ title }) => title);
  };
  expect(await known("29 days")).toEqual(["Jubilee", "Market", "Walk"]);
  expect(await known("2 days")).toEqual(["Market"]);
  expect(await known("58 days")).toEqual(["Market"]);
  expect(await known("2 days")).toEqual([]);
});

test("of an event that was called off before, or is over, nobody is told that it has been deleted", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [off, over] = [await holds(ann, inDays(world.clock, 5)), await holds(ann, inDays(world.clock, 1))];
  for (const event of [off, over]) await answers(ben, event, "yes");
  await ann.api("PUT", `${at}/${off.id}`, { state: "cancelled" });
  expect(await types(ben)).toContain("update");
  await world.passes("2 days");
  for (const event of [off, over]) await ann.api("DELETE", `${at}/${event.id}`);
  await world.settles();
  expect(await missed(ben)).toEqual([]);
});

test("with a suspended account its events are shown no more, and who comes is told; when that ends they hear that they are there again", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const dance = await holds(ann, inDays(world.clock, 5));
  await answers(ben, dance, "yes");
  const suspends = async () => await ada.api("POST", `/api/v1/admin/accounts/${ann.id}/action`, { type: "suspend" });
  const lifts = async () => await ada.api("POST", `/api/v1/admin/accounts/${ann.id}/unsuspend`);
  // Taken back at once, it has not been.
  await suspends();
  await lifts();
  await world.passes("2 minutes");
  expect(await types(ben)).toEqual([]);

  await suspends();
  await world.passes("2 minutes");
  expect(await missed(ben)).toMatchObject([{ reason: "suspended", title: "Harvest dance" }]);
  await lifts();
  await world.settles();
  expect(await missed(ben)).toEqual([]);
  const [again] = await ben.notifications();
  expect(again).toMatchObject({ type: "update", account: { acct: "ann" }, status: { id: dance.status.id } });

  // A second time it is told a second time; and once deleted for good it is told no other time.
  await suspends();
  await world.passes("2 minutes");
  await ada.api("DELETE", `/api/v1/admin/accounts/${ann.id}`);
  await world.settles();
  expect(await missed(ben)).toMatchObject([{ reason: "deleted" }]);
});

test("of an event that is over when a suspension ends nobody hears that it is there again", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, ada] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const [soon, later] = [await holds(ann, inDays(world.clock, 1)), await holds(ann, inDays(world.clock, 9))];
  for (const event of [soon, later]) await answers(ben, event, "yes");
  await ada.api("POST", `/api/v1/admin/accounts/${ann.id}/action`, { type: "suspend" });
  await world.passes("2 minutes");
  expect(await missed(ben)).toHaveLength(2);
  await world.passes("3 days");
  await ada.api("POST", `/api/v1/admin/accounts/${ann.id}/unsuspend`);
  await world.settles();
  expect(await missed(ben)).toEqual([]);
  expect((await ben.notifications()).map(({ type, status }) => [type, status?.id])).toEqual([["update", later.status.id]]);
});

test("with an account that is deleted, or whose server is blocked, its events are gone, and who comes is told once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [cid, bob] = [await world.person("cid@beta.test"), await world.person("bob@beta.test")];
  const bea = await staffOf(world, "bea@beta.test");
  for (const one of [cid, bob]) await one.follows(ann);
  const [dance, walk] = [
    await holds(ann, inDays(world.clock, 5)),
    await holds(bob, inDays(world.clock, 6), { title: "Walk", capacity: 3 }),
  ];
  await world.settles();
  await answers(cid, await finds(cid, dance), "yes");
  await answers(ben, dance, "yes");
  await answers(cid, walk, "yes");
  await world.settles();
  await bea.api("POST", "/api/v1/admin/domain_blocks", { domain: "alpha.test", severity: "suspend" });
  await world.settles();
  await world.passes("2 minutes");
  expect(await missed(cid)).toMatchObject([{ reason: "suspended", title: "Harvest dance", account: { acct: "ann@alpha.test" } }]);

  await ann.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await bob.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await world.passes("2 minutes");
  expect(await missed(ben)).toMatchObject([{ reason: "deleted", title: "Harvest dance" }]);
  expect((await missed(cid)).map(({ title, reason }) => [title, reason])).toEqual([
    ["Walk", "deleted"],
    ["Harvest dance", "suspended"],
  ]);
});
