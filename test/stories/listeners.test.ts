/** Who may listen to what, at each door behind which there are streams: server-sent events and WebSockets of the API, and what tells pages that they are old. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { removeSessions } from "../../src/access/sessions.ts";
import { createToken, removeTokens } from "../../src/access/tokens.ts";
import { makeSurfer } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { gather, share } from "./confidences.ts";
import type { Ids } from "./doors.ts";

/** With what somebody comes to each door. */
type Key = { token?: string; cookie?: string };
const VISITORS = ["nobody", "app", "writer", "ended", "suspended", "nora", "eve", "gus", "alice"] as const;
type Keys = Record<(typeof VISITORS)[number], Key>;

async function cookieOf(world: World, { username }: Pick<Person, "username">): Promise<string> {
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn(username);
  return [...surfer.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** An app's own token; a person's that may only write; what was somebody's until it was ended, or they were suspended; and the people of Alice's life. */
async function keysOf(world: World, { ids }: { ids: Ids }, cast: Awaited<ReturnType<typeof gather>>): Promise<Keys> {
  const kith = world.instance("alpha.test");
  const { alice, gus, eve, nora } = cast;
  const [family = "", chat = ""] = [ids["groups"]?.[0], ids["chats"]?.[0]];
  const keyOf = async (one: Person): Promise<Key> => ({ token: one.token, cookie: await cookieOf(world, one) });
  const [gone, bad] = [await world.person("gone@alpha.test"), await world.person("bad@alpha.test")];
  const [ended, suspended] = [await keyOf(gone), await keyOf(bad)];
  await removeTokens(kith, Number(gone.id));
  await removeSessions(kith, Number(gone.id));
  const ada = await staffOf(world, "ada@alpha.test");
  await ada.api("POST", `/api/v1/admin/accounts/${bad.id}/action`, { type: "suspend" });
  const keys = { nora: await keyOf(nora), eve: await keyOf(eve), gus: await keyOf(gus), alice: await keyOf(alice) };
  await alice.api("DELETE", `/api/kith/v1/groups/${family}/members/${eve.id}`);
  await alice.api("DELETE", `/api/kith/v1/chats/${chat}/members`, { account_ids: [eve.id] });
  const { id: app_id } = await kith.db.selectFrom("apps").select("id").limit(1).executeTakeFirstOrThrow();
  const writer = await createToken(kith, { app_id, user_id: Number(alice.id), scopes: "write follow push profile" });
  const app = await createToken(kith, { app_id, user_id: null, scopes: "read write" });
  return { nobody: {}, app: { token: app }, writer: { token: writer }, ended, suspended, ...keys };
}

/** How it is answered; what answers 200 goes on until it is left. */
async function opens(world: World, path: string, { token, cookie }: Key): Promise<number> {
  const headers = {
    host: "alpha.test",
    "x-forwarded-proto": "https",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cookie === undefined ? {} : { cookie }),
  };
  return await new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port: world.port("alpha.test"), path, headers }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.once("error", reject);
  });
}

/** The status with which the line is refused, or the stream on it; 200 when neither is. */
async function connects(world: World, asked: Readonly<Record<string, string>>, { token }: Key): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ws = new WebSocket(`ws://127.0.0.1:${world.port("alpha.test")}/api/v1/streaming`, { headers });
  const refused = once(ws, "unexpected-response").then(([, response]) => (response as { statusCode: number }).statusCode);
  ws.on("error", () => undefined);
  const opened = once(ws, "open").then(() => 200);
  opened.catch(() => undefined);
  refused.catch(() => undefined);
  const status = await Promise.race([refused, opened]);
  if (status !== 200) return status;
  const answers: { status: number }[] = [];
  ws.on("message", (text: Buffer) => answers.push(JSON.parse(text.toString("utf8")) as { status: number }));
  ws.send(JSON.stringify({ type: "subscribe", ...asked }));
  // Nothing is said to whom a stream is opened. What is no stream at all is refused at once: by then, and often, a refusal would have come.
  const found = () => answers.find((one) => one.status !== 400)?.status;
  for (let n = 0; n < ROUNDS && found() === undefined; n++) {
    ws.send(JSON.stringify({ type: "subscribe", stream: "nonsense" }));
    await once(ws, "message");
  }
  ws.terminate();
  return found() ?? 200;
}
const ROUNDS = 200;

const asPath = ({ stream, ...more }: Readonly<Record<string, string>>): string =>
  `/api/v1/streaming/${(stream ?? "").replace(":", "/")}?${new URLSearchParams(more).toString()}`;

test("each stream is opened by those whom it is for, and by nobody else", { timeout: 60_000 }, async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const ids = await share(world, cast);
  const { id: list } = await cast.alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Mine" });
  const keys = await keysOf(world, { ids }, cast);
  const [family = "", chat = ""] = [ids["groups"]?.[0], ids["chats"]?.[0]];
  // Nobody, an app, who may only write, who is here no more, who is suspended; a neighbour, who was taken out, who is in it, whose it is.
  const own = [401, 422, 403, 401, 403, 200, 200, 200, 200];
  const streams: [Record<string, string>, number[]][] = [
    ...["user", "user:notification", "direct", "public", "public:local", "public:remote"].map(
      (stream): [Record<string, string>, number[]] => [{ stream }, own],
    ),
    [{ stream: "hashtag", tag: "zz" }, own],
    [{ stream: "hashtag:local", tag: "zz" }, own],
    [{ stream: "list", list }, [401, 422, 403, 401, 403, 403, 403, 403, 200]],
    [{ stream: "list", list: family }, [401, 422, 403, 401, 403, 403, 403, 200, 200]],
    [{ stream: "list", list: chat }, [401, 422, 403, 401, 403, 403, 403, 403, 403]],
  ];
  for (const [asked, expected] of streams) {
    const answers = { events: [] as number[], socket: [] as number[] };
    for (const name of VISITORS) {
      answers.events.push(await opens(world, asPath(asked), keys[name]));
      answers.socket.push(await connects(world, asked, keys[name]));
    }
    expect([asked, answers]).toEqual([asked, { events: expected, socket: expected }]);
  }
  // Pages know neither apps nor scopes; whoever is suspended has no page.
  const shown = [401, 401, 401, 401, 401, 200, 200, 200, 200];
  const pages: [string, number[]][] = [
    ...["home", "local", "federated", "tag:zz", "notifications", "messages"].map((name): [string, number[]] => [name, shown]),
    [`list:${list}`, [401, 401, 401, 401, 401, 404, 404, 404, 200]],
    [`list:${family}`, [401, 401, 401, 401, 401, 404, 404, 404, 404]],
    [`talk:${chat}`, [401, 401, 401, 401, 401, 404, 200, 200, 200]],
    ["talk:1", [401, 401, 401, 401, 401, 404, 404, 404, 404]],
    ["nonsense", [401, 401, 401, 401, 401, 404, 404, 404, 404]],
  ];
  for (const [name, expected] of pages) {
    const answers: number[] = [];
    for (const who of VISITORS)
      answers.push(await opens(world, `/live?stream=${encodeURIComponent(name)}`, { cookie: keys[who].cookie ?? "" }));
    expect([name, answers]).toEqual([name, expected]);
  }
});

/** Listens as a page does; `ends` reads to the end of it. */
async function reads(world: World, name: string, cookie: string) {
  let text = "";
  const headers = { host: "alpha.test", "x-forwarded-proto": "https", cookie };
  const path = `/live?stream=${encodeURIComponent(name)}&since=0`;
  const request = get({ host: "127.0.0.1", port: world.port("alpha.test"), path, headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.setEncoding("utf8").on("data", (part: string) => void (text += part));
  const said = () => [...text.matchAll(/^data: (.*)$/gm)].map(([, words]) => words);
  return { said, ends: async () => await once(response, "close"), leave: () => request.destroy() };
}
const soon = { timeout: 10_000, interval: 20 };

test("a page that was open when its reader was sent away, or taken out of a chat, is told nothing of what is said since", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { alice, gus, eve } = await gather(world);
  const start = { account_ids: [gus.id, eve.id], name: "Cellar", status: "one" };
  const { id: chat } = await alice.api<{ id: string }>("POST", "/api/kith/v1/chats", start);
  const says = async (status: string) => await alice.api("POST", `/api/kith/v1/chats/${chat}/messages`, { status });
  const [hers, his] = [
    await reads(world, `talk:${chat}`, await cookieOf(world, eve)),
    await reads(world, `talk:${chat}`, await cookieOf(world, gus)),
  ];
  for (const { said } of [hers, his]) await expect.poll(said, soon).toEqual(["1 new message"]);
  await alice.api("DELETE", `/api/kith/v1/chats/${chat}/members`, { account_ids: [eve.id] });
  await says("two");
  await says("three");
  await expect.poll(() => his.said().at(-1), soon).toBe("3 new messages");
  expect(hers.said().filter((words) => words !== "1 new message")).toEqual([]);
  await removeSessions(kith, Number(gus.id));
  const ended = his.ends();
  await says("four");
  await ended;
  expect(his.said().at(-1)).toBe("3 new messages");
  hers.leave();
});
