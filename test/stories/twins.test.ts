/** Two processes of one server on PostgreSQL: what is done through one is known to the other, at once, once and in order. */
import pg from "pg";
import { expect, inject, test } from "vitest";
import { removeTokens } from "../../src/access/tokens.ts";
import { saveSite } from "../../src/site/site.ts";
import { openSocket } from "../world/sockets.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld, type World } from "../world/world.ts";

const twins = test.runIf("postgres" in inject("template"));
const textOf = (payload = "{}") => (JSON.parse(payload) as StatusJson).content?.replace(/<[^>]*>/g, "");

twins("a post written through one process arrives on a socket of the other, and so does what becomes of it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.follows(alice);
  await world.settles();
  const twin = await world.twin("alpha.test");
  using home = await openSocket(twin.port, bob, { stream: "user" });
  using here = await openSocket(world.port("alpha.test") ?? 0, bob, { stream: "user" });

  const posted = await alice.posts("Written here, read there");
  for (const socket of [home, here]) {
    const heard = await socket.hears();
    expect([heard.event, textOf(heard.payload)]).toEqual(["update", "Written here, read there"]);
  }
  await alice.edits(posted, "Edited here, read there");
  expect(textOf((await home.hears()).payload)).toBe("Edited here, read there");
  await twin.as(alice).posts("Written there, read here");
  await here.hears();
  expect(textOf((await here.hears()).payload)).toBe("Written there, read here");
  await alice.api("DELETE", `/api/v1/statuses/${posted.id}`);
  expect((await home.hears()).event).toBe("update");
  expect(await home.hears()).toEqual({ stream: ["user"], event: "delete", payload: posted.id });
});

twins("a hundred posts at once arrive at the other process, each once and in their order", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.follows(alice);
  await world.settles();
  const twin = await world.twin("alpha.test");
  using home = await openSocket(twin.port, bob, { stream: "user" });
  const told: string[] = [];
  // Two lines of posts at the same time, each of which has an order.
  const line = async (name: string) => {
    for (let i = 0; i < 50; i++) await alice.posts(`${name}${i}`);
  };
  await Promise.all([line("a"), line("b")]);
  while (told.length < 100) told.push(textOf((await home.hears()).payload) ?? "");
  for (const name of ["a", "b"])
    expect(told.filter((text) => text.startsWith(name))).toEqual(Array.from({ length: 50 }, (_, i) => `${name}${i}`));
});

twins("a token that ends in one process ends sockets and requests of the other at once; so does a suspension", async () => {
  await using world = await createWorld("alpha.test");
  const [bob, eve, mia] = [
    await world.person("bob@alpha.test"),
    await world.person("eve@alpha.test"),
    await world.person("mia@alpha.test", { role: "owner", scopes: "read write admin:read admin:write" }),
  ];
  const twin = await world.twin("alpha.test");
  using bobs = await openSocket(twin.port, bob, { stream: "user" });
  using eves = await openSocket(twin.port, eve, { stream: "user" });
  using mias = await openSocket(twin.port, mia, { stream: "user" });
  const asks = async (who: typeof bob) => (await twin.as(who).asks("GET", "/api/v1/accounts/verify_credentials")).status;
  expect([await asks(bob), await asks(eve)]).toEqual([200, 200]);

  await removeTokens(world.instance("alpha.test"), Number(bob.id));
  await bobs.closed;
  await expect.poll(async () => await asks(bob)).toBe(401);
  await mia.api("POST", `/api/v1/admin/accounts/${eve.id}/action`, { type: "suspend" });
  await eves.closed;
  expect(await asks(eve)).toBe(403);
  expect(mias.ws.readyState).toBe(mias.ws.OPEN);
});

twins("what one process keeps is dropped when the other writes: profiles, filters, rules, blocked networks", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { role: "owner", scopes: "read write admin:read admin:write" });
  const twin = await world.twin("alpha.test");
  const actor = async () => {
    const answer = await twin.visitor("GET", new URL(alice.uri).pathname, { headers: { accept: "application/activity+json" } });
    return answer.json<{ name: string }>().name;
  };
  const me = async () => await twin.as(alice).api<{ display_name: string }>("GET", "/api/v1/accounts/verify_credentials");
  await Promise.all([actor(), me()]);
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Alice Anew" });
  await expect.poll(async () => await actor()).toBe("Alice Anew");
  expect((await me()).display_name).toBe("Alice Anew");

  const bob = await world.person("bob@alpha.test");
  await bob.follows(alice);
  await alice.posts("about spinach");
  const filtered = async () =>
    (await twin.as(bob).api<{ filtered: unknown[] }[]>("GET", "/api/v1/timelines/home"))[0]?.filtered.length;
  expect(await filtered()).toBe(0);
  await bob.api("POST", "/api/v2/filters", {
    title: "greens",
    context: ["home"],
    keywords_attributes: [{ keyword: "spinach", whole_word: true }],
  });
  await expect.poll(async () => await filtered()).toBe(1);

  const shut = async () => (await twin.visitor("GET", "/api/v2/instance")).status;
  expect(await shut()).toBe(200);
  await alice.api("POST", "/api/v1/admin/ip_blocks", { ip: "192.0.2.0/24", severity: "no_access" });
  await expect.poll(async () => await shut()).toBe(403);
});

twins("work that one process leaves is done by the other, whose worker sleeps until it is told", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const twin = await world.twin("alpha.test");
  twin.kith.worker.start();
  await expect.poll(async () => (await counts(world)).leased).toBe(0);
  await bob.follows(alice);
  await expect.poll(async () => (await counts(world)).waiting).toBe(0);
});

async function counts(world: World): Promise<{ waiting: number; leased: number }> {
  const { db, now } = world.instance("alpha.test");
  const rows = await db.selectFrom("jobs").select(["leased_until"]).where("run_at", "<=", now()).execute();
  return { waiting: rows.length, leased: rows.filter((row) => row.leased_until > 0).length };
}

/** Ends the connections on which processes listen. Returns how many that were. */
async function cutLines(world: World): Promise<number> {
  const client = new pg.Client({ connectionString: world.instance("alpha.test").instance.database });
  await client.connect();
  const { rowCount } = await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'kith siblings'",
  );
  await client.end();
  return rowCount ?? 0;
}

twins("who hears that it has missed something forgets what it kept, and its listeners come back", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  using home = await openSocket(world.port("alpha.test") ?? 0, alice, { stream: "user" });
  const name = async () => (await alice.api<{ display_name: string }>("GET", "/api/v1/accounts/verify_credentials")).display_name;
  await name();
  await kith.write(
    async (tx) => await tx.updateTable("accounts").set({ display_name: "Missed" }).where("id", "=", Number(alice.id)).execute(),
  );
  const ended = new Promise((resolve) => home.ws.once("close", resolve));
  await kith.write(async (_tx, happened) => happened({ type: "news.missed" }));
  expect(await ended).toBe(1001);
  expect(await name()).toBe("Missed");
});

twins("lines that break are mended, and what was said meanwhile is heard: once", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.follows(alice);
  await world.settles();
  const twin = await world.twin("alpha.test");
  using home = await openSocket(twin.port, bob, { stream: "user" });
  await alice.posts("before");
  expect(textOf((await home.hears()).payload)).toBe("before");
  expect(await cutLines(world)).toBe(2);
  for (const text of ["one", "two", "three"]) await alice.posts(text);
  for (const text of ["one", "two", "three"]) expect(textOf((await home.hears()).payload)).toBe(text);
  await alice.posts("after");
  expect(textOf((await home.hears()).payload)).toBe("after");
});

twins("a name that is given in one process is the server's name in the other, in its pages and its API", async () => {
  await using world = await createWorld("alpha.test");
  const mia = await world.person("mia@alpha.test", { role: "owner" });
  const twin = await world.twin("alpha.test");
  const title = async () => (await twin.visitor("GET", "/api/v2/instance")).json<{ title: string }>();
  expect((await title()).title).not.toBe("Linden");
  await saveSite(world.instance("alpha.test"), { id: Number(mia.id) }, { title: "Linden", accent: "#7a1f6b" });
  await expect.poll(async () => (await title()).title).toBe("Linden");
  expect(twin.kith.instance).toMatchObject({ title: "Linden", accent: "#7a1f6b", domain: "alpha.test" });
});
