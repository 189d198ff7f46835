/** Deliveries that do not arrive at once: other signatures, pauses, servers that are away, and the end of patience. */
import { expect, test } from "vitest";
import { readRetryAfter } from "../../src/federation/deliver/post.ts";
import { deliverStatus } from "../../src/federation/deliver/status.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { addPerson } from "../units/persons.ts";
import { cast, published, rows } from "./cast.ts";
import { addRemote, delivers, draft, followedBy, openOutside } from "./outside.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("who refuses an old signature is offered a new one, and asked so from then on", async () => {
  const { kith, alice, posted, answers } = await cast();
  answers.set("beta.test", ({ headers }) => ({ status: headers["signature-input"] === undefined ? 401 : 202 }));
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("One"))));
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("Two"))));
  const knocks = posted
    .filter(({ headers }) => headers.host === "beta.test")
    .map(({ headers }) => headers["signature-input"] !== undefined);
  expect(knocks).toEqual([false, true, true]);
});

test("a refusal is final, a failure is tried again", async () => {
  const outside = await cast();
  const { kith, alice, answers, at } = outside;
  answers.set("beta.test", () => ({ status: 410 }));
  answers.set("gamma.test", () => ({ status: 500 }));
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("Hello"))));
  const [beta, gamma] = await rows(outside);
  expect(beta).toMatchObject({ state: "refused", last_error: "answered with 410" });
  expect(gamma).toMatchObject({ state: "pending", done_at: 0, attempts: 1, last_error: "answered with 500" });
  answers.clear();
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  expect((await rows(outside))[1]).toMatchObject({ state: "delivered", attempts: 2 });
  expect(at("beta.test")).toHaveLength(1);
});

test("a server that asks for a pause gets it, and so does all that waits for it", async () => {
  const outside = await cast();
  const { kith, alice, answers, at } = outside;
  answers.set("beta.test", () => ({ status: 429, headers: { "retry-after": "1800" } }));
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("One"))));
  answers.clear();
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("Two"))));
  kith.clock.advance(29 * MINUTE);
  await kith.worker.drain();
  expect(at("beta.test")).toHaveLength(1);
  expect(at("gamma.test")).toHaveLength(2);
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  expect(at("beta.test")).toHaveLength(3);
});

test("Retry-After is clamped and may be nonsense", () => {
  expect(readRetryAfter("120", 1_000_000)).toBe(1_120_000);
  expect(readRetryAfter("999999999", 0)).toBe(6 * HOUR);
  expect(readRetryAfter(new Date(60_000).toUTCString(), 0)).toBe(60_000);
  for (const nonsense of ["soon", "-5", undefined, "9".repeat(200)]) expect(readRetryAfter(nonsense, 0)).toBeUndefined();
});

test("a server that is away is probed now and then, holds up nobody, and gets everything when it is back", async () => {
  const outside = await cast();
  const { kith, bob, answers, at } = outside;
  const carol = await addRemote(kith, "cora@gamma.test");
  answers.set("beta.test", () => ({ status: 503 }));
  for (let i = 0; i < 16; i++) {
    const author = await addPerson(kith, `author${i}`);
    for (const follower of [bob, carol]) await followedBy(kith, author, follower);
    await delivers(kith, deliverStatus, published(await publishStatus(kith, author, draft(`Hello ${i}`))));
  }
  expect(at("gamma.test")).toHaveLength(16);
  expect(at("beta.test")).toHaveLength(5);
  const host = await kith.db.selectFrom("hosts").selectAll().where("host", "=", "beta.test").executeTakeFirstOrThrow();
  expect(host).toMatchObject({ state: "failing", failures: 5 });
  expect((await rows(outside)).filter(({ lane, run_at }) => lane === "beta.test" && run_at < host.probe_at)).toEqual([]);
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  const probes = at("beta.test").length;
  expect(probes - 5).toBeLessThanOrEqual(kith.instance.limits.deliveries_per_host);
  answers.clear();
  kith.clock.advance(HOUR);
  await kith.worker.drain();
  expect((await rows(outside)).every(({ state }) => state === "delivered")).toBe(true);
  expect(await kith.db.selectFrom("hosts").select("state").where("host", "=", "beta.test").executeTakeFirst()).toEqual({
    state: "ok",
  });
});

test("what waits for another try is not overtaken by what its author says next, unless it is never taken", async () => {
  const outside = await cast();
  const { kith, alice, answers, at } = outside;
  const refused = new Set(["One"]);
  answers.set("beta.test", ({ body }) => ({ status: [...refused].some((text) => body.includes(text)) ? 500 : 202 }));
  const says = async (text: string) =>
    await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft(text))));
  const arrived = () => at("beta.test").map(({ object }) => (object as { content: string }).content.replace(/<[^>]*>/g, ""));
  await says("One");
  await says("Two");
  await says("Three");
  expect(arrived()).toEqual(["One"]);
  expect(at("gamma.test")).toHaveLength(3);
  refused.clear();
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  expect(arrived()).toEqual(["One", "One", "Two", "Three"]);
  refused.add("Four");
  await says("Four");
  await says("Five");
  for (let minutes = 0; minutes < 60; minutes += 10) {
    kith.clock.advance(10 * MINUTE);
    await kith.worker.drain();
  }
  expect(arrived().slice(4)).toEqual(["Four", "Four", "Four", "Four", "Five"]);
});

test("what cannot be delivered for three days is given up", async () => {
  const outside = await openOutside();
  const { kith } = outside;
  const alice = await addPerson(kith, "alice");
  await followedBy(kith, alice, await addRemote(kith, "nemo@nowhere.test"));
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("Anybody?"))));
  for (let hours = 0; hours < 100; hours += 4) {
    kith.clock.advance(4 * HOUR);
    await kith.worker.drain();
  }
  expect(await rows(outside)).toMatchObject([{ state: "failed", inbox_url: "https://nowhere.test/inbox" }]);
  expect((await rows(outside))[0]?.done_at).toBeGreaterThan(0);
});
