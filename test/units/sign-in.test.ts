/** How people come in: sessions, log-ins, limits, the first owner, letters, and forms that no other page can send. */
import { expect, test } from "vitest";
import { readCookie, sessionCookie } from "../../src/access/cookies.ts";
import { csrfToken, isCsrfToken, isSameOrigin } from "../../src/access/csrf.ts";
import { confirmEmail, resetPassword, sendAsked, type LetterJob } from "../../src/access/letters.ts";
import { addressKey, limitHeaders, nearestQuota, takeQuota } from "../../src/access/limits.ts";
import { logIn } from "../../src/access/login.ts";
import { setPassword } from "../../src/access/manage.ts";
import { createSession, findSession, loadSessions, removeSession } from "../../src/access/sessions.ts";
import { createSetupLink, isSetupToken, redeemSetup } from "../../src/access/setup.ts";
import { findUserByLogin, getUser } from "../../src/accounts/users.ts";
import { defineInstance } from "../../src/config.ts";
import type { Kith } from "../../src/kith.ts";
import type { Letter } from "../../src/mail/open.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, PASSWORD } from "./persons.ts";

const DAY = 86_400_000;

test("sessions: one token for the browser, its hash for us", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const token = await createSession(kith, { user_id: mia.id, ip: "192.0.2.1", user_agent: "x".repeat(1000) });
  expect(await findSession(kith, token)).toMatchObject({ account: { id: mia.id }, user: { id: mia.id } });
  expect((await loadSessions(kith.db, mia.id))[0]?.token_hash).not.toBe(token);
  expect(readCookie(`a=b; ${sessionCookie(kith.instance, token).split(";")[0]}`, "kith_session")).toBe(token);
  expect(sessionCookie(kith.instance, token)).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  expect(sessionCookie(defineInstance({}), token)).not.toContain("Secure");
  await setPassword(kith, mia.id, "another password");
  expect(await findSession(kith, token)).toBeUndefined();
  const next = await createSession(kith, { user_id: mia.id, ip: "", user_agent: "" });
  kith.clock.advance(61 * DAY);
  expect(await findSession(kith, next)).toBeUndefined();
  await removeSession(kith, next);
  expect(await loadSessions(kith.db, mia.id)).toEqual([]);
});

test("logging in by name or address; what is wrong is not said", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  for (const login of ["mia", "@Mia", " MIA@mail.test "])
    expect((await logIn(kith, { login, password: PASSWORD, ip: "::1" })).id).toBe(mia.id);
  const wrong = { kind: "invalid", message: "Invalid E-mail address or password." };
  await expect(logIn(kith, { login: "mia", password: "wrong", ip: "::1" })).rejects.toMatchObject(wrong);
  await expect(logIn(kith, { login: "nobody", password: PASSWORD, ip: "::1" })).rejects.toMatchObject(wrong);
});

test("too many tries are refused, for each account and each address", async () => {
  await using kith = await openTestKith("alpha.test", { config: { limits: { rate: true } } });
  const first = takeQuota(kith, "media", "192.0.2.1");
  expect(first).toMatchObject({ limit: 30, remaining: 29, exceeded: false });
  for (let i = 0; i < 29; i++) takeQuota(kith, "media", "192.0.2.1");
  const over = takeQuota(kith, "media", "192.0.2.1");
  expect(over).toMatchObject({ remaining: 0, exceeded: true });
  expect(takeQuota(kith, "media", "192.0.2.2")).toMatchObject({ remaining: 29 });
  const account = takeQuota(kith, "account", 1);
  expect(nearestQuota([account, over, undefined])).toBe(over);
  expect(limitHeaders(over as NonNullable<typeof over>)).toMatchObject({
    "X-RateLimit-Limit": "30",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": expect.stringMatching(/^\d{4}-.*Z$/),
  });
  await using other = await openTestKith("beta.test", { config: { limits: { rate: true } } });
  expect(takeQuota(other, "media", "192.0.2.1")).toMatchObject({ remaining: 29 });
  kith.clock.advance(30 * 60_000);
  expect(takeQuota(kith, "media", "192.0.2.1")).toMatchObject({ remaining: 29, exceeded: false });
});

test("whoever has addresses without end takes no memory without end", async () => {
  await using kith = await openTestKith("alpha.test", { config: { limits: { rate: true } } });
  for (let n = 0; n < 60_000; n++) takeQuota(kith, "ip", `2001:db8:${n.toString(16)}:0`);
  expect(kith.cache("limits/ip", 1).size).toBe(50_000);
});

test("addresses are counted by what one subscriber has", () => {
  expect(addressKey("192.0.2.7")).toBe("192.0.2.7");
  expect(addressKey("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(addressKey("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
  expect(addressKey("2001:0db8:0001:0002::9")).toBe("2001:db8:1:2");
  expect(addressKey("2001:db8::1")).toBe("2001:db8:0:0");
  expect(addressKey("::1")).toBe("0:0:0:0");
  expect(addressKey(undefined)).toBe("unknown");
});

test("the first owner is made once, by the newest link", async () => {
  await using kith = await openTestKith();
  const token = async () => new URL((await createSetupLink(kith)) ?? "").searchParams.get("token") ?? "";
  const [first, second] = [await token(), await token()];
  const owner = { username: "ann", email: "ann@mail.test", password: PASSWORD };
  await expect(redeemSetup(kith, first, owner)).rejects.toMatchObject({ kind: "forbidden" });
  await expect(redeemSetup(kith, second, { ...owner, password: "x" })).rejects.toMatchObject({ kind: "invalid" });
  expect(await isSetupToken(kith, second)).toBe(true);
  const tries = await Promise.allSettled([
    redeemSetup(kith, second, owner),
    redeemSetup(kith, second, { ...owner, username: "ben", email: "b@mail.test" }),
  ]);
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await kith.db.selectFrom("users").select("role").execute()).toEqual([{ role: "owner" }]);
  expect(await createSetupLink(kith)).toBeUndefined();
  expect(await isSetupToken(kith, second)).toBe(false);
});

const jobOf = (id: number) => ({ row: { id } }) as LetterJob;

test("letters carry links that work once and for one purpose; what waits for a mail server has none in it, and is dropped in time", async () => {
  const letters: Letter[] = [];
  await using world = await openTestKith();
  const now = world.now();
  const [clock, server] = [{ late: 0 }, { down: false }];
  const send = async (letter: Letter) => {
    letters.push(letter);
    if (server.down) throw new Error("come again");
  };
  const own = { mail: { configured: true, send }, now: () => now + clock.late };
  const kith: Kith = Object.assign(Object.create(world) as Kith, own);
  const mia = await addPerson(kith, "mia");
  const asks = async (what: "confirm" | "reset", id: number) =>
    await sendAsked(kith, { type: "letter.asked", user_id: mia.id, what }, jobOf(id));
  await expect(logIn(kith, { login: "mia", password: PASSWORD, ip: "" })).rejects.toThrow("confirmed e-mail");
  await asks("confirm", 1);
  const token = () => /token=([\w.-]+)/.exec(letters.at(-1)?.text ?? "")?.[1] ?? "";
  const confirmation = token();
  await expect(resetPassword(kith, confirmation, "a new password")).rejects.toMatchObject({ kind: "forbidden" });
  await confirmEmail(kith, confirmation);
  expect((await getUser(kith.db, mia.id)).confirmed_at).toBeGreaterThan(0);
  await asks("confirm", 2);
  await asks("confirm", 1);
  expect(letters).toHaveLength(1);
  server.down = true;
  await expect(asks("reset", 3)).rejects.toThrow("come again");
  clock.late = 3_600_000;
  await expect(asks("reset", 3)).rejects.toThrow("come again");
  const kept = async () =>
    JSON.stringify(await kith.db.selectFrom("mail_outbox").selectAll().where("key", "=", "job.3").execute());
  const reset = token();
  expect([(await kept()).includes("/auth/password?token="), (await kept()).includes(reset)]).toEqual([true, false]);
  server.down = false;
  await asks("reset", 3);
  await asks("reset", 3);
  expect(letters).toHaveLength(4);
  expect([letters[2], letters[3]]).toEqual([letters[1], letters[1]]);
  expect(await kept()).not.toContain("/auth/password");
  await expect(resetPassword(kith, reset, "short")).rejects.toMatchObject({ kind: "invalid" });
  await resetPassword(kith, reset, "a new password");
  await expect(resetPassword(kith, reset, "another password")).rejects.toMatchObject({ kind: "forbidden" });
  expect((await logIn(kith, { login: "mia", password: "a new password", ip: "" })).id).toBe(mia.id);
  expect(await findUserByLogin(kith.db, "mia")).toBeDefined();
  // What could not go while its link was good does not go any more.
  server.down = true;
  await expect(asks("reset", 4)).rejects.toThrow("come again");
  server.down = false;
  clock.late += 2 * 3_600_000;
  await asks("reset", 4);
  expect(letters).toHaveLength(5);
  expect(await kith.db.selectFrom("mail_outbox").select("key").where("sent_at", "=", 0).execute()).toEqual([]);
});

test("forms are bound to the browser that was given them", async () => {
  await using kith = await openTestKith();
  await using other = await openTestKith("beta.test");
  const token = csrfToken(kith, "one");
  expect(isCsrfToken(kith, "one", token)).toBe(true);
  expect(isCsrfToken(kith, "two", token)).toBe(false);
  expect(isCsrfToken(kith, undefined, token)).toBe(false);
  expect(isCsrfToken(other, "one", token)).toBe(false);
  expect(isSameOrigin(kith.instance, { origin: "https://alpha.test" })).toBe(true);
  expect(isSameOrigin(kith.instance, { origin: "https://evil.test" })).toBe(false);
  expect(isSameOrigin(kith.instance, { "sec-fetch-site": "cross-site" })).toBe(false);
});
