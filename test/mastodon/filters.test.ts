/** Filters of both versions: what they do in which place, and how long. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Filter = {
  id: string;
  filter_action: string;
  context: string[];
  keywords: { id: string; keyword: string; whole_word: boolean }[];
};
type Filtered = StatusJson & {
  filtered: { filter: Filter; keyword_matches: string[] | null; status_matches: string[] | null }[];
};

const make = async (who: Person, body: object): Promise<Filter> => await who.api("POST", "/api/v2/filters", body);
const found = (statuses: StatusJson[], id: string) => statuses.find((status) => status.id === id) as Filtered | undefined;

test("blur and warn mark what they meet, in their contexts only; what is to be hidden is marked as such", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.follows(bob);
  const post = await bob.posts("A spider in my bath");
  const blur = await make(alice, {
    title: "Spiders",
    context: ["home", "profile"],
    filter_action: "blur",
    keywords_attributes: [{ keyword: "spider", whole_word: true }],
  });
  // Mastodon's own name of the place is `account`.
  expect(blur).toMatchObject({ filter_action: "blur", context: ["home", "account"], keywords: [{ keyword: "spider" }] });
  const met = [{ filter: { id: blur.id, filter_action: "blur", title: "Spiders" }, keyword_matches: ["spider"] }];
  expect(found(await alice.home(), post.id)?.filtered).toMatchObject(met);
  expect(found(await alice.profile(bob), post.id)?.filtered).toMatchObject(met);
  expect(found(await alice.publicTimeline(), post.id)?.filtered).toEqual([]);
  expect(await make(alice, { title: "x", context: ["home"], filter_action: "explode" })).toMatchObject({ filter_action: "warn" });
  await alice.api("PUT", `/api/v2/filters/${blur.id}`, { filter_action: "hide", context: ["home"] });
  // As on Mastodon it still comes, and the app leaves it out.
  expect(found(await alice.home(), post.id)?.filtered).toMatchObject([{ filter: { id: blur.id, filter_action: "hide" } }]);
  expect(found(await alice.profile(bob), post.id)?.filtered).toEqual([]);
  // Bob's words are whole words of alice's: his plural is not met, and nobody else has her filters.
  const more = await bob.posts("Spiderlings!");
  expect(found(await alice.home(), more.id)?.filtered).toEqual([]);
  expect(found(await bob.home(), post.id)?.filtered).toEqual([]);
});

test("single statuses can be filtered, and a filter ends when its time is over", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const post = await bob.posts("Harmless");
  const filter = await make(alice, { title: "That one", context: ["public"], expires_in: 3600 });
  await alice.api("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: post.id });
  expect(found(await alice.publicTimeline(), post.id)?.filtered).toMatchObject([
    { filter: { id: filter.id, filter_action: "warn" }, status_matches: [post.id] },
  ]);
  await world.passes("2 hours");
  expect(found(await alice.publicTimeline(), post.id)?.filtered).toEqual([]);
});

test("the first version shows one filter for each keyword, and says that it is old", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const two = [{ keyword: "cats" }, { keyword: "dogs" }];
  const whole = await make(alice, {
    title: "Animals",
    context: ["home", "account"],
    filter_action: "hide",
    keywords_attributes: two,
  });
  const listed = await alice.asks("GET", "/api/v1/filters");
  expect(listed.headers["deprecation"]).toMatch(/^@\d+$/);
  type Old = { id: string; phrase: string; irreversible: boolean; context: string[] };
  expect(listed.json<Old[]>().map(({ id, phrase, irreversible, context }) => [id, phrase, irreversible, context])).toEqual(
    expect.arrayContaining(whole.keywords.map(({ id, keyword }) => [id, keyword, true, ["home", "account"]])),
  );
  const old = await alice.api<Old>("POST", "/api/v1/filters", {
    phrase: "frogs",
    context: ["notifications"],
    irreversible: "False",
  });
  expect(await alice.api("GET", `/api/v1/filters/${old.id}`)).toMatchObject({ phrase: "frogs", irreversible: false });
  await alice.api("DELETE", `/api/v1/filters/${old.id}`);
  expect((await alice.asks("GET", `/api/v1/filters/${old.id}`)).status).toBe(404);
  const wrong = await alice.asks("POST", "/api/v2/filters", { title: "x", context: ["nowhere"] });
  expect(wrong.status).toBe(422);
});
