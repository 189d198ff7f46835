/** What a group is to who looks at it: on another server, invited by somebody whom they want nothing of, inside of one for its members. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { does, group, makes, plain, told, tries, type Grouped, type GroupJson } from "./gardeners.ts";

test("a group elsewhere is looked at, joined, read and left by the same addresses as one of this server", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@beta.test")];
  const gardens = await makes(ann, { rules: ["Be kind"] });
  const { id } = await bea.finds("@gardens@alpha.test");
  type Shown = {
    title: string;
    local: boolean;
    rules: string[];
    standing: { member: boolean; requested: boolean; may_post: boolean };
  };
  const look = async () => await bea.api<Shown>("GET", `/api/kith/v1/groups/${id}`);
  expect(await look()).toMatchObject({ title: "Gardens", local: false, standing: { member: false, may_post: false } });
  await bea.api("POST", `/api/kith/v1/groups/${id}/join`);
  await world.settles();
  expect(await look()).toMatchObject({ rules: ["Be kind"], standing: { member: true, may_post: true } });
  await bea.api("POST", "/api/v1/statuses", { status: "My tulips", group_id: id });
  await world.settles();
  const [tulips] = await ann.api<Grouped[]>("GET", `/api/kith/v1/groups/${gardens.id}/timeline`);
  expect(plain(tulips!.content)).toBe("My tulips");
  const far = async (what: string) =>
    (await bea.api<Grouped[]>("GET", `/api/kith/v1/groups/${id}/${what}`)).map(({ content, reblog }) =>
      plain(reblog?.content ?? content),
    );
  expect(await far("timeline")).toEqual(["My tulips"]);
  await does(ann, gardens, `statuses/${tulips!.id}/pin`);
  await world.settles();
  expect(await far("pinned")).toEqual(["My tulips"]);
  await bea.api("POST", `/api/kith/v1/groups/${id}/leave`);
  await world.settles();
  expect(await look()).toMatchObject({ standing: { member: false, may_post: false } });
  expect((await group(ann, gardens)).standing).toMatchObject({ member: true });
  // What only its own server does is not done for it here.
  for (const [method, path] of [
    ["PATCH", ""],
    ["DELETE", ""],
    ["GET", "/requests"],
    ["POST", "/take_over"],
  ] as const)
    expect(await tries(bea, method, `${id}${path}`)).toBe(404);
});

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
