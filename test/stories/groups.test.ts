/** Groups elsewhere (FEP-1b12): what they pass on is shown as theirs and believed by its origin; what is posted to them and in them goes there. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

type Cast = { alice: Person; forum: Stranger; lena: Stranger; otto: Stranger };

/** Alice of ours follows the forum; Lena lives on its server, Otto elsewhere. */
async function gather(world: World): Promise<Cast> {
  const alice = await world.person("alice@alpha.test");
  const forum = await world.stranger("gardens@forum.test");
  Object.assign(forum.actor, { type: "Group", followers: `${forum.uri}/followers` });
  const [lena, otto] = [await world.stranger("lena@forum.test"), await world.stranger("otto@other.test")];
  await alice.follows(forum.handle);
  await world.settles();
  await forum.sends("alpha.test", forum.activity("Accept", forum.inbox.documents.at(-1)));
  await world.settles();
  return { alice, forum, lena, otto };
}

const page = (author: Stranger, forum: Stranger, title: string): Doc =>
  author.note("<p>words</p>", { type: "Page", name: title, to: [PUBLIC, forum.uri], audience: forum.uri });

const passesOn = async (world: World, forum: Stranger, inner: Doc) => {
  const { "@context": _, ...bare } = inner;
  const answer = await forum.sends("alpha.test", forum.activity("Announce", bare, { cc: [`${forum.uri}/followers`] }));
  expect(answer.status).toBe(202);
  await world.settles();
};

const shown = async ({ alice }: Cast) =>
  (await alice.home()).map((status) => [status.account.acct, status.reblog?.account.acct, status.reblog?.content]);

test("a post is shown as the group's, once; answers stand in the thread; edits and ends arrive", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, lena, otto } = cast;
  const post = page(lena, forum, "Roses");
  await passesOn(world, forum, lena.activity("Create", post));
  await passesOn(world, forum, post);
  expect(await shown(cast)).toEqual([["gardens@forum.test", "lena@forum.test", expect.stringContaining("Roses")]]);
  const comment = otto.note("<p>Lovely</p>", { inReplyTo: post.id, to: [PUBLIC, forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", comment));
  expect(await shown(cast)).toHaveLength(1);
  const [seen] = await alice.home();
  expect((await alice.thread(seen!.reblog!)).descendants.map(({ content }) => content)).toEqual(["<p>Lovely</p>"]);
  await world.passes("1 minute");
  const updated = new Date(world.clock.now()).toISOString();
  const edited = { ...post, name: "Tulips", updated };
  lena.serves(String(post.id), edited);
  await passesOn(world, forum, lena.activity("Update", edited));
  expect((await shown(cast))[0]?.[2]).toContain("Tulips");
  lena.serves(String(post.id), { status: 410 });
  await passesOn(world, forum, lena.activity("Delete", post.id));
  expect(await shown(cast)).toEqual([]);
});

test("a like by its own server's word, or by the doer's, counts; a lie does not", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, lena, otto } = cast;
  const mine = await alice.posts("@gardens@forum.test Look at my roses");
  await passesOn(world, forum, lena.activity("Like", mine.uri));
  expect(await alice.looksAt(mine)).toMatchObject({ favourites_count: 1 });
  const like = otto.activity("Like", mine.uri);
  const forgotten = forum.activity("Announce", like, { cc: [`${forum.uri}/followers`] });
  await forum.sends("alpha.test", forgotten);
  await world.settles();
  expect(await alice.looksAt(mine)).toMatchObject({ favourites_count: 1 });
  const said = { ...otto.activity("Like", mine.uri) };
  otto.serves(String(said.id), said);
  await passesOn(world, forum, said);
  expect(await alice.looksAt(mine)).toMatchObject({ favourites_count: 2 });
  await passesOn(world, forum, lena.activity("Undo", { id: `${lena.uri}/x`, type: "Like", actor: lena.uri, object: mine.uri }));
  expect(await alice.looksAt(mine)).toMatchObject({ favourites_count: 1 });
});

test("a group puts no words into mouths of other servers, ends nobody's posts, and blocks and unfollows for nobody", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { alice, forum, otto, lena } = cast;
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await alice.follows(bob);
  await world.settles();
  const [hers, his] = [await alice.posts("Mine"), await bob.posts("His")];
  await world.settles();
  const honest = otto.note("<p>as it is</p>");
  await passesOn(world, forum, otto.activity("Create", { ...honest, content: "<p>as it is not</p>" }));
  await passesOn(world, forum, otto.activity("Create", { ...honest, id: `${otto.uri}/notes/999`, content: "<p>never said</p>" }));
  const byBob = (type: string, object: unknown): Doc => ({ id: `${bob.uri}#x/${type}`, type, actor: bob.uri, object });
  await passesOn(world, forum, byBob("Delete", his.uri));
  await passesOn(world, forum, byBob("Delete", hers.uri));
  await passesOn(world, forum, byBob("Update", { ...honest, id: his.uri, attributedTo: bob.uri, content: "<p>hacked</p>" }));
  await passesOn(world, forum, byBob("Block", alice.uri));
  await passesOn(world, forum, byBob("Undo", { id: `${bob.uri}/f`, type: "Follow", actor: bob.uri, object: alice.uri }));
  await passesOn(world, forum, lena.activity("Block", alice.uri, { target: forum.uri }));
  const said = JSON.stringify(await alice.home());
  expect([
    said.includes("as it is<"),
    said.includes("as it is not"),
    said.includes("never said"),
    said.includes("hacked"),
  ]).toEqual([true, false, false, false]);
  expect((await alice.sees(his))?.content).toContain("His");
  expect(await alice.looksAt(hers)).toBeDefined();
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: true, blocked_by: false });
  expect(await alice.relationship(lena.handle)).toMatchObject({ blocked_by: false });
});

test("nor into those of its neighbours; and what its server does not show it is not therefore gone", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena, otto } = await gather(world);
  for (const who of [lena, otto]) {
    await alice.follows(who.handle);
    await world.settles();
    await who.sends("alpha.test", who.activity("Accept", who.inbox.documents.at(-1)));
  }
  const open = lena.note("<p>in the open</p>");
  await lena.sends("alpha.test", lena.activity("Create", open));
  const secrets = [lena, otto].map((who) => who.note("<p>for followers</p>", { to: [`${who.uri}/followers`] }));
  for (const [n, who] of [lena, otto].entries()) {
    who.serves(String(secrets[n]?.id), { status: 404 });
    await who.sends("alpha.test", who.activity("Create", secrets[n]));
  }
  await world.settles();
  await world.passes("1 minute");
  const updated = new Date(world.clock.now()).toISOString();
  await passesOn(world, forum, lena.activity("Create", { ...lena.note("<p>put in</p>"), id: `${lena.uri}/notes/77` }));
  await passesOn(world, forum, lena.activity("Update", { ...open, content: "<p>put in</p>", updated }));
  await passesOn(world, forum, lena.activity("Delete", open.id));
  for (const [n, who] of [lena, otto].entries()) await passesOn(world, forum, who.activity("Delete", secrets[n]?.id));
  const words = (await alice.home()).map(({ content }) => content);
  expect(words.toSorted()).toEqual(["<p>for followers</p>", "<p>for followers</p>", "<p>in the open</p>"]);
});

test("nothing is unwrapped for a group that nobody follows, nor for who is no group", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await gather(world);
  await alice.unfollows(forum.handle);
  await world.settles();
  const person = await world.stranger("pete@forum.test");
  const mine = await alice.posts("Mine");
  await passesOn(world, forum, lena.activity("Create", page(lena, forum, "Roses")));
  await passesOn(world, person, lena.activity("Like", mine.uri));
  expect(await alice.publicTimeline()).toHaveLength(1);
  expect(await alice.looksAt(mine)).toMatchObject({ favourites_count: 0 });
});

const sentTo = (who: Stranger, text: string): Doc | undefined =>
  who.inbox.documents.find((document) => document.type === "Create" && JSON.stringify(document).includes(text));

test("a post that mentions a group is addressed to it; an answer in its thread goes there as well, unless it is for few", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto } = cast;
  await alice.posts("@gardens@forum.test Look at my roses");
  await world.settles();
  const created = sentTo(forum, "Look at my roses");
  const addressed = { to: [PUBLIC], audience: forum.uri, cc: expect.arrayContaining([forum.uri, `${forum.uri}/followers`]) };
  expect(created).toMatchObject({ ...addressed, object: addressed });
  await passesOn(world, forum, otto.activity("Create", page(otto, forum, "Tulips")));
  const [first] = await alice.home();
  await alice.replies(first!.reblog!, "@otto@other.test How lovely");
  await alice.replies(first!.reblog!, "@otto@other.test Between us", { visibility: "direct" });
  await world.settles();
  expect(sentTo(forum, "How lovely")).toMatchObject({ ...addressed, object: addressed });
  expect(sentTo(otto, "How lovely")).toBeDefined();
  expect(sentTo(otto, "Between us")).toBeDefined();
  expect(sentTo(forum, "Between us")).toBeUndefined();
});

test("what begins a thread in a group has a title: its warning, or its first words; answers and posts for others have none", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { alice, forum, otto } = cast;
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  await alice.posts("@gardens@forum.test\n\nLook at my roses, @gardens@forum.test!\nThey are red");
  await alice.posts("@gardens@forum.test it ends badly", { spoiler_text: "About a film" });
  await alice.posts(`@gardens@forum.test ${"words and ".repeat(40)}`);
  await alice.posts("@gardens@forum.test");
  await alice.posts("@gardens@forum.test Between us", { visibility: "private" });
  await alice.posts("Nothing for gardens");
  await passesOn(world, forum, otto.activity("Create", page(otto, forum, "Tulips")));
  const first = (await alice.home()).find(({ reblog }) => reblog !== null);
  await alice.replies(first!.reblog!, "@otto@other.test How lovely");
  await world.settles();
  const created = (text: string) => sentTo(forum, text)?.["object"] as Doc | undefined;
  // Lemmy reads these, and nothing that has `inReplyTo`, as a post.
  expect(created("my roses")).toMatchObject({
    type: "Note",
    name: "Look at my roses",
    audience: forum.uri,
    attachment: [],
    tag: [{}],
  });
  expect(created("my roses")).not.toHaveProperty("inReplyTo");
  expect(created("ends badly")).toMatchObject({ name: "About a film", summary: "About a film" });
  const long = String(created("words and")?.["name"]);
  expect([long.length <= 200, long.length > 180, long.endsWith(" words\u2026") || long.endsWith(" and\u2026")]).toEqual([
    true,
    true,
    true,
  ]);
  expect(created("How lovely")).not.toHaveProperty("name");
  const bare = forum.inbox.documents.map(({ object }) => object as Doc).filter(({ content }) => content !== undefined);
  expect(bare.filter(({ name }) => name === undefined)).toHaveLength(3);
  // Here and at other microblogs it is what it was.
  const seen = (await bob.home()).map(({ content }) => content).join();
  expect(seen).toContain("Look at my roses");
  expect(seen).not.toContain("<strong>");
  const fetched = (await otto.fetches("alpha.test", new URL(String(created("my roses")?.["id"])).pathname)).json<Doc>();
  expect(fetched).toMatchObject({ name: "Look at my roses", audience: forum.uri });
});
