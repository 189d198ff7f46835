/** As Pixelfed 0.12.6 was heard (docs/peers.md). Its stories are in `stories-pixelfed.test.ts`, what is for some of its people in `pixelfed-few.test.ts`. */
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { CONTEXT, meet, nextId, posts } from "./pixelfed-people.ts";

const mention = ({ uri, handle }: Person): Doc => ({ type: "Mention", href: uri, name: `@${handle}` });

test("an answer names the page of what it answers, and has its tags as PHP merges lists; it stands in the thread with all of them", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ben, pia } = await meet(world);
  const post = await alice.posts("Look");
  const answer = await posts(world, pia, "@ben@alpha.test #tagged", {
    inReplyTo: post.url,
    cc: [alice.uri, ben.uri],
    tag: {
      "0": mention(ben),
      "1": { type: "Hashtag", href: `${pia.origin}/discover/tags/tagged`, name: "#tagged" },
      ...mention(alice),
    },
  });
  const { descendants } = await alice.thread(post);
  expect(descendants).toMatchObject([{ uri: answer.id, in_reply_to_id: post.id, tags: [{ name: "tagged" }] }]);
  expect(new Set(descendants[0]!.mentions.map(({ acct }) => acct))).toEqual(new Set(["alice", "ben"]));
  expect((await ben.notifications()).map(({ type }) => type)).toEqual(["mention"]);
});

test("an answer to a post of a third server names its page as well, and finds its place", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia } = await meet(world);
  const mia = await world.stranger("mia@mastodon.test");
  const page = `${mia.origin}/@mia/1`;
  const post = mia.note("<p>Elsewhere</p>", { url: page });
  mia.serves(page, post);
  const answer = await posts(world, pia, "Nice", {
    inReplyTo: page,
    tag: { type: "Mention", href: mia.uri, name: `@${mia.handle}` },
  });
  const seen = await alice.sees(String(answer.id));
  expect((await alice.thread(seen!)).ancestors).toMatchObject([{ uri: post.id }]);
});

test("likes and shares name the page, too, and their end", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia } = await meet(world);
  const post = await alice.posts("Look");
  const like = { "@context": CONTEXT[1], id: `${pia.uri}#likes/2`, type: "Like", actor: pia.uri, object: post.url };
  const id = `${pia.origin}/p/pia/${nextId()}`;
  const share = {
    "@context": CONTEXT[1],
    id: `${id}/activity`,
    type: "Announce",
    actor: pia.uri,
    to: [PUBLIC],
    object: post.url,
  };
  const sends = async (activity: Doc) => {
    await pia.sends("alpha.test", activity);
    await world.settles();
    const seen = await alice.looksAt(post);
    return [seen?.favourites_count, seen?.reblogs_count];
  };
  expect([await sends(like), await sends(share)]).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const undo = (object: Doc): Doc => ({
    "@context": CONTEXT[1],
    id: `${String(object.id)}/undo`,
    type: "Undo",
    actor: pia.uri,
    object,
  });
  expect(await sends(undo({ ...like, "@context": undefined }))).toEqual([0, 1]);
  expect(await sends(undo({ ...share, "@context": undefined }))).toEqual([0, 0]);
});

test("nobody answers a post that takes no comments", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia } = await meet(world);
  const closed = await posts(world, pia, "No comments", { comments: false });
  const open = await posts(world, pia, "Comments");
  const answers = async ({ id }: Doc) => {
    const status = await alice.sees(String(id));
    return (await alice.asks("POST", "/api/v1/statuses", { status: "Hm", in_reply_to_id: status?.id })).status;
  };
  expect([await answers(closed), await answers(open)]).toEqual([403, 200]);
});

test("the picture of a profile is a JPEG or, where something shows through, a PNG: with another it takes no change of the profile", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia } = await meet(world);
  const told: unknown[] = [];
  for (const background of ["#264", { r: 20, g: 60, b: 40, alpha: 0.5 }]) {
    const channels = typeof background === "string" ? 3 : 4;
    const bytes = await sharp({ create: { width: 30, height: 20, channels, background } })
      .webp()
      .toBuffer();
    await alice.api("PATCH", "/api/v1/accounts/update_credentials", {
      avatar: `data:image/webp;base64,${bytes.toString("base64")}`,
    });
    await world.passes("1 minute");
    const update = pia.inbox.documents.findLast(({ type }) => type === "Update");
    const { icon } = update!.object as { icon: { mediaType: string; url: string } };
    const served = await world.visitor("alpha.test")("GET", new URL(icon.url).pathname);
    const kept = await world.instance("alpha.test").files.read(new URL(icon.url).pathname.slice("/media/".length));
    told.push([icon.mediaType, served.headers["content-type"], (await sharp(kept).metadata()).format]);
  }
  expect(told).toEqual([
    ["image/jpeg", "image/jpeg", "jpeg"],
    ["image/png", "image/png", "png"],
  ]);
});

test("whoever unfollows and follows again does so under the same id, and names another when it ends; they are a follower again", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ben, pia } = await meet(world);
  const follow = pia.activity("Follow", ben.uri, { id: `${pia.uri}#follow/1030410047248859147`, to: undefined });
  const undo = {
    "@context": CONTEXT[1],
    id: `${String(follow.id)}/undo`,
    type: "Undo",
    actor: pia.uri,
    object: { id: `${pia.uri}#follows/1030410047248859147`, actor: pia.uri, object: ben.uri, type: "Follow" },
  };
  const { id } = await alice.finds(`@ben`);
  const followers = async () =>
    (await alice.api<{ acct: string }[]>("GET", `/api/v1/accounts/${id}/followers`)).map(({ acct }) => acct);
  const told: string[][] = [];
  for (const activity of [follow, undo, follow, undo, follow]) {
    await pia.sends("alpha.test", activity);
    await world.passes("1 minute");
    told.push(await followers());
  }
  expect(told).toEqual([[pia.handle], [], [pia.handle], [], [pia.handle]]);
  expect(pia.inbox.documents.filter(({ type, actor }) => type === "Accept" && actor === ben.uri)).toHaveLength(3);
});

test("where a post was made is said in a line at its end, in every program; an edit that adds a tag names it in its words alone", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia } = await meet(world);
  const location = { type: "Place", name: "Oslo <b>", longitude: "10.75", latitude: "59.91", country: "Norway" };
  const post = await posts(world, pia, "At the harbour", { location });
  const shown = async () => await alice.sees(String(post.id));
  expect((await shown())?.content).toBe("At the harbour<p>\u{1f4cd} Oslo &lt;b&gt;, Norway</p>");
  expect((await world.visitor("alpha.test")("GET", `/@${pia.handle}/${(await shown())?.id}`)).text).toContain(
    "\u{1f4cd} Oslo &lt;b&gt;, Norway",
  );
  const link = (tag: string) =>
    `<a href="${pia.origin}/discover/tags/${tag}?src=hash" title="#${tag}" class="u-url hashtag" rel="external nofollow noopener">#${tag}</a>`;
  const updated = new Date(world.clock.now() + 60_000).toISOString();
  await world.passes("1 minute");
  const object = { ...post, content: `At the ${link("harbour")} ${link("fjørd")}`, updated };
  await pia.sends("alpha.test", {
    "@context": CONTEXT,
    id: `${String(post.id)}#updates/1`,
    type: "Update",
    actor: pia.uri,
    to: [PUBLIC],
    object,
  });
  await world.settles();
  expect(new Set((await shown())?.tags.map(({ name }) => name))).toEqual(new Set(["harbour", "fjørd"]));
  expect((await shown())?.content).toContain("Norway");
});
