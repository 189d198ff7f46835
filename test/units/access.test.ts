/** What programs may do here, and how far: scopes, tokens, apps, codes, and the passwords before them. */
import { expect, test } from "vitest";
import { createApp, findAppByClientId, isSecretOf, OOB, removeGrant } from "../../src/access/apps.ts";
import { createCode, redeemCode } from "../../src/access/codes.ts";
import { logIn } from "../../src/access/login.ts";
import { approveUser, disableUser, enableUser, rejectUser, setRole } from "../../src/access/manage.ts";
import { hashPassword, isPassword } from "../../src/access/passwords.ts";
import { mayUse, narrowScopes, SCOPES, splitScopes } from "../../src/access/scopes.ts";
import { createToken, findAccess, loadGrants, removeToken } from "../../src/access/tokens.ts";
import { findAccountById } from "../../src/accounts/find.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { getUser } from "../../src/accounts/users.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";
import { withTrueCost } from "../world/passwords.ts";
import { addPerson, listening, PASSWORD } from "./persons.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const makeApp = async (kith: Kith, scopes = "read write follow push") =>
  await createApp(kith, {
    client_name: "Test",
    redirect_uris: ["https://app.test/cb", OOB],
    scopes,
    website: "https://app.test",
  });

/** Of this cost, and kept in databases: whoever has one goes on logging in with it. */
const KEPT = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU";

test("a hash says its own cost, and only the right password fits", async () => {
  await withTrueCost(async () => {
    const hash = await hashPassword("grüße");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await isPassword(hash, "gru\u0308ße")).toBe(true);
    expect(await isPassword(hash, "grusse")).toBe(false);
    expect(await isPassword(KEPT, "correct horse battery")).toBe(true);
    expect(await isPassword(KEPT.replace("t=2", "t=1"), "correct horse battery")).toBe(false);
    expect(await isPassword(undefined, "anything")).toBe(false);
    expect(await isPassword("$2b$10$abc", "anything")).toBe(false);
  });
});

test("scopes hold what is below them, and never what is beside or above", () => {
  expect(mayUse(["read"], "read:statuses")).toBe(true);
  expect(mayUse(["read:statuses"], "read")).toBe(false);
  expect(mayUse(["write"], "read:statuses")).toBe(false);
  expect(mayUse(["follow"], "write:mutes")).toBe(true);
  expect(mayUse(["follow"], "read:follows")).toBe(true);
  expect(mayUse(["follow"], "write:statuses")).toBe(false);
  expect(mayUse(["admin:read"], "admin:read:accounts")).toBe(true);
  expect(mayUse(["follow", "read", "write"], "admin:write:blocks")).toBe(false);
  expect(mayUse(["read:accounts"], "profile")).toBe(true);
  expect(mayUse(["profile"], "read:accounts")).toBe(false);
  expect(narrowScopes(["read:statuses", "write"], ["read", "write"])).toEqual(["read:statuses", "write"]);
  expect(narrowScopes(["read"], ["read:statuses"])).toBeUndefined();
  expect(narrowScopes(["crypto"], ["read"])).toBeUndefined();
  expect(splitScopes("read  write,read+push")).toEqual(["read", "write", "push"]);
  expect(new Set(SCOPES).size).toBe(SCOPES.length);
});

test("a token says who acts, costs nothing the second time, and dies at once", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const mia = await addPerson(kith, "mia");
  const { app } = await makeApp(kith);
  const token = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "read write" });
  const access = await findAccess(kith, token);
  expect(access).toMatchObject({
    scopes: ["read", "write"],
    app_id: app.id,
    account: { id: mia.id, username: "mia" },
    user: { id: mia.id, email: "mia@mail.test" },
  });
  expect(access?.account).toEqual(await findAccountById(kith.db, mia.id));
  expect(access?.user).toEqual(await getUser(kith.db, mia.id));
  expect(await findAccess(kith, token)).toBe(access);
  await updateProfile(kith, mia, { display_name: "Mia" });
  expect((await findAccess(kith, token))?.account?.display_name).toBe("Mia");
  expect(await loadGrants(kith.db, mia.id)).toMatchObject([{ id: app.id, name: "Test", scopes: "read write" }]);
  const other = await makeApp(kith);
  await removeToken(kith, token, other.app.id);
  expect(await findAccess(kith, token)).toBeDefined();
  await removeToken(kith, token, app.id);
  await removeToken(kith, token, app.id);
  expect(await findAccess(kith, token)).toBeUndefined();
  expect(events.filter(({ type }) => type === "tokens.revoked")).toEqual([{ type: "tokens.revoked", user_id: mia.id }]);
  const again = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "read" });
  await findAccess(kith, again);
  expect(await removeGrant(kith, mia.id, app.id)).toBe(1);
  expect(await findAccess(kith, again)).toBeUndefined();
  expect(await findAccess(kith, "nonsense")).toBeUndefined();
});

test("a token of an app alone has no account", async () => {
  await using kith = await openTestKith();
  const { app } = await makeApp(kith);
  const token = await createToken(kith, { app_id: app.id, user_id: null, scopes: "read" });
  expect(await findAccess(kith, token)).toMatchObject({ account: null, user: null, app_id: app.id });
});

test("who may not act is told why, in Mastodon's words", async () => {
  await using kith = await openTestKith("alpha.test", { config: { registrations: "approval" } });
  const mia = await addPerson(kith, "mia", { confirmed: false });
  const { app } = await makeApp(kith);
  const token = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "read" });
  const says = async () => await findAccess(kith, token).catch((error: Error) => error.message);
  expect(await says()).toBe("Your login is missing a confirmed e-mail address");
  expect(await findAccess(kith, token, { even_inactive: true })).toBeDefined();
  await kith.write(async (tx) => await tx.updateTable("users").set({ confirmed_at: 1 }).execute());
  kith.clock.advance(31_000);
  expect(await says()).toBe("Your login is currently pending approval");
  await approveUser(kith, mia.id);
  expect(await says()).toMatchObject({ app_id: app.id });
  await disableUser(kith, mia.id);
  const next = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "read" });
  await expect(findAccess(kith, next)).rejects.toMatchObject({ kind: "forbidden", message: "Your login is currently disabled" });
  await expect(logIn(kith, { login: "mia", password: PASSWORD, ip: "" })).rejects.toMatchObject({ kind: "forbidden" });
  await enableUser(kith, mia.id);
  await setRole(kith, mia.id, "moderator");
  expect((await findAccess(kith, next))?.user?.role).toBe("moderator");
  expect(await findAccess(kith, token)).toBeUndefined();
  await expect(rejectUser(kith, mia.id)).rejects.toMatchObject({ kind: "conflict" });
  const ben = await addPerson(kith, "ben");
  await rejectUser(kith, ben.id);
  expect(await findAccountById(kith.db, ben.id)).toBeUndefined();
});

test("a visit is noted once an hour, and a return after a month is an event", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const mia = await addPerson(kith, "mia");
  const { app } = await makeApp(kith);
  const token = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "read" });
  const seen = async () => (await getUser(kith.db, mia.id)).last_seen_at;
  const visit = async () => await findAccess(kith, token);
  const first = await seen();
  await visit();
  expect(await seen()).toBe(first);
  world.clock.advance(2 * HOUR);
  await visit();
  // What is noted is written behind our back.
  await expect.poll(seen).toBeGreaterThan(first);
  world.clock.advance(31 * DAY);
  await Promise.all([visit(), visit()]);
  const returns = () => events.filter(({ type }) => type === "account.returned");
  await expect.poll(returns).toEqual([{ type: "account.returned", account_id: mia.id }]);
});

test("apps are checked when they register", async () => {
  await using kith = await openTestKith();
  const { app, client_id, client_secret } = await createApp(kith, {
    client_name: " Elk ",
    redirect_uris: "elk://a\nhttps://elk.test/x?y=%2F",
  });
  expect(app).toMatchObject({
    name: "Elk",
    scopes: "read",
    redirect_uris: '["elk://a","https://elk.test/x?y=%2F"]',
    website: "",
  });
  const found = await findAppByClientId(kith.db, client_id);
  expect(found && isSecretOf(found, client_secret)).toBe(true);
  expect(found && isSecretOf(found, "wrong")).toBe(false);
  const bad = [
    { client_name: "", redirect_uris: OOB },
    { client_name: "x", redirect_uris: "" },
    { client_name: "x", redirect_uris: "javascript:alert(1)" },
    { client_name: "x", redirect_uris: "https://a.test/#f" },
    { client_name: "x", redirect_uris: "/relative" },
    { client_name: "x", redirect_uris: OOB, scopes: "read everything" },
    { client_name: "x", redirect_uris: OOB, website: "javascript:alert(1)" },
  ];
  for (const each of bad) await expect(createApp(kith, each)).rejects.toMatchObject({ kind: "invalid" });
});

test("a code works once, soon, for its app, with its address and verifier", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const { app } = await makeApp(kith);
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"; // RFC 7636, appendix B
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const redirect_uri = "https://app.test/cb";
  const make = async (more = {}) =>
    await createCode(kith, { app_id: app.id, user_id: mia.id, redirect_uri, scopes: ["read"], challenge, ...more });
  const right = { app_id: app.id, redirect_uri, verifier };
  const code = await make();
  expect(await redeemCode(kith, { ...right, code, app_id: 1 })).toBeUndefined();
  expect(await redeemCode(kith, { ...right, code })).toMatchObject({ user_id: mia.id, scopes: ["read"] });
  expect(await redeemCode(kith, { ...right, code })).toBeUndefined();
  expect(await redeemCode(kith, { ...right, code: await make(), redirect_uri: OOB })).toBeUndefined();
  expect(await redeemCode(kith, { ...right, code: await make(), verifier: "wrong" })).toBeUndefined();
  expect(await redeemCode(kith, { ...right, code: await make(), verifier: "" })).toBeUndefined();
  expect(await redeemCode(kith, { ...right, code: await make({ challenge: "" }) })).toBeUndefined();
  const old = await make();
  kith.clock.advance(11 * 60_000);
  expect(await redeemCode(kith, { ...right, code: old })).toBeUndefined();
});
