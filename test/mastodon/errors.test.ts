/**
 * Every error that Mastodon documents for every operation, provoked. What no request can provoke is named, with what is answered instead:
 * an operation that is new in the list, and neither provoked nor named, fails here.
 */
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken } from "../../src/access/tokens.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { serve } from "../../src/start.ts";
import { makeClient, type Answer, type Client } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { documenting, hasParameter, operations, pathWith, type Operation } from "./operations.ts";

const SCOPES = "read write follow push profile admin:read admin:write";
const NOBODYS = "999999999999";
/** Where anything is sensible but what these say. */
const BODIES: Readonly<Record<string, unknown>> = {
  "POST /api/v1/collections/{collection_id}/items": { account_id: "1" },
  "POST /api/v2/filters/{filter_id}/keywords": { keyword: "spoiler" },
  "PUT /api/v1/statuses/{id}/interaction_policy": { quote_approval_policy: "nobody" },
};
/** Their answer is the same for all, so they look at no token. */
const ALIKE = `GET /api/v1/custom_emojis|GET /health|GET /api/v1/streaming/health|GET /api/oembed|POST /api/v1/apps
  |GET /.well-known/oauth-authorization-server|GET /api/v1/instance|GET /api/v2/instance`;
const looksAtNoToken = ({ name }: Operation): boolean =>
  ALIKE.split(/\s*\|/).includes(name) || name.startsWith("GET /api/v1/instance/");
const isStream = ({ path }: Operation): boolean => path.startsWith("/api/v1/streaming/") && !path.endsWith("/health");
/** What answers from what the process knows, and is not counted. */
const isConstant = ({ path }: Operation): boolean => path.endsWith("/health") || path.startsWith("/.well-known/");
const isOAuth = ({ path }: Operation): boolean => path.startsWith("/oauth/") && path !== "/oauth/userinfo";

type Asking = { token?: string; body?: unknown };
let world: World;
let alice: Person;
let visitor: Client;
let [of_app, narrow]: string[] = [];

beforeAll(async () => {
  world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  alice = await world.person("alice@alpha.test", { scopes: SCOPES });
  visitor = world.visitor("alpha.test");
  const { app } = await createApp(kith, { client_name: "Errors", redirect_uris: OOB, scopes: SCOPES.split(" ") });
  of_app = await createToken(kith, { app_id: app.id, user_id: null, scopes: SCOPES });
  narrow = await createToken(kith, { app_id: app.id, user_id: Number(alice.id), scopes: "push" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

const request = async (client: Client, method: string, path: string, { token, body }: Asking = {}): Promise<Answer> =>
  await client(method, path, {
    headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body,
  });
const ask = async (operation: Operation, asking: Asking = {}): Promise<Answer> =>
  await request(visitor, operation.method, pathWith(operation, NOBODYS), { body: BODIES[operation.name], ...asking });

/** What is wrong with an error, if anything: its number, or that it does not say in JSON what happened. */
function faultOf(answer: Answer, status: number): string | undefined {
  if (answer.status !== status) return `${answer.status} ${answer.text.slice(0, 80)}`;
  if (!String(answer.headers["content-type"]).startsWith("application/json")) return `not JSON: ${answer.text.slice(0, 80)}`;
  const { error } = answer.json<{ error?: unknown }>();
  return typeof error === "string" && error !== "" ? undefined : answer.text.slice(0, 80);
}

/** Asks all that document an error, one after another; says which of them answered otherwise. */
async function faults(
  status: number,
  { but, as }: { but: (operation: Operation) => boolean; as: (operation: Operation) => Promise<Answer> },
): Promise<string[]> {
  const found: string[] = [];
  for (const operation of documenting(status).filter((one) => !but(one))) {
    const fault = faultOf(await as(operation), status);
    if (fault !== undefined) found.push(`${operation.name}: ${fault}`);
  }
  return found;
}

test("no other errors are documented than those provoked here", () => {
  expect([...new Set(operations.flatMap(({ errors }) => errors))].toSorted((a, b) => a - b)).toEqual([
    400, 401, 403, 404, 410, 422, 429, 500, 503,
  ]);
  expect(operations).toHaveLength(210);
});

test("401: a token that nobody was given", async () => {
  const but = (operation: Operation) => looksAtNoToken(operation) || isOAuth(operation);
  expect(await faults(401, { but, as: async (operation) => await ask(operation, { token: "wrong" }) })).toEqual([]);
  for (const operation of documenting(401).filter(looksAtNoToken)) {
    const [wrong, none] = [await ask(operation, { token: "wrong" }), await ask(operation)];
    expect([operation.name, wrong.status]).toEqual([operation.name, none.status]);
  }
});

test("403: a token for something else", async () => {
  expect(await faults(403, { but: isOAuth, as: async (operation) => await ask(operation, { token: narrow ?? "" }) })).toEqual([]);
});

test("403: what administrators do, for all others", async () => {
  const admin = (await loadRoutes()).filter(({ path }) => path.includes("/admin/"));
  expect(admin.length).toBeGreaterThan(50);
  for (const { method, path } of admin) {
    const answer = await request(visitor, method, path.replaceAll(/:\w+/g, "1"), { token: alice.token });
    expect([method, path, faultOf(answer, 403)]).toEqual([method, path, undefined]);
  }
});

test("404: what there is not, and what is below what has nothing below it", async () => {
  // A tag that nobody used has an empty timeline; an unknown stream is 400; and no program reads below the last two.
  const but = (operation: Operation) =>
    operation.path === "/api/v1/timelines/tag/{hashtag}" ||
    operation.path.startsWith("/api/v1/streaming/") ||
    isConstant(operation);
  const as = async (operation: Operation) =>
    hasParameter(operation)
      ? await ask(operation, { token: alice.token })
      : await request(visitor, operation.method, `${operation.path}/none`, { token: alice.token });
  expect(await faults(404, { but, as })).toEqual([]);
  for (const operation of documenting(404).filter(isStream))
    expect(faultOf(await request(visitor, "GET", `${operation.path}/none`, { token: alice.token }), 400)).toBeUndefined();
  for (const path of ["/health/none", "/.well-known/oauth-authorization-server/none"])
    expect((await visitor("GET", path)).status).toBe(404);
});

test("410: nothing is gone, all that was there is missing", async () => {
  const status = await alice.posts("soon gone");
  await alice.deletes(status);
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Gone" });
  const filter = await alice.api<{ id: string }>("POST", "/api/v2/filters", { title: "Gone", context: ["home"] });
  const scheduled_at = new Date(world.clock.now() + 3_600_000).toISOString();
  const later = await alice.api<{ id: string }>("POST", "/api/v1/statuses", { status: "never", scheduled_at });
  const gone = { statuses: status.id, lists: list.id, filters: filter.id, scheduled_statuses: later.id };
  for (const path of [`v1/lists/${list.id}`, `v2/filters/${filter.id}`, `v1/scheduled_statuses/${later.id}`])
    await alice.api("DELETE", `/api/${path}`);
  const asked: string[] = [];
  for (const operation of documenting(410)) {
    const noun = operation.path.split("/")[3] ?? "";
    if (!hasParameter(operation) || !Object.hasOwn(gone, noun)) continue;
    const path = pathWith(operation, gone[noun as keyof typeof gone]);
    const answer = await request(visitor, operation.method, path, { token: alice.token, body: BODIES[operation.name] });
    expect([operation.name, faultOf(answer, 404)]).toEqual([operation.name, undefined]);
    asked.push(operation.name);
  }
  expect(asked.length).toBeGreaterThan(40);
});

test("422: an app's own token, where a person is needed", async () => {
  const forAll = (operation: Operation) => FOR_ALL.split(/\s+/).includes(operation.path) && operation.method === "GET";
  const but = (operation: Operation) => forAll(operation) || looksAtNoToken(operation) || isOAuth(operation);
  expect(await faults(422, { but, as: async (operation) => await ask(operation, { token: of_app ?? "" }) })).toEqual([]);
  // Who needs nobody needs nothing, and ignores what it cannot read.
  const nonsense = "?limit=x&offset=-1&max_id=x&since_id=x&q=&id[]=x&types[]=x&lang=x&order=x&days=x";
  for (const operation of documenting(422).filter((one) => forAll(one) || (looksAtNoToken(one) && one.method === "GET"))) {
    const answer = await visitor("GET", pathWith(operation, NOBODYS) + nonsense);
    expect([operation.name, [200, 401, 404].includes(answer.status), answer.status]).toEqual([
      operation.name,
      true,
      answer.status,
    ]);
  }
  expect(faultOf(await visitor("POST", "/api/v1/apps", { body: {} }), 422)).toBeUndefined();
});
/** What apps may read without a person, and mostly everybody. */
const FOR_ALL = `/api/v1/accounts /api/v1/accounts/{account_id}/collections /api/v1/accounts/{id} /api/v1/accounts/{id}/endorsements
  /api/v1/accounts/{id}/featured_tags /api/v1/accounts/{id}/followers /api/v1/accounts/{id}/following
  /api/v1/accounts/{id}/identity_proofs /api/v1/accounts/{id}/statuses /api/v1/accounts/lookup /api/v1/apps/verify_credentials
  /api/v1/collections/{id} /api/v1/directory /api/v1/polls/{id} /api/v2/search /api/v1/statuses /api/v1/statuses/{id}
  /api/v1/statuses/{id}/context /api/v1/statuses/{id}/favourited_by /api/v1/statuses/{id}/history /api/v1/statuses/{id}/quotes
  /api/v1/statuses/{id}/reblogged_by /api/v1/tags/{name} /api/v1/timelines/link /api/v1/timelines/public
  /api/v1/timelines/tag/{hashtag} /api/v1/trends/links /api/v1/trends/statuses /api/v1/trends/tags`;

test("429: more than anybody may ask", async () => {
  await using busy = await createWorld({ domain: "alpha.test", config: { limits: { rate: true } } });
  const [person, client] = [await busy.person("alice@alpha.test", { scopes: SCOPES }), busy.visitor("alpha.test")];
  for (let i = 0; i < 300; i++)
    await Promise.all([client("GET", "/api/v1/custom_emojis"), person.asks("GET", "/api/v1/preferences")]);
  const as = async (operation: Operation) =>
    await request(client, operation.method, pathWith(operation, "1"), { token: person.token });
  expect(await faults(429, { but: (one) => isStream(one) || isConstant(one), as })).toEqual([]);
  for (const operation of documenting(429).filter(isConstant)) expect((await as(operation)).status).toBe(200);
});

test("429: more streams than one may hear at once", async () => {
  const at = `http://127.0.0.1:${world.port("alpha.test")}`;
  const headers = { authorization: `Bearer ${alice.token}`, host: "alpha.test", "x-forwarded-proto": "https" };
  const heard = new AbortController();
  const signal = heard.signal;
  const open = async () => {
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    get(`${at}/api/v1/streaming/user`, { headers, signal }, resolve).on("error", () => undefined);
    expect((await promise).on("error", () => undefined).statusCode).toBe(200);
  };
  await Promise.all(Array.from({ length: 50 }, open));
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Heard" });
  const as = async ({ method, path }: Operation) =>
    await request(visitor, method, `${path}?tag=cats&list=${list.id}`, { token: alice.token });
  expect(await faults(429, { but: (one) => !isStream(one), as })).toEqual([]);
  heard.abort();
});

test("503: more requests at once than there is room for", async () => {
  const serving = await serve(world.instance("alpha.test"), { host: "127.0.0.1", port: 0, admitted: 0 });
  const full = makeClient("alpha.test", () => serving.port);
  const as = async ({ method, path }: Operation) => await request(full, method, path, { token: alice.token });
  expect(await faults(503, { but: ({ path }) => path === "/health", as })).toEqual([]);
  const health = await full("GET", "/health");
  expect([health.status, health.headers["retry-after"]]).toEqual([503, "5"]);
  await serving.close();
});

test("500: what is documented to fail is refused", async () => {
  const bob = await world.person("bob@alpha.test");
  const file = { file: "no picture" };
  const bodies = new Map<string, unknown>([["POST /api/v2/media", file]]);
  const as = async ({ name, method, path }: Operation) =>
    await request(visitor, method, path.replace("{id}", bob.id), { token: alice.token, body: bodies.get(name) });
  for (const operation of documenting(500))
    expect([operation.name, faultOf(await as(operation), 422)]).toEqual([operation.name, undefined]);
});

test("400, 401 and 403 of OAuth say what is wrong in a code and a sentence", async () => {
  const kith = world.instance("alpha.test");
  const { client_id, client_secret } = await createApp(kith, { client_name: "OAuth", redirect_uris: OOB, scopes: ["read"] });
  const unknown = { client_id: "unknown", client_secret, redirect_uri: OOB, response_type: "code", token: "x" };
  const grant = { client_id, client_secret, grant_type: "authorization_code", code: "wrong", redirect_uri: OOB };
  const query = (fields: Record<string, string>) => `?${new URLSearchParams(fields).toString()}`;
  const cases: [name: string, status: number, code: string, answer: Answer][] = [
    ["GET /oauth/authorize", 400, "invalid_request", await request(visitor, "GET", "/oauth/authorize")],
    ["GET /oauth/authorize", 401, "invalid_client", await request(visitor, "GET", `/oauth/authorize${query(unknown)}`)],
    ["POST /oauth/token", 400, "invalid_grant", await request(visitor, "POST", "/oauth/token", { body: grant })],
    [
      "POST /oauth/token",
      401,
      "invalid_client",
      await request(visitor, "POST", "/oauth/token", { body: { ...grant, ...unknown } }),
    ],
    ["POST /oauth/revoke", 403, "unauthorized_client", await request(visitor, "POST", "/oauth/revoke", { body: unknown })],
  ];
  const provoked = cases.map(([name, status]) => `${name} ${status}`);
  for (const [name, status, code, answer] of cases) {
    expect([name, faultOf(answer, status)]).toEqual([name, undefined]);
    expect(answer.json()).toEqual({ error: code, error_description: expect.stringMatching(/\w\.$|token$/) });
  }
  // Whoever may not revoke is told 403, as documented; and what is wrong with a request is 400 here, never 422.
  const documented = operations.filter(isOAuth).flatMap(({ name, errors }) => errors.map((error) => `${name} ${error}`));
  const specific = documented.filter((one) => /40[013]$/.test(one) && one !== "POST /oauth/revoke 401");
  expect(specific.toSorted()).toEqual(provoked.toSorted());
});
