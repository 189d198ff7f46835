/** `bto` and `bcc`: those whom they name get the post, its edits and its end; nobody, they included, is told whom else it went to. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { c2s, noteOf } from "./client.ts";

async function gather(world: World) {
  const alice = await world.person("alice@alpha.test");
  const [otto, hana] = [await world.stranger("otto@other.test"), await world.stranger("hana@honest.test")];
  return { alice, otto, hana, client: c2s(world, alice) };
}

/** What came to the stranger's own inbox, by type. */
const got = ({ inbox }: Stranger) => inbox.documents.map(({ type }) => type);

const told = async (person: Person) =>
  (await person.notifications()).filter(({ type }) => type === "mention").map(({ status }) => status?.content);

/** Everything that was sent, and everything that anybody can ask for. */
async function everythingSaid(world: World, places: readonly string[]): Promise<string> {
  const sent = await world.instance("alpha.test").db.selectFrom("documents").select("body").execute();
  const shown = await Promise.all(places.map(async (place) => (await world.visitor("alpha.test")("GET", place)).text));
  return JSON.stringify([...sent, ...shown]);
}

test("who is named in bto or bcc gets the post, what becomes of it and its end; no document names them", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, otto, hana, client } = await gather(world);
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const location = await client.does({
    type: "Create",
    to: hana.uri,
    bcc: otto.uri,
    object: { type: "Note", content: "<p>For few</p>", to: hana.uri, bto: ann.uri },
  });
  await world.settles();
  expect([got(hana), got(otto)]).toEqual([["Create"], ["Create"]]);
  expect(await told(ann)).toEqual(["<p>For few</p>"]);
  expect(await told(ben)).toEqual([]);
  expect(await ben.sees(noteOf(location))).toBeUndefined();
  const [seen] = await ann.api<{ last_status: { uri: string; mentions: { acct: string }[] } }[]>("GET", "/api/v1/conversations");
  expect(seen?.last_status).toMatchObject({ uri: noteOf(location), mentions: [{ acct: "hana@honest.test" }] });
  await client.does({ type: "Update", object: { id: noteOf(location), type: "Note", content: "<p>For few, edited</p>" } });
  await world.settles();
  expect((await ann.sees(noteOf(location)))?.content).toBe("<p>For few, edited</p>");
  // His key has to be known.
  await otto.sends("alpha.test", otto.activity("Like", noteOf(location)));
  expect(await otto.fetches("alpha.test", new URL(noteOf(location)).pathname)).toMatchObject({ status: 200 });
  await client.does({ type: "Delete", object: noteOf(location) });
  await world.settles();
  for (const who of [hana, otto]) expect(got(who)).toEqual(["Create", "Update", "Delete"]);
  expect(await ann.sees(noteOf(location))).toBeUndefined();
  const said = await everythingSaid(world, []);
  for (const secret of [otto.uri, ann.uri, "bto", "bcc"]) expect(said).not.toContain(secret);
  for (const { documents } of [hana.inbox, otto.inbox]) expect(JSON.stringify(documents)).toContain(hana.uri);
  expect(alice.uri).toBe(documentsOf(otto)[0]?.["actor"]);
});

const documentsOf = (who: Stranger): Doc[] => who.inbox.documents;

test("a public post, and a boost that is taken back, reach them too; their own server is not told of others there", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, otto, hana, client } = await gather(world);
  const location = await client.does({ type: "Note", content: "<p>For all</p>", to: PUBLIC, bcc: [otto.uri, alice.uri] });
  await world.settles();
  const mine = await alice.posts("Boost me");
  const boost = await client.does({ type: "Announce", object: mine.uri, to: PUBLIC, bto: otto.uri });
  await world.settles();
  expect(documentsOf(otto).map(({ type, to, cc }) => [type, to, cc])).toEqual([
    ["Create", [PUBLIC], [`${alice.uri}/followers`]],
    ["Announce", [PUBLIC], expect.not.arrayContaining([otto.uri])],
  ]);
  await client.does({ type: "Undo", object: boost });
  await world.settles();
  await client.does({ type: "Delete", object: noteOf(location) });
  await world.settles();
  expect(got(otto)).toEqual(["Create", "Announce", "Undo", "Delete"]);
  expect(got(hana)).toEqual([]);
  const places = [new URL(noteOf(location)).pathname, `${new URL(alice.uri).pathname}/outbox?page=true`];
  expect(await everythingSaid(world, places)).not.toContain(otto.uri);
});

test("an answer by somebody else goes to those who are named, and not to whom they do not know of", async () => {
  await using world = await createWorld("alpha.test");
  const { otto, hana, client } = await gather(world);
  const ann = await world.person("ann@alpha.test");
  await client.does({ type: "Note", content: "<p>Between us</p>", to: [ann.uri, hana.uri], bcc: otto.uri });
  await world.settles();
  const [note] = await ann.notifications();
  await ann.replies(note!.status!, "@alice @hana@honest.test I see", { visibility: "direct" });
  await world.settles();
  expect([got(hana), got(otto)]).toEqual([["Create", "Create"], ["Create"]]);
});

test("everybody and followers cannot be addressed blindly", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, client } = await gather(world);
  for (const secret of [PUBLIC, "as:Public", `${alice.uri}/followers`])
    expect((await client.tries({ type: "Note", content: "Hello", bcc: secret })).status).toBe(422);
  expect(await alice.profile(alice)).toEqual([]);
});

test("on the other server those see it to whose inbox it came, one after another, and nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, client } = await gather(world);
  const [bob, bea, bill] = [
    await world.person("bob@beta.test"),
    await world.person("bea@beta.test"),
    await world.person("bill@beta.test"),
  ];
  await bill.follows(alice);
  await world.settles();
  const secret = await client.does({ type: "Note", content: "<p>For two</p>", bto: bob.uri, bcc: bea.uri });
  await client.does({ type: "Note", content: "<p>For followers</p>", to: `${alice.uri}/followers`, bcc: bob.uri });
  await world.settles();
  expect(await told(bob)).toEqual(expect.arrayContaining(["<p>For two</p>", "<p>For followers</p>"]));
  expect(await told(bea)).toEqual(["<p>For two</p>"]);
  expect(await told(bill)).toEqual([]);
  expect(await bill.sees(noteOf(secret))).toBeUndefined();
  expect((await bill.home()).map(({ content }) => content)).toEqual(["<p>For followers</p>"]);
  expect((await bea.sees(noteOf(secret)))?.mentions).toEqual([]);
  await client.does({ type: "Delete", object: noteOf(secret) });
  await world.settles();
  for (const who of [bob, bea]) expect(await who.sees(noteOf(secret))).toBeUndefined();
});

test("a neighbour of the author cannot make somebody a reader of what is not theirs", async () => {
  await using world = await createWorld("alpha.test");
  const { otto } = await gather(world);
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const mallory = await world.stranger("mallory@other.test");
  const note = otto.note("<p>For Ann</p>", { to: [], cc: [] });
  const activity = otto.activity("Create", note, { to: [] });
  const inboxOf = (who: Person) => ({ path: `${new URL(who.uri).pathname}/inbox` });
  await mallory.sends("alpha.test", { ...activity, actor: mallory.uri }, inboxOf(ben));
  await mallory.sends("alpha.test", { ...mallory.activity("Create", note, { to: [] }) }, inboxOf(ben));
  await otto.sends("alpha.test", activity, inboxOf(ann));
  await otto.sends("alpha.test", activity, inboxOf(ann));
  await otto.sends("alpha.test", activity, { path: "/users/12345/inbox" });
  await world.settles();
  expect(await told(ann)).toEqual(["<p>For Ann</p>"]);
  expect(await told(ben)).toEqual([]);
  expect(await ben.sees(String(note.id))).toBeUndefined();
});
