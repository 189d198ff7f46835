/** A forum elsewhere moves a topic from one of its groups to another (NodeBB): it is shown by that one, and nobody else moves it. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import * as forums from "./forum.ts";

test("a topic goes where its server says, by the word of that server alone, and into the homes of those who follow that", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await forums.gather(world);
  const bob = await world.person("bob@alpha.test");
  const sheds = await world.stranger("sheds@forum.test");
  Object.assign(sheds.actor, { type: "Group", followers: `${sheds.uri}/followers` });
  for (const who of [alice, bob]) await followsStranger(world, who, sheds);
  const context = "https://forum.test/topic/7";
  const named = { type: "Mention", href: forum.uri, name: "@gardens@forum.test" };
  const words = { type: "Page", name: "Tools", to: [PUBLIC, forum.uri], audience: forum.uri, context, tag: [named] };
  const post = lena.note("<p>Tools</p>", words);
  await forums.passesOn(world, forum, lena.activity("Create", post));
  const shows = async ({ handle }: Stranger) =>
    (await alice.api<StatusJson[]>("GET", `/api/v1/accounts/${(await alice.finds(handle)).id}/statuses`)).map(
      ({ reblog }) => reblog?.uri === post.id,
    );
  const shownBy = async () => [await shows(forum), await shows(sheds)];
  /** By whom it is shown in each one's home. */
  const homes = async () => {
    const seen = [await alice.home(), await bob.home()];
    return seen.map((home) => home.filter(({ reblog }) => reblog?.uri === post.id).map(({ account }) => account.acct));
  };
  const { id } = (await alice.sees(String(post.id)))!;
  /** Whom its page names as its group, and whom the API mentions. */
  const stands = async () => {
    const { text } = await world.visitor("alpha.test")("GET", `/@lena@forum.test/${id}`);
    const group = /class="above in-group">[\s\S]*?@(\w+)@forum\.test/.exec(text)?.[1];
    return [group, ...(await alice.api<StatusJson>("GET", `/api/v1/statuses/${id}`)).mentions.map(({ acct }) => acct)];
  };
  expect([await shownBy(), await homes(), await stands()]).toEqual([
    [[true], []],
    [["gardens@forum.test"], []],
    ["gardens", "gardens@forum.test"],
  ]);
  const move = { target: sheds.uri, origin: forum.uri };
  const eve = await world.stranger("eve@evil.test");
  await eve.sends("alpha.test", eve.activity("Move", context, move));
  await world.settles();
  expect(await shownBy()).toEqual([[true], []]);
  const moves = async (n: number, more: Doc) => {
    await lena.sends("alpha.test", lena.activity("Move", context, { ...more, id: `${context}#activity/move/${n}` }));
    await world.settles();
  };
  await moves(1, move);
  const moved = [[[], [true]], [["sheds@forum.test"], ["sheds@forum.test"]], ["sheds"]];
  expect([await shownBy(), await homes(), await stands()]).toEqual(moved);

  // An edit that says again for whom it was at first brings it back nowhere; its server does.
  await world.passes("1 minute");
  const updated = new Date(world.clock.now()).toISOString();
  await lena.sends("alpha.test", lena.activity("Update", { ...post, content: "<p>Tools, cleaned</p>", updated }));
  await world.settles();
  expect((await alice.sees(String(post.id)))?.content).toContain("cleaned");
  expect([await shownBy(), await homes(), await stands()]).toEqual(moved);
  await moves(2, { target: forum.uri, origin: sheds.uri });
  expect([await shownBy(), await homes(), await stands()]).toEqual([[[true], []], [["gardens@forum.test"], []], ["gardens"]]);
});
