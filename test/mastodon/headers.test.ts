/** What stands around the answers: who may read them from where, how often one may ask, what is old, and what a proxy in front has to do with it. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { OOB } from "../../src/access/apps.ts";
import { ROLE_PERMISSIONS } from "../../src/access/permissions.ts";
import type { Answer } from "../world/client.ts";
import { createWorld } from "../world/world.ts";

const ORIGIN = { origin: "https://app.test" };
const form = { "content-type": "application/x-www-form-urlencoded" };

test("pages of every origin may read what apps need", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const visitor = world.visitor("alpha.test");
  for (const [method, path] of [
    ["GET", "/api/v2/instance"],
    ["GET", "/api/v1/nowhere"],
    ["POST", "/api/v1/apps"],
    ["POST", "/oauth/token"],
    ["POST", "/oauth/revoke"],
    ["GET", "/oauth/userinfo"],
    ["GET", "/.well-known/oauth-authorization-server"],
    ["GET", `/.well-known/webfinger?resource=acct:${alice.handle}`],
    ["GET", "/.well-known/nodeinfo"],
    ["GET", "/.well-known/host-meta"],
    ["GET", "/nodeinfo/2.0"],
    ["GET", "/nodeinfo/2.1"],
  ] as const) {
    const answer = await visitor(method, path, { headers: ORIGIN });
    expect([path, answer.headers["access-control-allow-origin"]]).toEqual([path, "*"]);
    expect([path, answer.headers["access-control-allow-credentials"]]).toEqual([path, undefined]);
  }
  for (const path of ["/api/v1/statuses", "/api/v1/apps", "/oauth/token", "/oauth/revoke", "/oauth/userinfo"]) {
    const asked = { ...ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
    const { status, headers } = await visitor("OPTIONS", path, { headers: asked });
    expect([path, status]).toEqual([path, 204]);
    expect(headers["access-control-allow-methods"]).toContain("POST");
    for (const name of ["Authorization", "Content-Type", "Idempotency-Key"])
      expect(headers["access-control-allow-headers"]).toContain(name);
  }
  const exposed = String((await visitor("GET", "/api/v1/timelines/public")).headers["access-control-expose-headers"]);
  for (const name of ["Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Mastodon-Async-Refresh"])
    expect(exposed).toContain(name);
});

test("what an app opens in a window of its own stays connected to it, and leads where the app wants", async () => {
  await using world = await createWorld("alpha.test");
  const visitor = world.visitor("alpha.test");
  const redirect_uri = "app.example:/done";
  const body = { client_name: "x", redirect_uris: [redirect_uri], scopes: "read" };
  const { client_id } = (await visitor("POST", "/api/v1/apps", { body })).json<{ client_id: string }>();
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: "code", scope: "read", lang: "de" }).toString();
  for (const path of ["/oauth/authorize", "/oauth/authorize/"]) {
    const { status, headers } = await visitor("GET", `${path}?${query}`);
    expect([path, status]).toEqual([path, 200]);
    expect(headers["cross-origin-opener-policy"]).toBeUndefined();
    expect(String(headers["content-security-policy"])).not.toContain("form-action");
    // What is said over the proxy's https is for https only.
    expect(String(headers["set-cookie"])).toMatch(/; Secure/);
  }
});

test("behind a proxy, addresses are the public ones, whatever it says of host and scheme", async () => {
  await using world = await createWorld("alpha.test");
  const visitor = world.visitor("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const headers = { "x-forwarded-proto": "http", "x-forwarded-host": "evil.test" };
  const instance = (await visitor("GET", "/api/v2/instance", { headers })).text;
  expect(instance).toContain('"streaming":"wss://alpha.test"');
  expect(instance).not.toContain("evil.test");
  const account = (await visitor("GET", `/api/v1/accounts/${alice.id}`, { headers })).json<Record<string, string>>();
  for (const name of ["url", "uri", "avatar", "header"]) expect(account[name]).toMatch(/^https:\/\/alpha\.test\//);
  await alice.posts("One");
  const page = await visitor("GET", "/api/v1/timelines/public?limit=1", { headers });
  expect(page.headers["link"]).toMatch(/^<https:\/\/alpha\.test\/api\/v1\/timelines\/public\?limit=1&max_id=/);
});

test("slashes at the end, Python's booleans and JSON on DELETE are all fine", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (const path of ["instance", "accounts/verify_credentials", "timelines/home", "lists", "custom_emojis"])
    expect([path, (await alice.asks("GET", `/api/v1/${path}/`)).status]).toEqual([path, 200]);
  const headers = { ...form, authorization: `Bearer ${alice.token}` };
  const visitor = world.visitor("alpha.test");
  for (const [said, means] of Object.entries({
    True: true,
    False: false,
    true: true,
    false: false,
    1: true,
    0: false,
    on: true,
    off: false,
  })) {
    const made = await visitor("POST", "/api/v1/statuses", { headers, body: `status=${said}${means}&sensitive=${said}` });
    expect([said, made.json<{ sensitive: boolean }>().sensitive]).toEqual([said, means]);
  }
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "far.example" });
  await alice.api("DELETE", "/api/v1/domain_blocks", { domain: "far.example" });
  expect(await alice.api("GET", "/api/v1/domain_blocks")).toEqual([]);
});

test("a file that is too large is 422 wherever it comes, with the limit; any other body is 413", async () => {
  await using world = await createWorld({
    domain: "alpha.test",
    config: { limits: { image_bytes: 1024 * 1024, video_bytes: 1024 * 1024 } },
  });
  const alice = await world.person("alice@alpha.test");
  const sent = async (method: string, path: string, name: string, bytes: number): Promise<Answer> => {
    const body = new FormData();
    body.append(name, new Blob([new Uint8Array(bytes)], { type: "image/png" }), "x.png");
    return await alice.asks(method, path, body);
  };
  const complaint = {
    error: expect.stringMatching(/^Validation failed: (File|Avatar|Header) file size must be less than 1 MB$/),
  };
  for (const [method, path, name] of [
    ["POST", "/api/v2/media", "file"],
    ["POST", "/api/v1/media", "file"],
    ["POST", "/api/v2/media", "thumbnail"],
    ["PATCH", "/api/v1/accounts/update_credentials", "avatar"],
    ["PATCH", "/api/v1/profile", "header"],
  ] as const)
    for (const bytes of [1_500_000, 6_000_000]) {
      const answer = await sent(method, path, name, bytes);
      expect([path, name, bytes, answer.status]).toEqual([path, name, bytes, 422]);
      expect(answer.json()).toEqual(complaint);
    }
  expect((await alice.asks("POST", "/api/v1/lists", { title: "x".repeat(1_100_000) })).status).toBe(413);
});

test("each kind of act has its limit, and the one nearest its end is told", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { rate: true } } });
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const said = ({ headers }: Answer) => [Number(headers["x-ratelimit-limit"]), Number(headers["x-ratelimit-remaining"])];
  const first = await alice.asks("GET", "/api/v1/preferences");
  expect(said(first)[0]).toBe(300);
  expect(String(first.headers["x-ratelimit-reset"])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  // An account's own, whatever others of the same address do.
  expect(said(await bob.asks("GET", "/api/v1/preferences"))).toEqual([300, 299]);
  expect(said(await alice.asks("POST", "/api/v2/media", {}))).toEqual([30, 29]);
  expect(said(await alice.asks("POST", "/api/v1/media", {}))).toEqual([30, 28]);
  const post = await bob.posts("Boost me");
  await alice.boosts(post);
  expect(said(await alice.asks("POST", `/api/v1/statuses/${post.id}/unreblog`))).toEqual([30, 29]);
  for (let n = 0; n < 29; n++) await alice.asks("DELETE", "/api/v1/statuses/1");
  const last = await alice.asks("DELETE", "/api/v1/statuses/1");
  expect([last.status, last.json()]).toEqual([429, { error: "Too many requests" }]);
  expect(said(last)).toEqual([30, 0]);
  expect((await alice.asks("GET", "/api/v1/preferences")).status).toBe(200);
  const visitor = world.visitor("alpha.test");
  const app = (
    await visitor("POST", "/api/v1/apps", { body: { client_name: "x", redirect_uris: OOB, scopes: "read write" } })
  ).json<Record<string, string>>();
  const grant = { grant_type: "client_credentials", ...app, scope: "read write" };
  const { access_token } = (await visitor("POST", "/oauth/token", { body: grant })).json<{ access_token: string }>();
  const headers = { authorization: `Bearer ${access_token}` };
  for (let n = 4; n >= 0; n--) expect(said(await visitor("POST", "/api/v1/accounts", { headers, body: {} }))).toEqual([5, n]);
  expect((await visitor("POST", "/api/v1/accounts", { headers, body: {} })).status).toBe(429);
});

test("what is old says so, and what a role may do is a number in decimal", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { role: "owner" });
  for (const path of [
    "instance",
    "filters",
    "suggestions",
    "trends",
    "search?q=x",
    "timelines/direct",
    `accounts/${alice.id}/identity_proofs`,
  ]) {
    const { status, headers } = await alice.asks("GET", `/api/v1/${path}`);
    expect([path, status]).toEqual([path, 200]);
    expect(headers["deprecation"]).toMatch(/^@\d+$/);
  }
  expect(await alice.api("GET", `/api/v1/accounts/${alice.id}/identity_proofs`)).toEqual([]);
  for (const path of ["/api/v2/instance", "/api/v2/filters", "/api/v2/suggestions", "/api/v1/trends/tags"])
    expect((await alice.asks("GET", path)).headers["deprecation"]).toBeUndefined();
  const { role } = await alice.api<{ role: Record<string, unknown> }>("GET", "/api/v1/accounts/verify_credentials");
  expect(role).toMatchObject({ name: "Owner", permissions: "1", highlighted: true, collection_limit: 10 });
  // 0x4 audit log, 0x8 dashboard, 0x10 reports, 0x100 taxonomies, 0x200 appeals, 0x400 users, 0x100000 feeds.
  expect(ROLE_PERMISSIONS.moderator).toBe(0x4 + 0x8 + 0x10 + 0x100 + 0x200 + 0x400 + 0x100000);
});
