/** What became of a post on other servers: its author sees it, and who runs the server can hold back, try again and give up. */
import { expect, test } from "vitest";
import { purgeDocuments } from "../../src/federation/deliver/purge.ts";
import { staffOf } from "../world/staff.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Receipts = {
  summary: Record<string, number | boolean>;
  receipts: {
    host: string;
    activity: string;
    state: string;
    attempts: number;
    done_at: string | null;
    retry_at: string | null;
    reason: string | null;
  }[];
};

/** Alice of alpha, whom bob of beta and cleo of gamma follow. */
async function cast(world: World) {
  const alice = await world.person("alice@alpha.test");
  for (const handle of ["bob@beta.test", "cleo@gamma.test"]) await (await world.person(handle)).follows(alice);
  await world.settles();
  return alice;
}

async function receiptsOf(person: Person, { id }: StatusJson, query = ""): Promise<Receipts> {
  const answer = await person.asks("GET", `/api/kith/v1/statuses/${id}/receipts${query}`);
  expect(answer.status).toBe(200);
  return answer.json<Receipts>();
}
const fates = ({ receipts }: Receipts) => Object.fromEntries(receipts.map(({ host, state }) => [host, state]));

test("the author sees which servers have a post, which do not yet, and why", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  await world.down("gamma.test");
  const post = await alice.posts("To everybody");
  await world.settles();
  const receipts = await receiptsOf(alice, post);
  expect(fates(receipts)).toEqual({ "beta.test": "delivered", "gamma.test": "retrying" });
  expect(receipts.summary).toMatchObject({ hosts: 2, delivered: 1, retrying: 1, failed: 0, whole: true });
  const late = receipts.receipts.find(({ host }) => host === "gamma.test");
  expect(late).toMatchObject({ activity: "Create", attempts: 1, done_at: null, reason: expect.stringMatching(/./) });
  expect(Date.parse(late?.retry_at ?? "")).toBeGreaterThan(world.instance("alpha.test").clock.now());
  expect(fates(await receiptsOf(alice, post, "?state=retrying"))).toEqual({ "gamma.test": "retrying" });
  await world.up("gamma.test");
  await world.passes("1 hour");
  expect((await receiptsOf(alice, post)).summary).toMatchObject({ hosts: 2, delivered: 2, retrying: 0 });
});

test("an edit has receipts of its own, and each server counts once", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  const post = await alice.posts("To everybody");
  await world.settles();
  await world.down("gamma.test");
  await alice.edits(post, "To everybody, again");
  await world.settles();
  const { summary, receipts } = await receiptsOf(alice, post);
  expect(summary).toMatchObject({ hosts: 2, delivered: 1, retrying: 1 });
  expect(receipts.map(({ activity }) => activity)).toEqual(["Update", "Update"]);
});

test("receipts are the author's and the administrator's business alone", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  const post = await alice.posts("To everybody");
  await world.settles();
  const eve = await world.person("eve@alpha.test");
  const path = `/api/kith/v1/statuses/${post.id}/receipts`;
  expect((await eve.asks("GET", path)).status).toBe(403);
  expect((await world.visitor("alpha.test")("GET", path)).status).toBe(401);
  const secret = await alice.posts("Between us", { visibility: "private" });
  expect((await eve.asks("GET", `/api/kith/v1/statuses/${secret.id}/receipts`)).status).toBe(404);
  const ada = await staffOf(world, "ada@alpha.test");
  expect(fates(await receiptsOf(ada, post))).toEqual({ "beta.test": "delivered", "gamma.test": "delivered" });
  expect((await alice.asks("GET", `${path}?state=lost`)).status).toBe(422);
});

test("after a week the receipts are gone, and their totals stay", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  const post = await alice.posts("To everybody");
  await world.settles();
  await world.passes("9 days");
  await purgeDocuments(world.instance("alpha.test"));
  const { summary, receipts } = await receiptsOf(alice, post);
  expect(receipts).toEqual([]);
  expect(summary).toMatchObject({ hosts: 2, delivered: 2, whole: false });
});

test("a blocked server is named as such", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  const ada = await staffOf(world, "ada@alpha.test");
  await world.down("gamma.test");
  const post = await alice.posts("To everybody");
  await world.settles();
  await ada.asks("POST", "/api/v1/admin/domain_blocks", { domain: "gamma.test", severity: "suspend" });
  await world.up("gamma.test");
  await world.passes("1 hour");
  expect(fates(await receiptsOf(alice, post))).toEqual({ "beta.test": "delivered", "gamma.test": "suspended" });
});

test("an administrator pauses a server, lets it go on, and gives up what waits for it", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await cast(world);
  const ada = await staffOf(world, "ada@alpha.test");
  const at = "/api/kith/v1/admin/hosts";
  const gamma = async () => (await ada.asks("GET", `${at}/gamma.test`)).json();
  expect(await gamma()).toMatchObject({ host: "gamma.test", state: "ok", waiting: 0 });
  await ada.asks("POST", `${at}/gamma.test/pause`);
  await world.settles();
  const first = await alice.posts("One");
  await world.passes("2 days");
  expect(await gamma()).toMatchObject({ state: "paused", waiting: 1, next_probe_at: null });
  expect((await ada.asks("GET", `${at}?state=paused`)).json()).toMatchObject([{ host: "gamma.test" }]);
  expect(fates(await receiptsOf(alice, first))).toEqual({ "beta.test": "delivered", "gamma.test": "pending" });
  await ada.asks("POST", `${at}/gamma.test/retry`);
  await world.settles();
  expect(await gamma()).toMatchObject({ state: "ok", waiting: 0 });
  expect(fates(await receiptsOf(alice, first))).toEqual({ "beta.test": "delivered", "gamma.test": "delivered" });
  await ada.asks("POST", `${at}/gamma.test/pause`);
  await world.settles();
  const second = await alice.posts("Two");
  await world.settles();
  await ada.asks("POST", `${at}/gamma.test/purge`);
  await world.settles();
  expect(await gamma()).toMatchObject({ state: "paused", waiting: 0 });
  expect((await receiptsOf(alice, second)).receipts.find(({ host }) => host === "gamma.test")).toMatchObject({
    state: "failed",
    reason: "given up by an administrator",
  });
  const log = (await ada.asks("GET", "/api/kith/v1/admin/audit_log")).json<{ action: string; target: { name: string } }[]>();
  expect(log.map(({ action, target }) => [action, target.name])).toEqual(
    expect.arrayContaining([
      ["pause", "gamma.test"],
      ["retry", "gamma.test"],
      ["purge", "gamma.test"],
    ]),
  );
  expect((await alice.asks("GET", at)).status).toBe(403);
  expect((await ada.asks("GET", `${at}/nowhere.test`)).status).toBe(404);
});

test("servers are listed by name, in pages", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  await cast(world);
  const ada = await staffOf(world, "ada@alpha.test");
  const names = async (query: string) =>
    (await ada.asks("GET", `/api/kith/v1/admin/hosts${query}`)).json<{ host: string }[]>().map(({ host }) => host);
  expect(await names("")).toEqual(["beta.test", "gamma.test"]);
  expect(await names("?limit=1")).toEqual(["beta.test"]);
  expect(await names("?limit=1&after=beta.test")).toEqual(["gamma.test"]);
  expect(await names("?state=failing")).toEqual([]);
});
