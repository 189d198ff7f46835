/**
 * What four apps do when somebody logs in with them, request by request, as their sources have it: Phanpy and Elk in a browser, Mastodon.py from a
 * script, toot from a terminal. The libraries themselves are driven elsewhere; here stands what is peculiar to each.
 */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import sharp from "sharp";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { PASSWORD } from "../world/people.ts";
import { hiddenIn, openBrowser } from "../units/oauth-door.ts";
import { openLive, type Live } from "./live.ts";

type Json = Record<string, unknown>;
type App = { client_id: string; client_secret: string };
const OOB = "urn:ietf:wg:oauth:2.0:oob";
const JSON_TYPE = { "content-type": "application/json" };

/** `ask("GET", "/path")`: an answer that must be JSON and good, from the address at which the app talks to its server. */
function caller(live: Live, token?: string) {
  return async <T = Json>(
    method: string,
    path: string,
    body?: string | URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const sent = body === undefined ? {} : { body };
    const answer = await fetch(`${live.url}${path}`, { method, headers: { ...authorization, ...headers }, ...sent });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.headers.get("content-type")).toContain("json");
    expect([path, answer.headers.get("access-control-allow-origin")]).toEqual([path, "*"]);
    return (await answer.json()) as T;
  };
}

/** Signs in and allows, as a person would; the address to which the app is sent. */
async function letIn(live: Live, path: string): Promise<URL> {
  const browse = openBrowser(live.url);
  const first = await browse(path);
  expect(first.headers.get("cross-origin-opener-policy")).toBeNull();
  expect(first.headers.get("content-security-policy")).not.toContain("form-action");
  const signedIn = await browse("/oauth/sign_in", { ...hiddenIn(first.text), login: "alice", password: PASSWORD });
  const consent = await browse(signedIn.location);
  const allowed = await browse("/oauth/authorize", { ...hiddenIn(consent.text), decision: "allow" });
  expect(allowed.status).toBe(303);
  return new URL(allowed.location, live.url);
}

/** With a proof of its own (PKCE), since the server says that it takes one. */
async function logInWithProof(live: Live, open: ReturnType<typeof caller>): Promise<string> {
  const redirect_uri = "https://phanpy.test/";
  const scopes = "read write follow push";
  const registration = { client_name: "Phanpy", redirect_uris: redirect_uri, scopes, website: "https://phanpy.test" };
  const app = await open<App>("POST", "/api/v1/apps", new URLSearchParams(registration));
  const server = await open<{ code_challenge_methods_supported: string[]; authorization_endpoint: string }>(
    "GET",
    "/.well-known/oauth-authorization-server",
  );
  expect(server.code_challenge_methods_supported).toContain("S256");
  const verifier = randomBytes(32).toString("base64url");
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const asked = { client_id: app.client_id, scope: scopes, redirect_uri, response_type: "code" };
  const proof = { code_challenge, code_challenge_method: "S256" };
  const back = await letIn(live, `/oauth/authorize?${new URLSearchParams({ ...asked, ...proof }).toString()}`);
  expect(back.origin).toBe("https://phanpy.test");
  const grant = { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", code_verifier: verifier };
  const form = new URLSearchParams({ ...app, redirect_uri, scope: scopes, ...grant });
  const { access_token } = await open<{ access_token: string }>("POST", "/oauth/token", form);
  return access_token;
}

test("Phanpy: looks the server up, proves its key, and asks for everything at once", async () => {
  await using live = await openLive();
  const alice = await live.person("alice");
  const bob = await live.person("bob");
  await alice.follows(bob);
  const meta = await (await fetch(`${live.url}/.well-known/host-meta`)).text();
  expect(meta).toContain(`template="${live.url}/.well-known/webfinger?resource={uri}"`);
  const open = caller(live);
  const access_token = await logInWithProof(live, open);
  const ask = caller(live, access_token);
  const [preferences, instance, , me] = await Promise.all([
    ask("GET", "/api/v1/preferences"),
    ask<{ configuration: { urls: { streaming: string } } }>("GET", "/api/v2/instance"),
    open("GET", "/nodeinfo/2.0"),
    ask<{ id: string }>("GET", "/api/v1/accounts/verify_credentials"),
  ]);
  expect(preferences["posting:default:visibility"]).toBe("public");
  expect(instance).toMatchObject({
    domain: live.domain,
    version: expect.stringMatching(/^4\.\d+\.\d+ \(compatible; Kith [^ ]+\)$/),
    configuration: {
      urls: { streaming: live.url.replace("http", "ws") },
      statuses: { max_characters: expect.any(Number) },
      polls: { max_options: expect.any(Number) },
      media_attachments: { image_size_limit: expect.any(Number) },
      vapid: { public_key: expect.any(String) },
      timelines_access: { live_feeds: { local: "public" } },
    },
  });
  // From 7 on it quotes as Mastodon does.
  expect((instance as unknown as { api_versions: { mastodon: number } }).api_versions.mastodon).toBeGreaterThanOrEqual(7);
  await Promise.all(
    [
      "timelines/home?limit=20",
      `accounts/${me.id}`,
      "followed_tags?limit=200",
      "custom_emojis",
      "markers?timeline[]=home&timeline[]=notifications",
      "notifications?limit=20",
      "follow_requests",
      "announcements",
    ].map(async (path) => await ask("GET", `/api/v1/${path}`)),
  );
  expect(await ask("GET", "/api/v2/notifications/policy")).toMatchObject({ for_not_following: "accept" });
  const ws = new WebSocket(`${instance.configuration.urls.streaming}/api/v1/streaming?access_token=${access_token}&stream=user`);
  await once(ws, "open");
  const heard = once(ws, "message") as Promise<[Buffer]>;
  await bob.posts("Good morning");
  const [message] = await heard;
  expect(JSON.parse(message.toString("utf8"))).toMatchObject({ stream: ["user"], event: "update" });
  ws.terminate();
});

test("Elk: its server speaks JSON to ours, and its addresses hold what has to be escaped", async () => {
  await using live = await openLive();
  await live.person("alice");
  const open = caller(live);
  const redirect_uri = `https://elk.test/api/${encodeURIComponent(live.domain)}/oauth/${encodeURIComponent("https://elk.test")}`;
  const registration = {
    client_name: "Elk",
    website: "https://elk.test",
    redirect_uris: redirect_uri,
    scopes: "read write follow push",
  };
  const app = await open<App>("POST", "/api/v1/apps", JSON.stringify(registration), JSON_TYPE);
  const asked = {
    client_id: app.client_id,
    force_login: "false",
    scope: "read write follow push",
    response_type: "code",
    lang: "en-US",
  };
  const back = await letIn(live, `/oauth/authorize?${new URLSearchParams({ ...asked, redirect_uri }).toString()}`);
  expect(back.href.startsWith(`${redirect_uri}?code=`)).toBe(true);
  const grant = { grant_type: "authorization_code", code: back.searchParams.get("code"), scope: "read write follow push" };
  const body = JSON.stringify({ ...app, redirect_uri, ...grant });
  const { access_token } = await open<{ access_token: string }>("POST", "/oauth/token", body, JSON_TYPE);
  const ask = caller(live, access_token);
  expect(await open("GET", "/nodeinfo/2.0")).toMatchObject({ version: "2.0", metadata: { upstream: { name: "mastodon" } } });
  const instance = await ask<{ configuration: { urls: { streaming: string } } }>("GET", "/api/v2/instance");
  for (const path of [
    "preferences",
    "accounts/verify_credentials",
    "timelines/home",
    "followed_tags",
    "markers?timeline[]=home",
    "notifications",
  ])
    await ask("GET", `/api/v1/${path}`);
  const none = await fetch(`${live.url}/api/v1/push/subscription`, { headers: { authorization: `Bearer ${access_token}` } });
  expect([none.status, await none.json()]).toEqual([404, { error: "Record not found" }]);
  const ws = new WebSocket(`${instance.configuration.urls.streaming}/api/v1/streaming`, [access_token]);
  await once(ws, "open");
  ws.send(JSON.stringify({ type: "subscribe", stream: "user" }));
  const picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#377" } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(picture)], { type: "image/png" }), "a.png");
  const media = await ask<{ id: string; url: string }>("POST", "/api/v1/media", form);
  const heard = once(ws, "message") as Promise<[Buffer]>;
  const status = { status: "With a picture", media_ids: [media.id], visibility: "public", sensitive: false };
  await ask("POST", "/api/v1/statuses", JSON.stringify(status), JSON_TYPE);
  expect(JSON.parse((await heard)[0].toString("utf8"))).toMatchObject({ stream: ["user"], event: "update" });
  expect(await ask("GET", "/api/v1/search?q=alice&type=accounts&resolve=true")).toMatchObject({ accounts: [{ acct: "alice" }] });
  // masto.js has a JSON body on DELETE, too.
  await ask("POST", "/api/v1/domain_blocks", JSON.stringify({ domain: "far.example" }), JSON_TYPE);
  await ask("DELETE", "/api/v1/domain_blocks", JSON.stringify({ domain: "far.example" }), JSON_TYPE);
  expect(await ask("GET", "/api/v1/domain_blocks")).toEqual([]);
  ws.terminate();
});

test("Mastodon.py: slashes at the end, three numbers before the first space, and a stream over HTTP", async () => {
  await using live = await openLive();
  const alice = await live.person("alice");
  const bob = await live.person("bob");
  await alice.follows(bob);
  const ask = caller(live, alice.token);
  const instance = await ask<{ version: string; urls: { streaming_api: string } }>("GET", "/api/v1/instance/");
  expect(instance.version.split(" ")[0]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await ask("GET", "/api/v1/accounts/verify_credentials/")).toMatchObject({ id: expect.stringMatching(/^\d+$/) });
  const form = new URLSearchParams({ account_id: bob.id, comment: "x" });
  expect(await ask("POST", "/api/v1/reports/", form)).toMatchObject({ comment: "x" });
  // It names booleans as Python does, also in queries.
  const posted = await ask("POST", "/api/v1/statuses", new URLSearchParams({ status: "Behind a curtain", sensitive: "True" }));
  expect(posted["sensitive"]).toBe(true);
  expect(await ask("GET", "/api/v1/timelines/public?local=True&only_media=False")).toMatchObject([{ id: posted["id"] }]);
  const base = instance.urls.streaming_api.replace(/^ws/, "http");
  const stop = new AbortController();
  const authorization = `Bearer ${alice.token}`;
  expect(await (await fetch(`${base}/api/v1/streaming/health`)).text()).toBe("OK");
  const stream = await fetch(`${base}/api/v1/streaming/user`, { headers: { authorization }, signal: stop.signal });
  expect([stream.status, stream.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/event-stream")]);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await bob.posts("Good evening");
  let text = "";
  while (!text.includes("Good evening")) text += (await reader?.read())?.value ?? "";
  expect(text).toMatch(/event: update\ndata: \{/);
  stop.abort();
});

test("toot: copies its code from a page, and tells a picture's story in old words", async () => {
  await using live = await openLive();
  await live.person("alice");
  const open = caller(live);
  const registration = {
    client_name: "toot - a Mastodon CLI client",
    redirect_uris: OOB,
    scopes: "read write follow",
    website: "https://toot.test",
  };
  const app = await open<App>("POST", "/api/v1/apps", JSON.stringify(registration), JSON_TYPE);
  const asked = { response_type: "code", redirect_uri: OOB, scope: "read write follow", client_id: app.client_id };
  const page = await letIn(live, `/oauth/authorize/?${new URLSearchParams(asked).toString()}`);
  expect(page.pathname).toBe("/oauth/authorize/native");
  const code = page.searchParams.get("code") ?? "";
  const form = new URLSearchParams({ grant_type: "authorization_code", ...app, code, redirect_uri: OOB });
  const { access_token } = await open<{ access_token: string }>("POST", "/oauth/token", form);
  const ask = caller(live, access_token);
  const picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#733" } })
    .png()
    .toBuffer();
  const upload = new FormData();
  upload.append("file", new Blob([new Uint8Array(picture)]), "a.png");
  upload.append("description", "Something red");
  const media = await ask<{ id: string; url: string }>("POST", "/api/v1/media", upload);
  const status = new URLSearchParams({ status: "Red", "media_ids[]": media.id, sensitive: "False", visibility: "unlisted" });
  const posted = await ask("POST", "/api/v1/statuses", status, { "idempotency-key": "5f3" });
  expect(posted).toMatchObject({ sensitive: false, media_attachments: [{ id: media.id, description: "Something red" }] });
  expect(await ask("POST", "/api/v1/statuses", status, { "idempotency-key": "5f3" })).toMatchObject({ id: posted["id"] });
  const home = await fetch(`${live.url}/api/v1/timelines/home?limit=1`, { headers: { authorization: `Bearer ${access_token}` } });
  expect(home.headers.get("access-control-expose-headers")).toContain("Link");
  const revoked = new URLSearchParams({ ...app, token: access_token });
  expect(await open("POST", "/oauth/revoke", revoked)).toEqual({});
  expect(
    (await fetch(`${live.url}/api/v1/timelines/home`, { headers: { authorization: `Bearer ${access_token}` } })).status,
  ).toBe(401);
});
