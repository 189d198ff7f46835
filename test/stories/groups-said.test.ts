/** FEP-1b12 on the wire: all that our people do in a group says in `audience` where it belongs, whole inside the group's Announce, and to groups elsewhere. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, makes, type GroupJson } from "./gardeners.ts";

/** What the group has announced, in order: what was done, taken back or not, and where it says that it belongs. */
const announced = ({ inbox }: Stranger): { did: string; whole: boolean; audience: unknown; summary: unknown }[] =>
  inbox.documents.flatMap(({ type, object }) => {
    if (type !== "Announce" || typeof object === "string") return [];
    const inner = object as Doc;
    const kind = inner.type === "Undo" ? `Undo ${(inner.object as Doc).type as string}` : (inner.type as string);
    const whole = [inner.id, inner.actor, inner.object].every((part) => part !== undefined);
    return [{ did: kind, whole, audience: inner.audience, summary: inner.summary }];
  });

type Stage = { world: World; ann: Person; ben: Person; gardens: GroupJson };

async function doEverything({ world, ann, ben, gardens }: Stage): Promise<void> {
  const post = await ben.api<StatusJson>("POST", "/api/v1/statuses", { status: "red", title: "Roses", group_id: gardens.id });
  const downvote = `/api/kith/v1/statuses/${post.id}/downvote`;
  const deeds = [
    async () => await ben.edits(post, "white"),
    async () => await ann.favourites(post),
    async () => await ann.unfavourites(post),
    async () => await ann.api("POST", downvote),
    async () => await ann.api("DELETE", downvote),
  ];
  for (const deed of deeds) {
    await world.settles();
    await deed();
  }
  await world.settles();
  for (const verdict of ["pin", "unpin", "lock", "unlock", "remove", "restore"]) {
    await does(ann, gardens, `statuses/${post.id}/${verdict}`, verdict === "lock" ? { reason: "Enough" } : {});
    await world.settles();
  }
  await does(ann, gardens, `moderators/${ben.id}`);
  await world.settles();
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/moderators/${ben.id}`);
  await world.settles();
  await ben.deletes(post);
  await world.settles();
  await does(ann, gardens, `bans/${ben.id}`, { reason: "Rude", expires_in: 86_400 });
  await world.settles();
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}`);
  await world.settles();
}

test("each deed in a group of ours is announced whole, with the group as its audience, and another Kith has all of it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const bob = await world.person("bob@beta.test");
  const gardens = await makes(ann);
  const lena = await world.stranger("lena@forum.test");
  await lena.sends("alpha.test", lena.activity("Follow", gardens.uri));
  await bob.follows("@gardens@alpha.test");
  await ben.follows("@gardens@alpha.test");
  await world.settles();
  await doEverything({ world, ann, ben, gardens });
  const deeds = announced(lena);
  expect(deeds.map(({ did }) => did)).toEqual([
    "Create",
    "Update",
    "Like",
    "Undo Like",
    "Dislike",
    "Undo Dislike",
    "Add",
    "Remove",
    "Lock",
    "Undo Lock",
    "Delete",
    "Undo Delete",
    "Add",
    "Remove",
    "Delete",
    "Block",
    "Undo Block",
  ]);
  expect(deeds.filter(({ whole, audience }) => !whole || audience !== gardens.uri)).toEqual([]);
  // By this Lemmy tells a moderator's Delete, which has one, from an author's.
  expect(deeds.filter(({ did }) => did === "Delete").map(({ summary }) => typeof summary)).toEqual(["string", "undefined"]);
  expect(deeds.find(({ did }) => did === "Lock")?.summary).toBe("Enough");
  const there = await bob.finds("@gardens@alpha.test");
  const acts = (await bob.api<{ act: string }[]>("GET", `/api/kith/v1/groups/${there.id}/log`)).map(({ act }) => act);
  expect(acts.toReversed()).toEqual([
    "pinned",
    "unpinned",
    "locked",
    "unlocked",
    "removed",
    "restored",
    "appointed",
    "dismissed",
    "banned",
    "unbanned",
  ]);
  expect(await feed(bob, there)).toEqual([]);
});

test("what one of ours does in a group elsewhere says so, too, to its end", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ann = await world.person("ann@alpha.test");
  const club = await world.stranger("club@forum.test");
  Object.assign(club.actor, { type: "Group", followers: `${club.uri}/followers`, postingRestrictedToMods: false });
  await followsStranger(world, ann, club);
  const group = await ann.finds("@club@forum.test");
  const post = await ann.api<StatusJson>("POST", "/api/v1/statuses", { status: "red", title: "Roses", group_id: group.id });
  await world.settles();
  await ann.edits(post, "white");
  await world.settles();
  await ann.favourites(post);
  await world.settles();
  await ann.unfavourites(post);
  await world.settles();
  await ann.deletes(post);
  await world.settles();
  const said = club.inbox.documents.filter(({ actor, type }) => actor === ann.uri && type !== "Follow");
  expect(said.map(({ type }) => type)).toEqual(["Create", "Update", "Like", "Undo", "Delete"]);
  expect(said.filter(({ audience }) => audience !== club.uri)).toEqual([]);
  const words = said.filter(({ type }) => type !== "Like" && type !== "Undo");
  expect(words.map(({ to, cc }) => [to, cc].flat().includes(PUBLIC))).toEqual([true, true, true]);
});
