/** Stories between Kith and Pixelfed, as its own source (StoryFetch, StoryValidator, its inbox) writes and asks for them. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { frameOf } from "../../src/stories/frame.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { AT, gatherTellers, trayOf } from "./story-tellers.ts";

type Story = { id: string; uri: string; expires_at: string };
type Entry = { stories: Story[] };
const tray = async (who: Person) => await trayOf<Entry>(who);

const runsPixelfed = async (world: World): Promise<void> =>
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("hosts").set({ software: "pixelfed 0.12.6" }).where("host", "=", "honest.test").execute();
  });

const told = (who: Stranger, uri: string, now: number) => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: uri,
  type: "Story",
  to: [`${who.uri}/followers`],
  cc: [],
  attributedTo: who.uri,
  published: new Date(now).toISOString(),
  expiresAt: new Date(now + 7_200_000).toISOString(),
  duration: 5,
  can_reply: false,
  can_react: true,
  attachment: { type: "Image", url: `${who.origin}/storage/7.jpg`, mediaType: "image/jpeg" },
});

const says = (who: Stranger, to: Person, said: { type: string; inReplyTo: string; content: string }) => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: `${who.origin}/p/${said.type.split(":")[1]}/activity`,
  actor: who.uri,
  to: to.uri,
  published: "2026-06-01T12:00:00+00:00",
  ...said,
});

test("a story of Pixelfed is fetched by its capability, seen, reacted to as it understands, and ended; a capability leads nowhere else", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana, otto } = await gatherTellers(world);
  const now = world.clock.now();
  const uri = `${hana.origin}/stories/hana/7`;
  const asked: (string | undefined)[] = [];
  const story = told(hana, uri, now);
  // It serves its stories so, with line breaks, and nothing else.
  const type = "application/json";
  hana.serves(uri, (request) => {
    asked.push(request.headers["authorization"]);
    const open = request.headers["authorization"] === "Bearer ABCDEFGHIJKLMNOP";
    return { status: open ? 200 : 403, headers: { "content-type": type }, body: open ? story : {} };
  });
  const adds = async (who: Stranger, bearcap: string, n: number) => {
    const add = who.activity("Add", { id: `${who.origin}/stories/hana/7`, type: "Story", object: bearcap });
    await who.sends("alpha.test", { ...add, id: `${who.origin}/s/${n}/activity`, to: [`${who.uri}/followers`] });
  };
  await adds(otto, `bear:?t=ABCDEFGHIJKLMNOP&u=${uri}`, 1);
  await adds(hana, `bear:?t=ABCDEFGHIJKLMNOP&u=https://alpha.test/users/${alice.id}`, 2);
  await world.settles();
  expect([asked, await tray(alice)]).toEqual([[], []]);
  await adds(hana, `bear:?t=ABCDEFGHIJKLMNOP&u=${uri}`, 3);
  await world.settles();
  expect(asked).toEqual(["Bearer ABCDEFGHIJKLMNOP"]);
  const [entry] = await tray(alice);
  expect(entry?.stories).toMatchObject([
    { uri, replies: false, reactions: true, media_attachment: { type: "image" }, expires_at: story.expiresAt },
  ]);
  const at = `${AT}/${entry?.stories[0]?.id}`;
  await alice.api("POST", `${at}/seen`);
  await runsPixelfed(world);
  await alice.api("POST", `${at}/reaction`, { emoji: "🔥" });
  expect((await alice.asks("POST", `${at}/reply`, { text: "Hm" })).status).toBe(403);
  await world.instance("alpha.test").write(async (tx) => await tx.updateTable("stories").set({ replies: 1 }).execute());
  const reply = await alice.api<{ uri: string }>("POST", `${at}/reply`, { text: "Where is <that>?" });
  await world.settles();
  const got = (type: string) => hana.inbox.documents.filter((document) => document["type"] === type);
  expect(got("View")).toMatchObject([{ actor: alice.uri, object: { type: "Story", object: uri } }]);
  expect(got("Story:Reaction")).toMatchObject([{ actor: alice.uri, to: hana.uri, inReplyTo: uri, content: "🔥" }]);
  expect(got("Story:Reply")).toMatchObject([
    { id: `${reply.uri}/activity`, actor: alice.uri, to: hana.uri, inReplyTo: uri, content: "Where is &lt;that&gt;?" },
  ]);
  expect(got("Create")).toEqual([]);
  await hana.sends("alpha.test", hana.activity("Delete", { id: uri, type: "Story" }));
  await world.settles();
  expect(await tray(alice)).toEqual([]);
});

test("a story of ours goes to Pixelfed as it reads one, opens to its capability alone, is answered in its words, and ends there", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana, otto } = await gatherTellers(world);
  const kith = world.instance("alpha.test");
  await runsPixelfed(world);
  const ask = world.visitor("alpha.test");
  const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#264" } })
    .png()
    .toBuffer();
  const media = (await upload(ask, alice.token, bytes, { description: "Dusk" })).json<MediaJson>();
  const story = await alice.api<Story>("POST", AT, { media_id: media.id, text: "Look" });
  await world.settles();
  const got = (type: string) => hana.inbox.documents.filter((document) => document["type"] === type);
  expect([got("Create"), got("Add")]).toMatchObject([[], [{ actor: alice.uri, object: { id: story.uri, type: "Story" } }]]);
  const [, token = ""] = /^bear:\?t=([\w-]+)&u=(.*)$/.exec((got("Add")[0]!["object"] as { object: string }).object) ?? [];
  const opens = async (bearer: string, path = new URL(story.uri).pathname) =>
    await ask("GET", path, { headers: { accept: "application/activity+json", authorization: `Bearer ${bearer}` } });
  expect((await opens(`${token.slice(0, -1)}_`)).status).toBe(404);
  const document = (await opens(token)).json<Record<string, unknown> & { attachment: { url: string } }>();
  // What its StoryValidator and StoryFetch ask for.
  expect(document).toMatchObject({
    "@context": expect.anything(),
    id: story.uri,
    type: "Story",
    attributedTo: alice.uri,
    duration: 5,
  });
  expect(document).toMatchObject({ can_reply: true, can_react: true, expiresAt: story.expires_at });
  expect(document).toMatchObject({ attachment: { type: "Image", mediaType: "image/jpeg" } });
  const at = new URL(document.attachment.url);
  expect(at.pathname).toMatch(/\.jpg$/);
  const frame = await ask("GET", `${at.pathname}${at.search}`);
  expect([frame.status, frame.headers["content-type"]]).toEqual([200, "image/jpeg"]);
  const { file } = await kith.db.selectFrom("media").select("file").executeTakeFirstOrThrow();
  expect(await sharp(await frameOf(kith, file)).metadata()).toMatchObject({ format: "jpeg", width: 1080, height: 1920 });
  expect((await ask("GET", at.pathname)).status).toBe(404);
  for (const who of [hana, otto]) {
    await who.sends("alpha.test", says(who, alice, { type: "Story:Reaction", inReplyTo: story.uri, content: "🔥" }));
    await who.sends(
      "alpha.test",
      says(who, alice, { type: "Story:Reply", inReplyTo: story.uri, content: "Where is <that> & this?" }),
    );
  }
  await world.settles();
  const seen = await alice.api<{ account: { acct: string }; reaction: string }[]>("GET", `${AT}/${story.id}/viewers`);
  expect(seen).toMatchObject([{ account: { acct: "hana@honest.test" }, reaction: "🔥" }]);
  const notices = await alice.notifications();
  expect(notices.filter(({ type }) => type === "story_reaction")).toHaveLength(1);
  const talks = await alice.api<{ last_status: { visibility: string; content: string } }[]>("GET", "/api/v1/conversations");
  const said = { content: "Where is &lt;that&gt; &amp; this?", in_reply_to_story: { id: story.id, uri: story.uri } };
  expect(talks).toMatchObject([{ last_status: { visibility: "direct", ...said } }]);
  await alice.api("DELETE", `${AT}/${story.id}`);
  await world.settles();
  expect(got("Delete")).toMatchObject([{ actor: alice.uri, object: { id: story.uri, type: "Story" } }]);
  expect((await opens(token)).status).toBe(410);
});
