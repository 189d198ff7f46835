/** What somebody elsewhere addresses to a few, mentioned or not: those see it, and nobody else ever does. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** Alice and Ann both follow Hana. */
async function gather(world: World): Promise<{ alice: Person; ann: Person; hana: Stranger }> {
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const hana = await world.stranger("hana@honest.test");
  for (const one of [alice, ann]) {
    await one.follows(hana.handle);
    await world.settles();
    await hana.sends("alpha.test", hana.activity("Accept", hana.inbox.documents.at(-1)));
    await world.settles();
  }
  return { alice, ann, hana };
}

test("who is addressed and not mentioned sees it at home, without a notice; other followers never see it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ann, hana } = await gather(world);
  const note = hana.note("for one", { to: [alice.uri], cc: [] });
  await hana.sends("alpha.test", hana.activity("Create", note, { to: [alice.uri] }));
  await world.settles();
  const [seen] = await alice.home();
  expect(seen).toMatchObject({ visibility: "private", mentions: [] });
  expect((await alice.notifications()).map(({ type }) => type)).not.toContain("mention");
  expect(await alice.api("GET", "/api/v1/conversations")).toEqual([]);
  expect(await ann.home()).toEqual([]);
  expect(await ann.sees(String(note.id))).toBeUndefined();
  expect(await ann.profile(hana.handle)).toEqual([]);
  expect((await alice.asks("POST", `/api/v1/statuses/${seen?.id}/reblog`)).status).toBeGreaterThanOrEqual(400);
});

test("an answer to it is not shown to the answerer's followers", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ann, hana } = await gather(world);
  await ann.follows(alice);
  await hana.sends("alpha.test", hana.activity("Create", hana.note("for one", { to: [alice.uri] })));
  await world.settles();
  const [seen] = await alice.home();
  const answer = await alice.replies(seen!, "@hana@honest.test thank you");
  await world.settles();
  expect(answer.visibility).toBe("direct");
  expect(await ann.home()).toEqual([]);
  expect(hana.inbox.documents.at(-1)).toMatchObject({ type: "Create", to: [hana.uri], cc: [] });
});

test("whoever is mentioned among those addressed is told; what names all of them is a message", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ann, hana } = await gather(world);
  const mention = (who: Person) => ({ type: "Mention", href: who.uri, name: `@${who.handle}` });
  const some = hana.note("some", { to: [alice.uri, ann.uri], tag: [mention(alice)] });
  const all = hana.note("all", { to: [alice.uri, ann.uri], tag: [mention(alice), mention(ann)] });
  for (const note of [some, all]) await hana.sends("alpha.test", hana.activity("Create", note));
  await world.settles();
  expect((await alice.notifications()).filter(({ type }) => type === "mention")).toHaveLength(2);
  expect((await ann.notifications()).filter(({ type }) => type === "mention")).toHaveLength(1);
  expect(await alice.sees(String(some.id))).toMatchObject({ visibility: "private" });
  expect(await ann.sees(String(some.id))).toMatchObject({ visibility: "private" });
  expect(await ann.sees(String(all.id))).toMatchObject({ visibility: "direct" });
});
