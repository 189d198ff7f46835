/** What others say of somebody whom one has blocked or muted, and where they show them: nobody brings them back, on no page and over no API. */
import { expect, test } from "vitest";
import type { AccountJson, NotificationJson } from "../world/entities.ts";
import { makeSurfer, textOf } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { openSocket } from "../world/sockets.ts";
import { createWorld, type World } from "../world/world.ts";
import { at as COLLECTIONS, make, mayBeFound, shown } from "./curators.ts";
import { homeOf, makes } from "./gardeners.ts";

const KITH = "/api/kith/v1";
const idOf = async (who: Person, other: Person): Promise<string> => (await who.finds(other.handle)).id;

/** Carol is a friend of Alice's and of Bob's, wherever he lives; Dan knows them all. */
async function gather(world: World, domain: string) {
  const [alice, carol, dan] = [
    await world.person("alice@alpha.test"),
    await world.person("carol@alpha.test"),
    await world.person("dan@alpha.test"),
  ];
  const bob = await world.person(`bob@${domain}`);
  for (const one of [alice, bob, carol, dan])
    for (const other of [alice, bob, carol, dan]) if (one !== other) await one.follows(other);
  await world.settles();
  return { alice, bob, carol, dan };
}

/** Whom Alice does not want to see, whichever server is theirs; a whole server is another one. */
const WAYS: Readonly<Record<string, { act: (alice: Person, bob: Person) => Promise<unknown>; at: readonly string[] }>> = {
  blocked: { act: async (alice, bob) => await alice.blocks(bob), at: ["alpha.test", "beta.test"] },
  muted: { act: async (alice, bob) => await alice.mutes(bob), at: ["alpha.test", "beta.test"] },
  "blocked with their server": {
    act: async (alice) => await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" }),
    at: ["beta.test"],
  },
};

for (const [how, { act, at }] of Object.entries(WAYS))
  for (const domain of at)
    test(`at home, in lists and on their streams nobody speaks of somebody ${how} (${domain}); whoever looks for it finds it`, async () => {
      await using world = await createWorld("alpha.test", "beta.test");
      const { alice, bob, carol, dan } = await gather(world, domain);
      const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Both" });
      await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, {
        account_ids: [await idOf(alice, carol), await idOf(alice, dan)],
      });
      const inList = async () => (await alice.api<{ id: string }[]>("GET", `/api/v1/timelines/list/${list.id}`)).length;
      const before = await carol.posts(`Ask @${bob.handle} about leeks`);
      await dan.boosts(before);
      const own = await alice.posts(`@${bob.handle} and what of mine?`);
      await world.settles();
      expect([(await homeOf(alice)).length, await inList()]).toEqual([2, 1]);
      await act(alice, bob);
      await world.settles();
      expect([(await homeOf(alice)).length, await inList()]).toEqual([1, 0]);
      using socket = await openSocket(world.port("alpha.test") ?? 0, alice, { stream: "user" });
      const named = await carol.posts(`@${bob.handle} is right`);
      const plain = await carol.posts("Leeks are up");
      await world.settles();
      const heard: string[] = [];
      while (!heard.some((payload) => payload.includes("Leeks are up"))) heard.push((await socket.hears()).payload ?? "");
      expect(heard.join()).not.toContain("is right");
      expect((await alice.home()).map(({ id }) => id)).toEqual([plain.id, own.id]);
      expect(await inList()).toBe(1);
      expect((await alice.looksAt(named))?.id).toBe(named.id);
      // What is said to her, she hears.
      await carol.posts(`@alice @${bob.handle} hello, both`);
      await world.settles();
      expect((await alice.notifications()).map(({ type }) => type)).toContain("mention");
      expect(await homeOf(dan)).toContain("@bob is right");
    });

test("who is blocked stands in nobody's recommendations or collections, for either of the two; whoever made them sees everybody", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, carol, dan } = await gather(world, "alpha.test");
  for (const one of [alice, bob, dan]) await mayBeFound(one);
  for (const one of [alice, bob, dan]) await carol.api("POST", `/api/v1/accounts/${await idOf(carol, one)}/endorse`);
  const collection = await make(carol, { name: "Neighbours", description: "", account_ids: [alice.id, bob.id, dan.id] });
  const surfers = new Map<Person, ReturnType<typeof makeSurfer>>();
  for (const one of [alice, bob, carol, dan]) {
    const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
    await surfer.signsIn(one.username);
    surfers.set(one, surfer);
  }
  const seenBy = async (who: Person) => {
    const names = (accounts: AccountJson[]) => accounts.map(({ username }) => username).sort();
    const page = async (path: string) => {
      const text = textOf((await surfers.get(who)?.get(path))?.text ?? "");
      return ["alice", "bob", "dan"].filter((name) => text.includes(`@${name}`));
    };
    const ids = new Map([alice, bob, dan].map(({ id, username }) => [id, username]));
    const { accounts } = await who.api<{ accounts: AccountJson[] }>("GET", `${COLLECTIONS}/${collection.id}`);
    return {
      endorsed: names(await who.api<AccountJson[]>("GET", `/api/v1/accounts/${carol.id}/endorsements`)),
      featured: await page("/@carol/featured"),
      collected: (await shown(who, collection.id)).items.map(({ account_id }) => ids.get(account_id) ?? "").sort(),
      accounts: names(accounts).filter((name) => name !== "carol"),
      page: await page(`/collections/${collection.id}`),
    };
  };
  const all = (...names: string[]) => ({ endorsed: names, featured: names, collected: names, accounts: names, page: names });
  expect(await seenBy(alice)).toEqual(all("alice", "bob", "dan"));
  await make(alice, { name: "Hers", description: "", account_ids: [dan.id] });
  await alice.api("POST", `/api/v1/accounts/${dan.id}/endorse`);
  const ofAlice = async (who: Person) => {
    const { collections } = await who.api<{ collections: { name: string }[] }>("GET", `/api/v1/accounts/${alice.id}/collections`);
    const text = textOf((await surfers.get(who)?.get("/@alice/featured"))?.text ?? "");
    return [...collections.map(({ name }) => name), ...["Hers", "@dan"].filter((word) => text.includes(word))];
  };
  expect(await ofAlice(bob)).toEqual(["Hers", "Hers", "@dan"]);
  await alice.blocks(bob);
  expect(await ofAlice(bob)).toEqual([]);
  expect(await ofAlice(carol)).toEqual(["Hers", "Hers", "@dan"]);
  expect(await seenBy(alice)).toEqual(all("alice", "dan"));
  expect(await seenBy(bob)).toEqual(all("bob", "dan"));
  for (const who of [carol, dan]) expect(await seenBy(who)).toEqual(all("alice", "bob", "dan"));
});

test("that one recommends a private group is told to those who are in it", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const family = await makes(ann, { name: "family", private: true, membership: "public" });
  for (const one of [ben]) await one.follows("@family@alpha.test");
  await world.settles();
  await ben.api("POST", `/api/v1/accounts/${family.id}/endorse`);
  const seenBy = async (who: Person) => (await who.api<unknown[]>("GET", `/api/v1/accounts/${ben.id}/endorsements`)).length;
  expect([await seenBy(ben), await seenBy(ann), await seenBy(eve)]).toEqual([1, 1, 0]);
});

for (const domain of ["alpha.test", "beta.test"])
  test(`nobody is introduced any more to whom they have blocked, or who has blocked them (${domain})`, async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const { alice, bob, carol } = await gather(world, domain);
    const account_ids = [await idOf(carol, alice), await idOf(carol, bob)];
    await carol.api("POST", `${KITH}/introductions`, { account_ids, comment: "You two" });
    await world.settles();
    const seenBy = async (who: Person) => ({
      introductions: (await who.api<unknown[]>("GET", `${KITH}/introductions`)).length,
      notices: (await who.api<NotificationJson[]>("GET", "/api/v1/notifications")).filter(({ status }) =>
        status?.content.includes("You two"),
      ).length,
    });
    for (const who of [alice, bob]) expect(await seenBy(who)).toEqual({ introductions: 1, notices: 1 });
    await alice.blocks(bob);
    await world.settles();
    for (const who of [alice, bob]) expect(await seenBy(who)).toEqual({ introductions: 0, notices: 0 });
    expect((await seenBy(carol)).introductions).toBe(1);
  });
