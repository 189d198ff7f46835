/** As GoToSocial 0.19.2 was heard (docs/peers.md). */
import { expect, test } from "vitest";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** Alice, and Zoe of a GoToSocial whom she follows. */
async function meet(world: World) {
  const alice = await world.person("alice@alpha.test");
  const zoe = await world.stranger("zoe@sloth.test");
  await alice.follows(zoe.handle);
  await world.settles();
  await zoe.sends("alpha.test", zoe.activity("Accept", zoe.inbox.documents.at(-1)));
  await world.settles();
  return { alice, zoe };
}

const seconds = (world: World): string => `${new Date(world.clock.now()).toISOString().slice(0, 19)}Z`;

/** Its activities about a status are named after the status: every edit is `…/activity#Update`. */
const about = (zoe: Stranger, type: string, note: Doc): Doc => {
  const { id, to, cc, published } = note;
  return zoe.activity(type, note, { id: `${String(id)}/activity#${type}`, to, cc, published });
};

const everybody = { always: [PUBLIC], approvalRequired: [] };

const noteOf = (world: World, zoe: Stranger, content: string, properties: Doc = {}): Doc => {
  const published = seconds(world);
  const { "@context": _, ...note } = zoe.note(content, {
    to: `${zoe.uri}/followers`,
    cc: PUBLIC,
    contentMap: { en: content },
    attachment: [],
    interactionPolicy: { canAnnounce: everybody, canLike: everybody, canReply: everybody },
    published,
    sensitive: false,
    summary: "",
    tag: [],
    ...properties,
  });
  return note;
};

test("each edit arrives, in one second as well, though all have one id", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const note = noteOf(world, zoe, "<p>One</p>", { summary: "&lt;3 & more" });
  await zoe.sends("alpha.test", about(zoe, "Create", note));
  await world.settles();
  const [post] = await alice.home();
  expect(post).toMatchObject({ content: "<p>One</p>", spoiler_text: "<3 & more" });

  const said: (string | undefined)[] = [];
  for (const word of ["Two", "Three", "Three", "Four"]) {
    const content = `<p>${word}</p>`;
    await zoe.sends(
      "alpha.test",
      about(zoe, "Update", { ...note, content, contentMap: { en: content }, updated: seconds(world) }),
    );
    if (word !== "Two") await world.settles();
    said.push((await alice.looksAt(post!))?.content);
  }
  expect(said.slice(1)).toEqual(["<p>Three</p>", "<p>Three</p>", "<p>Four</p>"]);
  expect(await alice.api("GET", `/api/v1/statuses/${post!.id}/history`)).toHaveLength(4);
});

const ask = (titles: string[], votes: number[]): Doc => ({
  type: "Question",
  anyOf: titles.map((name, at) => ({ type: "Note", name, replies: { type: "Collection", totalItems: votes[at] ?? 0 } })),
  votersCount: Math.max(0, ...votes),
});

test("a poll is counted and asked anew by Updates of one id, and votes of one id are votes when it has been asked anew", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const endTime = `${new Date(world.clock.now() + 600_000).toISOString().slice(0, 19)}Z`;
  const question = noteOf(world, zoe, "<p>Which?</p>", { ...ask(["x", "y", "z"], []), endTime });
  await zoe.sends("alpha.test", about(zoe, "Create", question));
  await world.settles();
  const [post] = await alice.home();
  const asked = async () => (await alice.looksAt(post!))?.poll?.options.map(({ title, votes_count }) => [title, votes_count]);
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "y", "z"], [1, 0, 1]) }));
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "y", "z"], [1, 0, 2]) }));
  await world.settles();
  expect(await asked()).toEqual([
    ["x", 1],
    ["y", 0],
    ["z", 2],
  ]);
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "q"], []), updated: seconds(world) }));
  await world.settles();
  expect(await asked()).toEqual([
    ["x", 0],
    ["q", 0],
  ]);
});

test("votes in a poll that has been asked anew count, though all of one person have one id", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const poll = { expires_in: 600, multiple: true };
  const post = await alice.posts("Which?", { poll: { ...poll, options: ["x", "y"] } });
  const vote = async (name: string, serial: string) => {
    const object = {
      id: `${zoe.uri}#${serial}/votes/0`,
      type: "Note",
      attributedTo: zoe.uri,
      inReplyTo: post.uri,
      name,
      to: alice.uri,
    };
    await zoe.sends("alpha.test", zoe.activity("Create", object, { id: `${zoe.uri}/activity#vote0/${post.uri}`, to: alice.uri }));
    await world.settles();
    return (await alice.looksAt(post))?.poll?.options.map(({ votes_count }) => votes_count);
  };
  expect(await vote("x", "01M835F23VY4CJ1TVWAA8ZT5AH")).toEqual([1, 0]);
  await alice.edits(post, "Which now?", { poll: { ...poll, options: ["x", "q"] } });
  expect(await vote("q", "01M835F2S2TVX0MZKJX8K4YVQ7")).toEqual([0, 1]);
});

type Approval = {
  reply_approval?: { automatic: string[]; manual: string[]; current_user: string };
  waiting_for?: { state: string };
};

/** A post of Zoe's with one rule for answers, favourites and boosts, as Alice has it. */
async function limited(world: World, rule: Doc) {
  const { alice, zoe } = await meet(world);
  const bob = await world.stranger("bob@beta.test");
  await bob.sends("alpha.test", bob.activity("Follow", alice.uri));
  const interactionPolicy = { canAnnounce: rule, canLike: rule, canReply: rule };
  await zoe.sends("alpha.test", about(zoe, "Create", noteOf(world, zoe, "<p>Mine</p>", { interactionPolicy })));
  await world.settles();
  const [post] = await alice.home();
  return { alice, zoe, bob, post: post! };
}
const came = ({ inbox }: Stranger, type: string): Doc[] => inbox.documents.filter((document) => document["type"] === type);

test("what its author lets nobody do is refused here, and said beforehand", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, post } = await limited(world, { always: ["https://sloth.test/users/zoe"], approvalRequired: [] });
  expect((post as Approval).reply_approval).toEqual({ automatic: [], manual: [], current_user: "denied" });
  const at = `/api/v1/statuses/${post.id}`;
  for (const answer of [
    await alice.asks("POST", "/api/v1/statuses", { status: "But", in_reply_to_id: post.id }),
    await alice.asks("POST", `${at}/favourite`),
    await alice.asks("POST", `${at}/reblog`),
  ])
    expect(answer.status).toBe(403);
  await world.settles();
  expect(zoe.inbox.documents.map(({ type }) => type)).toEqual(["Follow"]);
});

test("an answer that its author wants to see first goes to them alone, and to everybody with their consent", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  expect((post as Approval).reply_approval).toMatchObject({ manual: ["public"], current_user: "manual" });
  const said = await alice.replies(post, "May I?", { visibility: "public" });
  await world.settles();
  expect(said as Approval).toMatchObject({ visibility: "public", waiting_for: { state: "waiting" } });
  const [asked] = came(zoe, "Create");
  expect(asked?.["object"]).toMatchObject({ id: said.uri, to: [PUBLIC] });
  expect(asked?.["object"]).not.toHaveProperty("awaits");
  expect(came(bob, "Create")).toEqual([]);

  const accept = zoe.activity("Accept", said.uri, { id: `${zoe.uri}/accepts/01M8360YWB706PQDHQYPZF9WBF`, target: post.uri });
  await bob.sends("alpha.test", bob.activity("Accept", said.uri, { target: post.uri }));
  await world.settles();
  expect(came(bob, "Create")).toEqual([]);
  await zoe.sends("alpha.test", accept);
  await world.settles();
  expect((await alice.looksAt(said)) as Approval).not.toHaveProperty("waiting_for");
  expect(came(bob, "Create").map(({ object }) => object)).toEqual([
    expect.objectContaining({ id: said.uri, approvedBy: accept["id"] }),
  ]);
});

test("what its author rejects is seen by nobody: answers, favourites and boosts", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  const said = await alice.replies(post, "May I?");
  await alice.favourites(post);
  await alice.boosts(post);
  await world.settles();
  const deeds = [said.uri, ...[...came(zoe, "Like"), ...came(zoe, "Announce")].map(({ id }) => id)];
  expect(deeds).toHaveLength(3);
  for (const object of deeds) await zoe.sends("alpha.test", zoe.activity("Reject", object, { target: post.uri }));
  await world.settles();
  expect((await alice.looksAt(said)) as Approval).toMatchObject({ waiting_for: { state: "refused" } });
  expect(await alice.looksAt(post)).toMatchObject({ favourited: false, reblogged: false });
  expect((await alice.asks("POST", `/api/kith/v1/statuses/${said.id}/post_without_group`)).status).toBe(404);
  expect(came(bob, "Create")).toEqual([]);
});

test("whom a post names may answer it, whatever it says, and whom it lists is asked for", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const tell = async (rule: Doc, properties: Doc) => {
    const interactionPolicy = { canAnnounce: rule, canLike: rule, canReply: rule };
    await world.passes("2 seconds");
    await zoe.sends("alpha.test", about(zoe, "Create", noteOf(world, zoe, "<p>You</p>", { interactionPolicy, ...properties })));
    await world.settles();
    return ((await alice.home())[0] as Approval).reply_approval?.current_user;
  };
  const mine = { always: [zoe.uri, alice.uri], approvalRequired: [] };
  const tag = { type: "Mention", href: alice.uri, name: `@${alice.handle}` };
  expect(await tell(mine, { tag })).toBe("automatic");
  expect(await tell(mine, {})).toBe("manual");
  expect(await tell({ always: [`${zoe.uri}/followers`], approvalRequired: [] }, {})).toBe("manual");
  expect(await tell({ always: [], approvalRequired: [] }, {})).toBe("denied");
});
