/** Finding people: featured tags, endorsements, suggestions, the directory, familiar followers. */
import { expect, test } from "vitest";
import { indexAccounts } from "../../src/search/accounts.ts";
import type { AccountJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Featured = { id: string; name: string; statuses_count: string; last_status_at: string | null };
type TagJson = { id: string; name: string; featuring?: boolean; following?: boolean };

const accts = (accounts: AccountJson[]): string[] => accounts.map(({ acct }) => acct);
const people = async (who: Person, path: string): Promise<string[]> => accts(await who.api<AccountJson[]>("GET", path));

test("tags are featured with how much one writes about them, up to ten, and suggested from what one writes", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.posts("one #Cats #tea");
  await alice.posts("two #cats", { visibility: "unlisted" });
  await alice.posts("three #cats", { visibility: "private" });
  await bob.posts("not hers #cats");
  const made = await alice.api<Featured>("POST", "/api/v1/featured_tags", { name: "#Cats" });
  expect(made).toMatchObject({ name: "Cats", statuses_count: "2", last_status_at: "2026-06-01" });
  expect(await bob.api<Featured[]>("GET", `/api/v1/accounts/${alice.id}/featured_tags`)).toEqual([made]);
  expect((await alice.api<TagJson[]>("GET", "/api/v1/featured_tags/suggestions")).map(({ name }) => name)).toEqual(["tea"]);
  expect(await alice.api<TagJson>("GET", "/api/v1/tags/cats")).toMatchObject({ featuring: true, following: false });
  expect(await bob.api<TagJson>("GET", "/api/v1/tags/cats")).toMatchObject({ featuring: false });
  expect(await alice.api("POST", "/api/v1/tags/tea/feature")).toMatchObject({ name: "tea", featuring: true });
  expect(await alice.api("POST", "/api/v1/tags/tea/unfeature")).toMatchObject({ name: "tea", featuring: false });
  expect((await bob.asks("DELETE", `/api/v1/featured_tags/${made.id}`)).status).toBe(404);
  expect(await alice.api("DELETE", `/api/v1/featured_tags/${made.id}`)).toEqual({});
  expect(await alice.api("GET", "/api/v1/featured_tags")).toEqual([]);
  for (let i = 0; i < 10; i++) await alice.api("POST", "/api/v1/featured_tags", { name: `many${i}` });
  expect((await alice.asks("POST", "/api/v1/featured_tags", { name: "eleventh" })).status).toBe(422);
  expect((await alice.asks("POST", "/api/v1/featured_tags", { name: "many1" })).status).toBe(200);
  expect((await alice.asks("POST", "/api/v1/featured_tags", { name: "not a tag" })).status).toBe(422);
});

test("one endorses whom one follows, until one follows them no more", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  const stranger = await alice.asks("POST", `/api/v1/accounts/${bob.id}/endorse`);
  expect([stranger.status, stranger.json<{ error: string }>().error]).toEqual([
    422,
    "Validation failed: You must be already following the person you want to endorse",
  ]);
  await alice.follows(bob);
  await alice.follows(carol);
  expect(await alice.api("POST", `/api/v1/accounts/${bob.id}/endorse`)).toMatchObject({ endorsed: true });
  expect(await alice.api("POST", `/api/v1/accounts/${carol.id}/pin`)).toMatchObject({ endorsed: true });
  expect(await people(alice, "/api/v1/endorsements")).toEqual(["carol", "bob"]);
  const page = await alice.asks("GET", "/api/v1/endorsements?limit=1");
  expect([accts(page.json()), page.headers["link"]]).toEqual([["carol"], expect.stringContaining('rel="next"')]);
  const visitor = world.visitor("alpha.test");
  expect(accts((await visitor("GET", `/api/v1/accounts/${alice.id}/endorsements`)).json())).toEqual(["carol", "bob"]);
  expect(await alice.api("POST", `/api/v1/accounts/${carol.id}/unpin`)).toMatchObject({ endorsed: false });
  await alice.unfollows(bob);
  await alice.follows(bob);
  expect(await alice.relationship(bob)).toMatchObject({ endorsed: false });
  expect(await people(alice, "/api/v1/endorsements")).toEqual([]);
});

test("suggested are those whom one's friends follow and whose posts are liked, but never again who was dismissed", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol, dora, hidden] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
    await world.person("dora@alpha.test"),
    await world.person("hidden@alpha.test"),
  ];
  for (const one of [carol, dora]) await one.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true });
  await alice.follows(bob);
  await bob.follows(carol);
  await bob.follows(hidden);
  const liked = await dora.posts("much liked");
  await bob.favourites(liked);
  type Suggestion = { sources: string[]; account: AccountJson };
  const suggestions = async () =>
    (await alice.api<Suggestion[]>("GET", "/api/v2/suggestions")).map(({ sources, account }) => [account.acct, sources]);
  expect(await suggestions()).toEqual([
    ["carol", ["friends_of_friends"]],
    ["dora", ["most_interactions"]],
  ]);
  expect(await people(alice, "/api/v1/suggestions?limit=1")).toEqual(["carol"]);
  expect(await alice.api("DELETE", `/api/v1/suggestions/${carol.id}`)).toEqual({});
  expect(await suggestions()).toEqual([["dora", ["most_interactions"]]]);
  await alice.blocks(dora);
  expect(await suggestions()).toEqual([]);
  expect((await alice.asks("DELETE", "/api/v1/suggestions/12345")).status).toBe(404);
});

test("the directory lists who wants to be found, from here and elsewhere, by activity or by age", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@beta.test"),
  ];
  for (const one of [alice, bob, carol]) await one.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true });
  await alice.posts("I was here last");
  await alice.finds("carol@beta.test");
  await world.person("shy@alpha.test");
  await world.settles();
  const visitor = world.visitor("alpha.test");
  const listed = async (query: string) => accts((await visitor("GET", `/api/v1/directory${query}`)).json());
  expect((await listed(""))[0]).toBe("alice");
  expect((await listed("")).toSorted()).toEqual(["alice", "bob", "carol@beta.test"]);
  expect(await listed("?order=new&local=true")).toEqual(["bob", "alice"]);
  expect(await listed("?order=new&local=true&offset=1&limit=1")).toEqual(["alice"]);
  await bob.blocks(alice);
  expect((await people(bob, "/api/v1/directory")).toSorted()).toEqual(["bob", "carol@beta.test"]);
});

test("familiar followers are found for many at once, with as many queries", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const others = [];
  for (let i = 0; i < 6; i++) others.push(await world.person(`other${i}@alpha.test`));
  const [friend, ...targets] = others as [Person, ...Person[]];
  await alice.follows(friend);
  for (const target of targets) await friend.follows(target);
  const [first, closed] = targets as [Person, Person];
  await closed.api("PATCH", "/api/v1/accounts/update_credentials", { hide_collections: true });
  type Familiar = { id: string; accounts: AccountJson[] };
  const ask = async (some: Person[]) =>
    await alice.api<Familiar[]>("GET", `/api/v1/accounts/familiar_followers?${some.map(({ id }) => `id[]=${id}`).join("&")}`);
  expect((await ask([first, closed])).map(({ id, accounts }) => [id, accts(accounts)])).toEqual([
    [first.id, ["other0"]],
    [closed.id, []],
  ]);
  const counter = world.counter("alpha.test");
  const [one, many] = [
    await counter.during(async () => await ask([first])),
    await counter.during(async () => await ask(targets)),
  ];
  expect(many).toBe(one);
});

test("people are found by any words of their names, those one follows first", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@beta.test"),
  ];
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Robert Müller-Schön" });
  await carol.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Carol Müller" });
  await alice.follows(carol);
  await world.settles();
  const kith = world.instance("alpha.test");
  await indexAccounts(kith);
  const found = async (q: string, more = "") => await people(alice, `/api/v1/accounts/search?q=${encodeURIComponent(q)}${more}`);
  expect(await found("muller")).toEqual(["carol@beta.test", "bob"]);
  expect(await found("Schön rob")).toEqual(["bob"]);
  expect(await found("muller", "&following=true")).toEqual(["carol@beta.test"]);
  expect(await found("üller")).toEqual(["carol@beta.test", "bob"]);
  expect(await found("bert ülle")).toEqual(["bob"]);
  expect(await found("bert ülle", "&following=true")).toEqual([]);
  expect(await found("rol")).toEqual(["carol@beta.test"]);
  expect(await found("carol@beta.test")).toEqual(["carol@beta.test"]);
  expect(await found("@carol@bet")).toEqual(["carol@beta.test"]);
  expect(await found("@bob")).toEqual(["bob"]);
  expect(await found("muller", "&offset=1")).toEqual(["bob"]);
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Bob" });
  await indexAccounts(kith);
  expect(await found("robert")).toEqual([]);
});
