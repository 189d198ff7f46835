/** Groups that somebody on another server looks after: what they decide there is done by the group's own server, which tells everybody. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, makes, tries } from "./gardeners.ts";

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
