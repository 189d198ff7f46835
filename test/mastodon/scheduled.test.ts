/** What waits for its time, what waits for its author, and what ends by itself. */
import { expect, test } from "vitest";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import { expireStatuses } from "../../src/statuses/expire.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import type { StatusJson } from "../world/entities.ts";
import { uploads } from "./pixel.ts";

type Params = {
  text: string;
  visibility: string;
  poll: { options: string[] } | null;
  media_ids: string[] | null;
  idempotency: string | null;
};
type Scheduled = {
  id: string;
  scheduled_at: string;
  params: Params;
  media_attachments: { id: string; description: string | null }[];
};
type Draft = Scheduled & { updated_at: string };

const later = (world: World, minutes: number) => new Date(world.clock.now() + minutes * 60_000).toISOString();
const schedules = async (person: Person, body: object) => await person.api<Scheduled>("POST", "/api/v1/statuses", body);
const waiting = async (person: Person) => await person.api<Scheduled[]>("GET", "/api/v1/scheduled_statuses");

/** Time passes, and the clock's jobs run, twice at once as two processes would. */
async function ticks(world: World, time: string): Promise<void> {
  await world.passes(time);
  const kith = world.instance("alpha.test");
  await Promise.all([publishScheduled(kith), publishScheduled(kith)]);
  await expireStatuses(kith);
  await world.settles();
}

test("a post waits, with its picture and all it was given, and comes once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@alpha.test");
  const picture = await uploads(alice, "A dot");
  const made = await schedules(alice, {
    status: "Good morning",
    visibility: "unlisted",
    spoiler_text: "Weather",
    media_ids: [picture],
    scheduled_at: later(world, 48 * 60),
  });
  expect(made).toMatchObject({
    params: { text: "Good morning", visibility: "unlisted", spoiler_text: "Weather", media_ids: [picture] },
    media_attachments: [{ id: picture, description: "A dot" }],
  });
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "Mine", media_ids: [picture] })).status).toBe(422);
  expect((await alice.asks("DELETE", `/api/v1/media/${picture}`)).status).toBe(422);
  expect((await bob.asks("GET", `/api/v1/scheduled_statuses/${made.id}`)).status).toBe(404);
  await ticks(world, "47 hours");
  expect(await alice.profile(alice)).toEqual([]);
  await ticks(world, "2 hours");
  const [post, ...more] = await alice.profile(alice);
  expect(more).toEqual([]);
  expect(post).toMatchObject({ content: "<p>Good morning</p>", spoiler_text: "Weather", visibility: "unlisted" });
  expect(post?.media_attachments.map(({ id }) => id)).toEqual([picture]);
  expect(await waiting(alice)).toEqual([]);
});

test("a scheduled post can be moved and taken back, by its author alone", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const made = await schedules(alice, { status: "Later", scheduled_at: later(world, 60) });
  const path = `/api/v1/scheduled_statuses/${made.id}`;
  const moved = later(world, 600);
  expect((await alice.api<Scheduled>("PUT", path, { scheduled_at: moved })).scheduled_at).toBe(moved);
  expect((await alice.asks("PUT", path, { scheduled_at: later(world, 2) })).status).toBe(422);
  for (const method of ["GET", "PUT", "DELETE"])
    expect((await bob.asks(method, path, method === "PUT" ? { scheduled_at: later(world, 90) } : undefined)).status).toBe(404);
  await ticks(world, "2 hours");
  expect(await alice.profile(alice)).toEqual([]);
  expect(await alice.api("DELETE", path)).toEqual({});
  await ticks(world, "10 hours");
  expect(await alice.profile(alice)).toEqual([]);
});

test("what cannot be scheduled is refused at once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const error = async (body: object) => {
    const answer = await alice.asks("POST", "/api/v1/statuses", body);
    return [answer.status, answer.json<{ error: string }>().error] as const;
  };
  expect(await error({ status: "x", scheduled_at: later(world, 4) })).toEqual([
    422,
    "Validation failed: Scheduled at The scheduled date must be in the future",
  ]);
  expect((await error({ status: "x", scheduled_at: "tomorrow" }))[0]).toBe(422);
  expect((await error({ status: "", scheduled_at: later(world, 60) }))[0]).toBe(422);
  expect((await error({ status: "x", in_reply_to_id: "1", scheduled_at: later(world, 60) }))[0]).toBe(404);
  const noon = Date.UTC(2026, 8, 1, 12);
  for (let i = 0; i < 25; i++) await schedules(alice, { status: `${i}`, scheduled_at: new Date(noon + i * 1000).toISOString() });
  expect(await error({ status: "x", scheduled_at: new Date(noon).toISOString() })).toEqual([
    422,
    "Validation failed: You have exceeded the limit of 25 scheduled posts for today",
  ]);
  await schedules(alice, { status: "the day after", scheduled_at: new Date(noon + 86_400_000).toISOString() });
  expect(await waiting(alice)).toHaveLength(20);
});

test("sent twice with one key it is scheduled once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const send = async () =>
    await client("POST", "/api/v1/statuses", {
      headers: { authorization: `Bearer ${alice.token}`, "idempotency-key": "one" },
      body: { status: "Once", scheduled_at: "2026-09-01T12:00:00Z" },
    });
  const ids = (await Promise.all([send(), send(), send()])).map((answer) => answer.json<Scheduled>().id);
  expect(new Set(ids).size).toBe(1);
  expect(await waiting(alice)).toHaveLength(1);
});

test("what may not be published when its time has come is a draft again", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const post = await bob.posts("Question?");
  await schedules(alice, { status: "Answer!", in_reply_to_id: post.id, scheduled_at: later(world, 60) });
  await bob.deletes(post);
  await ticks(world, "2 hours");
  expect(await alice.profile(alice)).toEqual([]);
  const drafts = await alice.api<Draft[]>("GET", "/api/kith/v1/drafts");
  expect(drafts.map(({ params }) => params.text)).toEqual(["Answer!"]);
});

test("drafts are kept, changed and thrown away, with their pictures", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const picture = await uploads(alice, "A dot");
  const made = await alice.api<Draft>("POST", "/api/kith/v1/drafts", {
    status: "Half a thou",
    visibility: "private",
    media_ids: [picture],
  });
  expect(made).toMatchObject({ params: { text: "Half a thou", visibility: "private" }, media_attachments: [{ id: picture }] });
  const path = `/api/kith/v1/drafts/${made.id}`;
  await world.passes("3 days");
  expect((await alice.api<Draft>("GET", path)).media_attachments).toHaveLength(1);
  for (const method of ["GET", "PUT", "DELETE"])
    expect((await bob.asks(method, path, method === "PUT" ? { status: "" } : undefined)).status).toBe(404);
  expect((await bob.asks("POST", "/api/kith/v1/drafts", { media_ids: [picture] })).status).toBe(422);
  const whole = await alice.api<Draft>("PUT", path, {
    status: "A whole thought",
    media_ids: [picture],
    poll: { options: ["a", ""], expires_in: 1 },
  });
  expect(whole.params).toMatchObject({ text: "A whole thought", poll: { options: ["a", ""] } });
  // From a draft it may go into a post.
  const post = await alice.posts("A whole thought", { media_ids: [picture] });
  expect(post.media_attachments).toHaveLength(1);
  expect(await alice.api("DELETE", path)).toEqual({});
  expect(await alice.api("GET", "/api/kith/v1/drafts")).toEqual([]);
});

test("a post that names others than its app expects goes to nobody, neither at once nor at its time", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const carol = await world.person("carol@alpha.test");
  const words = { status: "@bob hm, @carol is late again", allowed_mentions: [bob.id] };
  const refused = await alice.asks("POST", "/api/v1/statuses", words);
  const told = refused.json<{ error: string; unexpected_accounts: { id: string; acct: string }[] }>();
  expect([refused.status, told.error]).toEqual([422, "Post would be sent to unexpected accounts"]);
  expect(told.unexpected_accounts).toMatchObject([{ id: carol.id, acct: "carol" }]);
  // None at all is also a list.
  expect((await alice.asks("POST", "/api/v1/statuses", { ...words, allowed_mentions: [] })).status).toBe(422);
  const both = { ...words, allowed_mentions: [bob.id, carol.id] };
  expect((await alice.asks("POST", "/api/v1/statuses", both)).status).toBe(200);

  const soon = { scheduled_at: later(world, 30) };
  type Told = { params: { allowed_mentions: string[] | null } };
  const plain = await alice.api<Told>("POST", "/api/v1/statuses", { status: "Later", ...soon });
  const made = await alice.api<Told>("POST", "/api/v1/statuses", { ...words, ...soon });
  expect([plain.params.allowed_mentions, made.params.allowed_mentions]).toEqual([null, [bob.id]]);
  const mentions = async () => (await carol.notifications()).filter(({ type }) => type === "mention").length;
  expect(await mentions()).toBe(1);
  await ticks(world, "31 minutes");
  expect(await mentions()).toBe(1);
  expect(await waiting(alice)).toEqual([]);
  const [draft] = await alice.api<{ refused: string; params: Params }[]>("GET", "/api/kith/v1/drafts");
  expect([draft?.refused, draft?.params.text]).toEqual(["Post would be sent to unexpected accounts", words.status]);
});

test("apps are told which languages there are to choose from", async () => {
  await using world = await createWorld("alpha.test");
  type Languages = { code: string; name: string }[];
  const all = (await world.visitor("alpha.test")("GET", "/api/v1/instance/languages")).json<Languages>();
  expect(all.length).toBeGreaterThan(180);
  for (const one of [
    { code: "de", name: "German" },
    { code: "tok", name: "Toki Pona" },
    { code: "zh-TW", name: "Chinese (Taiwan)" },
  ])
    expect(all).toContainEqual(one);
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
});

test("a post with an end is deleted when that comes, everywhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "x", expires_in: 5 })).status).toBe(422);
  const post = await alice.api<StatusJson>("POST", "/api/v1/statuses", { status: "For a day", expires_in: 86_400 });
  await ticks(world, "23 hours");
  expect((await bob.sees(post))?.content).toBe("<p>For a day</p>");
  await ticks(world, "2 hours");
  expect(await alice.looksAt(post)).toBeUndefined();
  expect(await bob.sees(post)).toBeUndefined();
});

test("what is local only stays, and strangers do not see it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const carol = await world.person("carol@alpha.test");
  await bob.follows(alice);
  await world.settles();
  const post = await alice.api<StatusJson & { local_only: boolean }>("POST", "/api/v1/statuses", {
    status: "Us @bob@beta.test",
    local_only: true,
  });
  await world.settles();
  expect(post.local_only).toBe(true);
  expect((await carol.looksAt(post))?.content).toContain("Us");
  await carol.replies(post, "Indeed");
  await alice.api("POST", "/api/v1/statuses", { status: "As I said", quoted_status_id: post.id });
  await world.settles();
  expect((await carol.asks("POST", `/api/v1/statuses/${post.id}/reblog`)).status).toBe(403);
  expect(await bob.home()).toEqual([]);
  expect((await world.visitor("alpha.test")("GET", `/api/v1/statuses/${post.id}`)).status).toBe(404);
});
