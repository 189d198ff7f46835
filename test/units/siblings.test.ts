/** How processes on one PostgreSQL database tell each other what happens: nothing lost, nothing twice, in order. */
import pg from "pg";
import { afterEach, expect, inject, test, vi } from "vitest";
import { makeHearing, makeTale, readPacket, writePacket, type Packet } from "../../src/db/packets.ts";
import { postgresSiblings } from "../../src/db/postgres-siblings.ts";
import type { Siblings } from "../../src/db/siblings.ts";

const template = inject("template");
const onPostgres = test.runIf("postgres" in template);
const open: Siblings<string>[] = [];
// They all talk in one database: whoever stayed would keep the next test's processes from being alone.
afterEach(async () => void (await Promise.all(open.splice(0).map(async (one) => await one.close()))));

type Ear = {
  siblings: Siblings<string>;
  heard: string[];
  missed: number;
  warned: string[];
  down: boolean;
  client?: pg.Client;
  connections: number;
};

/** One process; `down` keeps it from connecting again. */
async function join(me: string, others: string[] = []): Promise<Ear> {
  const ear = { heard: [], missed: 0, warned: [], down: false, connections: 0 } as unknown as Ear;
  const connect = async () => {
    if (ear.down) throw new Error("down");
    const client = new pg.Client({ connectionString: "postgres" in template ? template.postgres : "" });
    client.on("error", () => undefined);
    await client.connect();
    ear.client = client;
    ear.connections++;
    return client;
  };
  ear.siblings = await postgresSiblings(connect)<string>({
    me,
    others,
    heard: (news) => ear.heard.push(...news),
    missed: () => ear.missed++,
    warn: (message) => ear.warned.push(message),
  });
  open.push(ear.siblings);
  return ear;
}

async function cut(ear: Ear): Promise<void> {
  ear.down = true;
  await ear.client?.end();
}

const numbers = (from: number, count: number): string[] => Array.from({ length: count }, (_, i) => `n${from + i}`);

onPostgres("what is told is heard by all others, once and in order, however long and in whatever script", async () => {
  const a = await join("long/a");
  const [b, c] = [await join("long/b", ["long/a"]), await join("long/c", ["long/a", "long/b"])];
  const long = `${"Zażółć gęślą jaźń 🦣 ".repeat(3000)}end`;
  for (const text of numbers(0, 20)) a.siblings.tell([text]);
  a.siblings.tell([long]);
  await new Promise((resolve) => setImmediate(resolve));
  a.siblings.tell(["last"]);
  for (const one of [b, c]) await expect.poll(() => one.heard).toEqual([...numbers(0, 20), long, "last"]);
  expect([a.heard, a.missed, b.missed, c.missed, a.warned]).toEqual([[], 0, 0, 0, []]);
});

onPostgres("who is alone tells nobody, and begins when somebody comes", async () => {
  const a = await join("alone/a");
  const query = vi.spyOn(a.client as pg.Client, "query");
  a.siblings.tell(numbers(0, 100));
  await new Promise((resolve) => setImmediate(resolve));
  expect(query).not.toHaveBeenCalled();
  const b = await join("alone/b", ["alone/a"]);
  a.siblings.tell(["hello"]);
  await expect.poll(() => b.heard).toEqual(["hello"]);
  await b.siblings.close();
  const told = async () => {
    query.mockClear();
    a.siblings.tell(["nobody"]);
    await new Promise((resolve) => setImmediate(resolve));
    return query.mock.calls.length;
  };
  await expect.poll(told).toBe(0);
});

onPostgres.for(["teller", "hearer", "both"])(
  "what is told while the %s has no line is heard when there is one again",
  async (who) => {
    const a = await join(`gap/${who}/a`);
    const b = await join(`gap/${who}/b`, [`gap/${who}/a`]);
    a.siblings.tell(["before"]);
    await expect.poll(() => b.heard).toEqual(["before"]);
    const broken = [...(who === "hearer" ? [] : [a]), ...(who === "teller" ? [] : [b])];
    for (const one of broken) await cut(one);
    for (const text of numbers(0, 30)) {
      a.siblings.tell([text]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const one of broken) one.down = false;
    await expect.poll(() => b.heard).toEqual(["before", ...numbers(0, 30)]);
    a.siblings.tell(["after"]);
    await expect.poll(() => b.heard.at(-1)).toBe("after");
    expect([b.heard.length, b.missed, b.connections]).toEqual([32, 0, who === "teller" ? 1 : 2]);
  },
);

onPostgres("who has missed more than can be told again is told so, and hears what comes then", async () => {
  const a = await join("lost/a");
  const b = await join("lost/b", ["lost/a"]);
  await cut(b);
  for (let i = 0; i < 30; i++) a.siblings.tell([`${i}${"x".repeat(300_000)}`]);
  b.down = false;
  await expect.poll(() => b.missed).toBeGreaterThan(0);
  a.siblings.tell(["after"]);
  await expect.poll(() => b.heard.at(-1)).toBe("after");
  expect(b.heard.length).toBeLessThan(31);
});

type Piece = Extract<Packet, { kind: "news" }>;
const news = (n: number, text: string, more = false, first = true): Piece => ({ kind: "news", from: "a", n, first, more, text });

test("a packet that was lost is asked for once, and what was heard already is not heard again", () => {
  const hearing = makeHearing();
  expect(hearing.take(news(7, "before we met"))).toEqual({});
  hearing.meet("a", 7, false);
  expect(hearing.take(news(8, "[", true))).toEqual({});
  expect(hearing.take(news(9, "]", false, false))).toEqual({ text: "[]" });
  expect(hearing.take(news(9, "]", false, false))).toEqual({});
  expect(hearing.take(news(12, "[2]"))).toEqual({ ask: true });
  expect(hearing.take(news(13, "[3]"))).toEqual({});
  expect(hearing.numbers()).toEqual({ a: 9 });
  expect(hearing.meet("a", 9, false)).toEqual({});
  expect([10, 11, 12].map((n) => hearing.take(news(n, `[${n}]`)).text)).toEqual(["[10]", "[11]", "[12]"]);
  expect(hearing.meet("a", 20, true)).toEqual({ missed: true });
  expect(hearing.take(news(21, "the rest of what began before]", false, false))).toEqual({});
  expect(hearing.take(news(22, "[22]"))).toEqual({ text: "[22]" });
});

test("packets are short and plain, and nonsense is none", () => {
  const tale = makeTale("host/1/uuid");
  const text = JSON.stringify(["🦣\n".repeat(5000)]);
  tale.add(text);
  const payloads = tale.unsent().map(({ payload }) => payload);
  expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8000);
  const whole = payloads.map((payload) => (readPacket(payload) as { text: string }).text).join("");
  expect(JSON.parse(whole)).toEqual(JSON.parse(text));
  expect(readPacket(writePacket({ kind: "bye", from: "x" }))).toMatchObject({ kind: "bye", from: "x" });
  for (const nonsense of ["", "x", "{}\n", "null\n", "[]\n", '{"from":1}\n']) expect(readPacket(nonsense)).toBeUndefined();
});

onPostgres(
  "who was killed is known to be dead, and who lives is not, even in the moment in which they have no line",
  async () => {
    const [a, b, c] = [await join("life/a"), await join("life/b", ["life/a"]), await join("life/c", ["life/a", "life/b"])];
    await cut(b);
    // Ends its connection, and makes another one at once.
    await c.client?.end();
    expect(await a.siblings.dead(["life/a", "life/b", "life/c", "life/never"])).toEqual(["life/b", "life/never"]);
  },
);

onPostgres("who does not hear their own words takes nobody for dead", async () => {
  const a = await join("deaf/a");
  await cut(a);
  expect(await a.siblings.dead(["deaf/b"])).toEqual([]);
});
