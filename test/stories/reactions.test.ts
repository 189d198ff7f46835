/** Reactions: between two instances, from servers of other makes, and from those who mean no good. */
import { expect, test } from "vitest";
import type { Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";

type Reaction = { name: string; count: number; me?: boolean; url?: string };
const reactions = async (person: Person, status: StatusJson) => {
  const seen = (await person.sees(status)) as unknown as { reactions: Reaction[] } | undefined;
  return seen?.reactions ?? [];
};

const addEmoji = async (world: World, domain: string, shortcode: string) =>
  await world.instance(domain).write(async (tx) => {
    const image_url = `https://${domain}/media/emoji/${shortcode}.png`;
    const values = {
      id: world.instance(domain).newId(),
      shortcode,
      host: "",
      uri: "",
      image_url,
      category: "",
      visible: 1 as const,
      disabled: 0 as const,
    };
    await tx
      .insertInto("custom_emojis")
      .values({ ...values, updated_at: 0 })
      .execute();
  });

test("a reaction crosses the border, is told of, is joined and is taken back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  const post = await alice.posts("Who wants bread?");
  await world.settles();
  await addEmoji(world, "beta.test", "loaf");
  const copy = (await bob.sees(post)) as StatusJson;
  const reacted = await bob.api<{ reactions: Reaction[] }>(
    "POST",
    `/api/v1/statuses/${copy.id}/react/${encodeURIComponent("🍞")}`,
  );
  expect(reacted.reactions).toEqual([{ name: "🍞", count: 1, me: true }]);
  await bob.api("POST", `/api/v1/statuses/${copy.id}/react/loaf`);
  await world.settles();
  const url = expect.stringContaining("https://alpha.test/media/remote/emoji/") as string;
  expect(await reactions(alice, post)).toEqual([
    { name: "🍞", count: 1, me: false },
    { name: "loaf@beta.test", count: 1, me: false, url, static_url: url },
  ]);
  // It is no favourite, and her apps hear what it is.
  expect(await alice.sees(post)).toMatchObject({ favourites_count: 0 });
  expect((await alice.notifications()).filter(({ type }) => type === "reaction")).toMatchObject([
    { emoji: ":loaf@beta.test:", emoji_url: url, status: { id: post.id } },
    { emoji: "🍞", emoji_url: null, account: { acct: "bob@beta.test" } },
  ]);
  await alice.api("POST", `/api/v1/statuses/${post.id}/react/loaf@beta.test`);
  await alice.api("POST", `/api/v1/statuses/${post.id}/react/loaf@beta.test`);
  const listed = await alice.api<(Reaction & { accounts: { acct: string }[] })[]>(
    "GET",
    `/api/v1/pleroma/statuses/${post.id}/reactions`,
  );
  expect(listed.map(({ name, count, me, accounts }) => [name, count, me, accounts.map(({ acct }) => acct)])).toEqual([
    ["🍞", 1, false, ["bob@beta.test"]],
    ["loaf@beta.test", 2, true, ["bob@beta.test", "alice"]],
  ]);
  await bob.api("POST", `/api/v1/statuses/${copy.id}/unreact/loaf`);
  await bob.api("DELETE", `/api/v1/pleroma/statuses/${copy.id}/reactions/${encodeURIComponent("🍞")}`);
  await world.settles();
  expect(await reactions(alice, post)).toMatchObject([{ name: "loaf@beta.test", count: 1, me: true }]);
  expect((await alice.notifications()).filter(({ type }) => type === "reaction")).toEqual([]);
});

test("what we send is an EmojiReact, and its Undo embeds it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  const note = fred.note("<p>Hello</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  await addEmoji(world, "alpha.test", "fox");
  const [seen] = await alice.home();
  await alice.api("POST", `/api/v1/statuses/${seen?.id}/react/fox`);
  await world.settles();
  await alice.api("POST", `/api/v1/statuses/${seen?.id}/unreact/fox`);
  await world.settles();
  const [react, undo] = fred.inbox.documents.slice(-2) as [Doc, Doc];
  expect(react).toMatchObject({
    type: "EmojiReact",
    actor: alice.uri,
    object: note["id"],
    content: ":fox:",
    tag: [{ type: "Emoji", name: ":fox:", icon: { type: "Image", url: "https://alpha.test/media/emoji/fox.png" } }],
  });
  const { "@context": _, proof: _proof, ...embedded } = react;
  expect(undo).toMatchObject({ type: "Undo", actor: alice.uri, object: { ...embedded, to: expect.anything() as unknown } });
});

test("Misskey's Like with an emoji is a favourite and a reaction; its heart is a favourite; Undo takes both back", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [mika, milo] = [await world.stranger("mika@misskey.test"), await world.stranger("milo@misskey.test")];
  const post = await alice.posts("Hello");
  const blob = {
    id: "https://misskey.test/emojis/blob",
    type: "Emoji",
    name: ":blob:",
    icon: { type: "Image", url: "https://misskey.test/files/blob.png" },
  };
  const like = mika.activity("Like", post.uri, { content: ":blob:", _misskey_reaction: ":blob:", tag: [blob] });
  await mika.sends("alpha.test", like);
  await mika.sends("alpha.test", like);
  await milo.sends("alpha.test", milo.activity("Like", post.uri, { content: "❤", _misskey_reaction: "❤" }));
  await world.settles();
  expect(await alice.sees(post)).toMatchObject({ favourites_count: 2 });
  expect(await reactions(alice, post)).toMatchObject([{ name: "blob@misskey.test", count: 1 }]);
  expect((await alice.notifications()).map(({ type }) => type)).toEqual(["favourite", "favourite"]);
  await mika.sends("alpha.test", mika.activity("Undo", like));
  await world.settles();
  expect(await alice.sees(post)).toMatchObject({ favourites_count: 1 });
  expect(await reactions(alice, post)).toEqual([]);
});

test("reactions that are forged, long, endless or of others' names come to nothing", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [mallory, fred] = [await world.stranger("mallory@evil.test"), await world.stranger("fred@far.test")];
  await addEmoji(world, "alpha.test", "ours");
  const post = await alice.posts("Hello");
  const secret = await alice.posts("Between us", { visibility: "private" });
  const reacts = async (who: typeof mallory, content: string, more: Doc = {}, object: unknown = post.uri) =>
    await who.sends("alpha.test", who.activity("EmojiReact", object, { content, ...more }));
  const icon = { type: "Image", url: "https://evil.test/rude.png" };
  const tag = (name: string) => ({ tag: [{ type: "Emoji", name, icon }] });
  // In somebody else's name: the signature is not his.
  const forged = { ...fred.activity("EmojiReact", post.uri, { content: "👎" }), id: `${mallory.uri}/activities/forged` };
  expect((await mallory.sends("alpha.test", forged)).status).toBe(401);
  // No emoji, too much of one, several, markup, a picture that is missing, or under another server's name.
  for (const content of ["nice", "👍👍", "👍".repeat(3000), "<script>", ":blob:", "", "a".repeat(100_000)])
    await reacts(mallory, content);
  await reacts(mallory, ":nice@far.test:", tag(":nice@far.test:"));
  await reacts(mallory, ":nice@far.test:", tag(":nice:"));
  await reacts(mallory, ":inline:", { tag: [{ type: "Emoji", name: ":inline:", icon: { url: "data:image/png;base64,AAAA" } }] });
  // What she may not see.
  await reacts(mallory, "👎", {}, secret.uri);
  await world.settles();
  expect(await reactions(alice, post)).toEqual([]);
  expect(await reactions(alice, secret)).toEqual([]);
  // Of our emoji it is our picture that stands there.
  await reacts(mallory, ":ours@alpha.test:", tag(":ours@alpha.test:"));
  await world.settles();
  expect(await reactions(alice, post)).toMatchObject([{ name: "ours", url: "https://alpha.test/media/emoji/ours.png" }]);
  // Akkoma undoes by the id alone; and that only for the one who gave it.
  const fox = fred.activity("EmojiReact", post.uri, { content: "🦊" });
  await fred.sends("alpha.test", fox);
  await mallory.sends("alpha.test", mallory.activity("Undo", fox["id"]));
  await world.settles();
  expect(await reactions(alice, post)).toHaveLength(2);
  await fred.sends("alpha.test", fred.activity("Undo", fox["id"]));
  await world.settles();
  expect(await reactions(alice, post)).toHaveLength(1);
  // Nobody takes back another's.
  await fred.sends(
    "alpha.test",
    fred.activity("Undo", { type: "EmojiReact", actor: mallory.uri, object: post.uri, content: ":ours@alpha.test:" }),
  );
  await fred.sends(
    "alpha.test",
    fred.activity("Undo", { type: "EmojiReact", actor: fred.uri, object: post.uri, content: ":ours@alpha.test:" }),
  );
  for (const emoji of ["🐀", "🐁", "🐂", "🐃", "🐄", "🐅", "🐆", "🐇", "🐈", "🐉"]) await reacts(mallory, emoji);
  await world.settles();
  expect(await reactions(alice, post)).toHaveLength(8);
});

test("under one status stand forty different ones at most, and anybody may join those", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const post = await alice.posts("Hello");
  const animals = Array.from({ length: 48 }, (_, n) => String.fromCodePoint(0x1f400 + n));
  for (let n = 0; n < 6; n++) {
    const one = await world.person(`person${n}@alpha.test`);
    for (const animal of animals.slice(n * 8, n * 8 + 8))
      await one.asks("POST", `/api/v1/statuses/${post.id}/react/${encodeURIComponent(animal)}`);
  }
  expect(await reactions(alice, post)).toHaveLength(40);
  const answer = await alice.asks("POST", `/api/v1/statuses/${post.id}/react/${encodeURIComponent("🥕")}`);
  expect(answer.status).toBe(422);
  await alice.api("POST", `/api/v1/statuses/${post.id}/react/${encodeURIComponent(animals[0] ?? "")}`);
  expect((await reactions(alice, post))[0]).toMatchObject({ count: 2, me: true });
  expect((await alice.asks("POST", `/api/v1/statuses/${post.id}/react/nothing`)).status).toBe(422);
});
