/** Friendica, as it was met (2025.02-dev): its titled posts, forums, dislikes, and events that nobody needs to be asked for. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { followsStranger } from "../world/handshake.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, comers, holds, inDays, sees, type WithEvent } from "./gatherings.ts";

/** As Friendica writes it. */
const CONTEXT = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/v1",
  {
    ostatus: "http://ostatus.org#",
    vcard: "http://www.w3.org/2006/vcard/ns#",
    dfrn: "http://purl.org/macgirvin/dfrn/1.0/",
    diaspora: "https://diasporafoundation.org/ns/",
    litepub: "http://litepub.social/ns#",
    toot: "http://joinmastodon.org/ns#",
    featured: { "@id": "toot:featured", "@type": "@id" },
    schema: "http://schema.org#",
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
    sensitive: "as:sensitive",
    Hashtag: "as:Hashtag",
    quoteUrl: "as:quoteUrl",
    conversation: "ostatus:conversation",
    directMessage: "litepub:directMessage",
    discoverable: "toot:discoverable",
    PropertyValue: "schema:PropertyValue",
    value: "schema:value",
  },
];

/** Ann of ours follows Fay. */
async function acquainted(world: World) {
  const ann = await world.person("ann@alpha.test");
  const fay = await world.stranger("fay@friendica.test");
  await followsStranger(world, ann, fay);
  const { write } = world.instance("alpha.test");
  const software = "friendica 2025.02-dev";
  await write(async (tx) => await tx.updateTable("hosts").set({ software }).where("host", "=", "friendica.test").execute());
  return { ann, fay };
}

/** Whom what is public is for. */
const toAll = (who: Stranger, ...people: { uri: string }[]): Doc => ({
  to: [...people.map(({ uri }) => uri), PUBLIC],
  cc: [`${who.origin}/followers/fay`],
  instrument: { id: `${who.origin}/friendica`, type: "Application", name: "Friendica", url: who.origin },
});

const says = async (world: World, who: Stranger, activity: Doc) => {
  expect((await who.sends("alpha.test", { ...activity, "@context": CONTEXT })).status).toBe(202);
  await world.settles();
};

const states = async (who: Person, event: { id: string }) =>
  (await comers(who, event)).map(({ account, state }) => [account?.acct, state]);

test("who comes, perhaps or not, says so of the event itself, and takes it back; what comes late takes back nothing else", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay } = await acquainted(world);
  const swap = await holds(ann, inDays(world.clock, 5));
  const answer = async (type: string) => {
    const activity = fay.activity(type, swap.status.uri, toAll(fay, ann));
    await says(world, fay, activity);
    const { "@context": _, instrument: __, ...bare } = activity;
    return async () => await says(world, fay, { ...activity, id: `${String(activity["id"])}/Undo`, type: "Undo", object: bare });
  };
  const heard = fay.inbox.documents.length;
  const notComing = await answer("Accept");
  expect(await states(ann, swap)).toEqual([["fay@friendica.test", "yes"]]);
  expect((await sees(ann, swap)).going_count).toBe(1);
  await notComing();
  const notPerhaps = await answer("TentativeAccept");
  expect(await sees(ann, swap)).toMatchObject({ going_count: 0, maybe_count: 1 });
  const not = await answer("Reject");
  await notPerhaps();
  expect(await states(ann, swap)).toEqual([["fay@friendica.test", "no"]]);
  const comingAgain = await answer("Accept");
  await not();
  await notPerhaps();
  expect(await states(ann, swap)).toEqual([["fay@friendica.test", "yes"]]);
  await comingAgain();
  expect(await sees(ann, swap)).toMatchObject({ going_count: 0, maybe_count: 0 });
  // There is no Join that we could answer.
  expect(fay.inbox.documents.slice(heard).filter(({ type }) => type !== "Update")).toEqual([]);
});

test("nobody comes to what they may not see, or by somebody else's word", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay } = await acquainted(world);
  const mallory = await world.stranger("mallory@evil.test");
  const few = await holds(ann, inDays(world.clock, 5), { visibility: "private" });
  await says(world, fay, fay.activity("Accept", few.status.uri, toAll(fay, ann)));
  expect(await comers(ann, few)).toEqual([]);
  const swap = await holds(ann, inDays(world.clock, 5));
  const accept = fay.activity("Accept", swap.status.uri, toAll(fay, ann));
  await says(world, fay, accept);
  await says(world, mallory, mallory.activity("Undo", accept, toAll(fay, ann)));
  await says(world, mallory, mallory.activity("Undo", { ...accept, actor: mallory.uri }, toAll(fay, ann)));
  expect(await states(ann, swap)).toEqual([["fay@friendica.test", "yes"]]);
});

test("its events are joined without asking: in its own words, of which each takes back the one before", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay } = await acquainted(world);
  const doc = fay.note("Bring <b>cake</b>", {
    type: "Event",
    name: "Garden party",
    startTime: inDays(world.clock, 5),
    endTime: inDays(world.clock, 5.1),
    location: { type: "Place", name: "Berlin, Park" },
    "dfrn:adjust": true,
    source: { content: "[event-summary]Garden party[/event-summary]", mediaType: "text/bbcode" },
    ...toAll(fay),
  });
  await says(world, fay, fay.activity("Create", doc, toAll(fay)));
  const [seen] = (await ann.home()) as WithEvent[];
  const event = seen?.event;
  if (event === undefined) throw new Error("no event has come");
  expect(event).toMatchObject({ title: "Garden party", place: { name: "Berlin, Park" }, join_mode: "free" });
  const heard = fay.inbox.documents.length;
  for (const answer of ["yes", "maybe", "no"]) {
    expect(await answers(ann, event, answer)).toMatchObject({ state: answer });
    await world.settles();
  }
  const told = fay.inbox.documents.slice(heard);
  expect(told.map(({ type }) => type)).toEqual(["Accept", "Undo", "TentativeAccept", "Undo", "Reject"]);
  const [yes, noYes, maybe, noMaybe, no] = told;
  for (const said of [yes, maybe, no]) expect(said).toMatchObject({ actor: ann.uri, object: doc["id"], to: [fay.uri] });
  expect(noYes).toMatchObject({ object: { type: "Accept", id: yes?.["id"], actor: ann.uri, object: doc["id"] } });
  expect(noMaybe).toMatchObject({ object: { type: "TentativeAccept", id: maybe?.["id"], object: doc["id"] } });
});

/** Ann follows a forum of Fay's server, which lets everybody post to it. */
async function inForum(world: World) {
  const cast = await acquainted(world);
  const club = await world.stranger("club@friendica.test");
  Object.assign(club.actor, { type: "Group", followers: `${club.origin}/followers/club` });
  await followsStranger(world, cast.ann, club);
  const announces = async ({ id }: { id?: unknown }) =>
    await says(
      world,
      club,
      club.activity("Announce", id, { to: [cast.ann.uri, PUBLIC], cc: [`${club.origin}/followers/club`], audience: club.uri }),
    );
  return { ...cast, club, announces };
}

test("a forum announces what is posted to it, with its title, and each answer: that only stands in the thread", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay, club, announces } = await inForum(world);
  const bea = await world.person("bea@alpha.test");
  await followsStranger(world, bea, club);
  const topic = fay.note("hello people of the club", {
    type: "Article",
    name: "A title in the club",
    url: `${fay.origin}/display/1`,
    to: [club.uri],
    cc: [PUBLIC],
    source: { content: "hello people of the club", mediaType: "text/bbcode" },
    tag: [{ type: "Mention", href: club.uri, name: "!club@friendica.test" }],
  });
  await announces(topic);
  const shown = async () => (await bea.home()).map(({ account, reblog }) => [account.acct, reblog?.uri]);
  expect(await shown()).toEqual([["club@friendica.test", topic.id]]);
  const seen = await bea.sees(String(topic.id));
  expect(seen).toMatchObject({ title: "A title in the club", group: { acct: "club@friendica.test" } });
  const answer = await ann.replies((await ann.sees(String(topic.id)))!, "an answer from here");
  await world.settles();
  await announces({ id: answer.uri });
  const theirs = club.note("an answer from there", { inReplyTo: topic.id, to: [PUBLIC] });
  await announces(theirs);
  expect(await shown()).toEqual([["club@friendica.test", topic.id]]);
  const { descendants } = await bea.api<{ descendants: { uri: string }[] }>("GET", `/api/v1/statuses/${seen?.id}/context`);
  expect(descendants.map(({ uri }) => uri)).toEqual([answer.uri, theirs.id]);
  // An answer in a thread that it does not show is shown as any other post.
  const elsewhere = fay.note("elsewhere", { to: [PUBLIC] });
  const named = fay.note("look, @club", { inReplyTo: elsewhere.id, to: [PUBLIC, club.uri] });
  await announces(named);
  expect((await shown())[0]).toEqual(["club@friendica.test", named.id]);
});

test("a post to a forum names it, with a title; votes against go to the author and the forum", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay, club, announces } = await inForum(world);
  const group_id = (await ann.finds(club.handle)).id;
  await ann.api("POST", "/api/v1/statuses", { status: "by group id", title: "By id", group_id });
  await world.settles();
  const sent = club.inbox.documents.findLast(({ type }) => type === "Create");
  expect(sent?.object).toMatchObject({ type: "Page", name: "By id", audience: club.uri });
  const topic = fay.note("words", { to: [club.uri, PUBLIC] });
  await announces(topic);
  const seen = await ann.sees(String(topic.id));
  await ann.api("POST", `/api/kith/v1/statuses/${seen?.id}/downvote`);
  await world.settles();
  for (const who of [fay, club])
    expect(who.inbox.documents.at(-1)).toMatchObject({ type: "Dislike", object: topic.id, actor: ann.uri });
});

test("what a forum announces to its members alone is shown to them, and to nobody else", async () => {
  await using world = await createWorld("alpha.test");
  const { fay, club } = await inForum(world);
  const [bea, cem] = [await world.person("bea@alpha.test"), await world.person("cem@alpha.test")];
  await followsStranger(world, bea, club);
  const open = fay.note("words to a private forum", { to: [club.uri, PUBLIC] });
  const closed = { ...fay.note("words for members", { to: [club.uri] }), id: `${fay.origin}/objects/hidden` };
  const members = { to: [fay.uri], cc: [`${club.origin}/followers/club`], audience: club.uri };
  for (const { id } of [open, closed]) await says(world, club, club.activity("Announce", id, members));
  const home = (await bea.home()).map(({ account, reblog }) => [account.acct, reblog?.uri]);
  expect(home).toEqual([["club@friendica.test", open.id]]);
  expect(await cem.profile(club.handle)).toEqual([]);
});

test("its posts come with title and whole text, and its votes against posts in a group here are counted and taken back", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, fay } = await acquainted(world);
  const article = fay.note("<p>A long body</p><p>with paragraphs</p>", {
    type: "Article",
    name: "My title",
    summary: null,
    sensitive: false,
    url: `${fay.origin}/display/1`,
    source: { content: "A long body\n\nwith paragraphs", mediaType: "text/bbcode" },
    "diaspora:guid": "27ee8bf9",
    ...toAll(fay),
  });
  await says(world, fay, fay.activity("Create", article, toAll(fay)));
  const [seen] = await ann.home();
  expect(seen).toMatchObject({ title: "My title", spoiler_text: "", visibility: "public" });
  expect(seen?.content).toContain("<p>A long body</p><p>with paragraphs</p>");
  expect(seen?.content).toContain(`${fay.origin}/display/1`);
  const group = await ann.api<{ id: string }>("POST", "/api/kith/v1/groups", { title: "Gardeners", name: "gardeners" });
  const topic = await ann.api<{ id: string; uri: string }>("POST", "/api/v1/statuses", {
    status: "group words",
    title: "Group title",
    group_id: group.id,
  });
  await world.settles();
  const against = async () =>
    (await ann.api<{ downvotes_count: number }>("GET", `/api/kith/v1/statuses/${topic.id}/votes`)).downvotes_count;
  const dislike = fay.activity("Dislike", topic.uri, { ...toAll(fay, ann), "diaspora:like": '{"positive":"false"}' });
  await says(world, fay, dislike);
  expect(await against()).toBe(1);
  const { "@context": _, ...bare } = dislike;
  await says(world, fay, { ...dislike, id: `${String(dislike["id"])}/Undo`, type: "Undo", object: bare });
  expect(await against()).toBe(0);
});
