/**
 * Two who do at the same moment what can be done once: afterwards the counts are right, limits hold, a block has ended what it ends, and nobody hears of a
 * failure of ours. On PostgreSQL they meet inside the database; on SQLite between looking and writing.
 */
import { expect, test } from "vitest";
import { createInvite } from "../../src/access/invites.ts";
import { createUser } from "../../src/accounts/create.ts";
import { getAccount } from "../../src/accounts/find.ts";
import { removeFromGroup } from "../../src/chats/groups.ts";
import { inheritChats } from "../../src/chats/owner.ts";
import { Refusal } from "../../src/errors.ts";
import { inheritGroups } from "../../src/groups/inherit.ts";
import { getOwnGroup } from "../../src/groups/load.ts";
import { leaveGroupOf } from "../../src/groups/membership.ts";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import type { Answer } from "../world/client.ts";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, comers, holds, inDays, sees } from "./gatherings.ts";
import { does, group, makes } from "./gardeners.ts";
import { makeCrew } from "./gatherers.ts";
import { AT, filmsOf, seenBy, tube, type Playlist } from "./tube.ts";

const KITH = "/api/kith/v1";

/** All at once. @returns the statuses, in order, none of which is a failure of ours */
async function atOnce(...works: (() => Promise<Answer>)[]): Promise<number[]> {
  const all = await Promise.all(works.map(async (work) => await work()));
  expect(all.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
  return all.map(({ status }) => status);
}

const twice = (who: Person, method: string, path: string, body?: unknown): (() => Promise<Answer>)[] => [
  async () => await who.asks(method, path, body),
  async () => await who.asks(method, path, body),
];
const wins = (statuses: readonly number[]): number => statuses.filter((status) => status === 200).length;

const people = async (world: World, ...names: string[]): Promise<Person[]> =>
  await Promise.all(names.map(async (name) => await world.person(`${name}@alpha.test`)));

test("who blocks at the moment at which somebody follows, or asks to be friends, is followed by nobody", async () => {
  await using world = await createWorld("alpha.test");
  for (const [n, ask] of [
    "/api/v1/accounts/:id/follow",
    `${KITH}/accounts/:id/befriend`,
    "/api/v1/accounts/:id/follow",
  ].entries()) {
    const [ann, bob] = (await people(world, `ann${n}`, `bob${n}`)) as [Person, Person];
    await atOnce(
      async () => await bob.asks("POST", ask.replace(":id", ann.id)),
      async () => await ann.asks("POST", `/api/v1/accounts/${bob.id}/block`),
    );
    expect(await ann.relationship(bob)).toMatchObject({ blocking: true, followed_by: false, friend_requested_by: false });
    expect([(await ann.account()).followers_count, (await bob.account()).following_count]).toEqual([0, 0]);
  }
  const [ann, bob] = (await people(world, "ann", "bob")) as [Person, Person];
  await bob.asks("POST", `${KITH}/accounts/${ann.id}/befriend`);
  await atOnce(
    ...twice(ann, "POST", `${KITH}/friends/requests/${bob.id}/accept`),
    async () => await bob.asks("POST", `${KITH}/accounts/${ann.id}/unfriend`),
  );
  for (const who of [ann, bob]) {
    const { following, followed_by } = await who.relationship(who === ann ? bob : ann);
    expect(await who.account()).toMatchObject({ following_count: Number(following), followers_count: Number(followed_by) });
  }
});

test("a group has one owner and counts its members, a link counts who takes it, and a person makes so many groups and teams", async () => {
  await using world = await createWorld({
    domain: "alpha.test",
    config: { limits: { groups_per_person: 2, teams_per_person: 2 } },
  });
  const [ann, bob, cat] = (await people(world, "ann", "bob", "cat")) as [Person, Person, Person];
  const gardens = await makes(ann);
  const at = `${KITH}/groups/${gardens.id}`;
  await atOnce(...twice(bob, "POST", `${at}/join`), ...twice(cat, "POST", `${at}/join`));
  expect(await group(ann, gardens)).toMatchObject({ members_count: 3 });
  await atOnce(...twice(bob, "POST", `${at}/leave`), async () => await cat.asks("POST", `${at}/leave`));
  expect(await group(ann, gardens)).toMatchObject({ members_count: 1 });
  const link = (await does(ann, gardens, "links", { max_uses: 3, days: 1 })) as { code: string };
  await atOnce(...twice(bob, "POST", `${KITH}/groups/links/${link.code}`));
  await atOnce(...twice(cat, "POST", `${KITH}/groups/links/${link.code}`));
  expect(await ann.api("GET", `${at}/links`)).toMatchObject([{ uses: 2 }]);
  await atOnce(
    async () => await ann.asks("POST", `${at}/hand_over/${bob.id}`),
    async () => await ann.asks("POST", `${at}/hand_over/${cat.id}`),
  );
  const staff = await ann.api<{ role: string }[]>("GET", `${at}/moderators`);
  expect(staff.filter(({ role }) => role === "owner")).toHaveLength(1);
  const made = await atOnce(
    ...["a", "b", "c", "d"].map(
      (name) => async () => await bob.asks("POST", `${KITH}/groups`, { name: `of_${name}`, title: name }),
    ),
  );
  expect(wins(made)).toBe(2);
  const teams = await atOnce(
    ...["a", "b", "c", "d"].map(
      (name) => async () => await bob.asks("POST", `${KITH}/teams`, { username: `t_${name}`, display_name: name }),
    ),
  );
  expect(wins(teams)).toBe(2);
});

test("the heir of a group, or of a group of people, is somebody who is still in it", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, bob, cat] = (await people(world, "ann", "bob", "cat")) as [Person, Person, Person];
  const gardens = await makes(ann);
  for (const who of [bob, cat]) {
    await does(who, gardens, "join");
    await does(ann, gardens, `moderators/${who.id}`);
  }
  const chat = await ann.api<{ id: string }>("POST", `${KITH}/chats`, { account_ids: [bob.id, cat.id], name: "We" });
  await kith.write(async (tx) => {
    await tx.updateTable("accounts").set({ deleted_at: kith.now() }).where("id", "=", Number(ann.id)).execute();
    await tx.deleteFrom("users").where("id", "=", Number(ann.id)).execute();
  });
  const leaver = await getAccount(kith.db, Number(bob.id));
  const talk = await kith.db.selectFrom("chats").selectAll().where("id", "=", Number(chat.id)).executeTakeFirstOrThrow();
  await Promise.all([inheritChats(kith, Number(ann.id)), removeFromGroup(kith, leaver, talk, leaver.id)]);
  const of = await getOwnGroup(kith.db, Number(gardens.id));
  // Whoever has the group already when they want to leave it stays.
  const leaves = async () =>
    await leaveGroupOf(kith, of, leaver).then(
      () => true,
      () => false,
    );
  const [, left] = await Promise.all([inheritGroups(kith, { type: "account.erased", account_id: Number(ann.id) }), leaves()]);
  const staff = await cat.api<{ role: string; account: { id: string } }[]>("GET", `${KITH}/groups/${gardens.id}/moderators`);
  expect(staff.filter(({ role }) => role === "owner").map(({ account }) => account.id)).toEqual([left ? cat.id : bob.id]);
  expect((await group(bob, gardens)).standing).toMatchObject({ member: !left });
  expect(await cat.api("GET", `${KITH}/chats/${chat.id}`)).toMatchObject({ owner: true });
});

test("a team keeps an owner, a group of people one who has it, and what is put into something that goes is not found", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, bob, cat] = (await people(world, "ann", "bob", "cat")) as [Person, Person, Person];
  const { id } = await ann.api<{ id: string }>("POST", `${KITH}/teams`, { username: "club", display_name: "Club" });
  const team = `${KITH}/teams/${id}`;
  await ann.api("POST", `${team}/members`, { account_id: bob.id, role: "owner" });
  await atOnce(...twice(bob, "POST", `${team}/accept`));
  const left = await atOnce(...[ann, bob].map((who) => async () => await who.asks("POST", `${team}/leave`)));
  expect(wins(left)).toBe(1);
  for (let n = 0; n < 3; n++) {
    const chat = await ann.api<{ id: string }>("POST", `${KITH}/chats`, { account_ids: [bob.id, cat.id], name: `We ${n}` });
    const at = `${KITH}/chats/${chat.id}`;
    await atOnce(
      async () => await ann.asks("POST", `${at}/leave`),
      async () => await bob.asks("POST", `${at}/leave`),
      async () => await ann.asks("POST", `${at}/hand_over/${bob.id}`),
      async () => await cat.asks("POST", `${at}/messages`, { status: "Still there?" }),
    );
    expect(await cat.api("GET", at)).toMatchObject({ owner: true, members: [{}] });
  }
  await ann.follows(bob);
  for (const [kind, title] of [
    [`${KITH}/circles`, "Few"],
    ["/api/v1/lists", "Some"],
  ] as const)
    for (let n = 0; n < 3; n++) {
      const made = await ann.api<{ id: string }>("POST", kind, { title });
      await atOnce(
        ...twice(ann, "POST", `${kind}/${made.id}/accounts`, { account_ids: [bob.id] }),
        async () => await ann.asks("DELETE", `${kind}/${made.id}`),
      );
    }
});

test("places at an event, votes, recommendations, pins, and what comes at its time or by an invitation are each taken once", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, bob, cat] = (await people(world, "ann", "bob", "cat")) as [Person, Person, Person];
  const dance = await holds(ann, inDays(world.clock, 3), { capacity: 1 });
  await Promise.all([bob, cat].map(async (who) => await answers(who, dance, "yes")));
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, waiting_count: 1 });
  expect((await comers(ann, dance)).map(({ state }) => state).sort()).toEqual(["waiting", "yes"]);
  const asked = await ann.api<{ poll: { id: string } }>("POST", "/api/v1/statuses", {
    status: "Which?",
    poll: { options: ["a", "b"], expires_in: 3600 },
  });
  expect(wins(await atOnce(...twice(bob, "POST", `/api/v1/polls/${asked.poll.id}/votes`, { choices: [0] })))).toBe(1);
  expect(await ann.api("GET", `/api/v1/polls/${asked.poll.id}`)).toMatchObject({ votes_count: 1, voters_count: 1 });
  await Promise.all([bob.follows(ann), ann.follows(bob)]);
  const { id } = await bob.api<{ id: string }>("POST", `${KITH}/accounts/${ann.id}/recommendations`, {
    text: "Good",
    relation: "friend",
  });
  await atOnce(...twice(ann, "POST", `${KITH}/recommendations/${id}/accept`));
  expect((await bob.notifications("?types[]=recommendation")).length).toBe(1);
  const posts = await Promise.all(Array.from({ length: 8 }, async (_, n) => await cat.posts(`Pin ${n}`)));
  expect(wins(await atOnce(...posts.map((post) => async () => await cat.asks("POST", `/api/v1/statuses/${post.id}/pin`))))).toBe(
    5,
  );
  await bob.api("POST", "/api/v1/statuses", { status: "Later", scheduled_at: inDays(world.clock, 1) });
  world.clock.advance(2 * 86_400_000);
  await Promise.all([publishScheduled(kith), publishScheduled(kith)]);
  expect(await bob.profile(bob)).toHaveLength(1);
  await kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", Number(ann.id)).execute());
  const { code } = await createInvite(kith, { id: Number(ann.id), role: "owner" }, { max_uses: 1, days: 1 });
  const joins = async (username: string): Promise<boolean> =>
    await createUser(kith, { username, email: `${username}@mail.test`, password: PASSWORD, invite_code: code }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false;
        throw error;
      },
    );
  expect((await Promise.all(["dan", "eve"].map(joins))).filter(Boolean)).toHaveLength(1);
});

test("who sends the same twice has said it once, and what is put into a playlist at once is all in it", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, bob, cat] = (await people(world, "ann", "bob", "cat")) as [Person, Person, Person];
  for (const who of [bob, cat]) await ann.follows(who);
  for (const who of [ann, cat]) await who.follows(bob);
  const referral = { account_id: bob.id, to_id: cat.id, comment: "Ask him" };
  await atOnce(...twice(ann, "POST", `${KITH}/referrals`, referral), ...twice(ann, "POST", `${KITH}/referrals`, referral));
  await world.settles();
  expect((await cat.notifications("?types[]=mention")).length).toBe(1);
  const about = `${KITH}/accounts/${bob.id}/recommendations`;
  const praise = { text: "Good", relation: "friend" };
  const { id } = await cat.api<{ id: string }>("POST", about, praise);
  await bob.follows(cat);
  await atOnce(...twice(cat, "POST", `${KITH}/recommendations/${id}/revoke`), ...twice(cat, "POST", about, praise));
  expect((await bob.notifications("?types[]=recommendation")).length).toBeLessThan(2);
  const { hands, id: team } = await makeCrew(world);
  const words = { status: "News" };
  await atOnce(...[1, 2, 3].map(() => async () => await hands.writer.asks("POST", "/api/v1/statuses", words)));
  expect(await hands.owner.person.api(`GET`, `${KITH}/teams/${team}/submissions`)).toHaveLength(1);
  await tube(world);
  const films = await Promise.all([1, 2, 3].map(async (n) => await seenBy(ann, n)));
  const list = await ann.api<Playlist>("POST", AT, { title: "Breads" });
  const path = `${AT}/${list.id}/films`;
  await atOnce(...films.flatMap((film) => twice(ann, "POST", path, { status_id: film.id })));
  expect((await filmsOf(ann, list)).map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(await ann.api("GET", `${AT}/${list.id}`)).toMatchObject({ films_count: 3 });
  const [first] = await filmsOf(ann, list);
  await atOnce(
    async () => await ann.asks("DELETE", `${AT}/${list.id}`),
    ...twice(ann, "PUT", `${path}/${first?.id}`, { position: 3 }),
    async () => await ann.asks("PUT", `${AT}/${list.id}`, { title: "Loaves" }),
  );
});
