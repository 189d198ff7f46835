/** Polls across the border: votes go to the author alone, counts come back to whoever has the poll. */
import { expect, test } from "vitest";
import { closeDuePolls } from "../../src/polls/close.ts";
import type { PollJson, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const HOUR = 3600;
const tea = { options: ["Tea", "Coffee", "Water"], expires_in: HOUR };
const counts = (status: StatusJson | undefined) => status?.poll?.options.map(({ votes_count }) => votes_count);
const vote = async (person: Person, status: StatusJson | undefined, ...choices: number[]) =>
  await person.api<PollJson>("POST", `/api/v1/polls/${status?.poll?.id}/votes`, { choices });

type Cast = { alice: Person; bob: Person; dora: Person };

/** Bob and Dora of beta follow Alice of alpha. */
async function gather(world: World): Promise<Cast> {
  const alice = await world.person("alice@alpha.test");
  const [bob, dora] = [await world.person("bob@beta.test"), await world.person("dora@beta.test")];
  await bob.follows(alice);
  await dora.follows(alice);
  await world.settles();
  return { alice, bob, dora };
}

test("a vote crosses the border, and all followers hear of the counts, once for many votes", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, dora } = await gather(world);
  const carol = await world.person("carol@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  const asked = await alice.posts("What do you drink?", { poll: tea });
  await world.settles();
  const seen = (await bob.home())[0];
  expect(seen?.poll?.options.map(({ title }) => title)).toEqual(tea.options);
  expect(await vote(bob, seen, 1)).toMatchObject({ voted: true, votes_count: 1 });
  await vote(carol, asked, 0);
  await world.settles();
  expect(counts(await alice.looksAt(asked))).toEqual([1, 1, 0]);
  expect(counts((await dora.home())[0])).toEqual([0, 1, 0]);
  await world.passes("3 minutes");
  expect((await dora.home())[0]).toMatchObject({ edited_at: null, poll: { votes_count: 2, voters_count: 2 } });
  expect(counts((await dora.home())[0])).toEqual([1, 1, 0]);
  const news = fred.inbox.documents.filter(({ type }) => type === "Update");
  expect(news).toMatchObject([{ object: { type: "Question", id: asked.uri, votersCount: 2 } }]);
  expect(news[0]?.["object"]).not.toHaveProperty("updated");
  await vote(dora, (await dora.home())[0], 0);
  await world.passes("3 minutes");
  expect(counts((await bob.home())[0])).toEqual([2, 1, 0]);
  // Votes are nobody's statuses.
  expect(await alice.notifications("?types[]=mention")).toEqual([]);
  expect(await alice.looksAt(asked)).toMatchObject({ replies_count: 0 });
});

test("each choice is one vote, sent to the author alone", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@other.test")];
  await gina.sends("alpha.test", gina.activity("Follow", alice.uri));
  await alice.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  await fred.sends("alpha.test", fred.activity("Create", question(fred, "anyOf", { Red: 4, Blue: 2, Green: 0 })));
  await world.settles();
  const heard = gina.inbox.documents.length;
  await vote(alice, (await alice.home())[0], 2, 0);
  await world.settles();
  await world.passes("3 minutes");
  const votes = fred.inbox.documents.slice(-2);
  expect(votes.map(({ object }) => (object as Doc)["name"])).toEqual(["Red", "Green"]);
  for (const { type, to, cc, object } of votes) {
    expect({ type, to, cc }).toEqual({ type: "Create", to: [fred.uri], cc: [] });
    expect(object).toMatchObject({ type: "Note", attributedTo: alice.uri, to: [fred.uri] });
    expect(String((object as Doc)["inReplyTo"])).toContain(fred.uri);
    expect(object).not.toHaveProperty("content");
  }
  expect(new Set(votes.flatMap(({ id, object }) => [id, (object as Doc)["id"]])).size).toBe(4);
  expect(gina.inbox.documents).toHaveLength(heard);
});

test("a Question that is sent again counts anew, and is no edit", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  const first = question(fred, "oneOf", { Red: 1, Blue: 0 });
  await fred.sends("alpha.test", fred.activity("Create", first));
  await world.settles();
  const again = { ...question(fred, "oneOf", { Red: 5, Blue: 7 }), id: first["id"], votersCount: 12 };
  await fred.sends("alpha.test", fred.activity("Update", again));
  await world.settles();
  const [seen] = await alice.home();
  expect(counts(seen)).toEqual([5, 7]);
  expect(seen).toMatchObject({ edited_at: null, poll: { votes_count: 12, voters_count: 12 } });
  // Without a newer `updated`, what is asked cannot change.
  await fred.sends("alpha.test", fred.activity("Update", { ...question(fred, "oneOf", { Pink: 9, Grey: 9 }), id: first["id"] }));
  await world.settles();
  expect(counts((await alice.home())[0])).toEqual([5, 7]);
});

test("votes by others in one's name, twice, for nothing on offer or by who may not see the poll do not count", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@far.test")];
  const open = await alice.posts("What do you drink?", { poll: tea });
  const hidden = await alice.posts("And you?", { poll: tea, visibility: "private" });
  const votes = async (voter: Stranger, name: string, asked = open, changes: Doc = {}) => {
    const ballot = { ...voter.note("", { name, inReplyTo: asked.uri, to: [alice.uri], ...changes }), content: undefined };
    await voter.sends("alpha.test", voter.activity("Create", ballot, { to: [alice.uri] }));
    await world.settles();
  };
  await votes(fred, "Tea");
  await votes(fred, "Tea");
  await votes(fred, "Coffee");
  await votes(gina, "Beer");
  await votes(gina, "Coffee", open, { attributedTo: fred.uri });
  await votes(gina, "Tea", hidden);
  expect(counts(await alice.looksAt(open))).toEqual([1, 0, 0]);
  expect(counts(await alice.looksAt(hidden))).toEqual([0, 0, 0]);
});

test("after the end nobody votes, and everybody learns the result", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, dora } = await gather(world);
  const fred = await world.stranger("fred@far.test");
  const asked = await alice.posts("What do you drink?", { poll: { ...tea, hide_totals: true } });
  await world.settles();
  await vote(bob, (await bob.home())[0], 2);
  await world.settles();
  await world.passes("10 minutes");
  expect(counts((await dora.home())[0])).toEqual([0, 0, 0]);
  await world.passes("1 hour");
  const late = await dora.asks("POST", `/api/v1/polls/${(await dora.home())[0]?.poll?.id}/votes`, { choices: [0] });
  expect(late.status).toBe(422);
  const ballot = { ...fred.note("", { name: "Tea", inReplyTo: asked.uri, to: [alice.uri] }), content: undefined };
  await fred.sends("alpha.test", fred.activity("Create", ballot, { to: [alice.uri] }));
  await world.settles();
  await closeDuePolls(world.instance("alpha.test"));
  await world.settles();
  expect(counts(await alice.looksAt(asked))).toEqual([0, 0, 1]);
  expect((await dora.home())[0]).toMatchObject({ poll: { expired: true, votes_count: 1 } });
  expect(counts((await dora.home())[0])).toEqual([0, 0, 1]);
  await closeDuePolls(world.instance("beta.test"));
  expect((await bob.notifications("?types[]=poll")).map(({ status }) => status?.uri)).toEqual([asked.uri]);
});

/** A Question of a stranger, open for an hour, with the votes that its options have. */
const question = (stranger: Stranger, kind: "oneOf" | "anyOf", options: Record<string, number>): Doc =>
  stranger.note("<p>Which?</p>", {
    type: "Question",
    [kind]: Object.entries(options).map(([name, totalItems]) => ({
      type: "Note",
      name,
      replies: { type: "Collection", totalItems },
    })),
  });
