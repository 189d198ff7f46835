/** A server that has talked to allowed servers alone since before that was written down is not taken for one that has just begun to. */
import { expect, test } from "vitest";
import { noteLimits } from "../../src/moderation/limits.ts";
import { createWorld } from "../world/world.ts";

test("the first start that writes down whether only allowed servers are talked to ends nobody's follows", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  await ann.follows(bob);
  await bob.follows(ann);
  await world.settles();
  const { instance } = world.instance("alpha.test");
  const limited = await world.twin("alpha.test", { federation: { ...instance.federation, limited: true } });
  const starts = async (): Promise<void> => {
    await noteLimits(limited.kith);
    await limited.kith.worker.drain();
    world.clock.advance(25 * 3_600_000);
    await limited.kith.worker.drain();
  };
  for (let times = 0; times < 2; times++) await starts();
  const follows = await world.instance("alpha.test").db.selectFrom("follows").select("state").execute();
  expect(follows).toEqual([{ state: "accepted" }, { state: "accepted" }]);
  // Whoever opens it and closes it again has decided that.
  await noteLimits(world.instance("alpha.test"));
  await starts();
  expect(await world.instance("alpha.test").db.selectFrom("follows").select("state").execute()).toEqual([]);
});
