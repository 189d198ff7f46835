/** Groups whose owner is gone: nothing is left without anybody who looks after it. */
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { makeSurfer } from "../web/site.ts";
import { createWorld } from "../world/world.ts";
import { does, group, makes, told, tries, type GroupJson } from "./gardeners.ts";

const goes = async (who: Person) => await who.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
const standing = async (who: Person, one: GroupJson) =>
  (await group(who, one)).standing as unknown as { role: string | null; may_take_over: boolean };

test("a moderator of this server has it then; without any, those are asked who have been in it longest, and the first to say so has it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const people: Person[] = [];
  for (const name of ["ann", "ben", "cid", "dan"]) people.push(await world.person(`${name}@alpha.test`));
  const [ann, ben, cid, dan] = people as [Person, Person, Person, Person];
  const [eve, bob] = [await world.person("eve@alpha.test"), await world.person("bob@beta.test")];
  const garden = await makes(ann);
  for (const who of [ben, cid, dan]) await does(who, garden, "join");
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  await does(ann, garden, `moderators/${ben.id}`);
  await goes(ann);
  await world.passes("2 hours");
  expect([(await standing(ben, garden)).role, (await standing(cid, garden)).may_take_over]).toEqual(["owner", false]);
  // Whose it is now is told so, and it stands in the log for all who are in it.
  type Told = { type: string; group?: { username: string } };
  expect(await ben.api<Told[]>("GET", "/api/v1/notifications?types[]=group_inherited")).toMatchObject([
    { group: { username: "gardens" } },
  ]);
  expect([await told(cid), await told(dan)]).toEqual([[], []]);
  const [entry] = await cid.api<{ act: string; by: { username: string } }[]>("GET", `/api/kith/v1/groups/${garden.id}/log`);
  expect(entry).toMatchObject({ act: "inherited", by: { username: "ben" } });
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("ben");
  expect((await surfer.get("/notifications")).text).toContain("You look after");
  expect((await surfer.get(`/groups/${garden.id}/log`)).text).toContain("The group passed to");
  expect(await tries(cid, "POST", `${garden.id}/take_over`)).toBe(403);
  await goes(ben);
  await world.passes("2 hours");
  for (const who of [cid, dan])
    expect([await told(who), (await standing(who, garden)).may_take_over]).toEqual([["group_orphaned"], true]);
  expect([(await standing(eve, garden)).may_take_over, await tries(eve, "POST", `${garden.id}/take_over`)]).toEqual([false, 403]);
  const page = await world.visitor("alpha.test")("GET", "/@gardens", { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  await does(cid, garden, "take_over");
  expect([(await standing(cid, garden)).role, await told(dan), (await standing(dan, garden)).may_take_over]).toEqual([
    "owner",
    [],
    false,
  ]);
  expect(await tries(dan, "POST", `${garden.id}/take_over`)).toBe(403);
  // It goes on: the new owner changes it, and members elsewhere hear.
  await cid.api("PATCH", `/api/kith/v1/groups/${garden.id}`, { title: "Cid's garden" });
  await world.passes("1 minute");
  expect((await bob.finds("@gardens@alpha.test")).display_name).toBe("Cid's garden");
});
