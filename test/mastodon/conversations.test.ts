/** Conversations: private talk as each of those in it has it. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { backlog } from "../../migrations/0020-notifications.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Conversation = { id: string; unread: boolean; accounts: AccountJson[]; last_status: StatusJson | null };
const AT = "/api/v1/conversations";
const all = async (who: Person, query = "") => await who.api<Conversation[]>("GET", `${AT}${query}`);
const words = (one: Conversation | undefined) => one?.last_status?.content.replace(/<[^>]*>/g, "");
const direct = { visibility: "direct" } as const;

test("a private talk is one conversation for each of those in it, unread until it is read", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const first = await alice.posts("@bob@beta.test hello", direct);
  await world.settles();
  const [here] = await all(alice);
  expect(here).toMatchObject({ unread: false, accounts: [{ acct: "bob@beta.test" }], last_status: { id: first.id } });
  const [there] = await all(bob);
  expect(there).toMatchObject({ unread: true, accounts: [{ acct: "alice@alpha.test" }] });
  expect(words(there)).toBe("@bob hello");
  const read = await bob.api<Conversation>("POST", `${AT}/${there?.id}/read`);
  expect(read).toMatchObject({ id: there?.id, unread: false });
  await bob.replies(there?.last_status as StatusJson, "@alice@alpha.test hi", direct);
  await world.settles();
  expect(await all(alice)).toMatchObject([{ id: here?.id, unread: true }]);
  expect(words((await all(alice))[0])).toBe("@alice hi");
  expect(await all(bob)).toMatchObject([{ id: there?.id, unread: false }]);
  await alice.posts("for all");
  expect(await all(alice)).toHaveLength(1);
});

test("with others it is another conversation, which an answer does not let them into, and nobody reads one of somebody else's", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  const first = await alice.posts("@bob a secret", direct);
  const named = { status: "@bob @carol a party", visibility: "direct", in_reply_to_id: first.id };
  expect((await alice.asks("POST", "/api/v1/statuses", named)).status).toBe(422);
  await alice.posts("@bob @carol a party", direct);
  expect((await all(alice)).map(({ accounts }) => accounts.map(({ acct }) => acct))).toEqual([["bob", "carol"], ["bob"]]);
  const [mine] = await all(carol);
  expect(mine?.accounts.map(({ acct }) => acct)).toEqual(["alice", "bob"]);
  for (const [method, path] of [
    ["POST", `/${mine?.id}/read`],
    ["DELETE", `/${mine?.id}`],
    ["DELETE", "/nonsense"],
  ] as const)
    expect((await bob.asks(method, `${AT}${path}`)).status).toBe(404);
  await carol.api("DELETE", `${AT}/${mine?.id}`);
  expect(await all(carol)).toEqual([]);
  await alice.posts("@bob @carol the party is on", direct);
  expect((await all(carol)).map(words)).toEqual(["@bob @carol the party is on"]);
  await alice.posts("a note to myself", direct);
  expect((await all(alice))[0]).toMatchObject({ unread: false, accounts: [{ acct: "alice" }] });
});

test("a deleted status leaves its conversations, and the last one takes them along", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const first = await alice.posts("@bob one", direct);
  const second = await alice.replies(first, "@bob two", direct);
  await alice.deletes(second);
  expect((await all(bob)).map(words)).toEqual(["@bob one"]);
  await alice.deletes(first);
  expect(await all(bob)).toEqual([]);
  expect(await all(alice)).toEqual([]);
});

test("whom one has blocked, or what one has muted, opens no conversation", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const first = await alice.posts("@bob one", direct);
  await bob.api("POST", `/api/v1/statuses/${first.id}/mute`);
  const [read] = await all(bob);
  await bob.api("POST", `${AT}/${read?.id}/read`);
  await alice.replies(first, "@bob two", direct);
  expect(await all(bob)).toMatchObject([{ unread: false, last_status: { id: first.id } }]);
  await bob.blocks(alice);
  await alice.posts("@bob three", direct);
  expect(await all(bob)).toEqual([]);
  expect(await all(alice)).toHaveLength(2);
});

test("conversations are paged by what was said last, at a constant cost", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (let i = 0; i < 6; i++) {
    const friend = await world.person(`friend${i}@alpha.test`);
    await friend.posts(`@alice number ${i}`, direct);
  }
  const seen: string[] = [];
  let path = `${AT}?limit=4`;
  for (let page = 0; page < 5 && path !== ""; page++) {
    const answer = await alice.asks("GET", path);
    seen.push(...answer.json<Conversation[]>().flatMap((one) => words(one) ?? []));
    path = /<https:\/\/alpha\.test([^>]*)>; rel="next"/.exec(String(answer.headers["link"] ?? ""))?.[1] ?? "";
  }
  expect(seen).toEqual([5, 4, 3, 2, 1, 0].map((i) => `@alice number ${i}`));
  const counter = world.counter("alpha.test");
  await all(alice);
  const [two, six] = [
    await counter.during(async () => await all(alice, "?limit=2")),
    await counter.during(async () => await all(alice, "?limit=6")),
  ];
  expect(six).toBe(two);
});

test("what was said before there were conversations is found when the database is brought up to date", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const carol = await world.person("carol@alpha.test");
  const first = await alice.posts("@bob one", direct);
  await bob.replies(first, "@alice two", direct);
  await bob.posts("@alice @carol three", direct);
  await alice.posts("to myself", direct);
  const faces = async (who: Person) => (await all(who)).map((one) => [words(one), one.accounts.map(({ acct }) => acct)]);
  const before = await Promise.all([alice, bob, carol].map(faces));
  await world.instance("alpha.test").write(async (tx) => {
    await tx.deleteFrom("conversation_members").execute();
    for (const statement of backlog) await sql.raw(statement).execute(tx);
  });
  expect(await Promise.all([alice, bob, carol].map(faces))).toEqual(before);
  await bob.replies(first, "@alice four", direct);
  expect((await all(alice)).map(words)).toEqual(["@alice four", "to myself", "@alice @carol three"]);
  await alice.deletes(first);
  expect((await all(bob)).map(words)).toEqual(["@alice four", "@alice @carol three"]);
});
