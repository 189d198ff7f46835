/** As Pixelfed 0.12.6 was heard (docs/peers.md). Its stories are in `stories-pixelfed.test.ts`. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const CONTEXT = [
  "https://w3id.org/security/v1",
  "https://www.w3.org/ns/activitystreams",
  {
    Hashtag: "as:Hashtag",
    sensitive: "as:sensitive",
    schema: "http://schema.org/",
    pixelfed: "http://pixelfed.org/ns#",
    commentsEnabled: { "@id": "pixelfed:commentsEnabled", "@type": "schema:Boolean" },
    capabilities: { "@id": "pixelfed:capabilities", "@container": "@set" },
    announce: { "@id": "pixelfed:canAnnounce", "@type": "@id" },
    like: { "@id": "pixelfed:canLike", "@type": "@id" },
    reply: { "@id": "pixelfed:canReply", "@type": "@id" },
    toot: "http://joinmastodon.org/ns#",
    Emoji: "toot:Emoji",
    blurhash: "toot:blurhash",
  },
];

/** Pia and Pol on Pixelfed; Alice, who follows Pia and is followed by her, and Ben. */
async function meet(world: World) {
  const [alice, ben] = [await world.person("alice@alpha.test"), await world.person("ben@alpha.test")];
  const [pia, pol] = [await world.stranger("pia@pixelfed.test"), await world.stranger("pol@pixelfed.test")];
  await pia.sends("alpha.test", pia.activity("Follow", alice.uri, { to: undefined }));
  await followsStranger(world, alice, pia);
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("hosts").set({ software: "pixelfed 0.12.6" }).where("host", "=", "pixelfed.test").execute();
  });
  return { alice, ben, pia, pol };
}

let serial = 1030410069329162256n;

/** What somebody posts there, as it is sent. */
async function posts(world: World, who: Stranger, content: string, { comments = true, ...more }: Doc = {}): Promise<Doc> {
  const id = `${who.origin}/p/${who.handle.split("@")[0]}/${++serial}`;
  const published = `${new Date(world.clock.now()).toISOString().slice(0, 19)}+00:00`;
  const cc = [`${who.uri}/followers`, ...((more.cc as string[] | undefined) ?? [])];
  const object: Doc = {
    id,
    type: "Note",
    summary: null,
    content,
    inReplyTo: null,
    published,
    url: id,
    attributedTo: who.uri,
    to: [PUBLIC],
    sensitive: false,
    attachment: [],
    tag: [],
    commentsEnabled: comments,
    capabilities: { announce: PUBLIC, like: PUBLIC, reply: comments === true ? PUBLIC : "[]" },
    location: null,
    ...more,
    cc,
  };
  const activity = { id: `${id}/activity`, type: "Create", actor: who.uri, published, to: [PUBLIC], cc };
  await who.sends("alpha.test", { "@context": CONTEXT, ...activity, object });
  await world.settles();
  return object;
}

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
  const id = `${pia.origin}/p/pia/${++serial}`;
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

test("what is for several people is addressed to each of its people alone, for it shows all else to those who follow the author", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ben, pia, pol } = await meet(world);
  const zoe = await world.stranger("zoe@other.test");
  await alice.finds(`@${zoe.handle}`);
  await alice.finds(`@${pol.handle}`);
  const text = `@${pia.handle} @${pol.handle} @${zoe.handle} @ben Between us`;
  const post = await alice.posts(text, { visibility: "direct" });
  await world.settles();
  const got = ({ inbox }: Stranger) =>
    inbox.documents
      .filter(({ type }) => type === "Create")
      .map((activity) => [activity, activity.object as Doc].map(({ to, cc }) => new Set([to, cc ?? []].flat())));
  expect(got(pia)).toEqual([[new Set([pia.uri]), new Set([pia.uri])]]);
  expect(got(pol)).toEqual([[new Set([pol.uri]), new Set([pol.uri])]]);
  const all = new Set([ben.uri, pia.uri, pol.uri, zoe.uri]);
  expect(got(zoe)).toEqual([[all, all]]);
  const [create] = pia.inbox.documents.filter(({ type }) => type === "Create");
  expect(create).toMatchObject({
    object: { id: post.uri, tag: expect.arrayContaining([{ type: "Mention", href: pol.uri, name: `@${pol.handle}` }]) },
  });
  await alice.posts(`@${pia.handle} For one`, { visibility: "direct" });
  await world.settles();
  expect(pia.inbox.documents.at(-1)).toMatchObject({ id: expect.stringMatching(/\/activity$/), to: [pia.uri] });
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

test("a story for some people as well", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia, pol } = await meet(world);
  const accounts = [await alice.finds(`@${pia.handle}`), await alice.finds(`@${pol.handle}`)];
  const dot = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const media = (await upload(world.visitor("alpha.test"), alice.token, dot)).json<MediaJson>();
  const account_ids = accounts.map(({ id }) => id);
  await alice.api("POST", "/api/kith/v1/stories", { media_id: media.id, audience: "people", account_ids });
  await world.settles();
  for (const who of [pia, pol])
    expect(who.inbox.documents.filter(({ type }) => type === "Create")).toMatchObject([
      { to: [who.uri], object: { to: [who.uri], cc: [] } },
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
