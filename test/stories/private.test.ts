/**
 * Who sees what of what is private: every address of the API, of pages and of ActivityPub that can be read, asked by each kind of reader for each private
 * thing of its kind. Each thing bears a word of its own, and a reader is told those words that are for them and no others.
 */
import { expect, test } from "vitest";
import { parts } from "../../src/db/lists.ts";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { gather, goOn, KITH, share, WORDS, type Cast } from "./confidences.ts";
import { doorsOf, type Door, type Ids } from "./doors.ts";
import { makeCrew, type Hand } from "./gatherers.ts";
import { archivesOf, listen } from "./overheard.ts";

const AT_ONCE = 6;

/** Somebody, maybe in the name of another. */
type Reader = Pick<Person, "username" | "token"> & { acts_for?: string };

/** The words that come with the answers, each once, in their order. */
async function wordsFor(world: World, doors: readonly Door[], who?: Reader): Promise<string[]> {
  const visitor = world.visitor("alpha.test");
  const surfer = makeSurfer(visitor, "https://alpha.test");
  if (who !== undefined) await surfer.signsIn(who.username);
  if (who?.acts_for !== undefined) await surfer.send(`/teams/${who.acts_for}/act`, {}, { from: `/teams/${who.acts_for}` });
  const token: Record<string, string> = who === undefined ? {} : { authorization: `Bearer ${who.token}` };
  const texts: string[] = [];
  const ask = async ({ path, accept }: Door): Promise<void> => {
    const page = accept === "text/html";
    const { status, text } = page ? await surfer.get(path) : await visitor("GET", path, { headers: { accept, ...token } });
    expect([path, status < 500]).toEqual([path, true]);
    texts.push(text);
  };
  for (const some of parts(doors, AT_ONCE)) await Promise.all(some.map(ask));
  return wordsIn(texts);
}

const words = (text: string): string[] => text.split(" ");
const GIVEN = words("answer chat circled direct early inside late later meeting news note option praise skill story title");
/** What is Alice's, but for what is said to her, and by her, in private. */
const HANDLED = words(
  "circle circled draft filter inside later list meeting news note option recurring scheduled skill story title",
);
/** What comes unasked, in all. */
const TOLD: Readonly<Record<string, { streams: string; pushes: string; letters: string }>> = {
  gus: {
    streams: "chat circled direct early inside late later meeting news option title",
    pushes: "circled direct early late later",
    letters: "meeting news title",
  },
  // What was said before she was taken out, and while she was.
  eve: { streams: "chat circled early inside meeting option title", pushes: "circled early", letters: "" },
  bea: { streams: "circled option", pushes: "circled", letters: "" },
  nora: { streams: "", pushes: "", letters: "" },
  // In Alice's name.
  editor: { streams: "circle circled inside later meeting news option title", pushes: "", letters: "" },
};
/** What somebody has written, the chats that they are or were in, and what they come to. */
const TAKEN: Readonly<Record<string, string>> = {
  gus: "answer chat direct early late meeting praise",
  eve: "chat early",
  bea: "",
  nora: "",
};

/** What of these texts is private. */
const wordsIn = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(WORDS)].map(([, found = ""]) => found)))].sort();

/** Everybody listens while Alice shares, and while she goes on with fewer; Eve and Gus want all of it by mail, and come to what is held. */
async function overhear(world: World, cast: Cast, editor: Hand) {
  const { alice, gus, eve, bea, nora } = cast;
  const ears = await listen(world, { gus, eve, bea, nora, editor }, "zz");
  for (const one of [gus, eve, bea]) await one.api("POST", `/api/v1/accounts/${alice.id}/follow`, { notify: true });
  const before = await share(world, cast);
  const [family = "", meeting = ""] = [before["groups"]?.[0], before["events"]?.[0]];
  for (const one of [gus, eve]) {
    await ears.joins(one, family);
    await one.api("POST", `${KITH}/events/${meeting}/rsvp`, { answer: "yes" });
  }
  await ears.settles(nora);
  const ids = await goOn(world, cast, before);
  await ears.settles(nora);
  return { ears, ids };
}

/** What is done with time, and what they take along. */
async function later(world: World, cast: Cast, { ears }: Awaited<ReturnType<typeof overhear>>): Promise<void> {
  for (let n = 0; n < 2; n++) {
    await world.passes("30 hours");
    await ears.mails();
  }
  await ears.settles(cast.nora);
  for (const [name, told] of Object.entries(TOLD)) {
    // What somebody says themselves is no secret to them, however soon they hear of it.
    const others = (word: string) => name !== "gus" || word !== "answer";
    const heard = Object.entries(ears.of(name)).map(([way, texts]) => [way, wordsIn(texts).filter(others).join(" ")]);
    // A line of one stream tells what one of many does.
    expect([name, Object.fromEntries(heard)]).toEqual([name, { ...told, events: told.streams }]);
  }
  const { alice: _, ...takers } = cast;
  const archives = await archivesOf(world, Object.values(takers));
  for (const [name, text] of archives) expect([name, wordsIn([text]).join(" ")]).toEqual([name, TAKEN[name]]);
  ears.end();
}

/** One after another, and then the account: each goes, whatever refers to it. */
async function deletes(world: World, { alice }: Cast, ids: Ids): Promise<void> {
  const kith = ["events", "circles", "drafts", "recurring", "chats"].map((kind) => [kind, `${KITH}/${kind}`] as const);
  const plain = ["lists", "scheduled_statuses", "statuses"].map((kind) => [kind, `/api/v1/${kind}`] as const);
  const more = [["filters", "/api/v2/filters"] as const, ["groups", `${KITH}/groups`] as const];
  for (const [kind, path] of [...kith, ...plain, ...more])
    for (const id of ids[kind] ?? []) {
      // A group is read as a list.
      const list = kind === "lists" && ids["groups"]?.includes(id) === true;
      const { status } = await alice.asks("DELETE", `${path}/${id}`, { confirm: "family" });
      expect([kind, status]).toEqual([kind, list ? 404 : 200]);
    }
  await alice.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await world.passes("2 hours");
  const jobs = await world.instance("alpha.test").db.selectFrom("jobs").select(["kind", "last_error"]).execute();
  expect(jobs.filter(({ last_error }) => last_error !== "")).toEqual([]);
}

test("whatever is asked for, and whatever comes unasked, nobody is told what is not for them", { timeout: 60_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { hands } = await makeCrew(world, { own: cast.alice });
  const scene = await overhear(world, cast, hands.editor);
  const { ids } = scene;
  const doors = await doorsOf(world, ids);
  const api = doors.filter(({ accept }) => accept === "*/*");
  const pages = doors.filter(({ accept }) => accept !== "*/*");
  expect(await wordsFor(world, pages)).toEqual([]);
  const read = doors.filter(({ accept }) => !accept.includes("activity"));
  expect(await wordsFor(world, read, cast.nora)).toEqual([]);
  const hers = api.filter(({ path }) => /statuses|stories|polls|cv$/.test(path));
  expect(await wordsFor(world, hers, cast.bea)).toEqual([]);
  // Whoever is taken out keeps what they had been given.
  expect(await wordsFor(world, api, cast.eve)).toEqual(["chat", "circled", "early", "option", "skill", "story"]);
  expect(await wordsFor(world, api, cast.gus)).toEqual(GIVEN);
  const { token, person } = hands.editor;
  expect(await wordsFor(world, read, { username: person.username, token, acts_for: cast.alice.id })).toEqual(HANDLED);
  const mallory = await world.stranger("mallory@evil.test");
  for (const { path } of pages.filter(({ accept }) => accept.includes("activity")))
    expect([path, WORDS.test((await mallory.fetches("alpha.test", path)).text)]).toEqual([path, false]);
  await later(world, cast, scene);
  await deletes(world, cast, ids);
});
