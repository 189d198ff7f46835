/** Streams: server-sent events and WebSockets, who hears what, and when a listener must go. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { removeTokens } from "../../src/access/tokens.ts";
import type { StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
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

type Heard = { event: string; data: string };
const MARK = "(the end)";

/** Listens over SSE. `until` reads on until an event whose data holds the text, and returns all that came. */
async function listen(path: string, { token }: Pick<Person, "token">) {
  const stop = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const events = (): Heard[] =>
    [...text.matchAll(/event: (\S+)\ndata: (.*)\n\n/g)].map(([, event = "", data = ""]) => ({ event, data }));
  return {
    response,
    until: async (mark: string): Promise<Heard[]> => {
      while (!events().some(({ data }) => data.includes(mark))) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`the stream ended without ${mark}: ${text}`);
        text += value;
      }
      return events();
    },
    ended: async (): Promise<boolean> => {
      while (!((await reader?.read().catch(() => undefined))?.done ?? true));
      return true;
    },
    [Symbol.dispose]: () => stop.abort(),
  };
}

const texts = (heard: Heard[]): string[] =>
  heard
    .filter(({ event }) => event === "update")
    .map(({ data }) => (JSON.parse(data) as StatusJson).content.replace(/<[^>]*>/g, ""));

test("home is heard: posts, reblogs, edits, deletions, notifications and changed filters", async () => {
  const [ann, ben, cat] = [await person("ann"), await person("ben"), await person("cat")];
  await ann.follows(ben);
  using stream = await listen("user", ann);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  await cat.posts("not for ann");
  const post = await ben.posts("hello");
  // What is told is as it is when it is told: here it is heard before it is changed.
  await stream.until("hello");
  await ben.edits(post, "hello again");
  await stream.until("hello again");
  await ben.boosts(await cat.posts("boosted"));
  await ben.posts("@ann are you there", { visibility: "direct" });
  await ann.api("POST", "/api/v2/filters", { title: "x", context: ["home"], keywords_attributes: [{ keyword: "spoiler" }] });
  await ben.posts("a spoiler");
  await ben.deletes(post);
  await ben.posts(MARK);
  // Chats are told of in words of our own besides.
  const heard = (await stream.until(MARK)).filter(({ event }) => event?.startsWith("kith.") !== true);
  expect(heard.map(({ event }) => event)).toEqual([
    "update",
    "status.update",
    "update",
    "notification",
    "filters_changed",
    "update",
    "delete",
    "update",
  ]);
  expect(texts(heard)).toEqual(["hello", "boosted", "a spoiler", MARK]);
  expect(heard[6]?.data).toBe(post.id);
  expect(JSON.parse(heard[3]?.data ?? "")).toMatchObject({ type: "mention", status: { visibility: "direct" } });
  expect(JSON.parse(heard[5]?.data ?? "")).toMatchObject({ filtered: [{ keyword_matches: ["spoiler"] }] });
});

test("public streams leave out whom the listener blocks or mutes, answers, and what is not public", async () => {
  const [dan, eve, fay] = [await person("dan"), await person("eve"), await person("fay")];
  await dan.mutes(eve);
  using stream = await listen("public/local", dan);
  using tag = await listen("hashtag?tag=Berries", dan);
  await eve.posts("muted #berries");
  const open = await fay.posts("open");
  await fay.posts("unlisted #berries", { visibility: "unlisted" });
  await fay.replies(open, "an answer #berries");
  await fay.posts(`${MARK} #berries`);
  expect(texts(await stream.until(MARK))).toEqual(["open", `${MARK} #berries`]);
  expect(texts(await tag.until(MARK))).toEqual(["an answer #berries", `${MARK} #berries`]);
});

test("a list is heard by its owner only", async () => {
  const [gil, hal, ida] = [await person("gil"), await person("hal"), await person("ida")];
  await gil.follows(hal);
  await gil.follows(ida);
  const { id } = await gil.api<{ id: string }>("POST", "/api/v1/lists", { title: "one" });
  await gil.api("POST", `/api/v1/lists/${id}/accounts`, { account_ids: [hal.id] });
  using stream = await listen(`list?list=${id}`, gil);
  await ida.posts("not in the list");
  await hal.posts(MARK);
  expect(texts(await stream.until(MARK))).toEqual([MARK]);
  expect((await listen(`list?list=${id}`, hal)).response.status).toBe(403);
});

test("what cannot be listened to is refused", async () => {
  const [jon, kim] = [await person("jon"), await person("kim", "read:accounts")];
  const asked = async (path: string, { token }: Pick<Person, "token">) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await asked("user", { token: "wrong" })).toEqual([401, "The access token is invalid"]);
  expect(await asked("user", kim)).toEqual([403, "This action is outside the authorized scopes"]);
  expect(await asked("nonsense", jon)).toEqual([400, "Unknown channel requested"]);
  expect(await asked("hashtag", jon)).toEqual([400, "Missing tag name parameter"]);
  const health = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/health`);
  expect(await health.text()).toBe("OK");
});

/** A WebSocket with what it says, one message after another. */
async function open(query: string, protocols: string[] = [], headers: Record<string, string> = {}) {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/api/v1/streaming${query}`, protocols, { headers });
  const queue: string[] = [];
  let wake = () => {};
  ws.on("message", (data: Buffer) => {
    queue.push(data.toString("utf8"));
    wake();
  });
  await once(ws, "open");
  return {
    ws,
    says: (message: unknown) => ws.send(JSON.stringify(message)),
    hears: async (): Promise<Record<string, unknown>> => {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return JSON.parse(queue.shift() ?? "") as Record<string, unknown>;
    },
    [Symbol.dispose]: () => ws.terminate(),
  };
}

test("one WebSocket carries many streams", async () => {
  const [lea, max] = [await person("lea"), await person("max")];
  await lea.follows(max);
  using socket = await open("/?stream=user", [lea.token]);
  expect(socket.ws.protocol).toBe(lea.token);
  socket.says({ type: "subscribe", stream: "nonsense" });
  expect(await socket.hears()).toEqual({ error: "Unknown stream type", status: 400 });
  socket.ws.send("no json");
  socket.says({ type: "subscribe", stream: "hashtag", tag: "Figs" });
  socket.says({ type: "subscribe", stream: "list", list: "1" });
  expect(await socket.hears()).toMatchObject({ error: "Not authorized to stream this list", status: 403 });
  await max.posts("with #figs");
  const both = [await socket.hears(), await socket.hears()];
  expect(both.map(({ stream }) => stream)).toEqual(expect.arrayContaining([["user"], ["hashtag", "figs"]]));
  expect(typeof both[0]?.["payload"]).toBe("string");
  socket.says({ type: "unsubscribe", stream: "hashtag", tag: "figs" });
  socket.says({ type: "subscribe", stream: "nonsense" });
  await socket.hears();
  await max.posts("again #figs");
  await lea.api("POST", "/api/v2/filters", { title: "x", context: ["home"] });
  expect((await socket.hears())["stream"]).toEqual(["user"]);
  expect(await socket.hears()).toEqual({ stream: ["user"], event: "filters_changed" });
});

test("a token that ends takes its streams with it", async () => {
  const nan = await person("nan");
  using stream = await listen("user", nan);
  using byHeader = await open("", [], { authorization: `Bearer ${nan.token}` });
  using byQuery = await open(`?access_token=${nan.token}`);
  const closed = [once(byHeader.ws, "close"), once(byQuery.ws, "close")];
  await removeTokens(kith, Number(nan.id));
  await Promise.all(closed);
  expect(await stream.ended()).toBe(true);
  const late = new WebSocket(`ws://127.0.0.1:${port}/api/v1/streaming?access_token=${nan.token}`);
  const [error] = (await once(late, "error")) as [Error];
  expect(error.message).toContain("401");
});

test("nobody may open streams without end", async () => {
  const ole = await person("ole");
  const all = await Promise.all(Array.from({ length: 51 }, async () => await listen("public", ole)));
  expect(all.filter(({ response }) => response.status === 429)).toHaveLength(1);
  for (const one of all) one[Symbol.dispose]();
});
