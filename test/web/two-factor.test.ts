/** The second factor: set up, asked for on the pages and on the way into an app, used up, and taken away. */
import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { createApp } from "../../src/access/apps.ts";
import { removeSecondFactor } from "../../src/access/second-factor.ts";
import { PASSWORD } from "../world/people.ts";
import { letterBox } from "./letters.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

const PATH = "/settings/two-factor";

/** What somebody's phone shows, now or some periods later. */
const phone =
  (site: Site, secret: string) =>
  (later = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: site.kith.now() + later * 30_000 });

/** Sets a program up. Returns the phone, and the codes for paper. */
async function setUp(site: Site, surfer: Surfer): Promise<{ code: (later?: number) => string; paper: string[] }> {
  const begun = await surfer.send(`${PATH}/begin`, { act: "app", current_password: PASSWORD }, { from: PATH });
  expect(begun.headers.location).toBe(`${PATH}/app`);
  const { text } = await surfer.get(`${PATH}/app`);
  expect(text).toMatch(/<svg class="qr"[^>]*role="img"/);
  const secret = (/<code class="secret"[^>]*>(.*?)<\/code>/.exec(text)?.[1] ?? "").replace(/<[^>]*>|\s/g, "");
  const code = phone(site, secret);
  const wrong = await surfer.send(`${PATH}/app`, { code: code(9) });
  expect([wrong.status, wrong.text.includes("This code is not right")]).toEqual([422, true]);
  const shown = await surfer.send(`${PATH}/app`, { code: code() });
  const paper = [...shown.text.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, each = ""]) => each);
  expect(paper).toHaveLength(10);
  site.kith.clock.advance(30_000);
  return { code, paper };
}

async function withAnn(config = {}): Promise<{ site: Site; surfer: Surfer }> {
  const site = await openSite(config);
  await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  return { site, surfer };
}

test("a code from a phone is asked for at sign-in, and taken once", async () => {
  const { site, surfer } = await withAnn();
  await using _ = site;
  const { letters } = letterBox(site);
  expect((await surfer.get(PATH)).text).toContain("Off: your password alone is enough.");
  const { code } = await setUp(site, surfer);
  await site.kith.worker.drain();
  expect(letters.map(({ subject }) => subject)).toEqual(["Kith: two-factor sign-in is on"]);
  expect((await surfer.get(PATH)).text).toContain("On: a second step is asked for");
  expect((await surfer.get("/home")).status).toBe(200);

  const other = site.surfer();
  const first = await other.send("/sign_in", { login: "ann", password: PASSWORD, return_to: "/bookmarks" });
  expect(first.headers.location).toBe("/sign_in/step?return_to=%2Fbookmarks");
  expect((await other.get("/home")).status).toBe(303);
  expect((await other.get("/sign_in/step")).text).toContain('autocomplete="one-time-code"');
  const wrong = await other.send("/sign_in/step", { code: "000000" });
  expect([wrong.status, wrong.text.includes("This code is not right")]).toEqual([422, true]);
  const now = code();
  const right = await other.send("/sign_in/step", { code: `${now.slice(0, 3)} ${now.slice(3)}`, return_to: "/bookmarks" });
  expect(right.headers.location).toBe("/bookmarks");
  expect((await other.get("/home")).status).toBe(200);

  const third = site.surfer();
  await third.send("/sign_in", { login: "ann", password: PASSWORD });
  expect((await third.send("/sign_in/step", { code: now })).status).toBe(422);
  expect((await third.send("/sign_in/step", { code: code(1) })).status).toBe(303);
});

test("a code on paper lets one in once, and its owner hears of it", async () => {
  const { site, surfer } = await withAnn();
  await using _ = site;
  const { paper } = await setUp(site, surfer);
  const { letters } = letterBox(site);
  const enters = async (code: string) => {
    const other = site.surfer();
    await other.send("/sign_in", { login: "ann", password: PASSWORD });
    return (await other.send("/sign_in/step", { code })).status;
  };
  expect(await enters((paper[0] ?? "").toUpperCase().replaceAll("-", " "))).toBe(303);
  expect(await enters(paper[0] ?? "")).toBe(422);
  await site.kith.worker.drain();
  expect(letters.map(({ subject }) => subject)).toContain("Kith: a recovery code was used");
  expect((await surfer.get(PATH)).text).toContain("9 are left.");
  const again = await surfer.send(`${PATH}/codes`, { current_password: PASSWORD }, { from: PATH });
  expect(again.text).not.toContain(paper[1]);
  expect(await enters(paper[1] ?? "")).toBe(422);
});

test("nobody guesses on: a sign-in has few tries, a person few in an hour", async () => {
  const { site, surfer } = await withAnn({ limits: { rate: true } });
  await using _ = site;
  await setUp(site, surfer);
  const tries: number[] = [];
  for (let round = 0; round < 2; round++) {
    const other = site.surfer();
    await other.send("/sign_in", { login: "ann", password: PASSWORD });
    for (let n = 0; n < 7; n++) tries.push((await other.send("/sign_in/step", { code: "123456" }, { from: "/sign_in" })).status);
  }
  expect(tries.slice(0, 6)).toEqual([422, 422, 422, 422, 422, 403]);
  expect(tries.at(-1)).not.toBe(303);
  expect(tries).toContain(429);
});

test("turning it off needs the password; those who run the server can do it for somebody; browsers stay signed in", async () => {
  const { site, surfer } = await withAnn();
  await using _ = site;
  await setUp(site, surfer);
  const wrong = await surfer.send(`${PATH}/off`, { current_password: "guess" }, { from: PATH });
  expect([wrong.status, wrong.text.includes("This is not your password.")]).toEqual([422, true]);
  expect((await surfer.send(`${PATH}/remove`, { factor: "app", current_password: PASSWORD }, { from: PATH })).status).toBe(303);
  expect((await site.surfer().signsIn("ann")).headers.location).toBe("/home");
  expect(await site.kith.db.selectFrom("recovery_codes").selectAll().execute()).toEqual([]);
  await setUp(site, surfer);
  expect((await site.surfer().signsIn("ann")).headers.location).toContain("/sign_in/step");
  const ann = await site.kith.db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  await removeSecondFactor(site.kith, ann.id);
  expect((await site.surfer().signsIn("ann")).headers.location).toBe("/home");
  expect((await surfer.get("/home")).status).toBe(200);
});

test("the second step stands on the way into an app, too", async () => {
  const { site, surfer } = await withAnn();
  await using _ = site;
  const { code } = await setUp(site, surfer);
  const redirect_uri = "https://app.test/done";
  const { client_id } = await createApp(site.kith, { client_name: "App", redirect_uris: redirect_uri, scopes: "read" });
  const asked = { client_id, redirect_uri, response_type: "code", scope: "read", state: "s" };
  const from = `/oauth/authorize?${new URLSearchParams(asked).toString()}`;
  const other = site.surfer();
  const first = await other.send("/oauth/sign_in", { ...asked, login: "ann", password: PASSWORD }, { from });
  const step = String(first.headers.location);
  expect(step).toMatch(/^\/oauth\/sign_in\/step\?client_id=/);
  expect((await other.get(from)).text).toContain('name="password"');
  const wrong = await other.send("/oauth/sign_in/step", { ...asked, code: "000000" }, { from: step });
  expect([wrong.status, wrong.text.includes("This code is not right")]).toEqual([422, true]);
  const right = await other.send("/oauth/sign_in/step", { ...asked, code: code() }, { from: step });
  expect(right.headers.location).toMatch(/^\/oauth\/authorize\?client_id=/);
  const allowed = await other.send("/oauth/authorize", { ...asked, decision: "allow" }, { from });
  expect(allowed.headers.location).toMatch(/^https:\/\/app\.test\/done\?code=/);
});

test("a half-finished sign-in is worth nothing elsewhere, later, or after a new password", async () => {
  const { site, surfer } = await withAnn();
  await using _ = site;
  const { code } = await setUp(site, surfer);
  const slow = site.surfer();
  await slow.send("/sign_in", { login: "ann", password: PASSWORD });
  site.kith.clock.advance(16 * 60_000);
  expect((await slow.send("/sign_in/step", { code: code() }, { from: "/sign_in" })).status).toBe(403);
  expect((await site.surfer().send("/sign_in/step", { code: code() }, { from: "/sign_in" })).status).toBe(403);
  await slow.send("/sign_in", { login: "ann", password: PASSWORD });
  const passwords = { current_password: PASSWORD, password: "another horse", again: "another horse" };
  expect((await surfer.send("/settings/password", passwords)).status).toBe(303);
  expect((await slow.send("/sign_in/step", { code: code() }, { from: "/sign_in" })).status).toBe(403);
});
