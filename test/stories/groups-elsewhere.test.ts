/** Groups that somebody on another server looks after: what they decide there is done by the group's own server, which tells everybody. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { mobilizon } from "./mobilizon.ts";
import { moderatedBy } from "./forum.ts";
import { does, feed, makes, tries, type Grouped } from "./gardeners.ts";
import { holds, inDays } from "./gatherings.ts";

/** Bob on beta looks after Ann's group on alpha, in which Ben is, too. */
async function gather(world: World) {
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [bob, bea] = [await world.person("bob@beta.test"), await world.person("bea@beta.test")];
  const gardens = await makes(ann);
  for (const who of [ben, bob, bea]) await who.follows("@gardens@alpha.test");
  await world.settles();
  await does(ann, gardens, `moderators/${(await ann.finds("@bob@beta.test")).id}`);
  await world.settles();
  return { ann, ben, bob, bea, gardens, there: await bob.finds("@gardens@alpha.test") };
}

test("a moderator on another server of Kith pins, locks, removes, restores and bans, and takes it back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, gardens, there } = await gather(world);
  const roses = await ben.posts("@gardens Roses");
  await ben.posts("@gardens Tulips");
  await world.settles();
  const seen = (await bob.sees(roses))!;
  const decides = async (what: string, body?: unknown) => {
    await does(bob, there, what, body);
    await world.settles();
  };
  const pinned = async () => (await ann.api<unknown[]>("GET", `/api/kith/v1/groups/${gardens.id}/pinned`)).length;
  await decides(`statuses/${seen.id}/pin`);
  expect(await pinned()).toBe(1);
  await decides(`statuses/${seen.id}/unpin`);
  expect(await pinned()).toBe(0);
  await decides(`statuses/${seen.id}/lock`, { reason: "Enough" });
  expect((await ben.asks("POST", "/api/v1/statuses", { status: "More", in_reply_to_id: roses.id })).status).toBe(403);
  await decides(`statuses/${seen.id}/unlock`);
  await ben.replies(roses, "More");
  await decides(`statuses/${seen.id}/remove`);
  expect(await feed(ann, gardens)).toEqual(["@gardens Tulips"]);
  await decides(`statuses/${seen.id}/restore`);
  expect(await feed(ann, gardens)).toEqual(["@gardens Tulips", "@gardens Roses"]);
  const benThere = await bob.finds("@ben@alpha.test");
  await decides(`bans/${benThere.id}`, { reason: "Rude", expires_in: 86_400 });
  expect((await ben.asks("POST", "/api/v1/statuses", { status: "@gardens But" })).status).toBe(403);
  await bob.api("DELETE", `/api/kith/v1/groups/${there.id}/bans/${benThere.id}`);
  await world.settles();
  await ben.follows("@gardens@alpha.test");
  await ben.posts("@gardens Sorry");
  expect((await feed(ann, gardens))[0]).toBe("@gardens Sorry");
  const log = await ann.api<{ action: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/log`);
  expect(log.length).toBeGreaterThanOrEqual(8);
});

test("nobody else decides anything there, and nobody about what is not in the group, or not for them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, gardens, there } = await gather(world);
  const roses = await ben.posts("@gardens Roses");
  await world.settles();
  const seen = (await bob.sees(roses))!;
  expect(await tries(bea, "POST", `${there.id}/statuses/${seen.id}/remove`)).toBe(403);
  expect(await tries(bea, "POST", `${there.id}/bans/${(await bea.finds("@ben@alpha.test")).id}`)).toBe(403);
  const outside = await bea.posts("Of my own");
  expect(await tries(bob, "POST", `${there.id}/statuses/${outside.id}/remove`)).toBe(404);
  const aside = await bea.replies((await bea.sees(roses))!, "@ann@alpha.test Between us", { visibility: "direct" });
  expect(await tries(bob, "POST", `${there.id}/statuses/${aside.id}/lock`)).toBe(404);
  await world.settles();
  expect(await feed(ann, gardens)).toEqual(["@gardens Roses"]);
});

/** Bob's browser on beta: what a group's page says of it, once its server has been asked. */
async function looker(world: World): Promise<(acct: string) => Promise<string>> {
  await world.person("bob@beta.test");
  const bob = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  await bob.signsIn("bob");
  return async (acct) => {
    await bob.get(`/search?q=@${acct}`);
    await bob.get(`/@${acct}/about`);
    await world.settles();
    return (await bob.get(`/@${acct}/about`)).text;
  };
}

test("a group of another Kith shows its rules, who looks after it, who is in it and what is ahead; one that hides itself does not", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann, { rules: ["Be <kind>", "No poison"] });
  await ben.follows("@gardens@alpha.test");
  await holds(ann, inDays(world.clock, 5), { group_id: gardens.id });
  const family = await makes(ann, { name: "family", private: true, revealed: false, rules: ["Between us"] });
  expect(family.rules).toEqual(["Between us"]);
  await world.settles();
  const looks = await looker(world);
  const bea = await world.person("bea@beta.test");
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  // What the group shows stands in the calendar of who is in it, on their server as well; what somebody there shows besides does not.
  await holds(ann, inDays(world.clock, 6), { title: "Weeding", group_id: gardens.id });
  await ben.boosts((await holds(ann, inDays(world.clock, 7), { title: "Elsewhere" })).status);
  await world.settles();
  const around = await bea.api<{ title: string }[]>("GET", "/api/kith/v1/calendar");
  expect(around.map(({ title }) => title)).toEqual(["Weeding"]);
  const seen = await looks("gardens@alpha.test");
  for (const part of [
    "Be &lt;kind&gt;",
    "No poison",
    "Who looks after it",
    "@ann@alpha.test",
    "@ben@alpha.test",
    "Harvest dance",
  ])
    expect(seen).toContain(part);
  expect(seen.indexOf("Be &lt;kind")).toBeLessThan(seen.indexOf("No poison"));
  const closed = await looks("family@alpha.test");
  for (const part of ["Between us", "@ben@alpha.test"]) expect(closed).not.toContain(part);
});

test("of a group of Lemmy's kind its server is asked once a day, and believed only about what is its own", async () => {
  await using world = await createWorld("beta.test");
  const looks = await looker(world);
  const forum = await world.stranger("cooks@forum.test");
  const [mona, eve] = [await world.stranger("mona@forum.test"), await world.stranger("eve@evil.test")];
  const [events, followers] = [`${forum.uri}/events`, `${forum.uri}/followers`];
  Object.assign(forum.actor, {
    type: "Group",
    summary: "<p>About pots</p>",
    content: "<p>1. No burning<script>x()</script></p>",
    rules: "<p>Wash up</p><p>Salt last</p>",
    outbox: "",
    followers,
    events,
    attributedTo: forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona)),
  });
  let asked = 0;
  forum.serves(followers, () => {
    asked++;
    return { body: { id: followers, type: "Collection", totalItems: 321 } };
  });
  const dinner = mobilizon(forum, world, { name: "Dinner", attributedTo: forum.uri });
  const trap = mobilizon(eve, world, { name: "Trap" });
  forum.serves(events, { id: events, type: "OrderedCollection", orderedItems: [dinner, { ...trap, name: "Forged" }] });
  const told = await looks("cooks@forum.test");
  for (const part of ["No burning", "Wash up", "Salt last", "@mona@forum.test", "Dinner", "321"]) expect(told).toContain(part);
  for (const part of ["<script>x", "Forged", "Trap"]) expect(told).not.toContain(part);
  await looks("cooks@forum.test");
  expect(asked).toBe(1);
  await world.passes("26 hours");
  let tricked = 0;
  const trick = eve.serves(`${eve.uri}/people`, () => {
    tricked++;
    return { body: { type: "OrderedCollection", totalItems: 1, orderedItems: [mona.uri] } };
  });
  Object.assign(forum.actor, { rules: [{ name: "Only soup" }], events: trick, followers: trick });
  expect(await looks("cooks@forum.test")).toContain("Only soup");
  expect(tricked).toBe(0);
  // What it changes it says itself.
  Object.assign(forum.actor, { rules: ["Only bread", "No soup"], postingRestrictedToMods: true });
  await forum.sends("beta.test", forum.activity("Update", forum.actor));
  await world.settles();
  const bea = await world.person("bea@beta.test");
  const path = `/api/kith/v1/accounts/${(await bea.finds(forum.handle)).id}/group`;
  expect(await bea.api("GET", path)).toMatchObject({ rules: ["Only bread", "No soup"], restricted: true });
});

test("apps are told in which open group elsewhere a post stands, as pages are", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ben, bob, gardens, there } = await gather(world);
  const own = await bob.api<Grouped>("POST", "/api/v1/statuses", { status: "Tulips", group_id: there.id });
  expect(own.group).toMatchObject({ id: there.id, acct: "gardens@alpha.test" });
  await world.settles();
  const roses = await ben.posts("@gardens Roses");
  await world.settles();
  const seen = (await bob.sees(roses)) as Grouped;
  expect(seen.group).toMatchObject({ id: there.id, acct: "gardens@alpha.test" });
  expect(((await ben.sees(own)) as Grouped).group).toMatchObject({ id: gardens.id, acct: "gardens" });
  const plain = (await bob.posts("Just so")) as Grouped;
  expect(plain.group).toBeUndefined();
});
