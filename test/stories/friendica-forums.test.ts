/** What Friendica's forums (2025.02-dev) do with what our people post to them, and its people in groups of ours. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { followsStranger } from "../world/handshake.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** A forum as it serves itself, which Ann and Bea of ours follow. */
async function inForum(world: World) {
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@alpha.test")];
  const club = await world.stranger("club@friendica.test");
  Object.assign(club.actor, { type: "Group", followers: `${club.origin}/followers/club`, manuallyApprovesFollowers: false });
  for (const person of [ann, bea]) await followsStranger(world, person, club);
  return { ann, bea, club };
}

const instrument = { type: "Application", name: "Friendica 'Interrupted Fern' 2025.02-dev-1579" };

const announced = (forum: Stranger, person: { uri: string }, uri: string): Doc =>
  forum.activity("Announce", uri, {
    to: [person.uri, PUBLIC],
    cc: [`${forum.origin}/followers/club`],
    audience: forum.uri,
    instrument,
  });

const says = async (world: World, who: Stranger, activity: Doc) => {
  expect((await who.sends("alpha.test", activity)).status).toBe(202);
  await world.settles();
};

test("that a forum shows what one of ours has posted to it is no news to them; what it shows of itself is", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, bea, club } = await inForum(world);
  const group_id = (await ann.finds(club.handle)).id;
  const topic = await ann.api<StatusJson>("POST", "/api/v1/statuses", { status: "words", title: "Title", group_id });
  const other = await ann.posts("To nobody in particular");
  await world.settles();
  for (const { uri } of [topic, other]) await says(world, club, announced(club, ann, uri));
  expect((await bea.home()).map(({ reblog }) => reblog?.uri)).toEqual([other.uri, topic.uri]);
  expect((await ann.notifications()).map(({ type, status }) => [type, status?.uri])).toEqual([["reblog", other.uri]]);
});

test("what who looks after a forum takes out of it is gone from the forum, and stays its author's", async () => {
  await using world = await createWorld("alpha.test");
  const { ann, bea, club } = await inForum(world);
  const group_id = (await ann.finds(club.handle)).id;
  const topic = await ann.api<StatusJson>("POST", "/api/v1/statuses", { status: "words", title: "Title", group_id });
  await world.settles();
  const announce = announced(club, ann, topic.uri);
  await says(world, club, announce);
  const { "@context": _, ...bare } = announce;
  await says(world, club, { ...announce, id: `${String(announce["id"])}/Undo`, type: "Undo", object: bare });
  expect([await bea.home(), await bea.profile(club.handle)]).toEqual([[], []]);
  expect((await bea.sees(topic.uri))?.uri).toBe(topic.uri);
});

test("a vote that names what a group of ours has announced by the announcement counts for the post, there and for its members elsewhere", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const fay = await world.stranger("fay@friendica.test");
  const otto = await world.stranger("otto@other.test");
  const group = await ann.api<{ id: string; uri: string }>("POST", "/api/kith/v1/groups", {
    title: "Gardeners",
    name: "gardeners",
  });
  const { uri } = await ann.finds("gardeners@alpha.test");
  for (const who of [fay, otto]) await says(world, who, who.activity("Follow", uri));
  const topic = await ann.api<StatusJson>("POST", "/api/v1/statuses", { status: "words", title: "Title", group_id: group.id });
  await world.settles();
  const shown = fay.inbox.documents.find(({ type, object }) => type === "Announce" && object === topic.uri);
  const votes = async () => {
    const { favourites_count, downvotes_count } = await ann.api<{ favourites_count: number; downvotes_count: number }>(
      "GET",
      `/api/kith/v1/statuses/${topic.id}/votes`,
    );
    return [favourites_count, downvotes_count];
  };
  const passedOn = () => (otto.inbox.documents.at(-1)?.["object"] as Doc | undefined)?.["type"];
  const dislike = fay.activity("Dislike", shown?.["id"], { to: [ann.uri, PUBLIC], cc: [], audience: uri, instrument });
  await says(world, fay, dislike);
  expect([await votes(), passedOn()]).toEqual([[0, 1], "Dislike"]);
  const { "@context": _, ...bare } = dislike;
  await says(world, fay, { ...dislike, id: `${String(dislike["id"])}/Undo`, type: "Undo", object: bare });
  expect([await votes(), passedOn()]).toEqual([[0, 0], "Undo"]);
  await says(world, fay, fay.activity("Like", shown?.["id"], { to: [ann.uri, PUBLIC], instrument }));
  expect([await votes(), passedOn()]).toEqual([[1, 0], "Like"]);
});
