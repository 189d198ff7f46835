/** PostgreSQL goes away and comes back: every door says so, nothing has to be started again, and who listened hears on. */
import { connect, createServer, type AddressInfo, type Server, type Socket as TcpSocket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { watchOutages, watchRoom } from "../../src/db/outage.ts";
import { Outage } from "../../src/errors.ts";
import { homeChannel } from "../../src/streams/channels.ts";
import { admin, createDatabase, leaveDatabase } from "../world/databases.ts";
import { openTestKith } from "../world/instance.ts";
import { openSocket } from "../world/sockets.ts";
import { createWorld } from "../world/world.ts";

const template = inject("template");
const onPostgres = test.runIf("postgres" in template);

/** The way to the database, which can be closed. */
let way: { server: Server; sockets: Set<TcpSocket>; port: number; database: string; through: string };

beforeAll(async () => {
  if (!("postgres" in template)) return;
  const database = await createDatabase(template, "");
  const url = new URL(database);
  const sockets = new Set<TcpSocket>();
  const server = createServer((socket) => {
    const on = connect(Number(url.port || 5432), url.hostname);
    for (const [from, to] of [
      [socket, on],
      [on, socket],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => (sockets.delete(from), to.destroy()));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const through = new URL(database);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  way = { server, sockets, port, database, through: through.href };
});
afterAll(async () => {
  if (!("postgres" in template)) return;
  await closeWay();
  await leaveDatabase(template, way.database);
});

async function closeWay(): Promise<void> {
  const closed = new Promise((resolve) => way.server.close(resolve));
  for (const socket of way.sockets) socket.destroy();
  await closed;
}
const openWay = async () => await new Promise<void>((resolve) => way.server.listen(way.port, "127.0.0.1", resolve));

onPostgres(
  "while the database is away every door answers 503 and says when to come again; then all goes on by itself",
  async () => {
    await using world = await createWorld({ domain: "alpha.test", config: { database: way.through } });
    const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
    await bob.follows(alice);
    await world.settles();
    const { id } = await alice.posts("before");
    const port = world.port("alpha.test") ?? 0;
    using home = await openSocket(port, bob, { stream: "user" });
    const visitor = world.visitor("alpha.test");
    const html = { accept: "text/html" };
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const asks = async () => [
      await alice.asks("GET", "/api/v1/timelines/home"),
      await alice.asks("POST", "/api/v1/statuses", { status: "lost" }),
      await visitor("GET", "/api/v1/streaming/user?access_token=unknown"),
      await visitor("POST", "/oauth/token", { headers: form, body: "grant_type=client_credentials&client_id=x&client_secret=y" }),
      await visitor("GET", "/@alice", { headers: { ...html, cookie: "kith_session=somebody" } }),
      await visitor("GET", `/@alice/${id}`, { headers: html }),
      await visitor("GET", new URL(bob.uri).pathname, { headers: { accept: "application/activity+json" } }),
      await visitor("GET", "/.well-known/webfinger?resource=acct:bob@alpha.test"),
      await visitor("GET", `${new URL(bob.uri).pathname}/inbox`, { headers: { authorization: `Bearer ${bob.token}x` } }),
    ];

    await closeWay();
    world.clock.advance(3_600_000);
    const answers = await asks();
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
    expect(answers.map(({ headers }) => headers["retry-after"])).toEqual(answers.map(() => "10"));
    const away = "The database of this server cannot be reached right now";
    for (const answer of answers.slice(0, 3)) expect(answer.json()).toEqual({ error: away });
    expect(answers[3]?.json()).toEqual({ error: "temporarily_unavailable", error_description: away });
    for (const answer of answers.slice(4, 6)) {
      expect(answer.headers["content-type"]).toMatch(/text\/html/);
      expect(answer.text).toContain("Nothing is lost");
    }

    await openWay();
    await expect.poll(async () => (await alice.asks("GET", "/api/v1/timelines/home")).status).toBe(200);
    await alice.posts("after");
    expect((await home.hears()).event).toBe("update");
    const home_texts = (await bob.home()).map(({ content }) => content);
    expect(home_texts).toEqual(["<p>after</p>", "<p>before</p>"]);
  },
  30_000,
);

onPostgres(
  "who listens and cannot be told something, because the database is away, is sent to come again",
  async () => {
    // Another world has been in this database, with a secret of its own.
    await admin(way.database, "delete from keys");
    await using world = await createWorld({ domain: "alpha.test", config: { database: way.through } });
    // Ids go by the clock.
    world.clock.advance(7_200_000);
    const carol = await world.person("carol@alpha.test");
    const [first, second] = [await carol.posts("hello"), await carol.posts("and again")];
    await world.settles();
    const port = world.port("alpha.test") ?? 0;
    using home = await openSocket(port, carol, { stream: "user" });
    const kith = world.instance("alpha.test");
    const news = ({ id }: { id: string }) => kith.bus.publish(homeChannel(Number(carol.id)), { event: "update", payload: id });
    news(first);
    expect((await home.hears()).event).toBe("update");
    await closeWay();
    news(second);
    await home.closed;
    await openWay();
    await vi.waitFor(async () => expect((await carol.asks("GET", "/api/v1/timelines/home")).status).toBe(200));
  },
  30_000,
);

test("a database that is away is told from a query that is wrong, and said once", () => {
  const said: string[] = [];
  const watch = watchOutages((message) => said.push(message.replace(/:.*/, "")));
  const coded = (code: string) => Object.assign(new Error("x"), { code });
  for (const code of ["ECONNREFUSED", "57P01", "08006", "53300", "28P01", "3D000"])
    expect(watch.failed(coded(code))).toBeInstanceOf(Outage);
  expect(watch.failed(new Error("Connection terminated unexpectedly"))).toBeInstanceOf(Outage);
  for (const code of ["23505", "40001", "42P01", "57014", "SQLITE_BUSY"])
    expect(watch.failed(coded(code))).not.toBeInstanceOf(Outage);
  watch.worked();
  watch.worked();
  expect(said).toEqual(["the database cannot be reached", "the database can be reached again"]);
});

test.runIf(!("postgres" in template))(
  "a disk that is full is said as such, to whoever writes; reading goes on, and writing as soon as there is room",
  async () => {
    await using world = await createWorld("alpha.test");
    const alice = await world.person("alice@alpha.test");
    await alice.posts("before");
    const kith = world.instance("alpha.test");
    const mostPages = async (count: number) =>
      await kith.write(async (tx) => await sql`pragma max_page_count = ${sql.lit(count)}`.execute(tx));
    // Less than there are is as many as there are.
    await mostPages(1);
    let refused = await alice.asks("POST", "/api/v1/statuses", { status: "x".repeat(4000) });
    // What was free is used up first.
    for (let more = 0; refused.status === 200 && more < 100; more++)
      refused = await alice.asks("POST", "/api/v1/statuses", { status: `${more} ${"x".repeat(4000)}` });
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toBe("10");
    expect(refused.json()).toEqual({ error: "The disk of this server is full" });
    expect((await alice.asks("GET", "/api/v1/timelines/home")).status).toBe(200);
    await mostPages(1_000_000);
    await alice.posts("after");
  },
);

test.runIf(!("postgres" in template))("what cannot be written down any more keeps no server from stopping in order", async () => {
  const kith = await openTestKith("alpha.test");
  await kith.write(async (tx) => await sql`alter table slots rename to slots_away`.execute(tx));
  await expect(kith.close()).resolves.toBeUndefined();
});

test("that a disk is full is said once, and that there is room again when nothing has failed for ten seconds", () => {
  const said: string[] = [];
  let now = 0;
  const room = watchRoom(
    (message) => said.push(message.replace(/:.*/, "")),
    () => now,
  );
  const coded = (code: string) => Object.assign(new Error("x"), { code });
  for (const code of ["SQLITE_FULL", "53100", "ENOSPC"]) expect(room.failed(coded(code))).toBeInstanceOf(Outage);
  expect(room.failed(coded("SQLITE_BUSY"))).not.toBeInstanceOf(Outage);
  now = 9000;
  room.worked();
  room.failed(coded("SQLITE_FULL"));
  now = 20_000;
  room.worked();
  room.worked();
  expect(said).toEqual(["the disk of the database is full", "there is room for the database again"]);

  // Of a query that only reads, too; and who writes hears of it as if the database had said so.
  const away = watchOutages((message) => said.push(message));
  const full = away.failed(coded("53100"));
  expect(full).toMatchObject({ message: "The disk of this server is full" });
  expect(room.failed(full)).toBe(full);
  expect(said.slice(2)).toEqual(["the disk of the database is full"]);
});
