/** Stamps by which somebody lets others quote them: of what is not for everybody they tell nobody whom it does not concern. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";

const ACTIVITY = { accept: "application/activity+json" };

test("the stamp of a quote for followers is shown to those who have the quote, and to others there is none", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const [fred, mallory] = [await world.stranger("fred@far.test"), await world.stranger("mallory@evil.test")];
  await fred.sends("alpha.test", fred.activity("Follow", bob.uri));
  await world.settles();
  const bread = await alice.posts("Bread");
  const quoting = async (visibility: string) =>
    await bob.api<StatusJson>("POST", "/api/v1/statuses", { status: "Look", quoted_status_id: bread.id, visibility });
  const [open, closed] = [await quoting("public"), await quoting("private")];
  await world.settles();
  const stampOf = ({ uri }: StatusJson) => {
    const notes = fred.inbox.documents.map(({ object }) => object as Doc);
    return new URL(String(notes.find(({ id }) => id === uri)?.["quoteAuthorization"])).pathname;
  };
  const ask = async (path: string) => await world.visitor("alpha.test")("GET", path, { headers: ACTIVITY });
  expect((await ask(stampOf(open))).status).toBe(200);
  const stamp = stampOf(closed);
  const never = `${stamp.slice(0, stamp.lastIndexOf("/"))}/${bread.id}`;
  const none = await ask(never);
  expect(none.status).toBe(404);
  expect(await ask(stamp)).toMatchObject({ status: 404, text: none.text });
  // Whoever has been sent it asks by its name, be it another server than theirs: what others send on they check, too.
  const shown = JSON.parse((await fred.fetches("alpha.test", stamp)).text) as Doc;
  expect(shown).toMatchObject({ type: "QuoteAuthorization", interactingObject: closed.uri, interactionTarget: bread.uri });
  expect(shown["id"]).toBe(`https://alpha.test${stamp}`);
  // Who guesses that there might be one, by ids that they have seen, learns nothing.
  const plain = stamp.replace(/-[\w-]+$/, "");
  const wrong = stamp.replace(/[\w-]$/, (last) => (last === "A" ? "B" : "A"));
  for (const path of [plain, wrong]) expect([path, (await mallory.fetches("alpha.test", path)).status]).toEqual([path, 404]);
  // A follower of who quotes may see both, by whatever name they ask.
  expect((await fred.fetches("alpha.test", plain)).status).toBe(200);
});

test("a server that quotes for followers may check the stamp itself", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, finn] = [await world.stranger("fred@far.test"), await world.stranger("finn@far.test")];
  const mallory = await world.stranger("mallory@evil.test");
  const bread = await alice.posts("Bread");
  const note = fred.note("<p>Look</p>", { to: [`${fred.uri}/followers`], quote: bread.uri, quoteUri: bread.uri });
  await fred.sends("alpha.test", fred.activity("QuoteRequest", bread.uri, { to: [alice.uri], instrument: note }));
  await world.settles();
  const stamp = String(fred.inbox.documents.find(({ type }) => type === "Accept")?.["result"]);
  const path = new URL(stamp).pathname;
  for (const one of [fred, finn]) expect((await one.fetches("alpha.test", path)).status).toBe(200);
  expect((await world.visitor("alpha.test")("GET", path, { headers: ACTIVITY })).status).toBe(404);
  expect((await mallory.fetches("alpha.test", path.replace(/-[\w-]+$/, ""))).status).toBe(404);
});
