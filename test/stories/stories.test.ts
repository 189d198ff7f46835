/** Stories between two Kiths: shown for a day to whom they are for, seen, answered, and gone everywhere when their time is over. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { changeSettings } from "../../src/accounts/settings.ts";
import { expireStories, forgetStories } from "../../src/stories/end.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import type { StatusJson } from "../world/entities.ts";

type Story = {
  id: string;
  uri: string;
  text: string;
  background: string | null;
  audience: string;
  seen: boolean;
  reaction: string | null;
  expires_at: string;
  expired: boolean;
  media_attachment: MediaJson | null;
};
type Entry = { account: { id: string; acct: string }; unseen: boolean; stories: Story[] };

const AT = "/api/kith/v1/stories";
const shows = async (who: Person, story: Record<string, unknown>) => await who.api<Story>("POST", AT, story);
const tray = async (who: Person) => await who.api<Entry[]>("GET", AT);
const viewers = async (who: Person, story: Story) =>
  await who.api<{ account: { acct: string }; reaction: string | null }[]>("GET", `${AT}/${story.id}/viewers`);

async function gather(world: World) {
  const [alice, ann, eve] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [bob, mia] = [await world.person("bob@beta.test"), await world.person("mia@beta.test")];
  await ann.follows(alice);
  await bob.follows(alice);
  await world.settles();
  return { alice, ann, eve, bob, mia };
}

const picture = async () =>
  await sharp({ create: { width: 9, height: 16, channels: 3, background: "#226" } })
    .png()
    .toBuffer();

test("a picture is shown to followers here and elsewhere for a day, and to nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, eve, bob, mia } = await gather(world);
  const media = (
    await upload(world.visitor("alpha.test"), alice.token, await picture(), { description: "Dusk" })
  ).json<MediaJson>();
  const story = await shows(alice, { media_id: media.id, text: "Look" });
  await world.settles();
  expect((await tray(ann))[0]).toMatchObject({
    account: { id: alice.id },
    unseen: true,
    stories: [{ id: story.id, text: "Look" }],
  });
  const [there] = await tray(bob);
  expect(there).toMatchObject({
    account: { acct: "alice@alpha.test" },
    unseen: true,
    stories: [{ uri: story.uri, text: "Look", audience: "followers", expires_at: story.expires_at, background: null }],
  });
  expect(there?.stories[0]?.media_attachment).toMatchObject({ type: "image", description: "Dusk" });
  const { pathname, search } = new URL(there!.stories[0]!.media_attachment!.url!);
  expect((await world.visitor("beta.test")("GET", pathname + search)).status).toBe(200);
  for (const one of [eve, mia]) expect(await tray(one)).toEqual([]);
  expect((await eve.asks("GET", `${AT}/${story.id}`)).status).toBe(404);
  // No app sees anything of it in any list of posts.
  for (const one of [alice, ann, bob]) expect(await one.home()).toEqual([]);
  expect(await bob.sees(story.uri)).toBeUndefined();
  expect((await alice.account()).statuses_count).toBe(0);
  const own = (await upload(world.visitor("alpha.test"), alice.token, await picture())).json<MediaJson>();
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [media.id] })).status).toBe(422);
  expect((await alice.asks("DELETE", `/api/v1/media/${media.id}`)).status).toBe(422);
  expect((await alice.asks("DELETE", `/api/v1/media/${own.id}`)).status).toBe(200);
});

test("at the end of its day it is gone: its file, its rows, its address, and every copy that was sent", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  const hana = await world.stranger("hana@honest.test");
  await hana.sends("alpha.test", hana.activity("Follow", alice.uri, { to: [alice.uri] }));
  await world.settles();
  const media = (await upload(world.visitor("alpha.test"), alice.token, await picture())).json<MediaJson>();
  const story = await shows(alice, { media_id: media.id });
  await world.settles();
  const path = new URL(story.uri).pathname;
  const create = hana.inbox.documents.find(({ type }) => type === "Create");
  expect(create).toMatchObject({
    to: [`${alice.uri}/followers`],
    cc: [],
    object: { type: "Note", id: story.uri, story: true, endTime: expect.any(String), attachment: [{ type: "Document" }] },
  });
  expect((await hana.fetches("alpha.test", path)).json()).toMatchObject({ id: story.uri, type: "Note", story: true });
  await world.passes("23 hours");
  expect(await tray(bob)).toHaveLength(1);
  await world.passes("61 minutes");
  for (const one of [alice, ann, bob]) expect(await tray(one)).toEqual([]);
  expect((await hana.fetches("alpha.test", path)).status).toBe(410);
  await expireStories(world.instance("alpha.test"));
  await world.settles();
  expect((await ann.asks("GET", `${AT}/${story.id}`)).status).toBe(404);
  expect((await world.visitor("alpha.test")("GET", new URL(media.url!).pathname)).status).toBe(404);
  expect((await hana.fetches("alpha.test", path)).status).toBe(410);
  expect(hana.inbox.documents.filter(({ type }) => type === "Delete")).toMatchObject([
    { actor: alice.uri, object: { type: "Tombstone", id: story.uri } },
  ]);
  for (const domain of ["alpha.test", "beta.test"]) {
    const { db } = world.instance(domain);
    expect(await db.selectFrom("media").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("stories").select(["text", "media_id"]).execute()).toEqual([{ text: "", media_id: 0 }]);
  }
  await world.passes("31 days");
  await forgetStories(world.instance("beta.test"));
  expect(await world.instance("beta.test").db.selectFrom("stories").selectAll().execute()).toEqual([]);
});

test("a server that is down at the end forgets it by its own clock", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await gather(world);
  await shows(alice, { text: "For an hour", expires_in: 3600 });
  await world.settles();
  expect((await tray(bob))[0]?.stories[0]).toMatchObject({ text: "For an hour", background: "sea" });
  await world.down("alpha.test");
  await world.passes("61 minutes");
  expect(await tray(bob)).toEqual([]);
  const beta = world.instance("beta.test");
  await expireStories(beta);
  expect(await beta.db.selectFrom("stories").select("text").execute()).toEqual([{ text: "" }]);
});

test("for a circle or for named people it reaches them alone, and what ends a follow or sets a block ends it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, eve, bob, mia } = await gather(world);
  await mia.follows(alice);
  await world.settles();
  const { id: circle_id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Choir" });
  const bobs = (await alice.finds(bob.handle)).id;
  await alice.api("POST", `/api/kith/v1/circles/${circle_id}/accounts`, { account_ids: [ann.id, bobs] });
  await shows(alice, { text: "Tonight", audience: "circle", circle_id, background: "plum" });
  await world.settles();
  for (const one of [ann, bob])
    expect((await tray(one))[0]?.stories).toMatchObject([{ text: "Tonight", audience: "people", background: "plum" }]);
  for (const one of [eve, mia]) expect(await tray(one)).toEqual([]);
  expect((await tray(alice))[0]?.stories).toMatchObject([{ audience: "circle", seen: true }]);
  await shows(alice, { text: "You two", audience: "people", account_ids: [eve.id, (await alice.finds(mia.handle)).id] });
  await world.settles();
  for (const one of [eve, mia]) expect((await tray(one))[0]?.stories).toMatchObject([{ text: "You two" }]);
  expect((await tray(ann))[0]?.stories).toHaveLength(1);
  await alice.blocks(eve);
  await alice.blocks(mia.handle);
  await ann.unfollows(alice);
  await world.settles();
  for (const one of [eve, mia, ann]) expect(await tray(one)).toEqual([]);
});

test("only its author learns who has seen it, of those who let them, and answers come as direct messages", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  const story = await shows(alice, { text: "Guess where" });
  await world.settles();
  const there = (await tray(bob))[0]!.stories[0]!;
  await bob.api("POST", `${AT}/${there.id}/seen`);
  await ann.api("POST", `${AT}/${story.id}/seen`);
  await world.settles();
  expect((await tray(bob))[0]).toMatchObject({ unseen: false, stories: [{ seen: true }] });
  expect((await viewers(alice, story)).map(({ account }) => account.acct).sort()).toEqual(["ann", "bob@beta.test"]);
  expect((await ann.asks("GET", `${AT}/${story.id}/viewers`)).status).toBe(404);
  expect((await bob.asks("GET", `${AT}/${there.id}/viewers`)).status).toBe(404);
  expect((await bob.api<Story>("POST", `${AT}/${there.id}/reaction`, { emoji: "🎉" })).reaction).toBe("🎉");
  await ann.api("POST", `${AT}/${story.id}/reaction`, { emoji: "🌿" });
  expect((await ann.asks("POST", `${AT}/${story.id}/reaction`, { emoji: "word" })).status).toBe(422);
  await world.settles();
  expect(Object.fromEntries((await viewers(alice, story)).map(({ account, reaction }) => [account.acct, reaction]))).toEqual({
    ann: "🌿",
    "bob@beta.test": "🎉",
  });
  await bob.api("DELETE", `${AT}/${there.id}/reaction`);
  const reply = await bob.api<StatusJson>("POST", `${AT}/${there.id}/reply`, { text: "The pier!" });
  expect(reply.visibility).toBe("direct");
  await world.settles();
  expect((await viewers(alice, story)).find(({ account }) => account.acct === "bob@beta.test")?.reaction).toBeNull();
  const [notice] = await alice.notifications("?types[]=mention");
  expect(notice?.status).toMatchObject({ visibility: "direct", account: { acct: "bob@beta.test" } });
  const { db } = world.instance("alpha.test");
  const [answer] = await db.selectFrom("statuses").select("in_reply_to_uri").execute();
  expect(answer?.in_reply_to_uri).toBe(story.uri);
});

test("whoever does not want to be listed is not, here and elsewhere, and is told of nobody", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  for (const one of [ann, bob]) {
    const kith = world.instance(one.handle.split("@")[1]!);
    await changeSettings(kith, { id: Number(one.id) }, { settings: { story_views: false } });
  }
  const story = await shows(alice, { text: "Hm" });
  await world.settles();
  await ann.api("POST", `${AT}/${story.id}/seen`);
  await bob.api("POST", `${AT}/${(await tray(bob))[0]!.stories[0]!.id}/seen`);
  await world.settles();
  expect(await viewers(alice, story)).toEqual([]);
  const anns = await shows(ann, { text: "Mine" });
  await alice.follows(ann);
  await alice.api("POST", `${AT}/${anns.id}/seen`);
  expect(await viewers(ann, anns)).toEqual([]);
});

test("what its author keeps stays in an archive that is theirs alone, until they delete it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  const media = (await upload(world.visitor("alpha.test"), alice.token, await picture())).json<MediaJson>();
  const story = await shows(alice, { media_id: media.id, keep: true });
  await world.passes("27 hours");
  await expireStories(world.instance("alpha.test"));
  await world.settles();
  for (const one of [alice, ann, bob]) expect(await tray(one)).toEqual([]);
  const [[kept], theirs] = [await alice.api<Story[]>(`GET`, `${AT}/archive`), await ann.api(`GET`, `${AT}/archive`)];
  expect([kept, theirs]).toMatchObject([{ id: story.id, expired: true }, []]);
  const asks = async (address: string, query = new URL(address).search) =>
    (await world.visitor("alpha.test")("GET", `${new URL(address).pathname}${query}`)).status;
  for (const method of ["GET", "DELETE"]) expect((await ann.asks(method, `${AT}/${story.id}`)).status).toBe(404);
  // By the address that its author has just been given, and by nothing else that anybody has been given or can think of.
  const [address, search] = [kept!.media_attachment!.url!, new URL(kept!.media_attachment!.url!).search];
  const others = ["", search.replace(/mark=./, "mark=*"), search.replace(/until=\d/, "until=9"), "?until[]=1&mark=x"];
  expect([await asks(address), await asks(media.url!), await asks(story.media_attachment!.url!)]).toEqual([200, 404, 404]);
  for (const query of others) expect([query, await asks(address, query)]).toEqual([query, 404]);
  await alice.api("DELETE", `${AT}/${story.id}`);
  expect([await alice.api(`GET`, `${AT}/archive`), await asks(address)]).toEqual([[], 404]);
});

test("who looks at their home hears of it when it begins and when it ends, and nobody else does", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, eve, bob } = await gather(world);
  const heard: string[] = [];
  for (const one of [alice, ann, eve, bob])
    world.instance(one.handle.split("@")[1]!).bus.subscribe(`user:${one.id}`, ({ event, payload }) => {
      if (event === "kith.story") heard.push(`${one.username} ${(JSON.parse(payload) as { state: string }).state}`);
    });
  const story = await shows(alice, { text: "Now" });
  await world.settles();
  await alice.api("DELETE", `${AT}/${story.id}`);
  await world.settles();
  expect(heard.toSorted()).toEqual(["alice ended", "alice new", "ann ended", "ann new", "bob ended", "bob new"]);
});
