/** What a search for accounts and tags may be asked for, besides words: pages, kinds, whom one follows, what has been reviewed. */
import { expect, test } from "vitest";
import { indexAccounts } from "../../src/search/accounts.ts";
import type { AccountJson, SearchJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const ask = async (who: Person, query: string): Promise<SearchJson> =>
  await who.api<SearchJson>("GET", `/api/v2/search?${query}`);
const namesOf = async (who: Person, query: string): Promise<string[]> => (await ask(who, query)).accounts.map(({ acct }) => acct);
const tagsOf = async (who: Person, query: string): Promise<string[]> =>
  (await ask(who, `type=hashtags&${query}`)).hashtags.map(({ name }) => name);

test("accounts are found with and without @, by address and page, once asked for also on other servers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@beta.test"),
  ];
  for (const q of [
    "bob",
    "@bob",
    "@bob@alpha.test",
    "bob@alpha.test",
    "acct:bob@alpha.test",
    "BOB",
    bob.uri,
    "https://alpha.test/@bob",
  ])
    expect([q, await namesOf(alice, `type=accounts&q=${encodeURIComponent(q)}`)]).toEqual([q, ["bob"]]);
  expect(await namesOf(alice, "q=carol@beta.test")).toEqual([]);
  expect(await namesOf(alice, "q=carol@beta.test&resolve=true&type=statuses")).toEqual([]);
  expect(await namesOf(alice, `q=${encodeURIComponent("https://beta.test/@carol")}&resolve=true`)).toEqual(["carol@beta.test"]);
  for (const q of ["carol", "@carol@beta.test", "carol@beta", carol.uri])
    expect([q, await namesOf(alice, `q=${encodeURIComponent(q)}`)]).toEqual([q, ["carol@beta.test"]]);
  expect(await namesOf(alice, "q=carol&following=true")).toEqual([]);
  await alice.follows(carol);
  await world.settles();
  expect(await namesOf(alice, "q=carol&following=true")).toEqual(["carol@beta.test"]);
  const found = await alice.api<AccountJson[]>("GET", "/api/v1/accounts/search?q=%40carol%40beta.test&following=true&limit=1");
  expect(found.map(({ acct }) => acct)).toEqual(["carol@beta.test"]);
});

test("nobody is told of who has not been let in, and who has moved is found by their handle alone", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("barbara@alpha.test")];
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Zebra" });
  const kith = world.instance("alpha.test");
  await indexAccounts(kith);
  const found = async () => [await namesOf(alice, "q=barb"), await namesOf(alice, "q=zebra"), await namesOf(alice, "q=ebr")];
  expect(await found()).toEqual([["barbara"], ["barbara"], ["barbara"]]);
  const set = async (approved: 0 | 1) =>
    await kith.write(async (tx) => await tx.updateTable("users").set({ approved }).where("id", "=", Number(bob.id)).execute());
  await set(0);
  expect(await found()).toEqual([[], [], []]);
  await set(1);
  await kith.write(
    async (tx) =>
      await tx
        .updateTable("accounts")
        .set({ moved_to_uri: "https://beta.test/users/barbara" })
        .where("id", "=", Number(bob.id))
        .execute(),
  );
  expect(await found()).toEqual([[], [], []]);
  expect(await namesOf(alice, "q=barbara")).toEqual(["barbara"]);
});

test("an offset counts only where one kind is asked for, and each kind can be asked for alone", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (const name of ["melon1", "melon2"]) await world.person(`${name}@alpha.test`);
  for (const tag of ["melon", "melons", "melonade"]) await alice.posts(`melon #${tag}`);
  await world.settles();
  const all = await ask(alice, "q=melon&offset=1");
  expect([all.accounts, all.statuses, all.hashtags].map(({ length }) => length)).toEqual([2, 3, 3]);
  for (const [type, sizes] of [
    ["accounts", [1, 0, 0]],
    ["statuses", [0, 2, 0]],
    ["hashtags", [0, 0, 2]],
  ] as const) {
    const one = await ask(alice, `q=melon&offset=1&type=${type}`);
    expect([one.accounts, one.statuses, one.hashtags].map(({ length }) => length)).toEqual(sizes);
  }
  expect((await ask(alice, "q=melon&limit=1")).accounts).toHaveLength(1);
  expect((await ask(alice, "q=%23melon")).accounts).toEqual([]);
  expect((await ask(alice, "q=melon@alpha.test")).hashtags).toEqual([]);
});

test("unreviewed tags are left out on request, but for the one that was named", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { scopes: "read write admin:read admin:write", role: "moderator" });
  for (const tag of ["plum", "plums", "plumage"]) await alice.posts(`#${tag}`);
  expect((await tagsOf(alice, "q=plum")).toSorted()).toEqual(["plum", "plumage", "plums"]);
  expect(await tagsOf(alice, "q=plum&exclude_unreviewed=true")).toEqual(["plum"]);
  const { id } = await alice.api<{ id: string }>("GET", "/api/v1/tags/plumage");
  await alice.api("POST", `/api/v1/admin/trends/tags/${id}/approve`);
  expect(await tagsOf(alice, "q=plum&exclude_unreviewed=true")).toEqual(["plumage", "plum"]);
});
