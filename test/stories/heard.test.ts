/** As real servers were heard (docs/peers.md): NodeBB 4.15.1's articles with a gist, answers that name nobody and ends by moderators; ids that come again. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { gather, passesOn } from "./forum.ts";

test("NodeBB's topics have no warning, its answers are told to whom they answer, and what it deletes goes", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, lena } = cast;
  const context = "https://forum.test/topic/4";
  const place = { context, audience: forum.uri, cc: [`${lena.uri}/followers`], source: null, tag: null, attachment: [] };
  const topic = lena.note("<p>First <strong>words</strong></p>\n", {
    type: "Article",
    name: "Compost",
    to: [PUBLIC, forum.uri],
    summary: "<p>First <strong>words</strong></p>",
    sensitive: false,
    preview: { type: "Note", attributedTo: lena.uri, content: "<p>First <strong>words</strong></p>\n", attachment: [] },
    ...place,
  });
  // As it is and in its Create, both in the category's name.
  await passesOn(world, forum, topic);
  await passesOn(world, forum, lena.activity("Create", topic));
  const [shown] = await alice.home();
  const root = shown!.reblog!;
  expect(root).toMatchObject({ spoiler_text: "", sensitive: false, title: "Compost" });

  const said = await alice.replies(root, "I think");
  await world.settles();
  const answer = lena.note("<p>No turnips</p>\n", {
    name: "Compost",
    inReplyTo: said.uri,
    ...place,
    to: [PUBLIC, alice.uri, forum.uri],
  });
  await passesOn(world, forum, lena.activity("Create", answer));
  await lena.sends("alpha.test", lena.activity("Create", answer));
  await world.settles();
  const told = (await alice.notifications()).filter(({ type }) => type === "mention");
  expect(told.map(({ status }) => status?.content)).toEqual(["<p>No turnips</p>"]);

  // A moderator's deletion names the author, is for nobody in particular, and what it is about is served for another minute.
  const remove = (of: Doc): Doc => ({ ...lena.activity("Delete", of.id), to: [], cc: place.cc, origin: context });
  const words = async () => (await alice.thread(said)).descendants.map(({ content }) => content);
  expect(await words()).toEqual(["<p>No turnips</p>"]);
  await passesOn(world, forum, remove(answer));
  expect(await words()).toEqual([]);
  lena.serves(String(answer.id), { status: 404 });
  await world.passes("3 minutes");
  await world.settles();
  expect(await alice.looksAt(told[0]!.status!)).toBeUndefined();

  // Its Undo of the Announce has the number that the post has there for an object.
  await forum.sends("alpha.test", forum.activity("Undo", { id: shown!.uri, type: "Announce", actor: forum.uri, object: "11" }));
  await world.settles();
  expect(await alice.home()).not.toContainEqual(expect.objectContaining({ id: shown!.id }));
});

test("a like and its end, and the answer to a follow, come again under the ids that they had, as NodeBB and Hollo send them", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await gather(world);
  const post = await alice.posts("Like me");
  const like = lena.activity("Like", post.uri, { id: `${lena.uri}#activity/like/${encodeURIComponent(post.uri)}` });
  const { "@context": _, ...bare } = like;
  const unlike = lena.activity("Undo", bare, { id: `${lena.uri}#activity/undo:like/${encodeURIComponent(post.uri)}` });
  const counts: (number | undefined)[] = [];
  for (const deed of [like, unlike, like, unlike, like, like]) {
    await lena.sends("alpha.test", deed);
    await world.settles();
    counts.push((await alice.looksAt(post))?.favourites_count);
    await world.passes("1 minute");
  }
  expect(counts).toEqual([1, 0, 1, 0, 1, 1]);

  const id = `${forum.uri}#accepts/${alice.uri}`;
  for (let time = 0; time < 2; time++) {
    await alice.unfollows(forum.handle);
    await alice.follows(forum.handle);
    await world.settles();
    await forum.sends("alpha.test", forum.activity("Accept", forum.inbox.documents.at(-1), { id }));
    await world.settles();
    expect(await alice.relationship(forum.handle)).toMatchObject({ following: true });
  }
});
