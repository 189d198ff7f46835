/** What a group is to who looks at it: invited by somebody whom they want nothing of, inside of one for its members. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { does, makes, told, type Grouped, type GroupJson } from "./gardeners.ts";

test("whom one has blocked invites one into nothing, and is not told; nor does what they sent before stay", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, bob] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("bob@alpha.test"),
  ];
  const [gardens, ponds] = [await makes(ann), await makes(ann, { name: "ponds" })];
  for (const one of [gardens, ponds]) await ben.api("POST", `/api/kith/v1/groups/${one.id}/join`);
  const invited = async () => {
    const rows = await bob.api<{ group: GroupJson; by: { acct: string } }[]>("GET", "/api/kith/v1/groups/invitations");
    return rows.map(({ group: { acct }, by }) => `${by.acct}: ${acct}`);
  };
  await does(ben, gardens, "invitations", { acct: "bob" });
  expect(await invited()).toEqual(["ben: gardens"]);
  await bob.blocks(ben);
  expect(await invited()).toEqual([]);
  await does(ben, ponds, "invitations", { acct: "bob" });
  expect(await invited()).toEqual([]);
  expect(await told(bob)).toEqual([]);
  await does(ann, ponds, "invitations", { acct: "bob" });
  expect(await invited()).toEqual(["ann: ponds"]);
});

test("what is said in a group for its members is told with its title to them, and to nobody else", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, bob] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("bob@alpha.test"),
  ];
  const gardens = await makes(ann, { title: "Secret gardens" });
  const open = (await ann.api("POST", "/api/v1/statuses", { status: "Before", group_id: gardens.id })) as Grouped;
  await ann.api("PATCH", `/api/kith/v1/groups/${gardens.id}`, { private: true, revealed: false });
  await ben.api("POST", `/api/kith/v1/groups/${gardens.id}/join`);
  const closed = (await ann.api("POST", "/api/v1/statuses", { status: "Since", group_id: gardens.id })) as Grouped;
  await world.settles();
  const named = async (who: typeof ann, { id }: Grouped) =>
    (await who.api<Grouped>("GET", `/api/v1/statuses/${id}`)).group?.display_name;
  expect(await named(ben, closed)).toBe("Secret gardens");
  expect(await named(bob, open)).toBe("");
  expect(await bob.sees(closed)).toBeUndefined();
});
