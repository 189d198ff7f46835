/** The door for apps: from registration to a token and its end, and everything that must not work. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { OOB } from "../../src/access/apps.ts";
import { findAccess } from "../../src/access/tokens.ts";
import { openTestKith } from "../world/instance.ts";
import { CALLBACK, hiddenIn, openBrowser, serveDoor, signedIn } from "./oauth-door.ts";
import { addPerson, PASSWORD } from "./persons.ts";

test("from the sign-in to a token, with PKCE", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  await using door = await serveDoor(kith);
  const verifier = "v".repeat(43);
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const { browse, sent, page } = await signedIn(
    door,
    door.authorize({ code_challenge, code_challenge_method: "S256", force_login: "true", lang: "de" }),
  );
  expect(sent.status).toBe(303);
  expect(sent.headers.getSetCookie().join()).toMatch(
    /kith_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure/,
  );
  expect(page.text).toContain("Elk &lt;b&gt;");
  expect(page.headers.get("content-security-policy")).not.toContain("form-action");
  expect(page.headers.get("cross-origin-opener-policy")).toBeNull();
  expect(page.headers.get("cache-control")).toBe("no-store");
  const allowed = await browse("/oauth/authorize", { ...hiddenIn(page.text), decision: "allow" });
  expect(allowed.status).toBe(303);
  expect(allowed.location.startsWith(`${CALLBACK}&code=`)).toBe(true);
  const answer = new URL(allowed.location).searchParams;
  expect(answer.get("state")).toBe("s p");
  const grant = {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    ...door.client,
  };
  const granted = await door.post("/oauth/token", grant);
  expect(granted).toMatchObject({ status: 200, body: { token_type: "Bearer", scope: "read", created_at: expect.any(Number) } });
  expect(granted.headers.get("access-control-allow-origin")).toBe("*");
  expect(await findAccess(kith, granted.body.access_token ?? "")).toMatchObject({ account: { id: mia.id }, scopes: ["read"] });
  const info = await fetch(`${door.base}/oauth/userinfo`, { headers: { authorization: `Bearer ${granted.body.access_token}` } });
  expect(await info.json()).toMatchObject({ sub: mia.uri, preferred_username: "mia", iss: "https://alpha.test/" });
  // Whoever brings a code again has stolen it, or was stolen from: its token ends.
  expect(await door.post("/oauth/token", grant)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(await findAccess(kith, granted.body.access_token ?? "")).toBeUndefined();
});

test("refusing sends the app away; a wrong password says so and keeps the name", async () => {
  await using kith = await openTestKith();
  await addPerson(kith, "mia");
  await using door = await serveDoor(kith);
  const browse = openBrowser(door.base);
  const first = hiddenIn((await browse(door.authorize())).text);
  const wrong = await browse("/oauth/sign_in", { ...first, login: "mia", password: "wrong" });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("Name and password do not fit together.");
  expect(wrong.text).toContain('value="mia"');
  const { browse: other, page } = await signedIn(door, door.authorize());
  const denied = await other("/oauth/authorize", { ...hiddenIn(page.text), decision: "deny" });
  expect(denied.location).toContain("&error=access_denied&error_description=");
  expect(denied.location).toContain("&state=s+p");
});

test("no other page can send the form, nor can a browser without its cookie", async () => {
  await using kith = await openTestKith();
  await addPerson(kith, "mia");
  await using door = await serveDoor(kith);
  const { browse, page } = await signedIn(door, door.authorize());
  const form = { ...hiddenIn(page.text), decision: "allow" };
  expect((await browse("/oauth/authorize", { ...form, csrf: "x" })).status).toBe(403);
  const stranger = await openBrowser(door.base)("/oauth/authorize", form);
  expect(stranger.location).toMatch(/^\/oauth\/authorize\?/);
  const login = await openBrowser(door.base)("/oauth/sign_in", { ...form, login: "mia", password: PASSWORD });
  expect(login.status).toBe(403);
  expect(await kith.db.selectFrom("codes").selectAll().execute()).toEqual([]);
});

test("the code is shown to those who copy it; other schemes are answered as written", async () => {
  await using kith = await openTestKith();
  await addPerson(kith, "mia");
  await using door = await serveDoor(kith);
  const { browse, page } = await signedIn(door, door.authorize({ redirect_uri: OOB, state: "" }));
  const allowed = await browse("/oauth/authorize", { ...hiddenIn(page.text), decision: "allow" });
  expect(allowed.location).toMatch(/^\/oauth\/authorize\/native\?code=/);
  const code = new URLSearchParams(allowed.location.split("?")[1]).get("code") ?? "";
  expect((await browse(allowed.location)).text).toContain(`<code class="code">${code}</code>`);
  const basic = `Basic ${Buffer.from(`${door.client.client_id}:${door.client.client_secret}`).toString("base64")}`;
  expect(
    await door.post("/oauth/token", { grant_type: "authorization_code", code, redirect_uri: OOB }, { authorization: basic }),
  ).toMatchObject({ status: 200 });
  // The same app, wanting the same: it is not asked about twice.
  const mine = await browse(door.authorize({ redirect_uri: "myapp:/done" }));
  expect(mine.location).toMatch(/^myapp:\/done\?code=/);
});

test("what is wrong with a request is shown, or sent where the app is known", async () => {
  await using kith = await openTestKith();
  await using door = await serveDoor(kith);
  const browse = openBrowser(door.base);
  expect(await browse(door.authorize({ redirect_uri: "https://app.test/cb?to=/home" }))).toMatchObject({
    status: 400,
    location: "",
  });
  expect(await browse(door.authorize({ redirect_uri: "https://evil.test/" }))).toMatchObject({ status: 400, location: "" });
  expect(await browse(door.authorize({ client_id: "nobody" }))).toMatchObject({ status: 401, location: "" });
  const error = async (more: Record<string, string>) =>
    new URL((await browse(door.authorize(more))).location).searchParams.get("error");
  expect(await error({ response_type: "token" })).toBe("unsupported_response_type");
  expect(await error({ scope: "read admin:read" })).toBe("invalid_scope");
  expect(await error({ code_challenge: "x".repeat(43), code_challenge_method: "plain" })).toBe("invalid_code_challenge_method");
  expect(await error({ code_challenge: "x".repeat(43) })).toBe("invalid_code_challenge_method");
  expect(await error({ code_challenge: "short", code_challenge_method: "S256" })).toBe("invalid_request");
});

test("an app has a token of its own; revoking is idempotent and needs the secret", async () => {
  await using kith = await openTestKith();
  await using door = await serveDoor(kith);
  const form = new URLSearchParams({ grant_type: "client_credentials", scope: "read", ...door.client });
  const granted = (await (await fetch(`${door.base}/oauth/token`, { method: "POST", body: form })).json()) as Record<
    string,
    string
  >;
  const token = granted.access_token ?? "";
  expect(await findAccess(kith, token)).toMatchObject({ account: null });
  expect(await door.post("/oauth/token", { grant_type: "client_credentials", scope: "push", ...door.client })).toMatchObject({
    status: 400,
    body: { error: "invalid_scope" },
  });
  expect(await door.post("/oauth/token", { grant_type: "password", ...door.client })).toMatchObject({
    status: 400,
    body: { error: "unsupported_grant_type" },
  });
  expect(await door.post("/oauth/token", { grant_type: "client_credentials", ...door.client, client_secret: "x" })).toMatchObject(
    { status: 401, body: { error: "invalid_client" } },
  );
  expect(await door.post("/oauth/token", {})).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  expect(await door.post("/oauth/revoke", { token, client_id: door.client.client_id })).toMatchObject({
    status: 403,
    body: { error: "unauthorized_client" },
  });
  for (let i = 0; i < 2; i++)
    expect(await door.post("/oauth/revoke", { token, ...door.client })).toMatchObject({ status: 200, body: {} });
  expect(await findAccess(kith, token)).toBeUndefined();
  const data = new FormData();
  for (const [name, value] of Object.entries({ grant_type: "client_credentials", ...door.client })) data.append(name, value);
  expect((await fetch(`${door.base}/oauth/token`, { method: "POST", body: data })).status).toBe(200);
});

test("the server says what it offers, to pages of every origin", async () => {
  await using kith = await openTestKith();
  await using door = await serveDoor(kith);
  const answer = await fetch(`${door.base}/.well-known/oauth-authorization-server`);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(await answer.json()).toMatchObject({
    issuer: "https://alpha.test/",
    token_endpoint: "https://alpha.test/oauth/token",
    app_registration_endpoint: "https://alpha.test/api/v1/apps",
    registration_endpoint: "https://alpha.test/oauth/register",
    code_challenge_methods_supported: ["S256"],
    scopes_supported: expect.arrayContaining(["profile", "admin:write:reports"]),
  });
  const preflight = await fetch(`${door.base}/oauth/token`, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect((await fetch(`${door.base}/oauth/userinfo`)).status).toBe(401);
  expect((await fetch(`${door.base}/oauth/token`, { method: "POST", body: "x".repeat(70_000) })).status).toBe(400);
  const broken = await fetch(`${door.base}/oauth/token`, {
    method: "POST",
    body: "{",
    headers: { "content-type": "application/json" },
  });
  expect(broken.status).toBe(400);
});
