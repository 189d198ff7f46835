/** What authors elsewhere delete and restore (Undo of Delete), as PieFed and Lemmy send it: by themselves, and through the community. */
import { expect, test } from "vitest";
import { findStatusByUri } from "../../src/statuses/find.ts";
import { removeStatus } from "../../src/statuses/delete.ts";
import { leaveUri } from "../../src/statuses/withdrawn.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { gather, page, passesOn } from "./forum.ts";
import { does, feed, homeOf, makes } from "./gardeners.ts";

const bare = ({ "@context": _, ...doc }: Doc): Doc => doc;
const deletes = (who: Stranger, uri: unknown): Doc => who.activity("Delete", uri);
const restores = (who: Stranger, uri: unknown): Doc => who.activity("Undo", bare(deletes(who, uri)));

/** Otto's note, which has reached Alice. */
async function told(world: World) {
  const cast = await gather(world);
  const { alice, otto } = cast;
  await alice.follows(otto.handle);
  await world.settles();
  await otto.sends("alpha.test", otto.activity("Accept", otto.inbox.documents.at(-1)));
  const note = otto.note("<p>Roses</p>");
  await otto.sends("alpha.test", otto.activity("Create", note));
  await world.settles();
  const uri = String(note.id);
  const sends = async (who: Stranger, activity: Doc) => {
    await who.sends("alpha.test", activity);
    await world.settles();
  };
  return { ...cast, note, uri, sends, seen: async () => (await alice.sees(uri))?.content };
}

test("what its author restores is there again, as its own server has it now, with what it was answered", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, otto, note, uri, sends, seen } = await told(world);
  await alice.replies((await alice.sees(uri))!, "Which ones?");
  await sends(otto, deletes(otto, uri));
  expect(await seen()).toBeUndefined();
  otto.serves(uri, { ...note, content: "<p>Red roses</p>" });
  await sends(otto, restores(otto, uri));
  expect(await seen()).toBe("<p>Red roses</p>");
  const again = (await alice.sees(uri))!;
  expect((await alice.thread(again)).descendants.map(({ content }) => content)).toEqual([expect.stringContaining("Which ones?")]);
  expect((await alice.home()).map((one) => one.uri)).toContain(uri);
  // And gone again, as often as its author likes.
  await world.passes("1 minute");
  await sends(otto, deletes(otto, uri));
  expect(await seen()).toBeUndefined();
});

test("nobody else restores it, nor who has it no more, and what was removed here stays away", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, otto, lena, note, uri, sends, seen } = await told(world);
  await sends(otto, deletes(otto, uri));
  await sends(lena, restores(lena, uri));
  await sends(lena, lena.activity("Undo", bare(deletes(otto, uri))));
  expect(await seen()).toBeUndefined();
  otto.serves(uri, () => ({ status: 410 }));
  await sends(otto, restores(otto, uri));
  otto.serves(uri, { id: uri, type: "Tombstone" });
  await sends(otto, restores(otto, uri));
  otto.serves(uri, { ...note, attributedTo: "https://other.test/users/oona" });
  await sends(otto, restores(otto, uri));
  expect(await seen()).toBeUndefined();
  otto.serves(uri, note);
  await sends(otto, restores(otto, uri));
  expect(await seen()).toBe("<p>Roses</p>");
  const kith = world.instance("alpha.test");
  const { id } = (await alice.sees(uri))!;
  await kith.write(async (tx, happened) => void (await removeStatus(tx, kith, happened, { id: Number(id) })));
  await sends(otto, deletes(otto, uri));
  await sends(otto, restores(otto, uri));
  expect(await seen()).toBeUndefined();
});

test("where the process died in the midst of it, the next try brings it back", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, otto, uri, sends } = await told(world);
  await sends(otto, deletes(otto, uri));
  const kith = world.instance("alpha.test");
  await leaveUri(kith, (await findStatusByUri(kith.db, uri))!);
  await sends(otto, restores(otto, uri));
  expect((await alice.home()).map((one) => one.uri)).toContain(uri);
});

test("through the community it is shown there again; of a server that serves what is deleted the community alone says nothing", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena, otto } = await gather(world);
  await alice.follows(otto.handle);
  await world.settles();
  const runs = async (host: string) =>
    await world.instance("alpha.test").write(async (tx) => {
      const hosts = tx.updateTable("hosts").set({ software: "piefed 1.6.27" }).where("host", "=", host);
      expect((await hosts.executeTakeFirst()).numUpdatedRows).toBe(1n);
    });
  await runs("forum.test");
  const shown = async () => (await alice.profile(forum.handle)).map(({ reblog }) => reblog?.uri);
  const post = page(lena, forum, "Tulips");
  await passesOn(world, forum, lena.activity("Create", post));
  const comment = lena.note("<p>Lovely</p>", { inReplyTo: post.id, to: [PUBLIC], cc: [forum.uri], audience: forum.uri });
  await passesOn(world, forum, lena.activity("Create", comment));
  for (const { id } of [comment, post]) await passesOn(world, forum, deletes(lena, id));
  expect(await shown()).toEqual([]);
  for (const { id } of [post, comment]) await passesOn(world, forum, restores(lena, id));
  expect(await shown()).toEqual([post.id]);
  const there = (await alice.sees(String(post.id)))!;
  expect((await alice.thread(there)).descendants.map(({ uri }) => uri)).toEqual([comment.id]);

  // Otto's server, too, serves what he has deleted.
  const theirs = page(otto, forum, "Roses");
  await passesOn(world, forum, otto.activity("Create", theirs));
  await runs("other.test");
  await otto.sends("alpha.test", deletes(otto, theirs.id));
  await world.settles();
  expect(await alice.sees(String(theirs.id))).toBeUndefined();
  await passesOn(world, forum, restores(otto, theirs.id));
  expect(await alice.sees(String(theirs.id))).toBeUndefined();
  const his = restores(otto, theirs.id);
  otto.serves(String(his.id), his);
  await passesOn(world, forum, his);
  expect((await alice.sees(String(theirs.id)))?.uri).toBe(theirs.id);
  expect(await shown()).toEqual([theirs.id, post.id]);
});

test("what the moderators of a group here have removed is not in it again when its author restores it; when they let it in, it is", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const otto = await world.stranger("otto@other.test");
  const gardens = await makes(ann, { posting: "everybody" });
  await ben.follows("@gardens@alpha.test");
  const sends = async (activity: Doc) => {
    await otto.sends("alpha.test", activity);
    await world.settles();
  };
  const to = { to: [PUBLIC], cc: [gardens.uri] };
  const tag = [{ type: "Mention", href: gardens.uri, name: "@gardens@alpha.test" }];
  const spam = otto.note("<p>Buy</p>", { ...to, tag });
  const uri = String(spam.id);
  await sends(otto.activity("Create", spam, to));
  expect(await feed(ann, gardens)).toEqual(["Buy"]);
  const verdict = async (what: string) => {
    await does(ann, gardens, `statuses/${(await ann.sees(uri))?.id}/${what}`, { reason: "" });
    await world.settles();
  };
  const stands = async () => [
    await feed(ann, gardens),
    (await homeOf(ben)).length,
    (await ben.profile(gardens.account)).map(({ reblog }) => reblog?.uri),
  ];
  await verdict("remove");
  otto.serves(uri, spam);
  for (const times of [1, 2]) {
    await sends(deletes(otto, uri));
    expect(await ann.sees(uri), String(times)).toBeUndefined();
    await sends(restores(otto, uri));
    expect((await ben.sees(uri))?.content).toContain("Buy");
    expect(await stands()).toEqual([[], 0, []]);
  }
  await verdict("restore");
  expect(await feed(ann, gardens)).toEqual(["Buy"]);
  expect((await ben.profile(gardens.account)).map(({ reblog }) => reblog?.uri)).toEqual([uri]);
  // What nobody had removed comes back as it was.
  await sends(deletes(otto, uri));
  await sends(restores(otto, uri));
  expect(await feed(ann, gardens)).toEqual(["Buy"]);
});

test("nor in a group elsewhere, though it passes on that its author has restored it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, otto, mona } = await gather(world);
  const post = page(otto, forum, "Tulips");
  await passesOn(world, forum, otto.activity("Create", post));
  const comment = otto.note("<p>Lovely</p>", { inReplyTo: post.id, to: [PUBLIC], cc: [forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", comment));
  const answered = async () => (await alice.thread((await alice.sees(String(post.id)))!)).descendants.map(({ uri }) => uri);
  expect(await answered()).toEqual([comment.id]);
  const shown = async () => (await alice.profile(forum.handle)).map(({ reblog }) => reblog?.uri);
  const both = [post, comment];
  for (const { id } of both) await passesOn(world, forum, mona.activity("Delete", id, { audience: forum.uri }));
  expect([await shown(), await answered()]).toEqual([[], []]);
  for (const doc of both) otto.serves(String(doc.id), () => ({ status: 410 }));
  for (const { id } of both) await passesOn(world, forum, deletes(otto, id));
  expect(await alice.sees(String(post.id))).toBeUndefined();
  for (const doc of both) otto.serves(String(doc.id), doc);
  for (const { id } of both) await passesOn(world, forum, restores(otto, id));
  expect((await alice.sees(String(comment.id)))?.content).toBe("<p>Lovely</p>");
  expect([await shown(), await answered()]).toEqual([[], []]);
});
