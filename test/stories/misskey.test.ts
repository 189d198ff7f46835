/** As Misskey 2026.3.2 was heard (docs/peers.md). */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const CONTEXT = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/v1",
  {
    Key: "sec:Key",
    sensitive: "as:sensitive",
    Hashtag: "as:Hashtag",
    quoteUrl: "as:quoteUrl",
    toot: "http://joinmastodon.org/ns#",
    Emoji: "toot:Emoji",
    featured: "toot:featured",
    schema: "http://schema.org#",
    PropertyValue: "schema:PropertyValue",
    value: "schema:value",
    misskey: "https://misskey-hub.net/ns#",
    _misskey_content: "misskey:_misskey_content",
    _misskey_quote: "misskey:_misskey_quote",
    _misskey_reaction: "misskey:_misskey_reaction",
    _misskey_summary: "misskey:_misskey_summary",
    isCat: "misskey:isCat",
    vcard: "http://www.w3.org/2006/vcard/ns#",
  },
];

/** Alice, and Mia of a Misskey whom she follows. */
async function meet(world: World) {
  const alice = await world.person("alice@alpha.test");
  const mia = await world.stranger("mia@cats.test");
  await befriend(world, alice, mia);
  return { alice, mia };
}

async function befriend(world: World, alice: Person, other: Stranger): Promise<void> {
  await alice.follows(other.handle);
  await world.settles();
  await other.sends("alpha.test", other.activity("Accept", other.inbox.documents.at(-1)));
  await world.settles();
}

const noteOf = (by: Stranger, content: string, properties: Doc = {}): Doc => {
  const cc = [`${by.uri}/followers`];
  return by.note(content, { "@context": CONTEXT, cc, inReplyTo: null, attachment: [], sensitive: false, tag: [], ...properties });
};

const create = (by: Stranger, { "@context": _, ...note }: Doc): Doc => {
  const { id, to, cc, published } = note;
  return by.activity("Create", note, { "@context": CONTEXT, id: `${String(id)}/activity`, published, to, cc });
};

async function says(world: World, by: Stranger, note: Doc): Promise<void> {
  await by.sends("alpha.test", create(by, note));
  await world.settles();
}

/** A quote, with the line for servers that know none behind its words. */
const quoteOf = (by: Stranger, words: string, uri: unknown, properties: Doc = {}): Doc => {
  const link = `<a href="${String(uri)}">${String(uri)}</a>`;
  return noteOf(by, `${words}<br><br><span class="quote-inline">RE: ${link}</span>`, {
    _misskey_content: words,
    source: { content: words, mediaType: "text/x.misskeymarkdown" },
    _misskey_quote: uri,
    quoteUrl: uri,
    ...properties,
  });
};

type Quoting = StatusJson & {
  quote: { state: string; quoted_status: StatusJson | null } | null;
  quote_approval: { current_user: string };
  quotes_count: number;
};

test("who quotes whom on Misskey is shown, for nobody is asked there, and without the line for those who know no quotes", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  const max = await world.stranger("max@cats.test");
  const his = noteOf(max, "Fish");
  const hers = quoteOf(mia, "No, cream", his["id"]);
  await says(world, mia, hers);
  const shown = (await alice.sees(String(hers["id"]))) as Quoting;
  expect(shown).toMatchObject({ content: "No, cream", quote: { state: "accepted", quoted_status: { content: "Fish" } } });
  expect((await alice.sees(String(his["id"]))) as Quoting).toMatchObject({
    quotes_count: 1,
    quote_approval: { current_user: "denied" },
  });

  // One that cannot be had stays a link, which leads there and is no page that needs a card.
  const lost = quoteOf(mia, "Nor this", "https://cats.test/notes/lost");
  await says(world, mia, lost);
  const linked = (await alice.sees(String(lost["id"]))) as Quoting;
  expect(linked.quote).toBeNull();
  expect(linked.content).toContain('RE: <a href="https://cats.test/notes/lost"');
  expect(linked).toMatchObject({ card: null });
});

test("people here quote what is public on a Misskey as it is done there: its author has the post, and it is said in no way that asks for consent", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  const gus = await world.stranger("gus@old.test");
  await befriend(world, alice, gus);
  const { write } = world.instance("alpha.test");
  await write(
    async (tx) => await tx.updateTable("hosts").set({ software: "misskey 2026.3.2" }).where("host", "=", "cats.test").execute(),
  );
  await world.passes("2 hours");
  const [hers, few, his] = [
    noteOf(mia, "Fish"),
    noteOf(mia, "For few", { to: [`${mia.uri}/followers`], cc: [] }),
    noteOf(gus, "Hay"),
  ];
  for (const [who, note] of [
    [mia, hers],
    [mia, few],
    [gus, his],
  ] as const)
    await says(world, who, note);
  const find = async (note: Doc) => (await alice.sees(String(note["id"]))) as Quoting;
  const may = async (note: Doc) => (await find(note)).quote_approval.current_user;
  expect([await may(hers), await may(few), await may(his)]).toEqual(["automatic", "denied", "denied"]);
  const refused = await alice.asks("POST", "/api/v1/statuses", { status: "Look", quoted_status_id: (await find(his)).id });
  expect(refused.status).toBe(404);
  const body = { status: "Cream, too", quoted_status_id: (await find(hers)).id };
  const quoting = await alice.api<Quoting>("POST", "/api/v1/statuses", body);
  await world.settles();
  expect(quoting.quote).toMatchObject({ state: "accepted", quoted_status: { content: "Fish" } });
  const [sent] = mia.inbox.documents.filter(({ type }) => type === "Create").map(({ object }) => object as Doc);
  expect(sent).toMatchObject({ _misskey_quote: hers["id"], quoteUri: hers["id"], content: expect.stringContaining("RE:") });
  expect(sent).not.toHaveProperty("quote");
  expect(mia.inbox.documents.map(({ type }) => type)).not.toContain("QuoteRequest");
  await alice.deletes(quoting);
  await world.settles();
  expect(mia.inbox.documents.filter(({ type }) => type === "Delete")).toHaveLength(1);
});

test("what is not for everybody, or whose server knows consent, is not shown in quotes by those who do not ask", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  const gus = await world.stranger("gus@asks.test");
  await befriend(world, alice, gus);
  const few = noteOf(gus, "For few", { to: [`${gus.uri}/followers`], cc: [] });
  const policy = { interactionPolicy: { canQuote: { automaticApproval: [gus.uri], manualApproval: [] } } };
  const kept = noteOf(gus, "Mine", policy);
  const quoted = async (note: Doc, properties: Doc = {}) => {
    await says(world, gus, note);
    const quote = quoteOf(mia, "Look", note["id"], properties);
    await says(world, mia, quote);
    return ((await alice.sees(String(quote["id"]))) as Quoting).quote;
  };
  expect((await quoted(few))?.quoted_status ?? null).toBeNull();
  expect(await quoted(kept)).toEqual({ state: "pending", quoted_status: null });
  // A server that knows consent has to show it.
  const open = noteOf(gus, "Open");
  expect(await quoted(open, { quote: open["id"] })).toEqual({ state: "pending", quoted_status: null });
});

test("the link of a tag leads to the posts about it here, and has no card", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  const href = "https://cats.test/tags/gardens";
  await says(
    world,
    mia,
    noteOf(mia, `In bloom <a href="${href}" rel="tag">#gardens</a>`, { tag: [{ type: "Hashtag", href, name: "#gardens" }] }),
  );
  const [post] = await alice.home();
  expect(post).toMatchObject({ card: null, tags: [{ name: "gardens" }] });
  expect(post?.content).toContain(`<a href="${href}" class="hashtag"`);
  const page = await world.visitor("alpha.test")("GET", `/@mia@cats.test/${post?.id}`, { headers: { accept: "text/html" } });
  expect(page.text).toContain('<a href="/tags/gardens" class="hashtag"');
});

const emoji = {
  id: "https://cats.test/emojis/blob",
  type: "Emoji",
  name: ":blob:",
  updated: "2026-11-23T06:09:10.367Z",
  icon: { type: "Image", mediaType: "image/png", url: "https://cats.test/files/blob" },
};

const option = (name: string, totalItems: number): Doc => ({
  type: "Note",
  name,
  replies: { type: "Collection", totalItems },
});

test("of its polls votes are known and, where one may choose several, no voters; emoji stand in the options", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  const many = noteOf(mia, "Which?", {
    type: "Question",
    endTime: null,
    anyOf: [option("Tea", 0), option("Milk :blob:", 0)],
    tag: [emoji],
  });
  await says(world, mia, many);
  const [post] = await alice.home();
  const poll = async () => (await alice.looksAt(post!))?.poll;
  expect(await poll()).toMatchObject({ votes_count: 0, voters_count: 0, emojis: [{ shortcode: "blob" }] });
  const counted = (count: number) =>
    mia.activity("Update", { ...many, anyOf: [option("Tea", count), option("Milk :blob:", 2)] }, { "@context": CONTEXT });
  await mia.sends("alpha.test", counted(1));
  await world.settles();
  expect(await poll()).toMatchObject({ votes_count: 3, voters_count: null });
  await alice.api("POST", `/api/v1/polls/${post?.poll?.id}/votes`, { choices: [0] });
  expect(await poll()).toMatchObject({ votes_count: 4, voters_count: null, voted: true });
  await mia.sends("alpha.test", counted(2));
  await world.settles();
  const page = await world.visitor("alpha.test")("GET", `/@mia@cats.test/${post?.id}`, { headers: { accept: "text/html" } });
  expect(page.text).toContain("4 votes");
  expect(page.text).toContain('<progress max="100" value="50"');
  expect(page.text).toMatch(/Milk <img class="emoji"[^>]* alt=":blob:"/);

  const one = noteOf(mia, "Or?", { type: "Question", endTime: null, oneOf: [option("Tea", 3), option("Milk", 1)] });
  await says(world, mia, one);
  expect((await alice.home())[0]?.poll).toMatchObject({ votes_count: 4, voters_count: 4 });
});

test("what somebody posts who wants only people who are signed in to read it is shown to no visitor, until they want otherwise", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mia } = await meet(world);
  await says(world, mia, noteOf(mia, "Purr"));
  const [post] = await alice.home();
  await alice.boosts(post!);
  const visitor = world.visitor("alpha.test");
  const seen = async () => {
    const path = `/api/v1/statuses/${post?.id}`;
    const boosts = JSON.parse((await visitor("GET", `/api/v1/accounts/${alice.id}/statuses`)).text) as StatusJson[];
    return [(await visitor("GET", path)).status, boosts.length, (await visitor("GET", "/@mia@cats.test")).text.includes("Purr")];
  };
  expect(await seen()).toEqual([200, 1, true]);
  const wants = async (_misskey_requireSigninToViewContents: boolean) => {
    const actor = { ...mia.actor, "@context": CONTEXT, _misskey_requireSigninToViewContents };
    await mia.sends("alpha.test", mia.activity("Update", actor, { "@context": CONTEXT }));
    await world.settles();
  };
  await wants(true);
  expect(await seen()).toEqual([404, 0, false]);
  expect(await alice.looksAt(post!)).toMatchObject({ content: "Purr" });
  await wants(false);
  expect(await seen()).toEqual([200, 1, true]);
});
