/** What reading quotes costs. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

test("a page of quotes costs no more queries than a short one", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const carol = await world.person("carol@alpha.test");
  await carol.follows(bob);
  for (let i = 0; i < 12; i++) {
    const topic = await alice.posts(`Topic ${i}`);
    const quoting = await bob.api<StatusJson>("POST", "/api/v1/statuses", { status: `Comment ${i}`, quoted_status_id: topic.id });
    await bob.api("POST", "/api/v1/statuses", { status: `Mine ${i}`, quote_approval_policy: "followers" });
    if (i % 3 === 0) await bob.boosts(quoting);
  }
  await world.settles();
  const counter = world.counter("alpha.test");
  const home = async (limit: number) => {
    await carol.home(`?limit=${limit}`);
    return await counter.during(async () => expect((await carol.home(`?limit=${limit}`)).length).toBe(limit));
  };
  expect(await home(20)).toBe(await home(6));
  expect(await home(20)).toBeLessThan(20);
});
