/** A place at an event is free at once when whoever had it has not taken it back, but left the group, been blocked, suspended or deleted: who waits has it then. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, makes, told, type GroupJson } from "./gardeners.ts";
import { answers, comers, finds, holds, inDays, sees, type EventJson, type WithEvent } from "./gatherings.ts";

const inside = async (who: Person, group: GroupJson, ...people: Person[]): Promise<void> => {
  for (const one of people) await one.asks("POST", `/api/v1/accounts/${(await one.finds(group.acct)).id}/follow`);
  const requests = await who.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${group.id}/requests`);
  for (const { id } of requests) await does(who, group, `requests/${id}/accept`);
};

test("whoever leaves a private group, or is put out of it, gives up their place at once; who waits has it, here and elsewhere", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, cleo] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("cleo@alpha.test"),
  ];
  const rose = await world.stranger("rose@mobilizon.test");
  const family = await makes(ann, { name: "family", private: true });
  await inside(ann, family, ben, cleo);
  await rose.sends("alpha.test", rose.activity("Follow", family.uri));
  await world.settles();
  await inside(ann, family);
  await world.settles();
  const at = `/api/kith/v1/groups/${family.id}`;
  const dance = await holds(ann, inDays(world.clock, 5), { group_id: family.id, capacity: 1 });
  await answers(ben, dance, "yes");
  await answers(cleo, dance, "yes");
  await rose.sends("alpha.test", rose.activity("Join", dance.status.uri, { to: [ann.uri] }));
  await world.settles();
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, waiting_count: 2 });

  await ben.api("POST", `${at}/leave`);
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, waiting_count: 1 });
  expect((await sees(cleo, dance)).rsvp).toMatchObject({ state: "yes" });
  expect(await told(cleo)).toContain("event_admitted");
  await ann.api("DELETE", `${at}/members/${cleo.id}`);
  await world.settles();
  expect(rose.inbox.documents.map(({ type }) => type)).toContain("Accept");
  expect((await comers(ann, dance)).map(({ account, state }) => [account?.acct, state])).toEqual([
    ["rose@mobilizon.test", "yes"],
  ]);

  // Whoever comes back is one who asks, and whoever is banned has no place.
  await inside(ann, family, ben);
  expect(await answers(ben, dance, "yes")).toMatchObject({ state: "waiting" });
  await does(ann, family, `bans/${(await ann.finds(rose.handle)).id}`);
  expect((await sees(ben, dance)).rsvp).toMatchObject({ state: "yes" });
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });

  // What is over stays as it was: nobody is let in to what has been.
  await inside(ann, family, cleo);
  await answers(cleo, dance, "yes");
  const before = await told(cleo);
  await world.passes("7 days");
  await ben.api("POST", `${at}/leave`);
  expect(await told(cleo)).toEqual(before);
});

type Cast = { world: World; holder: Person; comer: Person; ada: Person };
const deeds: Readonly<Record<string, (cast: Cast) => Promise<unknown>>> = {
  "is blocked by who holds it": async ({ holder, comer }) => await holder.api("POST", `/api/v1/accounts/${comer.id}/block`),
  "blocks who holds it": async ({ holder, comer }) => await comer.api("POST", `/api/v1/accounts/${holder.id}/block`),
  "is suspended": async ({ ada, comer }) =>
    await ada.api("POST", `/api/v1/admin/accounts/${comer.id}/action`, { type: "suspend" }),
  "is deleted": async ({ world, comer }) => {
    await comer.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
    await world.settles();
  },
};

test.each(Object.keys(deeds))("the place of somebody here who %s goes to who waits", async (name) => {
  await using world = await createWorld("alpha.test");
  const [holder, comer, waits] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("cleo@alpha.test"),
  ];
  const dance = await holds(holder, inDays(world.clock, 5), { capacity: 1 });
  await answers(comer, dance, "yes");
  expect(await answers(waits, dance, "yes")).toMatchObject({ state: "waiting" });
  await deeds[name]?.({ world, holder, comer, ada: await staffOf(world, "ada@alpha.test") });
  expect((await sees(waits, dance)).rsvp).toMatchObject({ state: "yes" });
  expect(await told(waits)).toContain("event_admitted");
  expect(await sees(holder, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });
});

type Far = { world: World; holder: Person; rose: Stranger; ada: Person };
const farDeeds: Readonly<Record<string, (cast: Far) => Promise<unknown>>> = {
  "is deleted there": async ({ rose }) => await rose.sends("alpha.test", rose.activity("Delete", rose.uri)),
  "is suspended there": async ({ rose }) => {
    Object.assign(rose.actor, { suspended: true });
    await rose.sends("alpha.test", rose.activity("Update", rose.actor));
  },
  "is of a server that is blocked here": async ({ ada }) =>
    await ada.api("POST", "/api/v1/admin/domain_blocks", { domain: "mobilizon.test", severity: "suspend" }),
  "is of a server that the organiser blocks": async ({ holder }) =>
    await holder.api("POST", "/api/v1/domain_blocks", { domain: "mobilizon.test" }),
  "blocks the organiser": async ({ rose, holder }) => await rose.sends("alpha.test", rose.activity("Block", holder.uri)),
};

test.each(Object.keys(farDeeds))("the place of somebody elsewhere who %s goes to who waits", async (name) => {
  await using world = await createWorld("alpha.test");
  const [holder, waits] = [await world.person("ann@alpha.test"), await world.person("cleo@alpha.test")];
  const rose = await world.stranger("rose@mobilizon.test");
  await followsStranger(world, holder, rose);
  const dance = await holds(holder, inDays(world.clock, 5), { capacity: 1 });
  await rose.sends("alpha.test", rose.activity("Join", dance.status.uri, { to: [holder.uri] }));
  await world.settles();
  expect(await answers(waits, dance, "yes")).toMatchObject({ state: "waiting" });
  await farDeeds[name]?.({ world, holder, rose, ada: await staffOf(world, "ada@alpha.test") });
  await world.settles();
  expect((await sees(waits, dance)).rsvp).toMatchObject({ state: "yes" });
  expect(await sees(holder, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });
});

test("of a server that the organiser blocks nobody keeps a place, however many had one", async () => {
  await using world = await createWorld("alpha.test");
  const [holder, waits] = [await world.person("ann@alpha.test"), await world.person("cleo@alpha.test")];
  const rose = await world.stranger("rose@mobilizon.test");
  await followsStranger(world, holder, rose);
  const dance = await holds(holder, inDays(world.clock, 5), { capacity: 621 });
  await rose.sends("alpha.test", rose.activity("Join", dance.status.uri, { to: [holder.uri] }));
  await world.settles();
  const kith = world.instance("alpha.test");
  await kith.write(async (tx) => {
    const one = await tx.selectFrom("accounts").selectAll().where("uri", "=", rose.uri).executeTakeFirstOrThrow();
    const rsvp = await tx.selectFrom("event_rsvps").selectAll().where("account_id", "=", one.id).executeTakeFirstOrThrow();
    for (let n = 1; n <= 620; n++) {
      const [id, name] = [kith.newId(), `rose${n}`];
      await tx
        .insertInto("accounts")
        .values({ ...one, id, uri: `${one.uri}${n}`, username: name, username_lower: name })
        .execute();
      await tx
        .insertInto("event_rsvps")
        .values({ ...rsvp, id: kith.newId(), account_id: id })
        .execute();
    }
  });
  expect(await answers(waits, dance, "yes")).toMatchObject({ state: "waiting" });
  await holder.api("POST", "/api/v1/domain_blocks", { domain: "mobilizon.test" });
  await world.settles();
  expect((await comers(holder, dance)).map(({ account, state }) => [account?.acct, state])).toEqual([["cleo", "yes"]]);
  expect(await sees(holder, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });
});

test("who holds an event on another server hears that somebody is in its group no more", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const bob = await world.person("bob@beta.test");
  const family = await makes(ann, { name: "family", private: true });
  await bob.follows("family@alpha.test");
  await world.settles();
  await inside(ann, family, ben);
  await world.settles();
  const there = await bob.finds("family@alpha.test");
  const dance = await holds(bob, inDays(world.clock, 5), { group_id: there.id, capacity: 1 });
  await world.settles();
  const known = async (who: Person): Promise<EventJson> => await finds(who, dance);
  await answers(ben, await known(ben), "yes");
  await world.settles();
  await answers(ann, await known(ann), "yes");
  await world.settles();
  expect(await sees(bob, dance)).toMatchObject({ going_count: 1, waiting_count: 1 });
  await ann.api("DELETE", `/api/kith/v1/groups/${family.id}/members/${ben.id}`);
  await world.settles();
  expect(await sees(bob, dance)).toMatchObject({ going_count: 1, waiting_count: 0 });
  expect((await known(ann)).rsvp).toMatchObject({ state: "yes" });
  expect(await told(ann)).toContain("event_admitted");

  // And of a third server, which is neither the group's nor theirs.
  const cid = await world.person("cid@gamma.test");
  const here = await cid.finds("family@alpha.test");
  await cid.api("POST", `/api/v1/accounts/${here.id}/follow`);
  await world.settles();
  await inside(ann, family);
  await world.settles();
  const ball = await holds(bob, inDays(world.clock, 6), { group_id: there.id, capacity: 1 });
  await world.settles();
  const atCid = ((await cid.sees(String(ball.status.uri))) as WithEvent).event!;
  await answers(cid, atCid, "yes");
  await world.settles();
  await answers(ann, ((await ann.sees(String(ball.status.uri))) as WithEvent).event!, "yes");
  await world.settles();
  expect(await sees(bob, ball)).toMatchObject({ going_count: 1, waiting_count: 1 });
  await cid.api("POST", `/api/v1/accounts/${here.id}/unfollow`);
  await world.settles();
  expect(await sees(bob, ball)).toMatchObject({ going_count: 1, waiting_count: 0 });
  expect(((await ann.sees(String(ball.status.uri))) as WithEvent).event?.rsvp).toMatchObject({ state: "yes" });
});
