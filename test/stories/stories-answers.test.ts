/** Which story a message answers: both sides know it, and both servers, also when it is over. */
import { expect, test } from "vitest";
import { expireStories, forgetStories } from "../../src/stories/end.ts";
import { createWorld } from "../world/world.ts";
import type { StatusJson } from "../world/entities.ts";

const AT = "/api/kith/v1/stories";
type Story = { id: string; uri: string; account_id: string };

test("an answer says which story it answers, here and elsewhere, as long as that is remembered", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const story = await alice.api<Story>("POST", AT, { text: "Guess where" });
  await world.settles();
  const there = (await bob.api<{ stories: Story[] }[]>("GET", AT))[0]!.stories[0]!;
  const answer = await bob.api<StatusJson>("POST", `${AT}/${there.id}/reply`, { text: "The pier!" });
  expect(answer).toMatchObject({ in_reply_to_story: { id: there.id, account_id: there.account_id, uri: story.uri } });
  await world.settles();
  const [notice] = await alice.notifications("?types[]=mention");
  const told = { in_reply_to_story: { id: story.id, account_id: alice.id, uri: story.uri } };
  expect(notice?.status).toMatchObject(told);
  const seen = async () => await alice.api<StatusJson>("GET", `/api/v1/statuses/${notice?.status?.id}`);
  expect(await seen()).toMatchObject(told);
  expect(await alice.posts("No answer")).not.toHaveProperty("in_reply_to_story");
  await world.passes("25 hours");
  await expireStories(kith);
  expect(await seen()).toMatchObject(told);
  await world.passes("31 days");
  await forgetStories(kith);
  expect(await seen()).toMatchObject({ in_reply_to_story: { id: null, account_id: null, uri: story.uri } });
});
