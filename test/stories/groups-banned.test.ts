/** Somebody is banned from a group that lives here, with what they have posted. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { does, homeOf, makes } from "./gardeners.ts";

test("a ban with all that they posted takes it from the feed, the threads, homes, and what the group has shown elsewhere; and back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const bob = await world.person("bob@beta.test");
  const gardens = await makes(ann);
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", gardens.uri));
  for (const who of [ben, bob]) await who.follows("@gardens@alpha.test");
  await world.settles();
  const spam = await bob.posts("@gardens@alpha.test Buy");
  const roses = await ann.posts("@gardens Roses");
  await world.settles();
  // It names nobody but whom it answers.
  const ad = await bob.replies((await bob.sees(roses))!, "Cheap ones");
  await world.settles();
  const thread = async () =>
    (await ben.api<{ descendants: StatusJson[] }>("GET", `/api/v1/statuses/${roses.id}/context`)).descendants.map(
      ({ uri }) => uri,
    );
  const shown = async () =>
    new Set((await ann.api<StatusJson[]>("GET", `/api/v1/accounts/${gardens.id}/statuses`)).map(({ reblog }) => reblog?.uri));
  const seen = async () => [await shown(), await thread(), (await homeOf(ben)).some((words) => words.endsWith("Buy"))];
  expect(await seen()).toEqual([new Set([roses.uri, spam.uri]), [ad.uri], true]);
  const ban = `bans/${(await ann.finds("@bob@beta.test")).id}`;
  await does(ann, gardens, ban, { with_posts: true });
  await world.settles();
  expect(await seen()).toEqual([new Set([roses.uri]), [], false]);
  expect(fred.inbox.documents.filter(({ type }) => type === "Undo")).toMatchObject([
    { object: { type: "Announce", object: spam.uri } },
  ]);
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/${ban}`, { with_posts: true });
  await world.settles();
  expect((await seen()).slice(0, 2)).toEqual([new Set([roses.uri, spam.uri]), [ad.uri]]);
});
