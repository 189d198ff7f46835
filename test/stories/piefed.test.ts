/** PieFed, as it was met (1.6.27): communities that tell a server nothing of what its own people have done, and go on serving what has been deleted. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { approval, answers, gatherPieFed, moderatedBy, page, passesOn, posted } from "./forum.ts";

const came = ({ inbox }: Stranger, type: string): Doc[] => inbox.documents.filter((doc) => doc.type === type);
const shown = async (who: Person, { handle }: Stranger) => (await who.profile(handle)).map(({ reblog }) => reblog?.uri);
const does = async (world: World, who: Person, path: string, body: unknown = {}) => {
  await who.api("POST", path, body);
  await world.settles();
};

test("what one of ours posts to the community is seen by others of ours, and gone when its author deletes it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, forum, group_id } = await gatherPieFed(world);
  const post = await alice.api<StatusJson>("POST", "/api/v1/statuses", { status: "red", title: "Roses", group_id });
  await world.settles();
  expect((await bob.home()).map(({ reblog }) => reblog?.uri)).toEqual([post.uri]);
  // Should the community tell it after all, it is there once.
  await forum.sends("alpha.test", forum.activity("Announce", post.uri));
  await alice.replies(post, "And thorns");
  await world.settles();
  expect(await shown(bob, forum)).toEqual([post.uri]);
  expect(came(forum, "Create")).toHaveLength(2);
  await alice.deletes(post);
  await world.settles();
  expect(await bob.home()).toEqual([]);
});

test("what a moderator of ours decides there holds here as well", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gatherPieFed(world);
  const { alice, bob, forum, lena, group_id } = cast;
  const post = await posted(world, cast, "Roses");
  const list = forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, alice));
  await passesOn(world, forum, lena.activity("Add", alice.uri, { target: list }));
  const decides = async (what: string) =>
    await does(world, alice, `/api/kith/v1/groups/${group_id}/statuses/${post.id}/${what}`, { reason: "Thorns" });
  const pinned = async () => (await bob.profile(forum.handle, "?pinned=true")).length;
  await decides("lock");
  expect((await answers(bob, post)).status).toBe(403);
  await decides("unlock");
  expect(await approval(bob, post)).toBeUndefined();
  await decides("pin");
  expect(await pinned()).toBe(1);
  await decides("unpin");
  expect(await pinned()).toBe(0);
  await decides("remove");
  expect(await shown(bob, forum)).toEqual([]);
  await decides("restore");
  expect(await shown(bob, forum)).toEqual([post.uri]);
  expect(forum.inbox.documents.map(({ type }) => type).slice(-6)).toEqual(["Lock", "Undo", "Add", "Remove", "Delete", "Undo"]);
});

test("a favourite of what stands in a community is a vote there, whoever has written it", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gatherPieFed(world);
  const { alice, bob, forum, otto, group_id } = cast;
  const post = await posted(world, cast, "Roses");
  await alice.favourites(post);
  await world.settles();
  for (const who of [otto, forum])
    expect(came(who, "Like")).toMatchObject([{ actor: alice.uri, object: post.uri, audience: forum.uri }]);
  const mine = await alice.api<StatusJson>("POST", "/api/v1/statuses", { status: "blue", title: "Irises", group_id });
  await world.settles();
  const path = `/api/v1/statuses/${mine.id}`;
  await does(world, bob, `${path}/favourite`);
  expect(came(forum, "Like").at(-1)).toMatchObject({ actor: bob.uri, object: mine.uri });
  await does(world, bob, `${path}/unfavourite`);
  expect(came(forum, "Undo").at(-1)).toMatchObject({ actor: bob.uri, object: { type: "Like", object: mine.uri } });
  // What stands in no group is nobody's business but its author's.
  const told = came(forum, "Like").length;
  await does(world, bob, `/api/v1/statuses/${(await alice.posts("Alone")).id}/favourite`);
  expect(came(forum, "Like")).toHaveLength(told);
});

test("what its people delete is gone here though it is served on; about others' the community has no such word", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gatherPieFed(world);
  const { alice, forum, lena, otto } = cast;
  const post = page(lena, forum, "Tulips");
  await passesOn(world, forum, lena.activity("Create", post));
  const comment = lena.note("<p>Lovely</p>", { inReplyTo: post.id, to: [PUBLIC], cc: [forum.uri], audience: forum.uri });
  await passesOn(world, forum, lena.activity("Create", comment));
  const theirs = await posted(world, cast, "Roses");
  for (const [who, uri] of [
    [lena, comment.id],
    [lena, post.id],
    [otto, theirs.uri],
  ] as const)
    await passesOn(world, forum, who.activity("Delete", uri));
  expect([await alice.sees(String(comment.id)), await alice.sees(String(post.id))]).toEqual([undefined, undefined]);
  expect((await alice.sees(theirs.uri))?.uri).toBe(theirs.uri);
  expect(await shown(alice, forum)).toEqual([]);
});

test("its new name, its new moderators and its people's reports arrive, and it is found as forums write it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena, mona, group_id } = await gatherPieFed(world);
  forum.actor["name"] = "Gardens & more";
  await passesOn(world, forum, lena.activity("Update", forum.actor));
  expect(await alice.finds(`!${forum.handle}`)).toMatchObject({ id: group_id, display_name: "Gardens & more" });
  const moderators = async () =>
    (await alice.api<{ moderators: { acct: string }[] }>("GET", `/api/kith/v1/accounts/${group_id}/group`)).moderators.map(
      ({ acct }) => acct,
    );
  await passesOn(world, forum, lena.activity("Add", mona.uri, { target: `${forum.uri}/moderators` }));
  expect(await moderators()).toEqual([mona.handle]);
  // Of a community made by its API it does not say to what it adds.
  forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona, alice));
  await passesOn(world, forum, lena.activity("Add", alice.uri, { target: null }));
  expect(await moderators()).toEqual([mona.handle, "alice"]);
  const admin = await staffOf(world, "ada@alpha.test");
  const post = await alice.posts("Mine");
  await lena.sends("alpha.test", lena.activity("Flag", post.uri, { summary: "spam - not about gardens" }));
  await world.settles();
  expect(await admin.api("GET", "/api/v1/admin/reports")).toMatchObject([{ comment: "spam - not about gardens" }]);
});
