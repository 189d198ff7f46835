/** Signing up through an app: who may, what they wait for, and what their token can do meanwhile. */
import { expect, test } from "vitest";
import { approveUser, confirmUser } from "../../src/access/manage.ts";
import { createWorld, type World } from "../world/world.ts";

const mia = { username: "mia", email: "mia@mail.test", password: "correct horse battery", agreement: true, locale: "de" };

type Letter = { to: string; text: string };

/** Letters that would be sent, instead of a mail server. */
function collectLetters(world: World): Letter[] {
  const letters: Letter[] = [];
  const send = async (letter: Letter) => void letters.push(letter);
  Object.assign(world.instance("alpha.test").mail, { configured: true, send });
  return letters;
}

async function appToken(world: World, scopes = "read write"): Promise<Record<string, string>> {
  const visitor = world.visitor("alpha.test");
  const body = { client_name: "x", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read write" };
  const { client_id, client_secret } = (await visitor("POST", "/api/v1/apps", { body })).json<Record<string, string>>();
  const grant = { client_id, client_secret, grant_type: "client_credentials", scope: scopes };
  const { access_token } = (await visitor("POST", "/oauth/token", { body: grant })).json<{ access_token: string }>();
  return { authorization: `Bearer ${access_token}` };
}

async function signUp(world: World, body: object = mia, scopes?: string) {
  const visitor = world.visitor("alpha.test");
  const answer = await visitor("POST", "/api/v1/accounts", { headers: await appToken(world, scopes), body });
  const token = answer.status === 200 ? answer.json<{ access_token: string }>().access_token : "";
  const asks = async (method: string, path: string, sent?: object) => {
    const { status, text } = await visitor(method, path, { headers: { authorization: `Bearer ${token}` }, body: sent });
    return [status, JSON.parse(text) as unknown];
  };
  return { answer, asks };
}

test("with mail, the token works once the address has been confirmed; the letter comes again on request", async () => {
  await using world = await createWorld("alpha.test");
  const letters = collectLetters(world);
  const { answer, asks } = await signUp(world);
  expect(answer.json()).toMatchObject({ token_type: "Bearer", scope: "read write", created_at: expect.any(Number) });
  await world.settles();
  expect(letters.map(({ to }) => to)).toEqual(["mia@mail.test"]);
  const unconfirmed = { error: "Your login is missing a confirmed e-mail address" };
  expect(await asks("GET", "/api/v1/accounts/verify_credentials")).toEqual([403, unconfirmed]);
  expect(await asks("GET", "/api/v1/emails/check_confirmation")).toEqual([200, false]);
  expect(await asks("POST", "/api/v1/emails/confirmations")).toEqual([200, {}]);
  await world.settles();
  // Whoever mistyped their address can mend it until it is confirmed.
  expect(await asks("POST", "/api/v1/emails/confirmations", { email: "no address" })).toMatchObject([422, {}]);
  expect(await asks("POST", "/api/v1/emails/confirmations", { email: "mia@right.test" })).toEqual([200, {}]);
  await world.settles();
  expect(letters.map(({ to }) => to)).toEqual(["mia@mail.test", "mia@mail.test", "mia@right.test"]);
  const link = (at: number) => new URL(/https:\S+/.exec(letters[at]?.text ?? "")?.[0] ?? "");
  const visitor = world.visitor("alpha.test");
  expect((await visitor("GET", link(0).pathname + link(0).search)).status).toBe(403);
  const opened = await visitor("GET", link(2).pathname + link(2).search);
  expect(opened.status).toBeLessThan(400);
  expect(await asks("GET", "/api/v1/emails/check_confirmation")).toEqual([200, true]);
  expect(await asks("GET", "/api/v1/accounts/verify_credentials")).toMatchObject([200, { username: "mia" }]);
  expect(await asks("POST", "/api/v1/emails/confirmations")).toMatchObject([403, {}]);
});

test("without mail, where requests are read first, an administrator lets people in", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { registrations: "approval" } });
  const { asks } = await signUp(world, { ...mia, reason: "I live here" });
  expect(await asks("GET", "/api/v1/timelines/home")).toEqual([403, { error: "Your login is currently pending approval" }]);
  const kith = world.instance("alpha.test");
  const user = await kith.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
  expect(user).toMatchObject({ sign_up_reason: "I live here", locale: "de" });
  expect((await world.visitor("alpha.test")("GET", `/api/v1/accounts/${user.id}`)).status).toBe(404);
  await approveUser(kith, user.id);
  expect(await asks("GET", "/api/v1/timelines/home")).toEqual([200, []]);
});

test("an administrator can confirm whose letter never came", async () => {
  await using world = await createWorld("alpha.test");
  collectLetters(world);
  const { asks } = await signUp(world);
  const { id } = await world.instance("alpha.test").db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  await confirmUser(world.instance("alpha.test"), id);
  expect(await asks("GET", "/api/v1/timelines/home")).toEqual([200, []]);
});

test("what is wrong with a sign-up is said field by field", async () => {
  await using world = await createWorld("alpha.test");
  const details = async (body: object) => (await signUp(world, body)).answer.json<{ details: object }>();
  expect(await details({ ...mia, agreement: false })).toMatchObject({ details: { agreement: [{ error: "ERR_ACCEPTED" }] } });
  expect(await details({ ...mia, username: "not ok!", email: "nowhere", password: "short" })).toMatchObject({
    error: expect.stringMatching(/^Validation failed: /),
    details: { username: [{ error: "ERR_INVALID" }], email: [{ error: "ERR_INVALID" }], password: [{ error: "ERR_TOO_SHORT" }] },
  });
  expect((await signUp(world, mia, "read")).answer.status).toBe(403);
  const alice = await world.person("alice@alpha.test");
  expect((await alice.asks("POST", "/api/v1/accounts", { ...mia, username: "other" })).status).toBe(403);
});

test("where nobody can join, nobody does", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { registrations: "closed" } });
  expect((await signUp(world)).answer.status).toBe(403);
});
