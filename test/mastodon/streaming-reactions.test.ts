/** Reactions reach who looks on: a burst of them as one update, shown to each as it looks to them. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { openSocket, type Socket } from "../world/sockets.ts";
import { createWorld } from "../world/world.ts";

type Update = StatusJson & { reactions: { name: string; count: number; me: boolean }[] };

/** What comes until a post says `mark`, without that. */
async function until(socket: Socket, mark: string): Promise<{ event: string; status: Update }[]> {
  const heard: { event: string; status: Update }[] = [];
  for (;;) {
    const { event, payload = "" } = await socket.hears();
    if (payload.includes(mark)) return heard;
    if (event.endsWith("update")) heard.push({ event, status: JSON.parse(payload) as Update });
  }
}

test("a hundred reactions, given and taken back, are a few updates for those who have the status", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const outsider = await world.person("otto@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await bob.follows(alice);
  const post = await alice.posts("Who wants bread?", { visibility: "unlisted" });
  await world.settles();
  const port = world.port("alpha.test") ?? 0;
  using hers = await openSocket(port, alice, { stream: "user" });
  using his = await openSocket(port, bob, { stream: "user" });
  using elsewhere = await openSocket(port, outsider, { stream: "user" });
  const bread = encodeURIComponent("🍞");
  for (let round = 0; round < 47; round++)
    for (const act of ["react", "unreact"]) await bob.api("POST", `/api/v1/statuses/${post.id}/${act}/${bread}`);
  await bob.api("POST", `/api/v1/statuses/${post.id}/react/${bread}`);
  for (const emoji of ["🦊", "🐀", "🐁", "🐂", "🍞"])
    await fred.sends("alpha.test", fred.activity("EmojiReact", post.uri, { content: emoji }));
  await world.settles();
  await world.passes("10 seconds");
  await alice.posts("the end");
  await outsider.posts("the end");
  const mine = await until(hers, "the end");
  const seen = await until(his, "the end");
  expect(mine.length).toBeGreaterThan(0);
  expect(mine.length).toBeLessThanOrEqual(4);
  expect(mine.at(-1)).toMatchObject({ event: "status.update", status: { id: post.id } });
  const of = (heard: typeof mine) =>
    heard
      .at(-1)
      ?.status.reactions.map(({ name, count, me }) => [name, count, me])
      .sort(([, a], [, b]) => Number(b) - Number(a));
  expect(of(mine)?.[0]).toEqual(["🍞", 2, false]);
  expect(of(mine)).toHaveLength(5);
  expect(of(seen)?.[0]).toEqual(["🍞", 2, true]);
  expect(await until(elsewhere, "the end")).toEqual([]);
});

test("an update shared by many says of nobody's reaction that it is theirs", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const cleo = await world.person("cleo@alpha.test");
  for (const who of [bob, cleo]) await who.follows(alice);
  const post = await alice.posts("Hello", { visibility: "private" });
  await world.settles();
  const port = world.port("alpha.test") ?? 0;
  using his = await openSocket(port, bob, { stream: "user" });
  using hers = await openSocket(port, cleo, { stream: "user" });
  await bob.api("POST", `/api/v1/statuses/${post.id}/react/${encodeURIComponent("🦊")}`);
  await world.passes("5 seconds");
  await alice.posts("the end");
  for (const [socket, me] of [
    [his, true],
    [hers, false],
  ] as const)
    expect((await until(socket, "the end")).at(-1)?.status.reactions).toEqual([{ name: "🦊", count: 1, me }]);
});
