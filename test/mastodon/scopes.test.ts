/** What a token may do is what it was granted, on every single operation; and what every answer says in its headers. */
import { expect, test } from "vitest";
import { createApp, OOB } from "../../src/access/apps.ts";
import { SCOPES, mayUse } from "../../src/access/scopes.ts";
import { createToken } from "../../src/access/tokens.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { createWorld } from "../world/world.ts";

const routes = await loadRoutes();

const filled = (path: string): string => path.replaceAll(/:[a-z_]+/g, "1");

test("every operation refuses a token that has every scope but its own", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { role: "owner" });
  const kith = world.instance("alpha.test");
  const visitor = world.visitor("alpha.test");
  const { app } = await createApp(kith, { client_name: "Scopes", redirect_uris: OOB, scopes: [...SCOPES] });
  const tokens = new Map<string, string>();
  for (const scope of new Set(routes.map(({ needs }) => needs.scope ?? ""))) {
    const others = SCOPES.filter((one) => scope !== "" && !mayUse([one], scope));
    tokens.set(scope, await createToken(kith, { app_id: app.id, user_id: Number(alice.id), scopes: others }));
  }
  const wrong: unknown[] = [];
  for (const { method, path, needs } of routes) {
    if (needs.who === "none" || needs.scope === undefined) continue;
    const headers = { authorization: `Bearer ${tokens.get(needs.scope) ?? ""}` };
    const { status, text } = await visitor(method, filled(path), { headers });
    if (status !== 403 || !text.includes("outside the authorized scopes")) wrong.push([method, path, status, text.slice(0, 80)]);
  }
  expect(wrong).toEqual([]);
}, 30_000);

test("whatever changes something, or is somebody's own, has a scope", () => {
  const open = routes.filter(({ method, needs }) => needs.scope === undefined && (needs.who === "user" || method !== "GET"));
  expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    "GET /api/v1/announcements",
    // Guests have no account: a letter says that it was they.
    "POST /api/kith/v1/events/:id/guests",
    "POST /api/v1/apps",
  ]);
});

test("what newer operations replace says since when, and a page of another origin may read it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const old = await alice.asks("GET", "/api/v1/filters");
  expect(old.headers["deprecation"]).toBe("@1668384000");
  expect(old.headers["access-control-expose-headers"]).toContain("Deprecation");
  expect((await alice.asks("GET", "/api/v2/filters")).headers["deprecation"]).toBeUndefined();
});

test("a body that is too long is 413", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const answer = await alice.asks("POST", "/api/v1/statuses", { status: "x".repeat(1_000_001) });
  expect([answer.status, answer.json()]).toEqual([413, { error: "The request is too large" }]);
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "short" })).status).toBe(200);
});

test("the limit that is nearest its end is the one reported", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { rate: true } } });
  const alice = await world.person("alice@alpha.test");
  const visitor = world.visitor("alpha.test");
  const status = await alice.posts("soon gone");
  const gone = await alice.asks("DELETE", `/api/v1/statuses/${status.id}`);
  expect(gone.headers).toMatchObject({ "x-ratelimit-limit": "30", "x-ratelimit-remaining": "29" });
  expect((await alice.asks("GET", "/api/v1/preferences")).headers).toMatchObject({ "x-ratelimit-limit": "300" });
  const made = await visitor("POST", "/api/v1/apps", { body: { client_name: "x", redirect_uris: OOB } });
  expect(made.headers).toMatchObject({ "x-ratelimit-limit": "60", "x-ratelimit-remaining": "59" });
});
