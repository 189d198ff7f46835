/** The door itself: who is let in, what is said to those who are not, and the headers that every answer has. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { compileRoutes } from "../../src/mastodon/routes.ts";

const routes = await loadRoutes();

const error = (answer: { text: string }): unknown => (JSON.parse(answer.text) as { error: unknown }).error;

test("refusals are worded as Mastodon words them", async () => {
  await using world = await createWorld("alpha.test");
  const visitor = world.visitor("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const reader = await world.person("reader@alpha.test", { scopes: "read:accounts" });
  const cases = [
    [await visitor("GET", "/api/v1/timelines/home"), 401, "The access token is invalid"],
    [
      await visitor("GET", "/api/v1/timelines/home", { headers: { authorization: "Bearer wrong" } }),
      401,
      "The access token is invalid",
    ],
    [await reader.asks("GET", "/api/v1/timelines/home"), 403, "This action is outside the authorized scopes"],
    [await reader.asks("POST", "/api/v1/statuses", { status: "hi" }), 403, "This action is outside the authorized scopes"],
    [await alice.asks("GET", "/api/v1/statuses/not-an-id"), 404, "Record not found"],
    [await alice.asks("GET", "/api/v1/statuses/99999999999999999999999"), 404, "Record not found"],
    [await alice.asks("GET", "/api/v1/no_such_thing"), 404, "Record not found"],
    [await alice.asks("POST", "/api/v1/statuses", { status: "" }), 422, "Validation failed: Text can't be blank"],
    [await alice.asks("POST", "/api/v1/lists", {}), 422, "Validation failed: Title can't be blank"],
    [await alice.asks("GET", "/api/v1/admin/accounts"), 403, "This action is outside the authorized scopes"],
    [await visitor("GET", "/api/v1/accounts/%E0%A4%A"), 404, "Record not found"],
  ] as const;
  for (const [answer, status, words] of cases) {
    expect([answer.status, error(answer)]).toEqual([status, words]);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  }
});

test("an app's token is no person", async () => {
  await using world = await createWorld("alpha.test");
  const visitor = world.visitor("alpha.test");
  const app = (
    await visitor("POST", "/api/v1/apps", {
      body: { client_name: "x", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read write" },
    })
  ).json<Record<string, string>>();
  const { client_id, client_secret } = app;
  const token = (
    await visitor("POST", "/oauth/token", {
      body: { client_id, client_secret, grant_type: "client_credentials", scope: "read write" },
    })
  ).json<Record<string, string>>();
  const headers = { authorization: `Bearer ${token["access_token"]}` };
  const answer = await visitor("GET", "/api/v1/timelines/home", { headers });
  expect([answer.status, error(answer)]).toEqual([422, "This method requires an authenticated user"]);
  expect((await visitor("GET", "/api/v1/apps/verify_credentials", { headers })).json()).toMatchObject({
    name: "x",
    scopes: ["read", "write"],
  });
  const newcomer = {
    username: "nina",
    email: "nina@mail.test",
    password: "correct horse battery",
    agreement: "true",
    locale: "en",
  };
  const signed = await visitor("POST", "/api/v1/accounts", { headers, body: newcomer });
  expect(signed.json()).toMatchObject({ token_type: "Bearer", scope: "read write" });
  const again = await visitor("POST", "/api/v1/accounts", { headers, body: newcomer });
  expect([again.status, again.json()]).toMatchObject([422, { details: { username: [{ error: "ERR_TAKEN" }] } }]);
});

test("every answer may be read from everywhere and counts", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { rate: true } } });
  const visitor = world.visitor("alpha.test");
  const preflight = await visitor("OPTIONS", "/api/v1/statuses");
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-headers"]).toContain("Idempotency-Key");
  const answer = await visitor("GET", "/api/v2/instance/");
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": "*",
    "x-ratelimit-limit": "300",
    "x-ratelimit-remaining": "299",
  });
  expect(answer.headers["access-control-expose-headers"]).toContain("Link");
  expect(answer.headers["etag"]).toBeUndefined();
  for (let i = 0; i < 299; i++) await visitor("GET", "/api/v1/custom_emojis");
  const last = await visitor("GET", "/api/v1/custom_emojis");
  expect([last.status, last.headers["x-ratelimit-remaining"], last.headers["retry-after"]]).toEqual([429, "0", "300"]);
});

test("routes are found by their segments, fixed ones first", () => {
  const find = compileRoutes(routes);
  expect(find("GET", "/api/v1/accounts/verify_credentials")?.route.path).toBe("/api/v1/accounts/verify_credentials");
  expect(find("HEAD", "/api/v1/accounts/12/")).toMatchObject({ route: { path: "/api/v1/accounts/:id" }, params: { id: "12" } });
  expect(find("GET", "/api/v1/timelines/tag/%23caf%C3%A9")?.params).toEqual({ hashtag: "#café" });
  expect(find("DELETE", "/api/v1/accounts/12")).toBeUndefined();
});

test("pages are linked by the cursors of what was read", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const posts = [];
  for (const text of ["one", "two", "three"]) posts.push(await alice.posts(text));
  for (const post of posts) await bob.favourites(post);
  const page = await bob.asks("GET", "/api/v1/favourites?limit=2");
  const link = String(page.headers["link"]);
  const next = /<https:\/\/alpha\.test([^>]*)>; rel="next"/.exec(link)?.[1] ?? "";
  expect(next).toContain("limit=2&max_id=");
  expect(link).toMatch(/min_id=\d+>; rel="prev"/);
  const rest = await bob.asks("GET", next);
  expect(rest.json<{ content: string }[]>().map(({ content }) => content)).toEqual(["<p>one</p>"]);
  expect(String(rest.headers["link"])).not.toContain('rel="next"');
  const followers = await bob.asks("GET", `/api/v1/accounts/${alice.id}/followers`);
  expect(followers.json()).toEqual([]);
});
