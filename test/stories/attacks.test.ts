/** Attacks that have worked elsewhere: words put into other mouths, signatures that cover too little, and documents made to break a reader. */
import { describe, expect, test } from "vitest";
import { CONTEXT, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { forged, gather, nothingCame } from "./mallory.ts";

describe("words in other mouths", () => {
  test("a Note that names another author is not believed", async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const cast = await gather(world);
    const { alice, bob, mallory } = cast;
    await alice.follows(mallory.handle);
    await world.settles();
    await mallory.sends("alpha.test", mallory.activity("Accept", mallory.inbox.documents.at(-1)));
    await mallory.sends("alpha.test", mallory.activity("Create", { ...mallory.note("<p>I am bob</p>"), attributedTo: bob.uri }));
    await mallory.sends("alpha.test", mallory.activity("Create", forged({ bob, mallory })["object"]));
    await mallory.sends("alpha.test", mallory.activity("Announce", forged({ bob, mallory })["object"]));
    await nothingCame(world, cast);
  });

  test("nobody deletes, edits or undoes what is another's", async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const { alice, bob, mallory } = await gather(world);
    const post = await bob.posts("Mine");
    const mine = await alice.posts("Mine, too");
    await world.settles();
    await mallory.sends("alpha.test", mallory.activity("Delete", post.uri));
    await mallory.sends("alpha.test", mallory.activity("Delete", mine.uri));
    await mallory.sends("alpha.test", mallory.activity("Delete", bob.uri));
    await mallory.sends(
      "alpha.test",
      mallory.activity("Update", { id: post.uri, type: "Note", attributedTo: bob.uri, content: "Hacked" }),
    );
    await mallory.sends(
      "alpha.test",
      mallory.activity("Update", { id: bob.uri, type: "Person", preferredUsername: "hacked", inbox: mallory.uri }),
    );
    await mallory.sends("alpha.test", mallory.activity("Undo", { type: "Follow", actor: alice.uri, object: bob.uri }));
    await world.settles();
    expect((await alice.sees(post))?.content).toContain("Mine");
    expect(await alice.looksAt(mine)).toBeDefined();
    expect(await alice.relationship(bob)).toMatchObject({ following: true });
  });

  test("nobody accepts a follow for another", async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const alice = await world.person("alice@alpha.test");
    const bob = await world.person("bob@beta.test", { locked: true });
    const mallory = await world.stranger("mallory@evil.test");
    await alice.follows(bob);
    await world.settles();
    const follow = await world.instance("alpha.test").db.selectFrom("follows").select("uri").executeTakeFirstOrThrow();
    await mallory.sends("alpha.test", mallory.activity("Accept", follow.uri));
    await mallory.sends(
      "alpha.test",
      mallory.activity("Accept", { id: follow.uri, type: "Follow", actor: alice.uri, object: bob.uri }),
    );
    await world.settles();
    expect(await alice.relationship(bob)).toMatchObject({ following: false, requested: true });
  });
});

describe("a signature", () => {
  const wrong: [string, (now: number) => Parameters<Stranger["sends"]>[2]][] = [
    ["that covers too little", () => ({ sign: { covered: ["(request-target)", "date", "digest"] } })],
    ["that leaves the body open", () => ({ sign: { covered: ["(request-target)", "host", "date"] } })],
    ["over another body", () => ({ body: '{"type":"Delete"}' })],
    ["of yesterday's date", (now) => ({ sign: { now: now - 13 * 3_600_000 } })],
    ["of tomorrow's date", (now) => ({ sign: { now: now + 13 * 3_600_000 } })],
    ["with a date that is none", () => ({ sign: { headers: { date: "yesterday" } } })],
    ["for another host", () => ({ sign: { headers: { host: "beta.test" } } })],
    ["by a key that cannot be fetched", () => ({ sign: { key_id: "https://evil.test/nowhere#key" } })],
    ["by somebody else's key", () => ({ sign: { key_id: "https://beta.test/users/1#main-key" } })],
    ["by no key at all", () => ({ sign: { key_id: "not a url" } })],
  ];
  test.each(wrong)("%s is refused with 401", async (_what, options) => {
    await using world = await createWorld("alpha.test", "beta.test");
    const cast = await gather(world);
    const { mallory, alice } = cast;
    const post = await alice.posts("Like me");
    const answer = await mallory.sends("alpha.test", mallory.activity("Like", post.uri), options(world.clock.now()));
    expect(answer.status).toBe(401);
    await world.settles();
    expect(await alice.looksAt(post)).toMatchObject({ favourites_count: 0 });
  });

  test("that was refused leaves no trace: the same activity, signed rightly, is taken", async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const { alice, mallory } = await gather(world);
    const honest = await world.stranger("hana@honest.test");
    const post = await alice.posts("Like me");
    const like = honest.activity("Like", post.uri);
    expect((await mallory.sends("alpha.test", like)).status).toBe(401);
    expect((await honest.sends("alpha.test", like)).status).toBe(202);
    await world.settles();
    expect(await alice.looksAt(post)).toMatchObject({ favourites_count: 1 });
  });
});

test("documents made to break a reader are answered with 4xx or dropped, never with 500", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  let deep: unknown = "x";
  for (let i = 0; i < 5000; i++) deep = { object: deep };
  const documents: unknown[] = [
    mallory.activity("Create", deep),
    mallory.activity("Create", mallory.note("x".repeat(2_000_000))),
    mallory.activity("Create", {
      ...mallory.note("y"),
      tag: Array.from({ length: 50_000 }, () => ({ type: "Mention", href: alice.uri })),
    }),
    mallory.activity("Create", { ...mallory.note("z"), published: "not a date", content: { "@value": 7 }, to: 5, cc: { a: [] } }),
    mallory.activity("Create", { ...mallory.note("\u0000\ud800"), summary: 5, inReplyTo: [], attachment: "no", tag: null }),
    { ...mallory.activity("Like", alice.uri), type: ["Like", 5], actor: [mallory.uri, alice.uri] },
    { ...mallory.activity("Like", alice.uri), id: "javascript:alert(1)" },
    { ...mallory.activity("Follow", alice.uri), actor: { id: mallory.uri } },
    [],
    "text",
    null,
    {
      "@context": CONTEXT.concat(Array.from({ length: 3000 }, (_, i) => `https://evil.test/${i}`)),
      id: `${mallory.uri}/x`,
      type: "Like",
      actor: mallory.uri,
      object: alice.uri,
    },
  ];
  for (const document of documents) {
    const answer = await mallory.sends("alpha.test", document as Doc);
    expect([answer.status < 500, JSON.stringify(document)?.slice(0, 80), answer.status]).toMatchObject([
      true,
      expect.anything(),
      expect.anything(),
    ]);
  }
  await world.settles();
  for (const { content } of await alice.publicTimeline())
    expect([content.includes("\u0000"), content.isWellFormed()]).toEqual([false, true]);
  await alice.posts("Still here");
});
