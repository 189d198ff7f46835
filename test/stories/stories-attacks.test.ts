/** Who is not meant by a story finds no way to it, and what strangers claim of stories counts for nothing. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { AT, gatherTellers, trayOf } from "./story-tellers.ts";

type Story = { id: string; uri: string; text: string; expires_at: string; background: string | null };
type Entry = { account: { acct: string }; stories: Story[] };
const tray = async (who: Person) => await trayOf<Entry>(who);

const storyOf = (who: Stranger, n: number, more: Record<string, unknown> = {}) => ({
  id: `${who.uri}/stories/${n}`,
  type: "Note",
  attributedTo: who.uri,
  to: [`${who.uri}/followers`],
  content: `<p>Story ${n}</p>`,
  story: true,
  ...more,
});
const tells = async (who: Stranger, story: Record<string, unknown>) =>
  await who.sends("alpha.test", who.activity("Create", story, { to: story["to"], id: `${String(story["id"])}/create` }));

test("an outsider finds it by no address: not the story, its media, its page, who has seen it, nor what can be done to it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, eve, hana, otto } = await gatherTellers(world);
  const story = await alice.api<Story>("POST", AT, { text: "The thimbleweed password" });
  await world.settles();
  const path = new URL(story.uri).pathname;
  const accept = "application/activity+json";
  expect((await world.visitor("alpha.test")("GET", path, { headers: { accept } })).status).toBe(404);
  expect((await otto.fetches("alpha.test", path)).status).toBe(404);
  expect((await hana.fetches("alpha.test", path)).status).toBe(200);
  expect((await otto.fetches("alpha.test", `/users/${eve.id}/stories/${story.id}`)).status).toBe(404);
  for (const [method, rest] of [
    ["GET", ""],
    ["DELETE", ""],
    ["POST", "/seen"],
    ["GET", "/viewers"],
    ["POST", "/reply"],
    ["POST", "/reaction"],
    ["DELETE", "/reaction"],
  ] as const)
    expect([rest, (await eve.asks(method, `${AT}/${story.id}${rest}`, { text: "x", emoji: "🌿" })).status]).toEqual([rest, 404]);
  await world.passes("25 hours");
  expect((await otto.fetches("alpha.test", path)).status).toBe(404);
  expect((await hana.fetches("alpha.test", path)).status).toBe(410);
});

test("a View, a reaction or its withdrawal by somebody for whom it is not, or in another's name, counts for nothing", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana, otto } = await gatherTellers(world);
  const story = await alice.api<Story>("POST", AT, { text: "Hm" });
  await world.settles();
  const viewers = async () => await alice.api<{ account: { acct: string } }[]>("GET", `${AT}/${story.id}/viewers`);
  await otto.sends("alpha.test", otto.activity("View", story.uri));
  await otto.sends("alpha.test", otto.activity("EmojiReact", story.uri, { content: "🎉" }));
  await otto.sends("alpha.test", { ...otto.activity("View", story.uri), actor: hana.uri });
  await world.settles();
  expect(await viewers()).toEqual([]);
  await hana.sends("alpha.test", hana.activity("View", story.uri));
  await hana.sends("alpha.test", hana.activity("View", story.uri));
  await world.settles();
  expect(await viewers()).toMatchObject([{ account: { acct: "hana@honest.test" } }]);
  await alice.blocks(hana.handle);
  await world.settles();
  expect(await viewers()).toEqual([]);
  await hana.sends("alpha.test", hana.activity("EmojiReact", story.uri, { content: "🎉" }));
  await world.settles();
  const rows = await world.instance("alpha.test").db.selectFrom("story_reactions").selectAll().execute();
  expect(rows).toEqual([]);
});

test("a story of the year 9999 lasts for a week, one of the past is none, and one that is over does not come back", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana } = await gatherTellers(world);
  const now = world.clock.now();
  const at = (ms: number) => new Date(now + ms).toISOString();
  await tells(hana, storyOf(hana, 1, { endTime: "9999-12-31T23:59:59Z", published: at(365 * 86_400_000) }));
  await tells(hana, storyOf(hana, 2, { published: at(-8 * 86_400_000), endTime: "9999-12-31T23:59:59Z" }));
  await tells(hana, storyOf(hana, 3, { endTime: at(-1000) }));
  await tells(hana, storyOf(hana, 4, { endTime: "nonsense" }));
  await world.settles();
  const [entry] = await tray(alice);
  expect(entry?.stories.map(({ text }) => text)).toEqual(["Story 1", "Story 4"]);
  expect(entry?.stories.map(({ expires_at }) => Math.round((Date.parse(expires_at) - now) / 60_000))).toEqual([7 * 1440, 1440]);
  await hana.sends("alpha.test", hana.activity("Delete", { type: "Tombstone", id: `${hana.uri}/stories/1` }));
  await world.settles();
  await hana.sends("alpha.test", hana.activity("Create", storyOf(hana, 1), { to: [`${hana.uri}/followers`] }));
  await world.settles();
  expect((await tray(alice))[0]?.stories.map(({ text }) => text)).toEqual(["Story 4"]);
  expect(await alice.home()).toEqual([]);
});

test("nobody tells or ends stories in another's name, shows them to strangers, or fills a tray", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, eve, hana, otto } = await gatherTellers(world);
  await tells(hana, storyOf(hana, 1, { storyGround: "url(x)", content: "<p>A <script>alert(1)</script><b>b</b></p>" }));
  await tells(otto, storyOf(otto, 2, { attributedTo: hana.uri, to: [alice.uri] }));
  await tells(otto, storyOf(otto, 3));
  await tells(otto, storyOf(otto, 4, { to: ["https://www.w3.org/ns/activitystreams#Public"] }));
  await otto.sends("alpha.test", otto.activity("Delete", { type: "Tombstone", id: `${hana.uri}/stories/1` }));
  await world.settles();
  expect((await tray(alice)).map(({ stories }) => stories)).toMatchObject([[{ background: "sea" }]]);
  expect((await tray(alice))[0]?.stories[0]?.text).not.toContain("<");
  expect(await tray(eve)).toEqual([]);
  for (let n = 10; n < 125; n++) await tells(hana, storyOf(hana, n));
  await world.settles();
  expect((await tray(alice))[0]?.stories).toHaveLength(100);
  const rows = await world.instance("alpha.test").db.selectFrom("statuses").selectAll().where("local", "=", 0).execute();
  expect(rows.filter(({ deleted_at }) => deleted_at === 0)).toEqual([]);
});

test("one has to mean something: nothing, a strange ground, nobody, somebody who has blocked, or another's picture or circle", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, eve } = await gatherTellers(world);
  await eve.blocks(alice);
  const { id: circle_id } = await eve.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Hers" });
  const refused = async (story: Record<string, unknown>) => (await alice.asks("POST", AT, story)).status;
  expect(await refused({ text: " " })).toBe(422);
  expect(await refused({ text: "x".repeat(501) })).toBe(422);
  expect(await refused({ text: "x", expires_in: 8 * 86_400 })).toBe(422);
  expect(await refused({ text: "x", audience: "public" })).toBe(422);
  expect(await refused({ text: "x", audience: "people" })).toBe(422);
  expect(await refused({ text: "x", audience: "people", account_ids: [eve.id] })).toBe(422);
  expect(await refused({ text: "x", audience: "circle", circle_id })).toBe(404);
  expect(await refused({ text: "x", media_id: "123" })).toBe(404);
  expect(await alice.api<Story>("POST", AT, { text: "x", background: "neon" })).toMatchObject({ background: "sea" });
});
