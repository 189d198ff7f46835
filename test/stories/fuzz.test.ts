/** Mutated activities, properly signed: whatever a peer says, the inbox answers at once and with no 5xx, and nothing of ours breaks on it later. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CONTEXT, PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** A seed, so that a failure can be played again. */
const SEED = 20_261_122;
const RUNS = 250;
const BATCH = 25;

/** One of everything that the inbox understands, about things that are there. */
function samples(mallory: Stranger, alice: { uri: string }, post: string): Doc[] {
  const note = () =>
    mallory.note("<p>hello</p>", {
      to: [PUBLIC],
      cc: [`${mallory.uri}/followers`],
      tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }],
    });
  const follow = mallory.activity("Follow", alice.uri);
  const question = {
    ...note(),
    type: "Question",
    oneOf: [
      { type: "Note", name: "a", replies: { type: "Collection", totalItems: 1 } },
      { type: "Note", name: "b" },
    ],
    endTime: "2027-01-01T00:00:00Z",
    votersCount: 1,
  };
  return [
    follow,
    mallory.activity("Create", note()),
    mallory.activity("Create", {
      ...note(),
      inReplyTo: post,
      quote: post,
      attachment: [
        {
          type: "Document",
          mediaType: "image/png",
          url: "https://evil.test/a.png",
          blurhash: "L",
          focalPoint: [0, 0],
          width: 10,
          height: 10,
        },
      ],
    }),
    mallory.activity("Create", {
      ...note(),
      type: "Article",
      name: "Title",
      summary: "S",
      icon: { type: "Image", url: "https://evil.test/i.png" },
    }),
    mallory.activity("Create", question),
    mallory.activity("Update", { ...note(), updated: "2026-06-01T13:00:00Z" }),
    mallory.activity("Update", mallory.actor),
    mallory.activity("Like", post),
    mallory.activity("EmojiReact", post, { content: "🎉" }),
    mallory.activity("Announce", post, { to: [PUBLIC] }),
    mallory.activity("Undo", follow),
    mallory.activity("Delete", { id: `${mallory.uri}/notes/none`, type: "Tombstone" }),
    mallory.activity("Block", alice.uri),
    mallory.activity("Flag", [alice.uri, post], { content: "bad" }),
    mallory.activity("Add", post, { target: `${mallory.uri}/featured` }),
    mallory.activity("Move", mallory.uri, { target: alice.uri }),
    mallory.activity("QuoteRequest", post, { instrument: note() }),
    mallory.activity("Accept", { type: "Follow", actor: alice.uri, object: mallory.uri }),
  ];
}

const NASTY: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e308,
    0.5,
    "",
    "\u0000",
    "\ud800",
    "javascript:alert(1)",
    "https://alpha.test/",
    "http://127.0.0.1/",
    [],
    {},
    [[]],
    [null],
  ),
  fc.string({ maxLength: 40 }),
  fc.constantFrom<unknown>(
    "x".repeat(70_000),
    Array.from({ length: 2000 }, (_, n) => n),
    { "@value": 1 },
    { "@id": "x" },
    { "@list": [1] },
  ),
  fc.webUrl(),
  fc.jsonValue({ maxDepth: 3 }),
);

type Mutation = { at: number; kind: "replace" | "remove" | "wrap" | "rename" | "repeat"; value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(10_000),
  kind: fc.constantFrom("replace", "replace", "remove", "wrap", "rename", "repeat"),
  value: NASTY,
});

type Slot = { parent: Record<string, unknown>; key: string };

/** Every property of a document, however deep, in a fixed order. */
function slotsOf(value: unknown, found: Slot[] = []): Slot[] {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push({ parent: value as Record<string, unknown>, key });
    slotsOf((value as Record<string, unknown>)[key], found);
  }
  return found;
}

function mutate(document: Doc, mutations: readonly Mutation[]): Doc {
  const copy = structuredClone(document);
  for (const { at, kind, value: given } of mutations) {
    const value = structuredClone(given);
    // Who acts stays, or the signature would be refused and nothing be tested.
    const slots = slotsOf(copy).filter(({ parent, key }) => parent !== copy || key !== "actor");
    const slot = slots[at % Math.max(1, slots.length)];
    if (slot === undefined) continue;
    const { parent, key } = slot;
    const old = parent[key];
    if (kind === "replace") parent[key] = value;
    else if (kind === "remove") delete parent[key];
    else if (kind === "wrap") parent[key] = [old, value];
    else if (kind === "repeat") parent[key] = Array.from({ length: 25 }, () => structuredClone(old));
    else {
      delete parent[key];
      parent[`as:${key}`] = old;
    }
  }
  return copy;
}

/** What is left of it is not ours to mend: the peer's own servers did not answer, or its documents cannot be read. */
const OURS =
  /TypeError|RangeError|SyntaxError|ReferenceError|Sqlite|syntax error|violates|out of range|constraint|invalid byte|surrogate/i;

async function troublesOf(world: World): Promise<string[]> {
  const { db } = world.instance("alpha.test");
  const rows = [
    ...(await db.selectFrom("inbox").select(["last_error", "body"]).where("last_error", "<>", "").execute()),
    ...(await db.selectFrom("jobs").select(["last_error", "payload as body"]).where("last_error", "<>", "").execute()),
  ];
  return rows
    .filter(({ last_error }) => OURS.test(last_error))
    .map(({ last_error, body }) => `${last_error}: ${String(body).slice(0, 500)}`);
}

test(
  "no mutation of a signed activity is answered with 5xx, and none breaks what is done with it",
  { timeout: 120_000 },
  async () => {
    await using world = await createWorld("alpha.test");
    const alice = await world.person("alice@alpha.test");
    const mallory = await world.stranger("mallory@evil.test");
    const post = await alice.posts("Say what you like");
    const kinds = samples(mallory, alice, post.uri);
    const cases = fc.sample(fc.tuple(fc.nat(kinds.length - 1), fc.array(mutation, { minLength: 1, maxLength: 4 })), {
      seed: SEED,
      numRuns: RUNS,
    });
    let serial = 0;
    for (let from = 0; from < cases.length; from += BATCH) {
      for (const [kind, mutations] of cases.slice(from, from + BATCH)) {
        const fresh = { "@context": CONTEXT, ...(kinds[kind] as Doc), id: `${mallory.uri}#fuzz/${++serial}` };
        const document = mutate(fresh, mutations);
        const answer = await mallory.sends("alpha.test", document);
        expect([answer.status, serial, JSON.stringify(document).slice(0, 300)]).toEqual([
          expect.toSatisfy((status: number) => status < 500),
          serial,
          expect.anything(),
        ]);
      }
      await world.settles();
      expect(await troublesOf(world)).toEqual([]);
    }
    expect(await alice.looksAt(post)).toBeDefined();
    expect((await alice.asks("GET", "/api/v1/timelines/public")).status).toBe(200);
    expect((await alice.asks("GET", "/api/v1/notifications?limit=80")).status).toBe(200);
  },
);
