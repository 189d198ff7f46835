/** Invitations that nobody has taken: links whose time is over are in nobody's way, and who never answers is asked in no longer. */
import { expect, test } from "vitest";
import { forgetInvitations } from "../../src/groups/invitations.ts";
import { createWorld } from "../world/world.ts";
import { does, group, makes, tries } from "./gardeners.ts";

type LinkJson = { id: string; code: string; uses: number };

test("links that are over or used up leave room for new ones, and stand in no list", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann, { membership: "invitation" });
  const links = async () => await ann.api<LinkJson[]>("GET", `/api/kith/v1/groups/${gardens.id}/links`);
  const makesLink = async (limits: object) => await tries(ann, "POST", `${gardens.id}/links`, limits);
  for (let n = 0; n < 18; n++) expect(await makesLink({ days: 1 })).toBe(200);
  expect([await makesLink({ max_uses: 1 }), await makesLink({})]).toEqual([200, 200]);
  expect(await makesLink({})).toBe(422);
  const [lasting, once] = (await links()) as [LinkJson, LinkJson];
  await ben.api("POST", `/api/kith/v1/groups/links/${once.code}`);
  expect((await group(ben, gardens)).standing?.member).toBe(true);
  await world.passes("2 days");
  expect((await links()).map(({ id }) => id)).toEqual([lasting.id]);
  const answers: number[] = [];
  for (let n = 0; n < 20; n++) answers.push(await makesLink({ days: 30 }));
  expect(answers).toEqual([...Array<number>(19).fill(200), 422]);
  expect(await links()).toHaveLength(20);
  expect((await ben.asks("POST", `/api/kith/v1/groups/links/${once.code}`)).status).toBe(404);
});

test("an invitation that nobody has answered for three months is over, and so is its notice", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, ben, cleo] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("cleo@alpha.test"),
  ];
  const gardens = await makes(ann, { membership: "invitation" });
  await does(ann, gardens, "invitations", { acct: "ben" });
  await world.passes("80 days");
  await does(ann, gardens, "invitations", { acct: "cleo" });
  await world.passes("11 days");
  while (await forgetInvitations(kith));
  const invited = await ann.api<{ username: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/invitations`);
  expect(invited.map(({ username }) => username)).toEqual(["cleo"]);
  const notices = async (who: typeof ben) => (await who.notifications()).map(({ type }) => type);
  expect([await notices(ben), await notices(cleo)]).toEqual([[], ["group_invitation"]]);
  for (const who of [ben, cleo]) await who.asks("POST", `/api/kith/v1/groups/${gardens.id}/join`);
  expect((await group(cleo, gardens)).standing?.member).toBe(true);
  expect((await group(ben, gardens)).standing?.member ?? false).toBe(false);
});
