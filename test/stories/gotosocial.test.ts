/** As GoToSocial 0.19.2 was heard (docs/peers.md). */
import { expect, test } from "vitest";
import type { Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { about, meet, noteOf, seconds } from "./sloth.ts";

test("each edit arrives, in one second as well, though all have one id", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const note = noteOf(world, zoe, "<p>One</p>", { summary: "&lt;3 & more" });
  await zoe.sends("alpha.test", about(zoe, "Create", note));
  await world.settles();
  const [post] = await alice.home();
  expect(post).toMatchObject({ content: "<p>One</p>", spoiler_text: "<3 & more" });

  const said: (string | undefined)[] = [];
  for (const word of ["Two", "Three", "Three", "Four"]) {
    const content = `<p>${word}</p>`;
    await zoe.sends(
      "alpha.test",
      about(zoe, "Update", { ...note, content, contentMap: { en: content }, updated: seconds(world) }),
    );
    if (word !== "Two") await world.settles();
    said.push((await alice.looksAt(post!))?.content);
  }
  expect(said.slice(1)).toEqual(["<p>Three</p>", "<p>Three</p>", "<p>Four</p>"]);
  expect(await alice.api("GET", `/api/v1/statuses/${post!.id}/history`)).toHaveLength(4);
});

const ask = (titles: string[], votes: number[]): Doc => ({
  type: "Question",
  anyOf: titles.map((name, at) => ({ type: "Note", name, replies: { type: "Collection", totalItems: votes[at] ?? 0 } })),
  votersCount: Math.max(0, ...votes),
});

test("a poll is counted and asked anew by Updates of one id, and votes of one id are votes when it has been asked anew", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const endTime = `${new Date(world.clock.now() + 600_000).toISOString().slice(0, 19)}Z`;
  const question = noteOf(world, zoe, "<p>Which?</p>", { ...ask(["x", "y", "z"], []), endTime });
  await zoe.sends("alpha.test", about(zoe, "Create", question));
  await world.settles();
  const [post] = await alice.home();
  const asked = async () => (await alice.looksAt(post!))?.poll?.options.map(({ title, votes_count }) => [title, votes_count]);
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "y", "z"], [1, 0, 1]) }));
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "y", "z"], [1, 0, 2]) }));
  await world.settles();
  expect(await asked()).toEqual([
    ["x", 1],
    ["y", 0],
    ["z", 2],
  ]);
  await zoe.sends("alpha.test", about(zoe, "Update", { ...question, ...ask(["x", "q"], []), updated: seconds(world) }));
  await world.settles();
  expect(await asked()).toEqual([
    ["x", 0],
    ["q", 0],
  ]);
});

test("votes in a poll that has been asked anew count, though all of one person have one id", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, zoe } = await meet(world);
  const poll = { expires_in: 600, multiple: true };
  const post = await alice.posts("Which?", { poll: { ...poll, options: ["x", "y"] } });
  const vote = async (name: string, serial: string) => {
    const object = {
      id: `${zoe.uri}#${serial}/votes/0`,
      type: "Note",
      attributedTo: zoe.uri,
      inReplyTo: post.uri,
      name,
      to: alice.uri,
    };
    await zoe.sends("alpha.test", zoe.activity("Create", object, { id: `${zoe.uri}/activity#vote0/${post.uri}`, to: alice.uri }));
    await world.settles();
    return (await alice.looksAt(post))?.poll?.options.map(({ votes_count }) => votes_count);
  };
  expect(await vote("x", "01M835F23VY4CJ1TVWAA8ZT5AH")).toEqual([1, 0]);
  await alice.edits(post, "Which now?", { poll: { ...poll, options: ["x", "q"] } });
  expect(await vote("q", "01M835F2S2TVX0MZKJX8K4YVQ7")).toEqual([0, 1]);
});
