/** The scene of every attack: alice follows bob on another server, and mallory wants to speak in bob's name. */
import { expect } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

export type Cast = { alice: Person; bob: Person; mallory: Stranger };

/** On alpha.test, beta.test and evil.test. */
export async function gather(world: World): Promise<Cast> {
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await world.settles();
  return { alice, bob, mallory: await world.stranger("mallory@evil.test") };
}

/** A Create in the name of bob, such as his own server would send. */
export const forged = ({ bob, mallory }: Omit<Cast, "alice">): Doc => ({
  ...mallory.activity("Create", {
    id: `${bob.uri}/statuses/666`,
    type: "Note",
    attributedTo: bob.uri,
    to: [PUBLIC],
    content: "<p>I never said this</p>",
  }),
  id: `${bob.uri}/statuses/666/activity`,
  actor: bob.uri,
});

export async function nothingCame(world: World, { alice }: Cast): Promise<void> {
  await world.settles();
  expect(await alice.home()).toEqual([]);
  expect(await alice.publicTimeline()).toEqual([]);
}
