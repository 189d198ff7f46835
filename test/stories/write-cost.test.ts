/** What writing costs: so many statements and no more, whoever reads it. */
import { expect, test } from "vitest";
import { handleActivity } from "../../src/federation/inbox.ts";
import type { Person } from "../world/person.ts";
import { CONTEXT, PUBLIC } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const FOLLOWERS = 30;

/** Alice, and thirty others of her server. */
async function townspeople(world: World): Promise<[Person, Person[]]> {
  const alice = await world.person("alice@alpha.test");
  const others = Array.from({ length: FOLLOWERS }, async (_, n) => await world.person(`reader${n}@alpha.test`));
  return [alice, await Promise.all(others)];
}

const reads = async (people: readonly Person[], words: string): Promise<number> => {
  const homes = await Promise.all(people.map(async (one) => await one.home()));
  return homes.filter((home) => home.some(({ content }) => content.includes(words))).length;
};

test("a post costs its author eight statements and one page, whether nobody or thirty people here follow", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, others] = await townspeople(world);
  const counter = world.counter("alpha.test");
  const post = async (status: string) => await alice.api("POST", "/api/v1/statuses", { status, language: "en" });
  await post("The first one finds out more");
  const cost = async (words: string) => {
    let read = 0;
    const written = await counter.writing(async () => void (read = await counter.during(async () => await post(words))));
    return { written, read };
  };
  const alone = await cost("Nobody reads this");
  expect(alone.written).toBeLessThanOrEqual(8);
  expect(alone.read).toBeLessThanOrEqual(14);
  await Promise.all(others.map(async (one) => await one.follows(alice)));
  await world.settles();
  const read = await cost("All of them read this");
  // One more: all homes are written by it.
  expect(read).toEqual({ written: alone.written + 1, read: alone.read });
  expect(await reads(others, "All of them")).toBe(FOLLOWERS);
});

test("a post from elsewhere costs six statements, with thirty homes as with one", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, others] = await townspeople(world);
  const bob = await world.person("bob@beta.test");
  const kith = world.instance("alpha.test");
  const counter = world.counter("alpha.test");
  await alice.follows(bob);
  await world.settles();
  const arrives = async (n: number, words: string) => await handleActivity(kith, create(bob.uri, n, words));
  await arrives(1, "The first one finds out more");
  const cost = async (n: number, words: string) => {
    let read = 0;
    const written = await counter.writing(async () => void (read = await counter.during(async () => await arrives(n, words))));
    return { written, read };
  };
  const alone = await cost(2, "Only Alice reads this");
  expect(alone.written).toBeLessThanOrEqual(6);
  // Its author, itself twice (before it is taken in, and for the groups that it may be in), and what waits in groups.
  expect(alone.read).toBeLessThanOrEqual(4);
  await Promise.all(others.map(async (one) => await one.follows(bob)));
  await world.settles();
  expect(await cost(3, "All of them read this")).toEqual(alone);
  expect(await reads([alice, ...others], "All of them")).toBe(FOLLOWERS + 1);
});

/** A row of the inbox. */
function create(actor_uri: string, id: number, words: string) {
  const activity_uri = `${actor_uri}#create/${id}`;
  const object = { id: `${actor_uri}/notes/${id}`, type: "Note", attributedTo: actor_uri, content: words, to: [PUBLIC] };
  const activity = { "@context": CONTEXT, id: activity_uri, type: "Create", actor: actor_uri, to: [PUBLIC], object };
  return { id, activity_uri, actor_uri, body: JSON.stringify(activity), received_at: 0, made_at: 0 };
}
