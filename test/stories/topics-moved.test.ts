/** A forum elsewhere moves a topic from one of its groups to another (NodeBB): it is shown by that one, and nobody else moves it. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import * as forums from "./forum.ts";

test("a topic goes where its server says, by the word of that server alone", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await forums.gather(world);
  const sheds = await world.stranger("sheds@forum.test");
  Object.assign(sheds.actor, { type: "Group", followers: `${sheds.uri}/followers` });
  await followsStranger(world, alice, sheds);
  const context = "https://forum.test/topic/7";
  const post = lena.note("<p>Tools</p>", { type: "Page", name: "Tools", to: [PUBLIC, forum.uri], audience: forum.uri, context });
  await forums.passesOn(world, forum, lena.activity("Create", post));
  const shows = async ({ handle }: Stranger) =>
    (await alice.api<StatusJson[]>("GET", `/api/v1/accounts/${(await alice.finds(handle)).id}/statuses`)).map(
      ({ reblog }) => reblog?.uri === post.id,
    );
  const shownBy = async () => [await shows(forum), await shows(sheds)];
  expect(await shownBy()).toEqual([[true], []]);
  const move = { target: sheds.uri, origin: forum.uri };
  const eve = await world.stranger("eve@evil.test");
  await eve.sends("alpha.test", eve.activity("Move", context, move));
  await world.settles();
  expect(await shownBy()).toEqual([[true], []]);
  await lena.sends("alpha.test", lena.activity("Move", context, { ...move, id: `${context}#activity/move/1` }));
  await world.settles();
  expect(await shownBy()).toEqual([[], [true]]);
});
