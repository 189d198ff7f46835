/** Votes against: in groups and nowhere else, in the place of a favourite, told to whom the group is told, and not taken where it has none. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { c2s } from "../c2s/client.ts";
import * as forums from "./forum.ts";
import { makes } from "./gardeners.ts";

type Votes = { taken: boolean; favourites_count: number; downvotes_count: number; score: number; downvoted: boolean };

const at = (id: string, what: string): string => `/api/kith/v1/statuses/${id}/${what}`;
const votes = async (who: Person, { id }: StatusJson): Promise<Votes> => await who.api("GET", at(id, "votes"));
const against = async (who: Person, { id }: StatusJson): Promise<Votes> => await who.api("POST", at(id, "downvote"));
const tries = async (who: Person, { id }: StatusJson): Promise<number> => (await who.asks("POST", at(id, "downvote"))).status;

/** What came of one kind, as itself or in a group's Announce. */
const came = ({ inbox }: Stranger, type: string): Doc[] =>
  inbox.documents.map((doc) => (doc.type === "Announce" ? ((doc.object ?? {}) as Doc) : doc)).filter((doc) => doc.type === type);

test("in a group of ours: two servers of Kith and a forum count the same, and it can have none", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const gardens = await makes(ann);
  const lena = await world.stranger("lena@forum.test");
  await lena.sends("alpha.test", lena.activity("Follow", gardens.uri));
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  const roses = await ann.api<StatusJson>("POST", "/api/v1/statuses", { status: "red", title: "Roses", group_id: gardens.id });
  await world.settles();
  const seen = (await bob.sees(roses))!;
  const says = async (activity: Doc) => (await lena.sends("alpha.test", activity), await world.settles());
  const counts = async () => {
    const { favourites_count, downvotes_count, score } = await votes(ann, roses);
    return [favourites_count, downvotes_count, score];
  };

  await bob.favourites(seen);
  await world.settles();
  expect(await counts()).toEqual([1, 0, 1]);
  expect(await against(bob, seen)).toMatchObject({ taken: true, favourites_count: 0, downvotes_count: 1, downvoted: true });
  await against(bob, seen);
  await world.settles();
  expect(await counts()).toEqual([0, 1, -1]);
  expect(came(lena, "Dislike")).toMatchObject([{ actor: bob.uri, object: roses.uri }]);
  await says(lena.activity("Dislike", roses.uri, { audience: gardens.uri }));
  expect(await counts()).toEqual([0, 2, -2]);
  await says(lena.activity("Like", roses.uri));
  expect(await counts()).toEqual([1, 1, 0]);
  const taken = lena.activity("Dislike", roses.uri);
  await says(taken);
  await says(lena.activity("Undo", taken));
  await bob.api("DELETE", at(seen.id, "downvote"));
  await world.settles();
  expect(await counts()).toEqual([0, 0, 0]);
  expect(came(lena, "Undo").map(({ object }) => (object as Doc).type)).toContain("Dislike");
  expect((await ann.notifications()).map(({ type }) => type)).not.toContain("downvote");

  // Nowhere else, and not where the group has none.
  const mine = await ann.posts("Mine alone");
  await says(lena.activity("Dislike", mine.uri));
  expect([await tries(ann, mine), (await votes(ann, mine)).taken]).toEqual([403, false]);
  await against(ann, roses);
  await ann.api("PATCH", `/api/kith/v1/groups/${gardens.id}`, { downvotes: false });
  await world.passes("5 minutes");
  expect(await tries(bob, seen)).toBe(403);
  const before = came(lena, "Dislike").length;
  await says(lena.activity("Dislike", roses.uri));
  expect([await tries(ann, roses), (await votes(ann, roses)).taken, came(lena, "Dislike").length]).toEqual([403, false, before]);
  expect(await world.instance("alpha.test").db.selectFrom("downvotes").select("account_id").execute()).toHaveLength(1);
});

test("in a forum elsewhere: its author and the forum are told, in order, and the forum is believed about its own people", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await forums.gather(world);
  const { alice, forum, lena, otto } = cast;
  // What shows posts and passes nothing on is a group of some other kind. Nobody knows what any of them run.
  const shown = forums.page(otto, forum, "Shown");
  await forum.sends("alpha.test", forum.activity("Announce", otto.serves(String(shown.id), shown), { to: [PUBLIC] }));
  await world.settles();
  expect(await tries(alice, (await alice.sees(String(shown.id)))!)).toBe(403);
  const post = await forums.posted(world, cast, "Tulips");
  await against(alice, post);
  await world.settles();
  for (const who of [otto, forum])
    expect(came(who, "Dislike")).toMatchObject([{ actor: alice.uri, object: post.uri, audience: forum.uri }]);
  await alice.favourites(post);
  await world.settles();
  expect(await votes(alice, post)).toMatchObject({ favourites_count: 1, downvotes_count: 0, downvoted: false });
  const [dislike] = came(otto, "Dislike");
  const told = otto.inbox.documents.map(({ type }) => type).slice(-3);
  expect(told).toEqual(["Dislike", "Undo", "Like"]);
  expect(came(otto, "Undo").at(-1)).toMatchObject({ object: { id: dislike?.["id"] } });

  await forums.passesOn(world, forum, lena.activity("Dislike", post.uri));
  await forums.passesOn(world, forum, otto.activity("Dislike", post.uri));
  expect(await votes(alice, post)).toMatchObject({ favourites_count: 1, downvotes_count: 1, score: 0 });
  const eve = await world.stranger("eve@evil.test");
  await alice.api("POST", `/api/v1/accounts/${(await alice.finds(eve.handle)).id}/block`);
  const own = await alice.posts("@gardens@forum.test Mine");
  await world.settles();
  for (const who of [eve, lena]) await who.sends("alpha.test", who.activity("Dislike", own.uri));
  await world.settles();
  expect(await votes(alice, own)).toMatchObject({ taken: true, downvotes_count: 1 });
});

test("a blog of WordPress passes on what its own authors write, and takes no votes", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum: blog, lena: author } = await forums.gather(world, { postingRestrictedToMods: true });
  // Nobody there would show what others begin.
  const group_id = (await alice.finds(blog.handle)).id;
  const begins = async () => await alice.asks("POST", "/api/v1/statuses", { status: "Mine", group_id });
  const refused = await begins();
  expect([refused.status, refused.json()]).toEqual([
    403,
    { error: `Only the moderators of ${blog.handle} begin anything there` },
  ]);
  expect((await alice.posts(`@${blog.handle} Read this`)).mentions).toHaveLength(1);
  blog.serves(`${blog.uri}/moderators`, forums.moderatedBy(blog, author, alice));
  expect((await begins()).status).toBe(403);
  await world.passes("2 hours");
  expect((await begins()).status).toBe(200);
  await world.settles();
  expect(blog.inbox.documents.at(-1)).toMatchObject({ type: "Create", object: { audience: blog.uri } });
  const article = author.note(
    '<figure class="wp-block-image"><img src="https://forum.test/g.png" alt="All is green" /><figcaption>Green</figcaption></figure><p>Weeds.</p>',
    {
      type: "Article",
      name: "Long with picture",
      nameMap: { en: "Long with picture" },
      summary: "<p>In short</p>\n",
      preview: { type: "Note", content: "<p>In short</p>\n" },
      to: [PUBLIC],
      cc: [`${author.uri}/followers`],
      audience: blog.uri,
      mediaType: "text/html",
    },
  );
  await forums.passesOn(world, blog, author.activity("Create", article, { audience: blog.uri, to: [PUBLIC] }));
  const [shown] = await alice.home();
  expect(shown).toMatchObject({ account: { acct: blog.handle }, reblog: { account: { acct: author.handle }, spoiler_text: "" } });
  expect(shown?.reblog?.content).toContain("<strong>Long with picture</strong></p> <p>Green</p> <p>Weeds.</p>");
  expect([await tries(alice, shown!.reblog!), (await votes(alice, shown!.reblog!)).taken]).toEqual([403, false]);
  // Whoever passes on a vote is a forum after all.
  await forums.passesOn(world, blog, author.activity("Like", article.id));
  expect((await votes(alice, shown!.reblog!)).taken).toBe(true);
});

test("an answer in a forum elsewhere that names none takes votes by its thread, from apps and from ActivityPub clients", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await forums.gather(world);
  const { alice, forum, lena, otto } = cast;
  const post = await forums.posted(world, cast, "Tulips");
  const answer = otto.note("<p>I think not</p>", { inReplyTo: post.uri, to: [PUBLIC] });
  await forums.passesOn(world, forum, otto.activity("Create", answer));
  const seen = (await alice.sees(String(answer.id)))!;
  const elsewhere = await otherwise(world, alice, otto);
  expect([(await votes(alice, seen)).taken, await tries(alice, elsewhere)]).toEqual([true, 403]);

  const client = c2s(world, alice);
  await client.does({ type: "Like", object: seen.uri });
  const given = await client.does({ type: "Dislike", object: seen.uri });
  await world.settles();
  for (const who of [otto, forum])
    expect(came(who, "Dislike")).toMatchObject([{ id: given, actor: alice.uri, object: seen.uri, audience: forum.uri }]);
  expect(await votes(alice, seen)).toMatchObject({ favourites_count: 0, downvotes_count: 1, downvoted: true });
  await forums.passesOn(world, forum, lena.activity("Dislike", seen.uri));
  expect((await votes(alice, seen)).downvotes_count).toBe(2);
  expect((await client.tries({ type: "Dislike", object: elsewhere.uri })).status).toBe(403);
  expect((await client.tries({ type: "Dislike" })).status).toBe(400);
  // By what it was about, and by its id; a Like takes its place.
  await client.does({ type: "Undo", object: { type: "Dislike", object: seen.uri } });
  await client.does({ type: "Dislike", object: seen.uri });
  const again = await client.does({ type: "Dislike", object: seen.uri });
  await client.does({ type: "Undo", object: again });
  await client.does({ type: "Dislike", object: seen.uri });
  await client.does({ type: "Like", object: seen.uri });
  await world.settles();
  expect(await votes(alice, seen)).toMatchObject({ favourites_count: 1, downvotes_count: 1, downvoted: false });
  expect(came(otto, "Undo").map(({ object }) => (object as Doc).type)).toEqual(["Like", "Dislike", "Dislike", "Dislike"]);
});

/** An answer in a thread that stands in no group. */
async function otherwise(world: World, alice: Person, otto: Stranger): Promise<StatusJson> {
  const mine = await alice.posts("Mine alone");
  const answer = otto.note("<p>no</p>", { inReplyTo: mine.uri, to: [PUBLIC] });
  await otto.sends("alpha.test", otto.activity("Create", answer));
  await world.settles();
  return (await alice.sees(String(answer.id)))!;
}
