/** How many are in a group for its members alone, and how much is said there, is nobody else's business. */
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, makes, type GroupJson } from "./gardeners.ts";

/** Ann's family on alpha: Ben there and Bob and Bea on beta are in it, Eve on alpha and Mallory on beta are not. */
async function gather(world: World) {
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [bob, bea, mal] = [
    await world.person("bob@beta.test"),
    await world.person("bea@beta.test"),
    await world.person("mal@beta.test"),
  ];
  const family = await makes(ann, { name: "family", title: "Family", private: true, membership: "approval" });
  for (const who of [ben, bob, bea]) await who.follows("@family@alpha.test");
  await world.settles();
  const waiting = await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`);
  for (const { id } of waiting) await does(ann, family, `requests/${id}/accept`);
  await world.settles();
  return { ann, ben, eve, bob, bea, mal, family };
}

test("outsiders do not learn how many are in it, nor how much is said there or when, unless it tells them what it is", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, eve, bob, mal, family } = await gather(world);
  await bob.posts("@family@alpha.test I bring cake");
  await world.settles();
  const activity = { headers: { accept: "application/activity+json" } };
  const numbersFor = async (who: Person) => {
    const { acct } = await who.finds("@family@alpha.test");
    const { id, followers_count, statuses_count, last_status_at } = await who.api<
      AccountJson & { last_status_at: string | null }
    >("GET", `/api/v1/accounts/lookup?acct=${acct}`);
    const told = await who.api<GroupJson>("GET", `/api/kith/v1/groups/${id}`);
    const page = await world.visitor(who.handle.split("@")[1]!)("GET", `/@${acct}`, { headers: { accept: "text/html" } });
    return { account: [followers_count, statuses_count, last_status_at], told, page: page.text };
  };
  const nothing = { account: [0, 0, null], told: { members_count: null, posts_count: null, last_post_at: null } };
  for (const outsider of [eve, mal]) {
    const { page, ...numbers } = await numbersFor(outsider);
    expect([outsider.handle, numbers]).toMatchObject([outsider.handle, nothing]);
    expect([outsider.handle, page.match(/\d+ (?:members?|posts?)\b/g)]).toEqual([outsider.handle, null]);
  }
  const actor = new URL(family.uri).pathname;
  for (const list of ["followers", "outbox"]) {
    const { status, text } = await world.visitor("alpha.test")("GET", `${actor}/${list}`, activity);
    expect([list, status, text.includes("totalItems")]).toEqual([list, 200, false]);
  }
  for (const member of [ann, ben]) expect((await numbersFor(member)).told).toMatchObject({ members_count: 4, posts_count: 1 });
  // The server of somebody who is in it is told, for them.
  await world.passes("2 days");
  for (const who of [bob, mal]) await numbersFor(who);
  await world.settles();
  expect((await numbersFor(bob)).told).toMatchObject({ members_count: 4, posts_count: 1 });
  expect(await numbersFor(mal)).toMatchObject(nothing);
  await ann.api("PATCH", `/api/kith/v1/groups/${family.id}`, { revealed: true });
  await world.settles();
  expect((await numbersFor(eve)).told).toMatchObject({ members_count: 4, posts_count: 1 });
  expect((await world.visitor("alpha.test")("GET", `${actor}/followers`, activity)).text).toContain('"totalItems":4');
});
