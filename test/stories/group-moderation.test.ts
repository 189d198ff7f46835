/** What moderators of groups elsewhere decide (FEP-1b12): it is kept here, its reasons are told, and it reaches no further than the group. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { answers, approval, gather, groupOf, moderatedBy, passesOn, posted } from "./forum.ts";

test("nobody here answers in a locked thread, however deep, and everybody is told why; unlocked, it is open again", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const comment = otto.note("<p>Lovely</p>", { inReplyTo: root.uri, to: [PUBLIC], cc: [forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", comment));
  const mine = await alice.replies(root, "Mine");
  const lock = mona.activity("Lock", root.uri, { cc: [forum.uri], summary: "Off topic" });
  await passesOn(world, forum, lock);
  const deep = await alice.sees(String(comment.id));
  for (const status of [root, deep!, mine]) {
    const answer = await answers(alice, status);
    expect([answer.status, answer.json<{ error: string }>().error]).toEqual([
      403,
      "This thread has been locked by gardens@forum.test: Off topic",
    ]);
    expect(await approval(alice, status)).toMatchObject({ current_user: "denied", locked_by: { acct: "gardens@forum.test" } });
  }
  // What comes late is in the locked thread as well, and a word between two is none of the group's.
  const late = otto.note("<p>Late</p>", { inReplyTo: comment.id, to: [PUBLIC, forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", late));
  expect((await answers(alice, (await alice.sees(String(late.id)))!)).status).toBe(403);
  expect((await answers(alice, root, "direct")).status).toBe(200);
  expect(await alice.api("GET", `/api/kith/v1/statuses/${mine.id}/groups`)).toMatchObject([
    { kind: "locked", reason: "Off topic" },
  ]);
  await passesOn(world, forum, mona.activity("Undo", lock));
  expect((await answers(alice, mine)).status).toBe(200);
  expect(await approval(alice, root)).toBeUndefined();
});

test("a lock on an answer closes what is below it, and one further up outlasts its end", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const comment = otto.note("<p>Bah</p>", { inReplyTo: root.uri, to: [PUBLIC, forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", comment));
  const seen = (await alice.sees(String(comment.id)))!;
  const [one, all] = [mona.activity("Lock", comment.id), mona.activity("Lock", root.uri)];
  const open = async () => [(await approval(alice, root)) === undefined, (await approval(alice, seen)) === undefined];
  const states: boolean[][] = [];
  for (const decision of [one, all, mona.activity("Undo", one), one, mona.activity("Undo", all), mona.activity("Undo", one)]) {
    await passesOn(world, forum, decision);
    states.push(await open());
  }
  expect(states).toEqual([
    [true, false],
    [false, false],
    [false, false],
    [false, false],
    [true, false],
    [true, true],
  ]);
});

test("whoever is banned from a group is told why and until when, and posts there again when it is over", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const mine = await alice.replies(root, "Mine");
  await world.settles();
  const ends = new Date(world.clock.now() + 3 * 86_400_000).toISOString();
  const ban = mona.activity("Block", alice.uri, { target: forum.uri, cc: [forum.uri], summary: "Rude", endTime: ends });
  // Moderators also send it straight to the server of whom they ban.
  await mona.sends("alpha.test", ban);
  await world.settles();
  expect(await groupOf(alice, forum)).toMatchObject({
    moderators: [{ acct: "mona@third.test" }],
    ban: { reason: "Rude", expires_at: ends },
  });
  expect(await alice.relationship(mona.handle)).toMatchObject({ blocked_by: false });
  const refused = [
    await answers(alice, root),
    await alice.asks("POST", "/api/v1/statuses", { status: "@gardens@forum.test Hello" }),
    await alice.asks("PUT", `/api/v1/statuses/${mine.id}`, { status: "@gardens@forum.test Hello" }),
  ];
  for (const answer of refused)
    expect([answer.status, answer.json<{ error: string }>().error]).toEqual([
      403,
      `gardens@forum.test has banned you until ${ends.slice(0, 10)}, so you cannot post there: Rude`,
    ]);
  expect((await answers(alice, root, "direct")).status).toBe(200);
  await alice.posts("Elsewhere I may say what I like");
  await world.passes("4 days");
  expect((await answers(alice, root)).status).toBe(200);
  expect((await groupOf(alice, forum)).ban).toBeNull();
  await passesOn(world, forum, mona.activity("Block", alice.uri, { target: forum.uri, removeData: true }));
  expect((await answers(alice, root)).status).toBe(403);
  const removed = async () => await alice.api<{ kind: string }[]>("GET", `/api/kith/v1/statuses/${mine.id}/groups`);
  expect(await removed()).toMatchObject([{ kind: "removed" }]);
  const again = mona.activity("Block", alice.uri, { target: forum.uri, removeData: true });
  await passesOn(world, forum, mona.activity("Undo", again));
  expect((await answers(alice, root)).status).toBe(200);
  expect(await removed()).toEqual([]);
});

test("a group that blocks somebody itself has banned them, not hidden from them", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum } = cast;
  const root = await posted(world, cast, "Roses");
  const block = forum.activity("Block", alice.uri, { summary: "No bots" });
  await forum.sends("alpha.test", block);
  await world.settles();
  expect((await groupOf(alice, forum)).ban).toEqual({ reason: "No bots", expires_at: null });
  expect(await alice.relationship(forum.handle)).toMatchObject({ blocked_by: false, following: true });
  expect((await answers(alice, root)).status).toBe(403);
  await forum.sends("alpha.test", forum.activity("Undo", block));
  await world.settles();
  expect((await answers(alice, root)).status).toBe(200);
});

test("what a moderator removes is gone from the group and its threads, not from its author; restored, it is back", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto, mona } = cast;
  const ann = await world.person("ann@alpha.test");
  const root = await posted(world, cast, "Roses");
  const spam = otto.note("<p>Buy</p>", { inReplyTo: root.uri, to: [PUBLIC, forum.uri], audience: forum.uri });
  await passesOn(world, forum, otto.activity("Create", spam));
  const mine = await alice.replies(root, "Mine");
  const thread = async (who: Person) => (await who.thread(root)).descendants.map(({ uri }) => uri);
  expect(new Set(await thread(ann))).toEqual(new Set([spam.id, mine.uri]));
  const deletes = [spam.id, mine.uri, root.uri].map((uri) => mona.activity("Delete", uri, { summary: "Spam" }));
  for (const deletion of deletes) await passesOn(world, forum, deletion);
  expect(await thread(ann)).toEqual([]);
  expect(await thread(alice)).toEqual([mine.uri]);
  expect((await alice.home()).map(({ reblog }) => reblog?.uri)).not.toContain(root.uri);
  expect((await ann.profile(otto.handle)).map(({ uri }) => uri)).toEqual(expect.arrayContaining([root.uri]));
  expect(await alice.api("GET", `/api/kith/v1/statuses/${mine.id}/groups`)).toMatchObject([{ kind: "removed", reason: "Spam" }]);
  for (const deletion of deletes) await passesOn(world, forum, mona.activity("Undo", deletion));
  expect(new Set(await thread(ann))).toEqual(new Set([spam.id, mine.uri]));
  expect((await alice.profile(forum.handle)).map(({ reblog }) => reblog?.uri)).toContain(root.uri);
  // Some take it out of the group instead of deleting it.
  await passesOn(world, forum, mona.activity("Remove", spam.id, { target: forum.uri }));
  expect(await thread(ann)).toEqual([mine.uri]);
  await passesOn(world, forum, mona.activity("Add", spam.id, { target: forum.uri }));
  expect(await thread(ann)).toHaveLength(2);
});

test("moderators come and go with the group's own list; what they pin stands on top of the group", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, lena, otto, mona } = cast;
  const root = await posted(world, cast, "Roses");
  await passesOn(world, forum, mona.activity("Add", root.uri, { target: `${forum.uri}/featured` }));
  const pinned = async () => (await alice.profile(forum.handle, "?pinned=true")).map(({ uri }) => uri);
  expect(await pinned()).toEqual([root.uri]);
  await passesOn(world, forum, mona.activity("Remove", root.uri, { target: `${forum.uri}/featured` }));
  expect(await pinned()).toEqual([]);
  await passesOn(world, forum, otto.activity("Lock", root.uri));
  expect((await answers(alice, root)).status).toBe(200);
  forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona, otto));
  await passesOn(world, forum, mona.activity("Add", otto.uri, { target: `${forum.uri}/moderators` }));
  expect((await groupOf(alice, forum)).moderators.map(({ acct }) => acct)).toEqual(["mona@third.test", "otto@other.test"]);
  await passesOn(world, forum, otto.activity("Lock", root.uri));
  expect((await answers(alice, root)).status).toBe(403);
  // Administrators of the group's own server stand in no list: its word for them is enough.
  await passesOn(world, forum, lena.activity("Undo", lena.activity("Lock", root.uri)));
  expect((await answers(alice, root)).status).toBe(200);
  forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, otto));
  await passesOn(world, forum, otto.activity("Remove", mona.uri, { target: `${forum.uri}/moderators` }));
  await passesOn(world, forum, mona.activity("Lock", root.uri));
  expect((await answers(alice, root)).status).toBe(200);
});

test("one of ours who moderates there may answer in what is locked", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, mona } = cast;
  const ann = await world.person("ann@alpha.test");
  const root = await posted(world, cast, "Roses");
  forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona, ann));
  await passesOn(world, forum, mona.activity("Lock", root.uri));
  expect([(await answers(ann, root)).status, (await answers(alice, root)).status]).toEqual([200, 403]);
  expect([(await approval(ann, root))?.current_user, (await approval(alice, root))?.current_user]).toEqual([
    "automatic",
    "denied",
  ]);
});
