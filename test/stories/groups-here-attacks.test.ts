/** What strangers try with groups of ours: to moderate them, to post where they are banned, to make them go round for ever. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, group, makes, plain, tries, type GroupJson } from "./gardeners.ts";

/** Ann's group on alpha, with a member and a passer-by on servers of the group software's kind. */
async function gather(world: World) {
  const ann = await world.person("ann@alpha.test");
  const gardens = await makes(ann);
  const [lena, otto] = [await world.stranger("lena@forum.test"), await world.stranger("otto@other.test")];
  await lena.sends("alpha.test", lena.activity("Follow", gardens.uri));
  await world.settles();
  return { ann, gardens, lena, otto };
}

const page = (author: Stranger, group_uri: string, title: string): Doc =>
  author.note("<p>words</p>", { type: "Page", name: title, to: [PUBLIC, group_uri], audience: group_uri });

const says = async (world: World, who: Stranger, activity: Doc): Promise<void> => {
  await who.sends("alpha.test", activity);
  await world.settles();
};

const announced = ({ inbox }: Stranger, type: string): Doc[] =>
  inbox.documents.filter((document) => document.type === "Announce" && (document.object as Doc).type === type);

test("a forum finds what it looks for: the actor, its moderators, its posts with titles, votes, and everything inside an Announce", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, gardens, lena } = await gather(world);
  expect(lena.inbox.documents.map(({ type }) => type)).toEqual(["Accept"]);
  const actor = (await lena.fetches("alpha.test", new URL(gardens.uri).pathname)).json<Doc>();
  expect(actor).toMatchObject({
    type: "Group",
    name: "Gardens",
    preferredUsername: "gardens",
    attributedTo: `${gardens.uri}/moderators`,
    postingRestrictedToMods: false,
    outbox: `${gardens.uri}/outbox`,
    featured: `${gardens.uri}/collections/featured`,
  });
  const staff = (await lena.fetches("alpha.test", `${new URL(gardens.uri).pathname}/moderators`)).json<Doc>();
  expect(staff).toMatchObject({ type: "OrderedCollection", orderedItems: [ann.uri] });
  const roses = await ann.api<{ uri: string; id: string }>("POST", "/api/v1/statuses", {
    status: "red ones",
    title: "Roses",
    group_id: gardens.id,
  });
  await world.settles();
  const [create] = announced(lena, "Create");
  expect(create).toMatchObject({ actor: gardens.uri, to: [PUBLIC], cc: [`${gardens.uri}/followers`] });
  expect((create!.object as Doc).object).toMatchObject({ name: "Roses", audience: gardens.uri, attributedTo: ann.uri });
  // And for those who know no groups, what it is about alone.
  expect(lena.inbox.documents.some(({ type, object }) => type === "Announce" && object === roses.uri)).toBe(true);
  const tulips = page(lena, gardens.uri, "Tulips");
  await says(world, lena, lena.activity("Create", tulips, { audience: gardens.uri }));
  expect((await feed(ann, gardens))[0]).toContain("Tulips");
  const comment = lena.note("<p>Lovely</p>", { inReplyTo: roses.uri, to: [PUBLIC], cc: [gardens.uri], audience: gardens.uri });
  await says(world, lena, lena.activity("Create", comment));
  await says(world, lena, lena.activity("Like", roses.uri, { audience: gardens.uri }));
  await says(world, lena, lena.activity("Dislike", roses.uri, { audience: gardens.uri }));
  const seen = await ann.api<{ favourites_count: number; replies_count: number }>("GET", `/api/v1/statuses/${roses.id}`);
  // One vote each: the second has taken the place of the first.
  expect(seen).toMatchObject({ favourites_count: 0, replies_count: 1 });
  expect([announced(lena, "Like").length, announced(lena, "Dislike").length, announced(lena, "Create").length]).toEqual([
    1, 1, 3,
  ]);
  await says(world, lena, lena.activity("Delete", tulips.id));
  expect(announced(lena, "Delete")).toHaveLength(1);
  expect(await feed(ann, gardens)).toHaveLength(1);
  // Who knows no groups is told by its author of the end of what the group has shown.
  await ann.api("DELETE", `/api/v1/statuses/${roses.id}`);
  await world.settles();
  expect(announced(lena, "Delete")).toHaveLength(2);
  expect(lena.inbox.documents.filter(({ type, actor: by }) => type === "Delete" && by === ann.uri)).toHaveLength(1);
});

test("nobody moderates it whom it does not list; whom it lists does, and no longer than that", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, gardens, lena, otto } = await gather(world);
  const cleo = await world.person("cleo@alpha.test");
  await cleo.follows("@gardens@alpha.test");
  const roses = await cleo.posts("@gardens Roses");
  await world.settles();
  const acts = (who: Stranger): Doc[] => [
    who.activity("Lock", roses.uri, { cc: [gardens.uri] }),
    who.activity("Delete", roses.uri, { cc: [gardens.uri], summary: "Off" }),
    who.activity("Block", cleo.uri, { target: gardens.uri, cc: [gardens.uri] }),
    who.activity("Add", roses.uri, { target: `${gardens.uri}/collections/featured` }),
    who.activity("Add", who.uri, { target: `${gardens.uri}/moderators` }),
    who.activity("Remove", ann.uri, { target: `${gardens.uri}/moderators` }),
  ];
  for (const who of [lena, otto]) for (const act of acts(who)) await says(world, who, act);
  expect(await feed(ann, gardens)).toEqual(["@gardens Roses"]);
  expect((await group(cleo, gardens)).standing).toMatchObject({ member: true, may_post: true });
  expect((await ann.api<unknown[]>("GET", `/api/kith/v1/groups/${gardens.id}/log`)).length).toBe(1);
  expect((await ann.api<unknown[]>("GET", `/api/kith/v1/groups/${gardens.id}/pinned`)).length).toBe(0);
  const her = await ann.finds(lena.handle);
  await does(ann, gardens, `moderators/${her.id}`);
  await world.settles();
  const [lock, removal] = acts(lena);
  await says(world, lena, lock!);
  expect((await cleo.asks("POST", "/api/v1/statuses", { status: "But", in_reply_to_id: roses.id })).status).toBe(403);
  await says(world, lena, removal!);
  expect(await feed(ann, gardens)).toEqual([]);
  expect((await cleo.looksAt(roses))?.content).toContain("Roses");
  await says(world, lena, lena.activity("Undo", removal));
  expect(await feed(ann, gardens)).toHaveLength(1);
  // A moderator appoints nobody, and does not dismiss who owns it.
  await says(world, lena, lena.activity("Add", otto.uri, { target: `${gardens.uri}/moderators` }));
  await says(world, lena, lena.activity("Remove", ann.uri, { target: `${gardens.uri}/moderators` }));
  const staff = await ann.api<{ account: { acct: string } }[]>("GET", `/api/kith/v1/groups/${gardens.id}/moderators`);
  expect(staff.map(({ account }) => account.acct)).toEqual(["ann", "lena@forum.test"]);
  await says(world, lena, lena.activity("Block", cleo.uri, { target: gardens.uri, cc: [gardens.uri], summary: "Rude" }));
  expect((await group(cleo, gardens)).standing).toMatchObject({ member: false, may_post: false });
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/moderators/${her.id}`);
  await says(world, lena, lena.activity("Undo", lena.activity("Block", cleo.uri, { target: gardens.uri })));
  expect((await group(cleo, gardens)).standing).toMatchObject({ may_post: false });
});

test("who is banned, who is in no more, and who never was pass nothing on through it; a group in it goes round for nobody", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, gardens, lena, otto } = await gather(world);
  const loop = await world.stranger("loop@rounds.test");
  Object.assign(loop.actor, { type: "Group", followers: `${loop.uri}/followers` });
  await says(world, loop, loop.activity("Follow", gardens.uri));
  expect(loop.inbox.documents.map(({ type }) => type)).toEqual(["Reject"]);
  await says(world, loop, loop.activity("Create", page(loop, gardens.uri, "Round")));
  await says(world, otto, otto.activity("Create", page(otto, gardens.uri, "Outside")));
  await says(world, lena, lena.activity("Announce", page(otto, gardens.uri, "Announced").id));
  await says(world, lena, lena.activity("Announce", lena.activity("Create", page(lena, gardens.uri, "Wrapped"))));
  expect(await feed(ann, gardens)).toEqual([]);
  const before = lena.inbox.documents.length;
  const her = await ann.finds(lena.handle);
  await does(ann, gardens, `bans/${her.id}`, { reason: "Spam" });
  await world.settles();
  expect(new Set(lena.inbox.documents.slice(before).map(({ type }) => type))).toEqual(new Set(["Block", "Reject"]));
  await says(world, lena, lena.activity("Create", page(lena, gardens.uri, "Banned")));
  await says(world, lena, lena.activity("Follow", gardens.uri));
  expect(await feed(ann, gardens)).toEqual([]);
  expect(lena.inbox.documents.at(-1)?.type).toBe("Reject");
  expect((await group(ann, gardens)).members_count).toBe(1);
});

test("limits: texts, pins, links; and what is not one's own is not found", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, gardens } = await gather(world);
  const eve = await world.person("eve@alpha.test");
  const changes = [
    { title: "x".repeat(61) },
    { note: "x".repeat(2001) },
    { rules: Array.from({ length: 21 }, () => "x") },
    { rules: ["x".repeat(301)] },
    { membership: "none" },
  ];
  for (const change of changes) expect(await tries(ann, "PATCH", gardens.id, change)).toBe(422);
  expect(await tries(eve, "PATCH", gardens.id, { title: "Mine" })).toBe(403);
  const mine = await eve.posts("Elsewhere");
  for (const verdict of ["pin", "lock", "remove"])
    expect(await tries(ann, "POST", `${gardens.id}/statuses/${mine.id}/${verdict}`)).toBe(404);
  for (let n = 0; n < 11; n++) {
    const { id } = await ann.posts(`@gardens ${n}`);
    expect(await tries(ann, "POST", `${gardens.id}/statuses/${id}/pin`)).toBe(n < 10 ? 200 : 422);
  }
  for (let n = 0; n < 21; n++) expect(await tries(ann, "POST", `${gardens.id}/links`, {})).toBe(n < 20 ? 200 : 422);
  expect(await tries(ann, "POST", `${gardens.id}/bans/${ann.id}`)).toBe(422);
  expect(await tries(ann, "POST", `${gardens.id}/hand_over/${eve.id}`)).toBe(422);
  expect(await tries(eve, "GET", String(ann.id))).toBe(404);
  const script = await ann.api<{ title: string; note: string }>("PATCH", `/api/kith/v1/groups/${gardens.id}`, {
    note: "<script>x</script> @eve",
    title: "<b>T</b>",
  });
  expect([script.note.includes("<script"), plain(script.note).includes("@eve")]).toEqual([false, true]);
});

test("names are as free as those of people; how many groups one makes, and who makes them, is for the server to say", async () => {
  await using world = await createWorld(
    { domain: "alpha.test", config: { limits: { rate: false, groups_per_person: 2 } } },
    {
      domain: "beta.test",
      config: { members_make_groups: false },
    },
  );
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const root = await world.person("root1@beta.test", { role: "admin" });
  for (const name of ["ann", "admin", "no spaces", ""]) expect(await tries(ann, "POST", "", { name, title: "X" })).toBe(422);
  expect(await tries(ann, "POST", "", { name: "one", title: "" })).toBe(422);
  for (const name of ["one", "two"]) await makes(ann, { name });
  expect(await tries(ann, "POST", "", { name: "one", title: "X" })).toBe(422);
  expect(await tries(ann, "POST", "", { name: "three", title: "X" })).toBe(422);
  expect(await tries(bob, "POST", "", { name: "one", title: "X" })).toBe(403);
  expect(await tries(root, "POST", "", { name: "one", title: "X" })).toBe(200);
  expect((await ann.api<GroupJson[]>("GET", "/api/kith/v1/groups?q=tw")).map(({ acct }) => acct)).toEqual(["two"]);
  expect((await ann.api<GroupJson[]>("GET", "/api/kith/v1/groups/joined")).map(({ acct }) => acct)).toEqual(["one", "two"]);
});

test("when its owner is gone, a moderator owns it; whoever runs the server can end it as any account", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, gardens, lena } = await gather(world);
  const [root, ben] = [
    await world.person("root1@alpha.test", { role: "owner", scopes: "read write follow admin:read admin:write" }),
    await world.person("ben@alpha.test"),
  ];
  await ben.follows("@gardens@alpha.test");
  await does(ann, gardens, `moderators/${ben.id}`);
  await root.api("POST", `/api/v1/admin/accounts/${ann.id}/action`, { type: "suspend" });
  await root.api("DELETE", `/api/v1/admin/accounts/${ann.id}`);
  await world.passes("2 hours");
  expect((await group(ben, gardens)).standing).toMatchObject({ role: "owner" });
  const seen = await root.api<{ username: string }>("GET", `/api/v1/admin/accounts/${gardens.id}`);
  expect(seen.username).toBe("gardens");
  await root.api("POST", `/api/v1/admin/accounts/${gardens.id}/action`, { type: "suspend" });
  await world.settles();
  expect(await tries(ben, "GET", gardens.id)).toBe(404);
  const posted = (await ben.posts("@gardens Anybody?")) as { group?: unknown };
  expect(posted.group).toBeUndefined();
  await says(world, lena, lena.activity("Create", page(lena, gardens.uri, "Anybody?")));
  expect(await ben.publicTimeline()).toHaveLength(1);
});
