/** Answers reach those who follow the answered and not the answerer: passed on byte by byte, and believed only by their own signature. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

/** Ben of beta follows Alice of alpha and knows nothing of Cleo of gamma, who answers her. */
async function gather(world: World) {
  const alice = await world.person("alice@alpha.test");
  const ben = await world.person("ben@beta.test");
  const cleo = await world.person("cleo@gamma.test");
  await ben.follows(alice);
  await cleo.follows(alice);
  await world.settles();
  const post = await alice.posts("What do you think?");
  await world.settles();
  const [seen] = await cleo.home();
  if (seen === undefined) throw new Error("cleo has not seen it");
  return { alice, ben, cleo, post, seen };
}

const answersIn = async (ben: Person, uri: string): Promise<string[]> => {
  const [post] = (await ben.home()).filter((status) => status.uri === uri);
  if (post === undefined) throw new Error("ben has not seen it");
  return (await ben.thread(post)).descendants.map(({ content }) => content.replaceAll(/<[^>]+>/g, ""));
};

test("an answer, its edit and its end reach the followers of whom it answers", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { ben, cleo, post, seen } = await gather(world);
  const answer = await cleo.replies(seen, "@alice@alpha.test I like it");
  await world.settles();
  expect(await answersIn(ben, post.uri)).toEqual(["@alice I like it"]);
  await world.passes("1 minute");
  await cleo.edits(answer, "@alice@alpha.test I love it");
  await world.settles();
  expect(await answersIn(ben, post.uri)).toEqual(["@alice I love it"]);
  await cleo.deletes(answer);
  await world.settles();
  expect(await answersIn(ben, post.uri)).toEqual([]);
});

test("what is passed on has the bytes that came, and goes out once", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { cleo, seen } = await gather(world);
  const answer = await cleo.replies(seen, "@alice@alpha.test I like it");
  await world.settles();
  const bodyOf = async (domain: string) =>
    await world.instance(domain).db.selectFrom("documents").select("body").where("body", "like", `%${answer.uri}%`).execute();
  const [sent, forwarded] = [await bodyOf("gamma.test"), await bodyOf("alpha.test")];
  expect(forwarded).toEqual(sent);
});

test("an answer for few is not passed on, nor one that nobody signed, nor one to somebody else's", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, ben, cleo, post, seen } = await gather(world);
  const mallory = await world.stranger("mallory@evil.test");
  await cleo.replies(seen, "@alice@alpha.test between us", { visibility: "direct" });
  await mallory.sends("alpha.test", mallory.activity("Create", mallory.note("unsigned", { inReplyTo: post.uri })));
  await world.settles();
  expect(await answersIn(ben, post.uri)).toEqual([]);
  const documents = await world.instance("alpha.test").db.selectFrom("documents").select("body").execute();
  expect(documents.filter(({ body }) => body.includes("unsigned") || body.includes("between us"))).toEqual([]);
  expect(await alice.notifications()).not.toEqual([]);
});

test("what somebody passes on is not believed for their word", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { ben, cleo, post, seen } = await gather(world);
  const answer = await cleo.replies(seen, "@alice@alpha.test I like it");
  await world.settles();
  const mallory = await world.stranger("mallory@evil.test");
  const { body } = await world
    .instance("gamma.test")
    .db.selectFrom("documents")
    .select("body")
    .where("body", "like", `%${answer.uri}%`)
    .executeTakeFirstOrThrow();
  const create = JSON.parse(body) as { id: string; object: Record<string, unknown> };
  const id = `${answer.uri}x`;
  const lie = { ...create, id: `${create.id}x`, object: { ...create.object, id, content: "<p>I hate it</p>" } };
  expect((await mallory.sends("beta.test", lie)).status).toBe(401);
  const { proof: _, ...withoutProof } = lie as Record<string, unknown>;
  expect((await mallory.sends("beta.test", withoutProof)).status).toBe(401);
  await world.settles();
  expect(await answersIn(ben, post.uri)).toEqual(["@alice I like it"]);
});
