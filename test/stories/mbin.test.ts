/** Mbin, as it was met (1.10.1): whose people and moderators tell a magazine's followers themselves what they do in it. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { approval, answers } from "./forum.ts";
import { creates, says, subscribed, thread } from "./magazine.ts";

type Quotable = StatusJson & { quote_approval: { current_user: string } };

/** Whom a moderator's decision is for: everybody, and in cc the magazine. */
const told = (forum: Stranger, more: Doc = {}): Doc => ({ to: [PUBLIC], cc: [forum.uri], ...more });

const shown = async (who: Person, { handle }: Stranger) => (await who.profile(handle)).map(({ reblog }) => reblog?.uri);
const home = async (who: Person) => (await who.home()).map(({ reblog }) => reblog?.uri);

test("what its people post to a magazine is shown by it, though they tell it themselves; what they answer stands below", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const post = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  expect(await home(alice)).toEqual([post.id]);
  const seen = await alice.sees(String(post.id));
  // What it says in short is no warning.
  expect(seen).toMatchObject({ spoiler_text: "", sensitive: false });
  const short = lena.note("<p>A short one</p>", { to: [forum.uri, PUBLIC], audience: forum.uri });
  await creates(world, lena, forum, short);
  const comment = lena.note("<p>Lovely</p>", { inReplyTo: post.id, to: [PUBLIC], cc: [forum.uri], audience: forum.uri });
  await creates(world, lena, forum, comment);
  expect(await home(alice)).toEqual([short.id, post.id]);
  const { descendants } = await alice.api<{ descendants: StatusJson[] }>("GET", `/api/v1/statuses/${seen?.id}/context`);
  expect(descendants.map(({ uri }) => uri)).toEqual([comment.id]);
  await says(world, lena, lena.activity("Delete", { id: post.id, type: "Tombstone" }, { to: [forum.uri, PUBLIC] }));
  expect(await home(alice)).toEqual([short.id]);
});

test("a warning on a page is one when the page is sensitive, and says more than its title", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const adult = await creates(world, lena, forum, thread(lena, forum, "Nettles", { sensitive: true }));
  expect(await alice.sees(String(adult.id))).toMatchObject({ spoiler_text: "", sensitive: true });
  const warned = await creates(world, lena, forum, thread(lena, forum, "Thorns", { summary: "blood", sensitive: true }));
  expect(await alice.sees(String(warned.id))).toMatchObject({ spoiler_text: "blood", sensitive: true });
});

test("an edit holds though it says one level too deep when it was made", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const post = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  await world.passes("1 hour");
  const updated = new Date(world.instance("alpha.test").now()).toISOString();
  const edited = { ...post, name: "Red roses", content: "<p>better words</p>", object: { updated } };
  await says(world, lena, lena.activity("Update", edited, { to: post.to, audience: forum.uri }));
  const seen = await alice.sees(String(post.id));
  expect(seen?.content).toContain("better words");
  expect(seen?.edited_at).not.toBeNull();
});

test("what its moderators decide holds here at once, of our people's posts as well", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const note = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  const group_id = (await alice.finds(forum.handle)).id;
  const mine = await alice.api<StatusJson>("POST", "/api/v1/statuses", { status: "blue", title: "Irises", group_id });
  await world.settles();
  expect(await shown(alice, forum)).toEqual([mine.uri, note.id]);
  const post = (await alice.sees(String(note.id))) as StatusJson;
  const lock = lena.activity("Lock", note.id, told(forum));
  await says(world, lena, lock);
  expect((await answers(alice, post)).status).toBe(403);
  await says(world, lena, lena.activity("Undo", lock, told(forum)));
  expect(await approval(alice, post)).toBeUndefined();
  const pinned = async () => (await alice.profile(forum.handle, "?pinned=true")).map(({ uri }) => uri);
  const target = `${forum.uri}/featured`;
  await says(world, lena, lena.activity("Add", note.id, told(forum, { target, audience: forum.uri })));
  expect(await pinned()).toEqual([note.id]);
  await says(world, lena, lena.activity("Remove", note.id, told(forum, { target, audience: forum.uri })));
  expect(await pinned()).toEqual([]);
  await says(world, lena, lena.activity("Delete", { id: mine.uri, type: "Tombstone" }, { to: [forum.uri, PUBLIC] }));
  expect(await shown(alice, forum)).toEqual([note.id]);
});

test("nobody of another server speaks for a magazine so, nor anybody where groups speak for themselves", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, otto, lena } = await subscribed(world);
  const post = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  await creates(world, otto, forum, thread(otto, forum, "Weeds"));
  await otto.sends("alpha.test", otto.activity("Lock", post.id, told(forum)));
  await world.settles();
  expect(await home(alice)).toEqual([post.id]);
  expect(await approval(alice, (await alice.sees(String(post.id))) as StatusJson)).toBeUndefined();
  await using other = await createWorld("alpha.test");
  const lemmy = await subscribed(other, "lemmy 0.19.3");
  await creates(other, lemmy.lena, lemmy.forum, thread(lemmy.lena, lemmy.forum, "Roses"));
  expect(await home(lemmy.alice)).toEqual([]);
});

test("a thread comes locked and pinned as its own server has it, and an edit says it anew", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena, otto } = await subscribed(world);
  const closed = { commentsEnabled: false, stickied: true };
  const post = await creates(world, lena, forum, thread(lena, forum, "Roses", closed));
  const pinned = async () => (await alice.profile(forum.handle, "?pinned=true")).map(({ uri }) => uri);
  const seen = (await alice.sees(String(post.id))) as StatusJson;
  expect([(await answers(alice, seen)).status, await pinned()]).toEqual([403, [post.id]]);
  const opened = { ...post, commentsEnabled: true, stickied: false };
  await says(world, lena, lena.activity("Update", opened, { to: post.to, audience: forum.uri }));
  expect([(await answers(alice, seen)).status, await pinned()]).toEqual([200, []]);
  // Of a magazine that lives elsewhere its word says nothing.
  const theirs = thread(otto, forum, "Weeds", closed);
  await says(world, forum, forum.activity("Announce", otto.activity("Create", theirs)));
  const weeds = (await alice.sees(String(theirs.id))) as StatusJson;
  expect([(await answers(alice, weeds)).status, await pinned()]).toEqual([200, []]);
});

test("of what has been said anew nothing holds that is older and comes later: no lock, no pin, no rule of who may quote it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const said = (hours: number) => new Date(world.clock.now() + hours * 3_600_000).toISOString();
  const [first, second, third] = [said(-3), said(-2), said(-1)];
  const everybody = { interactionPolicy: { canQuote: { automaticApproval: [PUBLIC] } } };
  const closed = { commentsEnabled: false, stickied: true, interactionPolicy: { canQuote: { automaticApproval: [lena.uri] } } };
  const [post, seen] = await (async () => {
    const note = await creates(world, lena, forum, thread(lena, forum, "Roses", { ...everybody, published: first }));
    return [note, (await alice.sees(String(note.id))) as StatusJson] as const;
  })();
  const pinned = async () => (await alice.profile(forum.handle, "?pinned=true")).map(({ uri }) => uri);
  const state = async () => [
    (await answers(alice, seen)).status,
    await pinned(),
    ((await alice.looksAt(seen)) as Quotable | undefined)?.quote_approval.current_user,
  ];
  const update = async (more: Doc) =>
    await says(world, lena, lena.activity("Update", { ...post, ...more }, { to: post.to, audience: forum.uri }));
  const open = [200, [], "automatic"];
  // The later one says nothing else in words; it counts all the same.
  await update({ updated: third });
  expect(await state()).toEqual(open);
  await update({ ...closed, updated: second });
  expect(await state()).toEqual(open);
  // Nor does what it was made as, when that comes last.
  await update({ content: "<p>better words</p>", updated: said(0) });
  await says(world, lena, lena.activity("Create", { ...post, ...closed }, { to: post.to, audience: forum.uri }));
  expect(await state()).toEqual(open);
  await update({ ...closed, content: "<p>better words</p>", updated: said(0) });
  expect(await state()).toEqual([403, [String(post.id)], "denied"]);
  // What was fetched when it had been edited already is not what it was before.
  const late = await creates(world, lena, forum, thread(lena, forum, "Weeds", { published: first, updated: third }));
  const weeds = (await alice.sees(String(late.id))) as StatusJson;
  await says(
    world,
    lena,
    lena.activity("Update", { ...late, ...closed, content: "<p>worse</p>", updated: second }, { to: post.to }),
  );
  expect((await answers(alice, weeds)).status).toBe(200);
  expect((await alice.looksAt(weeds))?.content).not.toContain("worse");
});

test("a titled post with a link is a link for forums; here, where its words have it, it is named once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, forum } = await subscribed(world);
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  const group_id = (await alice.finds(forum.handle)).id;
  const status = "Look: https://example.org/roses?a=1&b=2";
  const post = await alice.api<StatusJson>("POST", "/api/v1/statuses", { status, title: "Roses", group_id });
  await world.settles();
  const sent = forum.inbox.documents.findLast(({ type }) => type === "Create")?.object;
  expect(sent).toMatchObject({ type: "Page", attachment: [{ type: "Link", href: "https://example.org/roses?a=1&b=2" }] });
  const [seen] = await bob.home();
  expect(seen?.content.match(/href="https:\/\/example\.org/g)).toHaveLength(1);
  expect([seen?.uri, seen?.media_attachments]).toEqual([post.uri, []]);
});

test("a report says why where forums look for it, too", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await subscribed(world);
  const post = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  const seen = (await alice.sees(String(post.id))) as StatusJson;
  const report = { account_id: seen.account.id, status_ids: [seen.id], comment: "It stinks", forward: true };
  await alice.api("POST", "/api/v1/reports", report);
  await world.settles();
  const flag = lena.inbox.documents.find(({ type }) => type === "Flag");
  expect(flag).toMatchObject({ content: "It stinks", summary: "It stinks" });
});
