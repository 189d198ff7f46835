/** What is remembered of a consent, and apps that register themselves by the standard. */
import { expect, test } from "vitest";
import { removeGrant } from "../../src/access/apps.ts";
import { openTestKith } from "../world/instance.ts";
import { CALLBACK, hiddenIn, serveDoor, signedIn } from "./oauth-door.ts";
import { addPerson, PASSWORD } from "./persons.ts";

test("consent is remembered for the same app and no wider scopes, until a fresh login is wanted or it is taken back", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  await using door = await serveDoor(kith);
  const { browse, page } = await signedIn(door, door.authorize());
  const allowed = await browse("/oauth/authorize", { ...hiddenIn(page.text), decision: "allow" });
  const code = new URL(allowed.location).searchParams.get("code") ?? "";
  const asked = async (more: Record<string, string> = {}) => (await browse(door.authorize(more))).text.includes('value="allow"');
  // Saying yes alone is no consent to remember: the app has to come for its token.
  expect(await asked()).toBe(true);
  await door.post("/oauth/token", { grant_type: "authorization_code", code, redirect_uri: CALLBACK, ...door.client });
  expect(await asked()).toBe(false);
  expect(await asked({ scope: "read:accounts" })).toBe(false);
  expect(await asked({ scope: "read write:statuses" })).toBe(true);
  const fresh = await browse(door.authorize({ force_login: "true" }));
  const sent = await browse("/oauth/sign_in", { ...hiddenIn(fresh.text), login: "mia", password: PASSWORD });
  expect((await browse(sent.location)).text).toContain('value="allow"');
  const app = await kith.db
    .selectFrom("apps")
    .select("id")
    .where("client_id", "=", door.client.client_id)
    .executeTakeFirstOrThrow();
  expect(await removeGrant(kith, mia.id, app.id)).toBe(1);
  expect(await asked()).toBe(true);
});

test("apps register themselves by RFC 7591", async () => {
  await using kith = await openTestKith();
  await using door = await serveDoor(kith);
  const made = await door.post("/oauth/register", {
    client_name: "Phanpy",
    client_uri: "https://phanpy.test/",
    redirect_uris: ["https://phanpy.test/cb"],
    scope: "read write",
    grant_types: ["authorization_code", "implicit"],
    token_endpoint_auth_method: "none",
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      client_id: expect.any(String),
      client_secret: expect.any(String),
      client_secret_expires_at: 0,
      client_uri: "https://phanpy.test/",
      redirect_uris: ["https://phanpy.test/cb"],
      scope: "read write",
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  });
  const { client_id = "", client_secret = "" } = made.body;
  const token = await door.post("/oauth/token", { grant_type: "client_credentials", client_id, client_secret });
  expect(token).toMatchObject({ status: 200, body: { scope: "read" } });
  for (const [body, error] of [
    [{ client_name: "x" }, "invalid_redirect_uri"],
    [{ redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
    [{ redirect_uris: [1] }, "invalid_redirect_uri"],
    [{ redirect_uris: ["https://a.test/"], scope: "everything" }, "invalid_client_metadata"],
    [{ redirect_uris: ["https://a.test/"], client_name: 7 }, "invalid_client_metadata"],
    [["no object"], "invalid_client_metadata"],
  ] as const)
    expect(await door.post("/oauth/register", body)).toMatchObject({ status: 400, body: { error } });
});
