/** Threads as other kinds of servers tell of them: Mastodon's pages, contexts of posts (NodeBB), contexts of activities, and counts without lists. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import type { Doc } from "../world/stranger.ts";

type ThreadJson = { known: number; counted: number };

async function scene() {
  const world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const gina = await world.stranger("gina@other.test");
  const opens = async (uri: unknown) => {
    const root = await alice.comesUpon(uri);
    await alice.thread(root);
    await world.settles();
    const { descendants } = await alice.thread(root);
    const state = await alice.api<ThreadJson>("GET", `/api/kith/v1/statuses/${root.id}/thread`);
    return { state, uris: new Set<unknown>(descendants.map(({ uri }) => uri)) };
  };
  return { world, alice, fred, gina, opens };
}

const idsOf = (...notes: Doc[]) => new Set(notes.map((note) => note["id"]));

test("Mastodon: the author's own on an embedded page, those of others on the next ones, its own statuses whole", async () => {
  const { world, fred, gina, opens } = await scene();
  await using _ = world;
  const carl = await world.stranger("carl@far.test");
  const root = fred.note("<p>one</p>");
  const replies = `${String(root["id"])}/replies`;
  const own = fred.note("<p>and one more</p>", { inReplyTo: root["id"] });
  const [embedded, remote, last] = [
    carl.note("<p>from here</p>", { inReplyTo: root["id"] }),
    gina.note("<p>from elsewhere</p>", { inReplyTo: root["id"] }),
    gina.note("<p>late</p>", { inReplyTo: own["id"] }),
  ];
  const [second, third] = [
    `${replies}?only_other_accounts=true&page=true`,
    `${replies}?min_id=5&only_other_accounts=true&page=true`,
  ];
  const page = (id: string | undefined, items: unknown[], next?: string): Doc => ({
    ...(id === undefined ? {} : { id }),
    type: "CollectionPage",
    partOf: replies,
    items,
    ...(next === undefined ? {} : { next }),
  });
  fred.serves(String(root["id"]), {
    ...root,
    replies: { id: replies, type: "Collection", first: page(undefined, [own["id"]], second) },
  });
  fred.serves(second, page(second, [embedded, remote["id"]], third));
  fred.serves(third, page(third, []));
  fred.serves(String(own["id"]), { ...own, replies: { type: "Collection", first: page(undefined, [last["id"]]) } });
  const { state, uris } = await opens(root["id"]);
  expect(uris).toEqual(idsOf(own, embedded, remote, last));
  expect(state).toMatchObject({ known: 4, counted: 4 });
});

test("a context of posts names them all, in whatever order, and says how many there are", async () => {
  const { world, fred, gina, opens } = await scene();
  await using _ = world;
  const context = `${fred.origin}/topic/7`;
  const root = fred.note("<p>topic</p>", { context });
  const first = gina.note("<p>first</p>", { context, inReplyTo: root["id"] });
  const below = fred.note("<p>below it</p>", { context, inReplyTo: first["id"] });
  const stray = gina.note("<p>stray</p>", { context, inReplyTo: `${gina.origin}/unknown` });
  fred.serves("/topic/7", {
    id: context,
    type: "OrderedCollection",
    attributedTo: fred.uri,
    totalItems: 6,
    orderedItems: [below["id"], stray["id"], first["id"], root["id"]],
  });
  const { state, uris } = await opens(root["id"]);
  expect(uris).toEqual(idsOf(first, below));
  // The root, the two, and two that nobody has told of; the stray one is none of them.
  expect(state).toMatchObject({ known: 2, counted: 4 });
});

test("a context of activities means what they have created", async () => {
  const { world, fred, gina, opens } = await scene();
  await using _ = world;
  const context = `${fred.origin}/contexts/1`;
  const root = fred.note("<p>contained</p>", { context });
  const [whole, named] = [
    fred.note("<p>whole</p>", { inReplyTo: root["id"] }),
    gina.note("<p>named</p>", { inReplyTo: root["id"] }),
  ];
  const orderedItems = [
    fred.activity("Create", root),
    fred.activity("Like", root["id"]),
    fred.activity("Create", whole),
    gina.activity("Create", named["id"]),
    gina.activity("Announce", `${gina.origin}/something`),
  ];
  fred.serves("/contexts/1", { id: context, type: "OrderedCollection", orderedItems });
  const { uris } = await opens(root["id"]);
  expect(uris).toEqual(idsOf(whole, named));
});

test("replies that are only counted are counted", async () => {
  const { world, fred, opens } = await scene();
  await using _ = world;
  const root = fred.note("<p>counted</p>");
  const replies = fred.serves("/counted", { id: `${fred.origin}/counted`, type: "Collection", totalItems: 3 });
  fred.serves(String(root["id"]), { ...root, replies, likes: { type: "Collection", totalItems: 12 } });
  expect((await opens(root["id"])).state).toMatchObject({ known: 0, counted: 3 });
});
