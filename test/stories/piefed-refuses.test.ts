/** What PieFed (1.6.27) has refused, or keeps for its moderators, without a word: its communities' lists tell. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { CONTEXT, PUBLIC, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { gatherPieFed, moderatedBy, passesOn, posted } from "./forum.ts";

const shown = async (who: Person, { handle }: Stranger) => (await who.profile(handle)).map(({ reblog }) => reblog?.uri);

/** What a community shows, in the form in which PieFed lists it (`community_outbox`): each by the activities that told it, up to fifty, the newest first. */
const lists = (world: World, forum: Stranger, ...uris: unknown[]) => {
  const published = new Date(world.clock.now()).toISOString();
  const orderedItems = uris.map((uri, n) => {
    const shared = { actor: `${forum.origin}/u/lena`, to: [PUBLIC] };
    const object = {
      type: "Page",
      id: uri,
      attributedTo: shared.actor,
      to: [forum.uri, PUBLIC],
      name: "Roses",
      cc: [],
      content: "<p>red</p>",
      mediaType: "text/html",
      published,
      stickied: false,
      audience: forum.uri,
    };
    const create = {
      ...shared,
      id: `${forum.origin}/activities/create/${n}`,
      object,
      cc: [forum.uri],
      type: "Create",
      audience: forum.uri,
    };
    return {
      actor: forum.uri,
      to: [PUBLIC],
      object: create,
      cc: [`${forum.uri}/followers`],
      type: "Announce",
      id: `${forum.origin}/activities/announce/${n}`,
    };
  });
  const [path, asked] = [`${forum.uri}/outbox`, { times: 0 }];
  const outbox = { "@context": CONTEXT, type: "OrderedCollection", id: path, totalItems: orderedItems.length, orderedItems };
  forum.serves(path, () => {
    asked.times++;
    return { body: outbox };
  });
  return asked;
};

/** What the API says to somebody of what groups elsewhere do not show. */
const told = async (who: Person, { id }: StatusJson) =>
  (await who.api<{ kind: string; group: { acct: string } }[]>("GET", `/api/kith/v1/statuses/${id}/groups`)).map(
    ({ kind, group }) => [kind, group.acct],
  );

/** A page, as their browser gets it. */
const reads = async (world: World, who: Person, path: string): Promise<string> => {
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn(who.handle.split("@")[0] ?? "");
  return (await surfer.get(path)).text;
};

const posts = async (world: World, who: Person, body: object) => {
  const post = await who.api<StatusJson>("POST", "/api/v1/statuses", { status: "red", ...body });
  await world.settles();
  return post;
};

test("what the community does not show is said to its author, to nobody else, and shown to none of ours, until it does", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, forum, group_id } = await gatherPieFed(world);
  const [good, refused] = [
    await posts(world, alice, { title: "Roses", group_id }),
    await posts(world, alice, { title: "Buy", group_id }),
  ];
  const asked = lists(world, forum, good.uri);
  const sees = async () => (await bob.home()).map(({ reblog }) => reblog?.uri);
  expect([await told(alice, refused), await sees()]).toEqual([[], [refused.uri, good.uri]]);
  await world.passes("11 minutes");
  expect([await told(alice, good), await told(bob, refused), await sees()]).toEqual([[], [], [good.uri]]);
  expect(await told(alice, refused)).toEqual([["unpassed", "gardens@forum.test"]]);
  for (const [who, says] of [
    [alice, true],
    [bob, false],
  ] as const)
    expect((await reads(world, who, `/@alice/${refused.id}`)).includes("has not passed this on yet")).toBe(says);
  // However much is posted at once, the list is read once.
  expect(asked.times).toBe(1);
  lists(world, forum, refused.uri, good.uri);
  await world.passes("2 hours");
  expect([await told(alice, refused), await sees()]).toEqual([[], [refused.uri, good.uri]]);
});

test("of what the community has decided, or what cannot be seen, it is not said that it has not been passed on", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gatherPieFed(world);
  const { alice, bob, forum, mona, group_id } = cast;
  const post = await posts(world, alice, { title: "Thorns", group_id });
  // There is no list, then it ends before the post.
  await world.passes("11 minutes");
  lists(world, forum, ...Array.from({ length: 50 }, (_, n) => `${forum.origin}/post/${n}`));
  await world.passes("2 hours");
  expect([await told(alice, post), await shown(bob, forum)]).toEqual([[], [post.uri]]);
  lists(world, forum);
  await world.passes("7 hours");
  expect(await told(alice, post)).toEqual([["unpassed", "gardens@forum.test"]]);
  forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona));
  await passesOn(world, forum, mona.activity("Delete", post.uri, { summary: "No thorns" }));
  expect(await told(alice, post)).toEqual([["removed", "gardens@forum.test"]]);
  await world.passes("2 days");
  expect(await told(alice, post)).toEqual([["removed", "gardens@forum.test"]]);
});

test("for what is not for everybody, and for answers, no list is asked", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gatherPieFed(world);
  const { alice, forum } = cast;
  const topic = await posted(world, cast, "Roses");
  const asked = lists(world, forum);
  await posts(world, alice, { status: `@${forum.handle} Hello`, visibility: "private" });
  await posts(world, alice, { status: `@${forum.handle} Hello`, visibility: "direct" });
  await alice.replies(topic, `@${forum.handle} Hello`);
  await world.passes("2 days");
  expect(asked.times).toBe(0);
});
