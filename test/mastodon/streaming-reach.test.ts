/** How far streams reach and when they end: followers beyond the first 500, lists that are removed, slow readers, and what each scope may hear. */
import { once } from "node:events";
import { connect, type Socket as TcpSocket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hubOf } from "../../src/mastodon/stream-hub.ts";
import { ANNOUNCEMENTS } from "../../src/streams/channels.ts";
import { FAN_OUT } from "../../src/timelines/write.ts";
import type { StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { openSocket, type Socket } from "../world/sockets.ts";
import { openLive, type Live } from "./live.ts";

let live: Live;
let kith: TestKith;
let port: number;
beforeAll(async () => {
  live = await openLive({ still: true });
  ({ kith, port } = live);
}, 30_000);
afterAll(async () => await live[Symbol.asyncDispose]());

const person = async (name: string, scopes?: string): Promise<Person> =>
  await live.person(name, scopes === undefined ? {} : { scopes });

/** Follows by so many who never look. */
async function crowd(target: Person, size: number): Promise<void> {
  const like = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(target.id)).executeTakeFirstOrThrow();
  const follow = await kith.db.selectFrom("follows").selectAll().executeTakeFirstOrThrow();
  await kith.write(async (tx) => {
    const counted = tx.updateTable("accounts").set({ followers_count: like.followers_count + size });
    await counted.where("id", "=", like.id).execute();
    for (let i = 0; i < size; i++) {
      const [id, name] = [kith.newId(), `crowd${i}`];
      await tx
        .insertInto("accounts")
        .values({ ...like, id, username: name, username_lower: name, host: "far.test", uri: `https://far.test/${name}` })
        .execute();
      const uri = `https://far.test/${name}#follow`;
      await tx
        .insertInto("follows")
        .values({ ...follow, id: kith.newId(), account_id: id, target_id: like.id, uri, state: "accepted" })
        .execute();
    }
  });
}

const heard = async (socket: Socket): Promise<string> => {
  const { event, payload = "" } = await socket.hears();
  return event === "delete" ? `delete ${payload}` : `${event} ${(JSON.parse(payload) as StatusJson).content}`;
};

test("whoever follows hears of posts, edits and deletions, also behind the first five hundred followers", async () => {
  const [ann, ben, cat] = [await person("ann"), await person("ben"), await person("cat")];
  await ben.follows(ann);
  await crowd(ann, FAN_OUT);
  await cat.follows(ann);
  const list = await cat.api<{ id: string }>("POST", "/api/v1/lists", { title: "Friends" });
  await cat.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [ann.id] });
  await kith.worker.drain();
  using near = await openSocket(port, ben, { stream: "user" });
  using far = await openSocket(port, cat, { stream: "user" });
  far.says({ type: "subscribe", stream: "list", list: list.id });
  await expect.poll(() => kith.bus.heard(`list:${list.id}`)).toBe(true);
  const post = await ann.posts("Bread");
  expect(await heard(near)).toBe("update <p>Bread</p>");
  await kith.worker.drain();
  expect([await heard(far), await heard(far)]).toEqual(["update <p>Bread</p>", "update <p>Bread</p>"]);
  await ann.edits(post, "Rye bread");
  expect(await heard(near)).toBe("status.update <p>Rye bread</p>");
  expect([await heard(far), await heard(far)]).toEqual(["status.update <p>Rye bread</p>", "status.update <p>Rye bread</p>"]);
  await ann.deletes(post);
  expect(await heard(near)).toBe(`delete ${post.id}`);
  expect([await heard(far), await heard(far)]).toEqual([`delete ${post.id}`, `delete ${post.id}`]);
});

test("a group that one is in is heard as a list, by whoever is in it", async () => {
  const [gwen, hugo, ivo] = [await person("gwen"), await person("hugo"), await person("ivo")];
  const { id } = await gwen.api<{ id: string }>("POST", "/api/kith/v1/groups", {
    name: "choir",
    title: "Choir",
    private: true,
    membership: "public",
  });
  await hugo.follows("@choir");
  await kith.worker.drain();
  using inside = await openSocket(port, hugo);
  inside.says({ type: "subscribe", stream: "list", list: id });
  await expect.poll(() => kith.bus.heard(`group:${id}:${hugo.id}`)).toBe(true);
  using outside = await openSocket(port, ivo);
  outside.says({ type: "subscribe", stream: "list", list: id });
  expect(await outside.hears()).toEqual({ error: "Not authorized to stream this list", status: 403 });
  await hugo.posts("Not for the choir");
  const post = await gwen.posts("@choir Tuesday at eight");
  expect(await heard(inside)).toContain("Tuesday");
  await gwen.replies(post, "Or nine");
  await gwen.edits(post, "@choir Wednesday at eight");
  expect(await heard(inside)).toContain("Wednesday");
  await gwen.deletes(post);
  expect(await heard(inside)).toBe(`delete ${post.id}`);
});

test("with a list its streams end", async () => {
  const dan = await person("dan");
  const { id } = await dan.api<{ id: string }>("POST", "/api/v1/lists", { title: "Friends" });
  using socket = await openSocket(port, dan, { stream: "user" });
  socket.says({ type: "subscribe", stream: "list", list: id });
  await expect.poll(() => kith.bus.heard(`list:${id}`)).toBe(true);
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/list?list=${id}`, {
    headers: { authorization: `Bearer ${dan.token}` },
  });
  await dan.api("DELETE", `/api/v1/lists/${id}`);
  expect(await socket.hears()).toEqual({ stream: ["list", id], error: "This stream has ended", status: 404 });
  // Whoever asks for events gets to the end of them.
  expect(await response.text()).toBe(":)\n\n");
  expect(kith.bus.heard(`list:${id}`)).toBe(false);
  const post = await dan.posts("Still there");
  expect((JSON.parse((await socket.hears()).payload ?? "") as StatusJson).id).toBe(post.id);
});

async function openRawEvents(token: string): Promise<TcpSocket> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET /api/v1/streaming/user HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  await once(socket, "data");
  return socket;
}

test("who does not read server-sent events is cut off as well, with little held for them", async () => {
  const eve = await person("eve");
  const before = hubOf(kith).listeners.size;
  const socket = await openRawEvents(eve.token);
  socket.pause();
  expect(hubOf(kith).listeners.size).toBe(before + 1);
  const payload = "x".repeat(500_000);
  for (let i = 0; i < 60; i++) kith.bus.publish(ANNOUNCEMENTS, { event: "announcement", payload });
  await expect.poll(() => hubOf(kith).listeners.size).toBe(before);
  socket.destroy();
});

test("a token hears what its scopes let it hear", async () => {
  const [fay, gus] = [await person("fay", "read:statuses write"), await person("gus", "read:notifications write")];
  const all = await person("hal");
  using posts = await openSocket(port, fay, { stream: "user" });
  const refused = { error: "This action is outside the authorized scopes", status: 403 };
  for (const [who, stream, said] of [
    [fay, "user:notification", refused],
    [gus, "user", refused],
    [gus, "public", refused],
    [gus, "direct", refused],
    [fay, "list", refused],
  ] as const) {
    using socket = await openSocket(port, who, { stream });
    expect(await socket.hears()).toEqual(said);
  }
  using notices = await openSocket(port, gus, { stream: "user:notification" });
  const hello = await all.posts("@fay @gus hello");
  // Fay's home does not tell her of notifications, which her token may not read; her own posts it does.
  expect(await notices.hears()).toMatchObject({ event: "notification" });
  const own = await fay.posts(`mine after ${hello.id}`);
  const first = await posts.hears();
  expect([first.event, (JSON.parse(first.payload ?? "") as StatusJson).id]).toEqual(["update", own.id]);
});
