/** Who is suspended stands in no list, and what somebody who is limited holds is not shown to all. */
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { adds, make, mayBeFound, shown } from "./curators.ts";
import { makes } from "./gardeners.ts";
import { holds, inDays } from "./gatherings.ts";

const KITH = "/api/kith/v1";

test("whoever is suspended stands in no list of people that apps are shown, and is called by their handle on pages; afterwards as before", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, nora] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("nora@alpha.test"),
  ];
  const ada = await staffOf(world, "ada@alpha.test");
  await mayBeFound(bob, { display_name: "Bobby Tables" });
  await alice.follows(bob);
  await bob.follows(alice);
  const post = await alice.posts("Hello");
  await bob.favourites(post);
  await bob.boosts(post);
  await bob.api("POST", `/api/v1/statuses/${post.id}/react/👍`);
  await alice.api("POST", `/api/v1/accounts/${bob.id}/endorse`);
  const bread = await make(alice, { name: "Bakers" });
  await adds(alice, bread, bob.id);
  const group = await makes(alice, { name: "bread", title: "Bread" });
  await bob.follows("@bread@alpha.test");
  await alice.api("POST", `${KITH}/groups/${group.id}/moderators/${bob.id}`);
  await bob.api("POST", `${KITH}/accounts/${nora.id}/recommendations`, { text: "She mends bikes", relation: "friend" });
  await nora.follows(bob);
  await world.settles();
  const [praise] = await nora.api<{ id: string }[]>("GET", `${KITH}/recommendations`);
  const answer = await alice.replies(await bob.posts("What?"), "@bob Hello");
  await world.settles();
  const people = async (path: string) => (await nora.api<AccountJson[]>("GET", path)).some(({ username }) => username === "bob");
  const listed = async () => [
    await people(`/api/v1/accounts/${alice.id}/followers`),
    await people(`/api/v1/accounts/${alice.id}/following`),
    await people(`/api/v1/accounts/${alice.id}/endorsements`),
    await people(`/api/v1/statuses/${post.id}/favourited_by`),
    await people(`/api/v1/statuses/${post.id}/reblogged_by`),
    await people(`${KITH}/groups/${group.id}/members`),
    (await nora.asks("GET", `/api/v1/pleroma/statuses/${post.id}/reactions`)).text.includes('"bob"'),
    (await nora.asks("GET", `${KITH}/groups/${group.id}/moderators`)).text.includes('"bob"'),
    (await shown(nora, bread.id)).items.length === 1,
    (await nora.asks("GET", `${KITH}/recommendations`)).text.includes("She mends"),
    (await nora.asks("GET", `${KITH}/recommendations/${praise?.id}`)).text.includes("She mends"),
    (await nora.asks("GET", `/api/v1/accounts/familiar_followers?id[]=${alice.id}`)).text.includes('"bob"'),
    (await world.visitor("alpha.test")("GET", "/@bob")).text.includes("Bobby"),
    (await world.visitor("alpha.test")("GET", `/@alice/${answer.id}`)).text.includes("Bobby"),
  ];
  const [all, none] = [Array.from({ length: 14 }, () => true), Array.from({ length: 14 }, () => false)];
  expect((await listed()).slice(0, 13)).toEqual(all.slice(0, 13));
  await ada.api("POST", `/api/v1/admin/accounts/${bob.id}/action`, { type: "suspend" });
  await world.settles();
  expect(await listed()).toEqual(none);
  await ada.api("POST", `/api/v1/admin/accounts/${bob.id}/unsuspend`);
  await world.settles();
  expect((await listed()).slice(0, 13)).toEqual(all.slice(0, 13));
});

test("what somebody who is limited holds stands among the events of all for those alone who follow them; on their profile for everybody", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, nora] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("nora@alpha.test"),
  ];
  const ada = await staffOf(world, "ada@alpha.test");
  await alice.follows(bob);
  await holds(bob, inDays(world.clock, 2), { title: "Harvest dance" });
  await world.settles();
  const visitor = world.visitor("alpha.test");
  const listed = async () => [
    (await alice.asks("GET", `${KITH}/events`)).text.includes("Harvest dance"),
    (await bob.asks("GET", `${KITH}/events`)).text.includes("Harvest dance"),
    (await nora.asks("GET", `${KITH}/events?account_id=${bob.id}`)).text.includes("Harvest dance"),
    (await nora.asks("GET", `${KITH}/events`)).text.includes("Harvest dance"),
    (await visitor("GET", `${KITH}/events`)).text.includes("Harvest dance"),
    (await visitor("GET", "/explore/events")).text.includes("Harvest dance"),
    (await visitor("GET", "/explore/events/month")).text.includes("Harvest dance"),
  ];
  expect(await listed()).toEqual([true, true, true, true, true, true, true]);
  await ada.api("POST", `/api/v1/admin/accounts/${bob.id}/action`, { type: "silence" });
  await world.settles();
  expect(await listed()).toEqual([true, true, true, false, false, false, false]);
  await ada.api("POST", `/api/v1/admin/accounts/${bob.id}/unsilence`);
  await world.settles();
  expect(await listed()).toEqual([true, true, true, true, true, true, true]);
});
