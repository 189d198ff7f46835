/** Recommendations between servers: written on one, agreed to on another, checked on a third, and gone everywhere when they are taken back. */
import { expect, test } from "vitest";
import { signAnew } from "../../src/recommendations/sign.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Shown = { id: string | null; uri: string; content: string; told_by: string | null; state?: string; relation: string };
type Check = {
  origin: string;
  proof: string | null;
  shown: boolean | null;
  signed: { content: string; author_uri: string; subject_uri: string } | null;
};

const at = "/api/kith/v1/recommendations";
const idOf = async (one: Person, other: Person) => (await one.finds(other.handle)).id;
const recommends = async (author: Person, subject: Person, text: string, relation = "colleague") =>
  await author.asks("POST", `/api/kith/v1/accounts/${await idOf(author, subject)}/recommendations`, { text, relation });
const received = async (one: Person) => await one.api<Shown[]>("GET", at);
const given = async (one: Person) => await one.api<Shown[]>("GET", `${at}?which=given`);
const shownOf = async (one: Person, subject: Person) =>
  await one.api<Shown[]>("GET", `/api/kith/v1/accounts/${await idOf(one, subject)}/recommendations`);
const checks = async (one: Person, uri: string) => await one.api<Check>("POST", `${at}/verify`, { uri });

async function gather(world: World) {
  return {
    alice: await world.person("alice@alpha.test"),
    bob: await world.person("bob@beta.test"),
    cleo: await world.person("cleo@gamma.test"),
  };
}

/** Alice has recommended Bob, who shows it. */
async function agree(world: World, { alice, bob }: { alice: Person; bob: Person }) {
  expect((await recommends(alice, bob, "Bob mends what others throw away.")).status).toBe(200);
  await world.settles();
  const [offered] = await received(bob);
  await bob.api("POST", `${at}/${offered?.id}/accept`);
  await world.settles();
  return offered as Shown;
}

test("written on one, agreed to on another, checked on a third, taken back everywhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  const offered = await agree(world, { alice, bob });
  expect(offered).toMatchObject({ content: "Bob mends what others throw away.", state: "pending", relation: "colleague" });
  expect((await bob.notifications()).map(({ type }) => type)).not.toContain("recommendation");
  expect((await alice.notifications()).map(({ type }) => type)).toContain("recommendation");
  expect((await given(alice)).map(({ state }) => state)).toEqual(["accepted"]);
  for (const one of [alice, bob, cleo]) {
    const [shown] = await shownOf(one, bob);
    expect(shown).toMatchObject({ uri: offered.uri, content: offered.content, told_by: one === bob ? null : "beta.test" });
    expect(await checks(one, offered.uri)).toMatchObject({
      origin: "found",
      proof: "valid",
      shown: true,
      signed: { content: offered.content, author_uri: alice.uri, subject_uri: bob.uri },
    });
  }
  const [own] = await given(alice);
  await alice.api("POST", `${at}/${own?.id}/revoke`);
  await world.passes("10 minutes");
  expect(await received(bob)).toEqual([]);
  expect(await given(alice)).toEqual([]);
  for (const one of [alice, bob, cleo]) {
    expect(await shownOf(one, bob)).toEqual([]);
    expect(await checks(one, offered.uri)).toMatchObject({ origin: "gone", proof: null });
  }
});

test("what is changed is shown again only when its subject agrees again", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  const { uri } = await agree(world, { alice, bob });
  await world.passes("1 minute");
  expect((await recommends(alice, bob, "Bob mends nothing.")).status).toBe(200);
  await world.passes("10 minutes");
  expect(await shownOf(cleo, bob)).toEqual([]);
  expect((await checks(cleo, uri)).origin).toBe("gone");
  const [again] = await received(bob);
  expect(again).toMatchObject({ uri, content: "Bob mends nothing.", state: "pending" });
  await bob.api("POST", `${at}/${again?.id}/decline`);
  await world.settles();
  expect((await given(alice)).map(({ state }) => state)).toEqual(["declined"]);
  // Who was declined is not heard, whether they change it or begin anew.
  await world.passes("1 minute");
  await recommends(alice, bob, "Bob mends a little.");
  await world.settles();
  expect((await received(bob)).map(({ state, content }) => [state, content])).toEqual([["declined", "Bob mends a little."]]);
  await alice.api("POST", `${at}/${(await given(alice))[0]?.id}/revoke`);
  await world.passes("1 minute");
  await recommends(alice, bob, "Bob!");
  await world.settles();
  expect((await received(bob)).map(({ state }) => state)).toEqual(["declined"]);
  await world.passes("31 days");
  await recommends(alice, bob, "Bob is good to work with.");
  await world.settles();
  expect((await received(bob)).map(({ state }) => state)).toEqual(["pending"]);
});

test("its subject takes it away again, and both sides hide it", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  const { id, uri } = await agree(world, { alice, bob });
  await bob.api("POST", `${at}/${id}/decline`);
  await world.passes("10 minutes");
  expect(await shownOf(cleo, bob)).toEqual([]);
  expect((await checks(cleo, uri)).origin).toBe("gone");
  expect((await given(alice)).map(({ state }) => state)).toEqual(["declined"]);
});

test("whom one has blocked cannot recommend one, and what they wrote is shown no more", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  await agree(world, { alice, bob });
  await bob.blocks(alice);
  await world.passes("10 minutes");
  expect(await shownOf(bob, bob)).toEqual([]);
  expect(await shownOf(cleo, bob)).toEqual([]);
  await cleo.blocks(bob);
  await world.settles();
  expect((await recommends(bob, cleo, "Hello!")).status).toBe(404);
  expect((await recommends(bob, bob, "I am good.")).status).toBe(404);
});

test("nobody else answers, reads what waits, or takes back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const [eve, eva] = [await world.person("eve@beta.test"), await world.person("eva@alpha.test")];
  await recommends(alice, bob, "Bob is kind.");
  await world.settles();
  const [offered] = await received(bob);
  const [own] = await given(alice);
  expect((await eve.asks("GET", `${at}/${offered?.id}`)).status).toBe(404);
  expect((await eva.asks("GET", `${at}/${own?.id}`)).status).toBe(404);
  for (const act of ["accept", "decline", "revoke"]) {
    expect((await eve.asks("POST", `${at}/${offered?.id}/${act}`)).status).toBe(404);
    expect((await eva.asks("POST", `${at}/${own?.id}/${act}`)).status).toBe(404);
  }
  expect((await alice.asks("POST", `${at}/${own?.id}/accept`)).status).toBe(404);
  expect((await bob.asks("POST", `${at}/${offered?.id}/revoke`)).status).toBe(404);
  expect((await checks(eve, offered?.uri ?? "")).origin).toBe("gone");
  expect((await recommends(alice, bob, "x".repeat(2001))).status).toBe(422);
  expect((await recommends(alice, bob, "  ")).status).toBe(422);
});

test("accounts that end take their words, and words about them, along", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  const { uri } = await agree(world, { alice, bob });
  const kith = world.instance("alpha.test");
  await kith.write(async (tx, happened) => {
    const now = kith.now();
    await tx.updateTable("accounts").set({ suspended_at: now }).where("id", "=", Number(alice.id)).execute();
    happened({ type: "account.condemned", account_id: Number(alice.id) });
  });
  await world.passes("2 hours");
  expect(await received(bob)).toEqual([]);
  expect(await shownOf(cleo, bob)).toEqual([]);
  expect((await checks(cleo, uri)).origin).toBe("gone");
});

test("where nobody knows recommendations, it comes as a message", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const otto = await world.stranger("otto@honest.test");
  const kith = world.instance("alpha.test");
  const { id } = await alice.finds(otto.handle);
  const says = async (text: string) =>
    await alice.api<Shown>("POST", `/api/kith/v1/accounts/${id}/recommendations`, { text, relation: "client" });
  const first = await says("Otto is punctual.");
  await world.settles();
  expect(otto.inbox.documents.map(({ type, object }) => [type, object])).toEqual([["Offer", first.uri]]);
  await kith.write(
    async (tx) => await tx.updateTable("hosts").set({ software: "mastodon 4.5.0" }).where("host", "=", "honest.test").execute(),
  );
  await world.passes("1 minute");
  await says("Otto is punctual, and kind.");
  await world.settles();
  const last = otto.inbox.documents.at(-1) as { type: string; object: { content: string; to: string[] } };
  expect(last.type).toBe("Create");
  expect(last.object.to).toEqual([otto.uri]);
  expect(last.object.content).toContain("Otto is punctual, and kind.");
  expect(otto.inbox.documents.map(({ type }) => type)).toEqual(["Offer", "Create"]);
});

test("what was signed when proofs had another form is signed anew, and known so where it is shown, with nothing to answer", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob, cleo } = await gather(world);
  const { uri } = await agree(world, { alice, bob });
  const [ours, theirs] = [world.instance("alpha.test"), world.instance("beta.test")];
  type Proven = { proof: { "@context"?: unknown; created: string } };
  const proofAt = async ({ db }: typeof ours) => {
    const { document } = await db.selectFrom("recommendations").select("document").executeTakeFirstOrThrow();
    return (JSON.parse(document) as Proven).proof;
  };
  // As versions before wrote it: without the context, and so by the suite's letter not made in it.
  for (const kith of [ours, theirs]) {
    const { proof, ...rest } = JSON.parse(
      (await kith.db.selectFrom("recommendations").select("document").executeTakeFirstOrThrow()).document,
    ) as Proven;
    const { "@context": _, ...bare } = proof;
    await kith.write(
      async (tx) =>
        await tx
          .updateTable("recommendations")
          .set({ document: JSON.stringify({ ...rest, proof: bare }) })
          .execute(),
    );
  }
  await ours.write(async (tx) => {
    const { id } = await tx.selectFrom("recommendations").select("id").executeTakeFirstOrThrow();
    await tx.insertInto("recommendations_to_sign").values({ recommendation_id: id }).execute();
  });
  const noticed = (await bob.notifications()).length;
  await signAnew(ours);
  await world.settles();
  for (const kith of [ours, theirs]) expect(await proofAt(kith)).toHaveProperty("@context");
  expect(await proofAt(theirs)).toEqual(await proofAt(ours));
  expect((await received(bob)).map(({ state }) => state)).toEqual(["accepted"]);
  expect(await bob.notifications()).toHaveLength(noticed);
  expect(await checks(cleo, uri)).toMatchObject({ origin: "found", proof: "valid", shown: true });
  // Once.
  const { created } = await proofAt(ours);
  await world.passes("2 hours");
  await signAnew(ours);
  await world.settles();
  expect((await proofAt(ours)).created).toBe(created);
});
