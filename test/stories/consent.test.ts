/** GoToSocial's interaction policies, as 0.19.2 was heard: who may answer, favour and boost, and who is to be asked first. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { about, meet, noteOf } from "./sloth.ts";

type Approval = {
  reply_approval?: { automatic: string[]; manual: string[]; current_user: string };
  waiting_for?: { state: string };
};

/** A post of Zoe's with one rule for answers, favourites and boosts, as Alice has it. */
async function limited(world: World, rule: Doc) {
  const { alice, zoe } = await meet(world);
  const bob = await world.stranger("bob@beta.test");
  await bob.sends("alpha.test", bob.activity("Follow", alice.uri));
  const interactionPolicy = { canAnnounce: rule, canLike: rule, canReply: rule };
  await zoe.sends("alpha.test", about(zoe, "Create", noteOf(world, zoe, "<p>Mine</p>", { interactionPolicy })));
  await world.settles();
  const [post] = await alice.home();
  return { alice, zoe, bob, post: post! };
}
const came = ({ inbox }: Stranger, type: string): Doc[] => inbox.documents.filter((document) => document["type"] === type);

test("what its author lets nobody do is refused here, and said beforehand", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, post } = await limited(world, { always: ["https://sloth.test/users/zoe"], approvalRequired: [] });
  expect((post as Approval).reply_approval).toEqual({ automatic: [], manual: [], current_user: "denied" });
  const at = `/api/v1/statuses/${post.id}`;
  for (const answer of [
    await alice.asks("POST", "/api/v1/statuses", { status: "But", in_reply_to_id: post.id }),
    await alice.asks("POST", `${at}/favourite`),
    await alice.asks("POST", `${at}/reblog`),
  ])
    expect(answer.status).toBe(403);
  await world.settles();
  expect(zoe.inbox.documents.map(({ type }) => type)).toEqual(["Follow"]);
});

test("an answer that its author wants to see first goes to them alone, and to everybody with their consent", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  expect((post as Approval).reply_approval).toMatchObject({ manual: ["public"], current_user: "manual" });
  const said = await alice.replies(post, "May I?", { visibility: "public" });
  await world.settles();
  expect(said as Approval).toMatchObject({ visibility: "public", waiting_for: { state: "waiting" } });
  const [asked] = came(zoe, "Create");
  expect(asked?.["object"]).toMatchObject({ id: said.uri, to: [PUBLIC] });
  expect(asked?.["object"]).not.toHaveProperty("awaits");
  expect(came(bob, "Create")).toEqual([]);

  const accept = zoe.activity("Accept", said.uri, { id: `${zoe.uri}/accepts/01M8360YWB706PQDHQYPZF9WBF`, target: post.uri });
  await bob.sends("alpha.test", bob.activity("Accept", said.uri, { target: post.uri }));
  await world.settles();
  expect(came(bob, "Create")).toEqual([]);
  await zoe.sends("alpha.test", accept);
  await world.settles();
  expect((await alice.looksAt(said)) as Approval).not.toHaveProperty("waiting_for");
  expect(came(bob, "Create").map(({ object }) => object)).toEqual([
    expect.objectContaining({ id: said.uri, approvedBy: accept["id"] }),
  ]);
});

test("what its author rejects is seen by nobody: answers, favourites and boosts", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  const said = await alice.replies(post, "May I?");
  await alice.favourites(post);
  await alice.boosts(post);
  await world.settles();
  const deeds = [said.uri, ...[...came(zoe, "Like"), ...came(zoe, "Announce")].map(({ id }) => id)];
  expect(deeds).toHaveLength(3);
  for (const object of deeds) await zoe.sends("alpha.test", zoe.activity("Reject", object, { target: post.uri }));
  await world.settles();
  expect((await alice.looksAt(said)) as Approval).toMatchObject({ waiting_for: { state: "refused" } });
  expect(await alice.looksAt(post)).toMatchObject({ favourited: false, reblogged: false });
  expect((await alice.asks("POST", `/api/kith/v1/statuses/${said.id}/post_without_group`)).status).toBe(404);
  expect(came(bob, "Create")).toEqual([]);
});

test("a boost that its author wants to be asked about waits for them, and goes to everybody with their consent", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  const boost = await alice.boosts(post);
  await world.settles();
  expect(boost as Approval).toMatchObject({ visibility: "public", waiting_for: { state: "waiting" } });
  const announced = () => came(zoe, "Announce").at(-1);
  expect(announced()).toMatchObject({ object: post.uri, to: [PUBLIC] });
  expect(came(bob, "Announce")).toEqual([]);
  expect(await alice.looksAt(post)).toMatchObject({ reblogged: true, reblogs_count: 0 });
  // Taken back while it waits, it has never been counted.
  await alice.unboosts(post);
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ reblogged: false, reblogs_count: 0 });
  expect(came(zoe, "Undo")).toMatchObject([{ object: { type: "Announce", object: post.uri } }]);
  expect(came(bob, "Undo")).toEqual([]);

  await alice.boosts(post);
  await world.settles();
  const accept = zoe.activity("Accept", announced()?.["id"], { target: post.uri });
  await bob.sends("alpha.test", bob.activity("Accept", announced()?.["id"], { target: post.uri }));
  await world.settles();
  expect(came(bob, "Announce")).toEqual([]);
  await zoe.sends("alpha.test", accept);
  await world.settles();
  expect(came(bob, "Announce")).toMatchObject([{ id: announced()?.["id"], object: post.uri, approvedBy: accept["id"] }]);
  expect(await alice.looksAt(post)).toMatchObject({ reblogged: true, reblogs_count: 1 });
  await zoe.sends("alpha.test", zoe.activity("Reject", announced()?.["id"], { target: post.uri }));
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ reblogged: false, reblogs_count: 0 });
  expect(came(bob, "Undo")).toMatchObject([{ object: { type: "Announce", object: post.uri } }]);
});

test("an answer that was let in and is rejected later is gone everywhere, and its writer has it as a draft", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe, bob, post } = await limited(world, { always: [], approvalRequired: [PUBLIC] });
  const said = await alice.replies(post, "May I?", { visibility: "public" });
  await world.settles();
  await zoe.sends("alpha.test", zoe.activity("Accept", said.uri, { target: post.uri }));
  await world.settles();
  expect(came(bob, "Create")).toHaveLength(1);
  await bob.sends("alpha.test", bob.activity("Reject", said.uri, { target: post.uri }));
  await world.settles();
  expect((await alice.looksAt(said))?.uri).toBe(said.uri);
  await zoe.sends("alpha.test", zoe.activity("Reject", said.uri, { target: post.uri }));
  await world.settles();
  expect(await alice.looksAt(said)).toBeUndefined();
  expect(came(bob, "Delete").map(({ object }) => object)).toEqual([expect.objectContaining({ id: said.uri })]);
  expect(await alice.api("GET", "/api/kith/v1/drafts")).toMatchObject([{ params: { text: expect.stringContaining("May I?") } }]);
  expect((await alice.notifications()).map(({ type }) => type)).toContain("group_refused");
  expect((await alice.looksAt(post))?.replies_count).toBe(0);
});

test("what one may do is said as GoToSocial's API says it, too", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const nobody = { always: [zoe.uri], approvalRequired: [] };
  const asked = { always: [zoe.uri], approvalRequired: [PUBLIC] };
  const interactionPolicy = { canAnnounce: nobody, canLike: asked, canReply: { always: [PUBLIC], approvalRequired: [] } };
  await zoe.sends("alpha.test", about(zoe, "Create", noteOf(world, zoe, "<p>Mine</p>", { interactionPolicy })));
  await world.settles();
  expect((await alice.home())[0]).toMatchObject({
    reply_approval: { automatic: ["public"], current_user: "automatic" },
    favourite_approval: { manual: ["public"], current_user: "manual" },
    reblog_approval: { automatic: [], manual: [], current_user: "denied" },
    interaction_policy: {
      can_reply: { always: ["author", "public", "me"], with_approval: [] },
      can_favourite: { always: ["author"], with_approval: ["public", "me"] },
      can_reblog: { always: ["author"], with_approval: [] },
    },
  });
  expect(await alice.posts("For everybody")).not.toHaveProperty("interaction_policy");
});

test("whom a post names may answer it, whatever it says, and whom it lists is asked for", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const tell = async (rule: Doc, properties: Doc) => {
    const interactionPolicy = { canAnnounce: rule, canLike: rule, canReply: rule };
    await world.passes("2 seconds");
    await zoe.sends("alpha.test", about(zoe, "Create", noteOf(world, zoe, "<p>You</p>", { interactionPolicy, ...properties })));
    await world.settles();
    return ((await alice.home())[0] as Approval).reply_approval?.current_user;
  };
  const mine = { always: [zoe.uri, alice.uri], approvalRequired: [] };
  const tag = { type: "Mention", href: alice.uri, name: `@${alice.handle}` };
  expect(await tell(mine, { tag })).toBe("automatic");
  expect(await tell(mine, {})).toBe("manual");
  expect(await tell({ always: [`${zoe.uri}/followers`], approvalRequired: [] }, {})).toBe("manual");
  expect(await tell({ always: [], approvalRequired: [] }, {})).toBe("denied");
});
