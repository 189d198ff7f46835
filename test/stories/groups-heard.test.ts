/** A group on another server, as far as it is known here: who looks after it, who is in it, what its moderators do, and what stands in it in another order than it came. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { gather, passesOn, posted } from "./forum.ts";
import { does, makes, plain, tries, type Grouped } from "./gardeners.ts";

type Logged = {
  act: string;
  by: { acct: string } | null;
  account: { acct: string } | null;
  status_id: string | null;
  reason: string;
};

const pathOf = async (who: Person, handle: string, what: string): Promise<string> =>
  `/api/kith/v1/groups/${(await who.finds(handle)).id}/${what}`;

const heard = async (who: Person): Promise<string[]> =>
  (await who.api<Logged[]>("GET", await pathOf(who, "@gardens@alpha.test", "log"))).map(
    ({ by, act, account, reason }) => `${by?.acct} ${act} ${account?.acct}${reason === "" ? "" : `: ${reason}`}`,
  );

const acctsAt = async (who: Person, what: "members" | "moderators"): Promise<string[]> => {
  const rows = await who.api<{ acct?: string; role?: string; account?: { acct: string } }[]>(
    "GET",
    await pathOf(who, "@gardens@alpha.test", what),
  );
  return rows.map(({ acct, account, role }) => acct ?? `${account?.acct} ${role}`);
};

test("who looks after it, who is in it and what moderators do there is told as this server knows it, to whoever may look", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [bea, bob] = [await world.person("bea@beta.test"), await world.person("bob@beta.test")];
  const gardens = await makes(ann);
  await does(ben, gardens, "join");
  for (const who of [bea, bob]) await who.follows("@gardens@alpha.test");
  await world.settles();
  // Its server is asked when somebody looks at it.
  await bea.api("GET", (await pathOf(bea, "@gardens@alpha.test", "")).replace(/\/$/, ""));
  await world.settles();
  expect(await acctsAt(bob, "moderators")).toEqual(["ann@alpha.test moderator"]);
  expect((await acctsAt(bob, "members")).toSorted()).toEqual(["ann@alpha.test", "bea", "ben@alpha.test", "bob"]);
  const tulips = (await bea.api("POST", "/api/v1/statuses", {
    status: "Tulips",
    group_id: (await bea.finds("@gardens@alpha.test")).id,
  })) as Grouped;
  await world.settles();
  expect(await heard(bob)).toEqual([]);
  const hers = (await ann.sees(tulips))!;
  for (const [what, reason] of [
    [`statuses/${hers.id}/pin`],
    [`statuses/${hers.id}/lock`, "Enough"],
    [`statuses/${hers.id}/unlock`],
    [`moderators/${ben.id}`],
    [`bans/${(await ann.finds("@bea@beta.test")).id}`, "Weeds"],
  ] as const) {
    await does(ann, gardens, what, { reason });
    await world.settles();
  }
  const all = [
    "ann@alpha.test banned bea: Weeds",
    "ann@alpha.test appointed ben@alpha.test",
    "ann@alpha.test unlocked bea",
    "ann@alpha.test locked bea: Enough",
    "ann@alpha.test pinned bea",
  ];
  expect(await heard(bob)).toEqual(all);
  expect((await acctsAt(bob, "members")).toSorted()).toEqual(["ann@alpha.test", "ben@alpha.test", "bob"]);
  // Whom somebody has blocked, or who has blocked them, is not shown to them there either.
  await bob.blocks("@ben@alpha.test");
  expect((await acctsAt(bob, "members")).toSorted()).toEqual(["ann@alpha.test", "bob"]);
  const page = await makeSurfer(world.visitor("beta.test"), "https://beta.test").get("/@gardens@alpha.test/about");
  for (const words of ["What this server has heard of", "Weeds", "Enough"]) expect(page.text).toContain(words);
});

test("what stands in it is read by when it was answered and how it was liked, as far as that is known here", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@beta.test")];
  const gardens = await makes(ann);
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  const posts: Grouped[] = [];
  for (const status of ["Roses", "Tulips", "Weeds"]) {
    posts.push((await ann.api("POST", "/api/v1/statuses", { status, group_id: gardens.id })) as Grouped);
    await world.passes("1 minute");
  }
  const far = async (order: string) =>
    (await bea.api<Grouped[]>("GET", await pathOf(bea, "@gardens@alpha.test", `timeline?order=${order}`))).map(
      ({ content, reblog }) => plain(reblog?.content ?? content),
    );
  for (const order of ["new", "active"]) expect(await far(order)).toEqual(["Weeds", "Tulips", "Roses"]);
  await ann.replies(posts[0]!, "Still in bloom");
  await bea.favourites((await bea.sees(posts[1]!))!);
  await bea.api("POST", `/api/v1/statuses/${(await bea.sees(posts[1]!))!.id}/reblog`);
  await world.settles();
  expect(await far("active")).toEqual(["Roses", "Weeds", "Tulips"]);
  expect((await far("top"))[0]).toBe("Tulips");
  expect(await far("new")).toEqual(["Weeds", "Tulips", "Roses"]);
  const second = await bea.api<Grouped[]>(
    "GET",
    await pathOf(bea, "@gardens@alpha.test", "timeline?order=active&limit=1&offset=1"),
  );
  expect(second.map(({ reblog }) => plain(reblog?.content ?? ""))).toEqual(["Weeds"]);
  const surfer = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  const { text } = await surfer.get("/@gardens@alpha.test?order=active");
  expect(text.indexOf("Roses")).toBeLessThan(text.indexOf("Weeds"));
});

test("of a private group elsewhere none of it is for who is not in it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bea, mal] = [
    await world.person("ann@alpha.test"),
    await world.person("bea@beta.test"),
    await world.person("mal@beta.test"),
  ];
  const gardens = await makes(ann, { private: true });
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  const roses = await ann.posts("@gardens Roses");
  await world.settles();
  await does(ann, gardens, `statuses/${roses.id}/lock`, { reason: "Enough" });
  await world.settles();
  const { id } = await mal.finds("@gardens@alpha.test");
  for (const path of ["timeline", "timeline?order=top", "members", "moderators", "log"])
    expect([path, await tries(mal, "GET", `${id}/${path}`)]).toEqual([path, 404]);
  expect(await heard(bea)).toEqual(["ann@alpha.test locked ann@alpha.test: Enough"]);
  expect(await acctsAt(bea, "members")).toEqual(["bea"]);
  const outside = await mal.api<{ members: unknown[] }>("GET", `/api/kith/v1/accounts/${id}/group`);
  expect(outside.members).toEqual([]);
  for (const order of ["new", "active", "top"])
    expect(await bea.api<Grouped[]>("GET", await pathOf(bea, "@gardens@alpha.test", `timeline?order=${order}`))).toHaveLength(1);
  const surfer = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  await surfer.signsIn("mal");
  for (const page of ["/@gardens@alpha.test/about", "/@gardens@alpha.test?order=active", "/@gardens@alpha.test/followers"]) {
    const { text } = await surfer.get(page);
    expect([page, ["Roses", "Enough", "@bea"].filter((words) => text.includes(words))]).toEqual([page, []]);
    const told = ["Private", "For members only"].filter((words) => text.includes(words));
    if (!page.endsWith("followers")) expect([page, told]).toEqual([page, ["Private", "For members only"]]);
  }
  expect((await mal.api<unknown[]>("GET", `/api/v1/accounts/${id}/followers`)).length).toBe(0);
  for (const part of ["members", "log"]) expect((await surfer.get(`/@gardens@alpha.test/about/${part}`)).status).toBe(404);
});

test("how much is posted in a private group elsewhere is what has come from it, not what its server tells everybody", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@beta.test")];
  await makes(ann, { private: true });
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  const path = (await pathOf(bea, "@gardens@alpha.test", "")).replace(/\/$/, "");
  const count = async () => (await bea.api<{ posts_count: number }>("GET", path)).posts_count;
  expect(await count()).toBe(0);
  const roses = await ann.posts("@gardens Roses");
  await ann.posts("@gardens Tulips");
  await world.settles();
  expect(await count()).toBe(2);
  // It is asked again.
  await world.passes("26 hours");
  expect(await count()).toBe(2);
  await world.settles();
  expect(await count()).toBe(2);
  await ann.deletes(roses);
  await world.settles();
  expect(await count()).toBe(1);
});

test("what is pinned stands on top of a group's page and not again below; its log goes on on a page of its own", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@beta.test")];
  const gardens = await makes(ann);
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  const [roses] = [await ann.posts("@gardens Roses in June"), await ann.posts("@gardens Tulips in May")];
  await world.settles();
  await does(ann, gardens, `statuses/${roses.id}/pin`);
  for (let round = 0; round < 11; round++)
    for (const verdict of ["lock", "unlock"]) {
      await does(ann, gardens, `statuses/${roses.id}/${verdict}`);
      await world.settles();
    }
  const far = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  const near = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  for (const [surfer, page] of [
    [far, "/@gardens@alpha.test"],
    [near, "/@gardens"],
  ] as const) {
    const { text } = await surfer.get(page);
    const times = ["Roses in June</p>", "Tulips in May</p>"].map((words) => text.split(words).length - 1);
    expect([page, ...times]).toEqual([page, 1, 1]);
  }
  const about = await far.get("/@gardens@alpha.test/about");
  expect(about.text).toContain('href="/@gardens@alpha.test/about/log"');
  expect(about.text).not.toContain("/about/members");
  const first = await far.get("/@gardens@alpha.test/about/log");
  const older = /href="([^"]+max_id=\d+)" rel="next"/.exec(first.text)?.[1] ?? "";
  expect((await far.get(older)).text).toContain("pinned");
  expect((await far.get("/@gardens@alpha.test/about/members")).text).toContain("@bea");
});

test("what is heard twice stands there once, a ban that follows one that has run out stands there again, and of what was not pinned nothing is said", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const secret = await alice.posts("Between us", { visibility: "private" });
  const ends = (days: number) => new Date(world.clock.now() + days * 86_400_000).toISOString();
  const ban = () => mona.activity("Block", alice.uri, { target: forum.uri, cc: [forum.uri], summary: "Rude", endTime: ends(3) });
  const [lock, first] = [mona.activity("Lock", root.uri, { cc: [forum.uri] }), ban()];
  for (const decision of [lock, lock, first, first]) await passesOn(world, forum, decision);
  for (const object of [root.uri, secret.uri])
    await passesOn(world, forum, mona.activity("Remove", object, { target: `${forum.uri}/featured`, cc: [forum.uri] }));
  const { id } = await alice.finds("@gardens@forum.test");
  const acts = async () => (await alice.api<Logged[]>("GET", `/api/kith/v1/groups/${id}/log`)).map(({ act }) => act);
  expect(await acts()).toEqual(["banned", "locked"]);
  await world.passes("4 days");
  await passesOn(world, forum, ban());
  expect(await acts()).toEqual(["banned", "banned", "locked"]);
});

test("what takes back what was never done is no deed, here and elsewhere", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const lock = mona.activity("Lock", root.uri, { cc: [forum.uri] });
  const ban = mona.activity("Block", alice.uri, { target: forum.uri, cc: [forum.uri], summary: "Rude" });
  for (const deed of [lock, ban]) await passesOn(world, forum, mona.activity("Undo", deed, { cc: [forum.uri] }));
  const { id } = await alice.finds("@gardens@forum.test");
  const acts = async (group_id: string) =>
    (await alice.api<Logged[]>("GET", `/api/kith/v1/groups/${group_id}/log`)).map(({ act }) => act);
  expect(await acts(id)).toEqual([]);
  for (const deed of [lock, mona.activity("Undo", lock, { cc: [forum.uri] })]) await passesOn(world, forum, deed);
  expect(await acts(id)).toEqual(["unlocked", "locked"]);
  const ours = await makes(alice);
  const bob = await world.person("bob@alpha.test");
  const post = (await alice.api("POST", "/api/v1/statuses", { status: "Leeks", group_id: ours.id })) as Grouped;
  const before = await acts(ours.id);
  for (const verdict of ["unlock", "unpin", "restore"]) await does(alice, ours, `statuses/${post.id}/${verdict}`);
  await alice.asks("DELETE", `/api/kith/v1/groups/${ours.id}/bans/${bob.id}`);
  expect(await acts(ours.id)).toEqual(before);
});
