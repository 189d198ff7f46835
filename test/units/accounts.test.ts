/** Accounts: signing up, keys, profiles, remote accounts, search. */
import { createPublicKey, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { findAccountByHandle, getAccount, loadAccounts } from "../../src/accounts/find.ts";
import { setAccountNote } from "../../src/accounts/notes.ts";
import { markGone, receiveAccount } from "../../src/accounts/receive.ts";
import { loadRelationships } from "../../src/accounts/relationships.ts";
import { searchAccounts } from "../../src/accounts/search.ts";
import { readSettings } from "../../src/accounts/settings.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { findUserByLogin, getUser } from "../../src/accounts/users.ts";
import { block } from "../../src/blocks/block.ts";
import { blockHost } from "../../src/blocks/domains.ts";
import { mute } from "../../src/blocks/mute.ts";
import { fromJson } from "../../src/db/columns.ts";
import { follow } from "../../src/follows/follow.ts";
import { publicKeys, signingKey } from "../../src/keys/load.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger, listening, PASSWORD, strangerRecord } from "./persons.ts";

test("signing up makes an account, a user and two keys", async () => {
  await using test = await openTestKith();
  const { kith, events } = listening(test);
  const { account, user } = await createUser(kith, { username: "Mia", email: "Mia@Example.org", password: PASSWORD });
  expect(account).toMatchObject({
    username: "Mia",
    username_lower: "mia",
    host: "",
    uri: `https://alpha.test/users/${account.id}`,
    url: "https://alpha.test/@Mia",
  });
  expect(user).toMatchObject({ id: account.id, email_lower: "mia@example.org", role: "user", approved: 1 });
  expect(user.confirmed_at).toBeGreaterThan(0);
  expect(events).toEqual([{ type: "account.created", account_id: account.id }]);
  expect((await findUserByLogin(kith.db, "@MIA"))?.id).toBe(account.id);
  expect((await findUserByLogin(kith.db, "MIA@example.org"))?.id).toBe(account.id);
});

test("wrong fields are all named at once", async () => {
  await using kith = await openTestKith();
  await addPerson(kith, "mia");
  const refused = createUser(kith, { username: "MIA", email: "nowhere", password: "short" });
  await expect(refused).rejects.toMatchObject({
    kind: "invalid",
    details: { username: [{ error: "ERR_TAKEN" }], email: [{ error: "ERR_INVALID" }], password: [{ error: "ERR_TOO_SHORT" }] },
  });
  await expect(addPerson(kith, "admin")).rejects.toMatchObject({ details: { username: [{ error: "ERR_RESERVED" }] } });
  await expect(addPerson(kith, "a.b")).rejects.toMatchObject({ details: { username: [{ error: "ERR_INVALID" }] } });
  await expect(addPerson(kith, "other", { email: "MIA@mail.test" })).rejects.toMatchObject({
    details: { email: [{ error: "ERR_TAKEN" }] },
  });
});

test("of two who take a name at once, one gets it", async () => {
  await using kith = await openTestKith();
  const tries = await Promise.allSettled([
    addPerson(kith, "mia", { email: "a@b.test" }),
    addPerson(kith, "Mia", { email: "c@d.test" }),
  ]);
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await kith.db.selectFrom("users").select("id").execute()).toHaveLength(1);
});

test("keys are wrapped at rest, and sign what their public halves verify", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const rows = await kith.db.selectFrom("keys").selectAll().where("account_id", "=", mia.id).execute();
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row.private_jwe.split(".")).toHaveLength(5);
  const shown = await publicKeys(kith, mia.id);
  const rsa = await signingKey(kith, mia.id);
  expect(rsa.key_id).toBe(`${mia.uri}#main-key`);
  expect(shown.rsa.key_id).toBe(rsa.key_id);
  const data = Buffer.from("hello");
  expect(verify("sha256", data, createPublicKey(shown.rsa.pem), sign("sha256", data, rsa.key))).toBe(true);
  const ed25519 = await signingKey(kith, mia.id, "ed25519");
  expect(ed25519.key_id).toBe(`${mia.uri}#ed25519-key`);
  expect(verify(null, data, shown.ed25519.key, sign(null, data, ed25519.key))).toBe(true);
  expect(await signingKey(kith, mia.id)).toBe(rsa);
});

test("the instance's own account is made once", async () => {
  await using kith = await openTestKith();
  const all = await Promise.all([kith.instanceAccount(), kith.instanceAccount(), kith.instanceAccount()]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all[0]).toMatchObject({ actor_type: "Application", username: "instance.actor", host: "" });
  expect((await signingKey(kith, all[0]?.id ?? 0)).key.asymmetricKeyType).toBe("rsa");
});

test("a profile is rendered, checked and told", async () => {
  await using test = await openTestKith();
  const { kith, events } = listening(test);
  const mia = await addPerson(kith, "mia");
  await addPerson(kith, "ben");
  events.length = 0;
  const changed = await updateProfile(kith, mia, {
    display_name: " Mia\u202e  M. ",
    note: "Hi @ben and #Trains <script>",
    fields: [
      { name: "Home", value: "https://example.org/mia" },
      { name: "", value: "" },
    ],
    bot: true,
    settings: { default_privacy: "unlisted" },
  });
  expect(changed.display_name).toBe("Mia M.");
  expect(changed.note).toContain('href="https://alpha.test/@ben"');
  expect(changed.note).toContain('href="https://alpha.test/tags/trains"');
  expect(changed.note).toContain("&lt;script&gt;");
  expect(changed.note_source).toBe("Hi @ben and #Trains <script>");
  expect(fromJson(changed.fields)).toEqual([
    { name: "Home", value: expect.stringContaining("nofollow noopener noreferrer me"), verified_at: 0 },
  ]);
  expect(changed).toMatchObject({ bot: 1, actor_type: "Service" });
  expect(readSettings(await getUser(kith.db, mia.id))).toMatchObject({ default_privacy: "unlisted", default_sensitive: false });
  expect(events).toEqual([{ type: "account.updated", account_id: mia.id }]);
  await expect(updateProfile(kith, mia, { display_name: "x".repeat(61) })).rejects.toMatchObject({ kind: "invalid" });
  await expect(updateProfile(kith, mia, { note: "x".repeat(501) })).rejects.toMatchObject({ kind: "invalid" });
});

test("a remote account is made harmless, and updated in place", async () => {
  await using kith = await openTestKith();
  const record = strangerRecord("Bob@BETA.test", {
    uri: "https://beta.test/actors/Bob",
    note: '<p onclick="x()">Hi<script>alert(1)</script></p>',
    url: "javascript:alert(1)",
    avatar_url: "data:image/png;base64,AAAA",
    followers_count: 1e30,
  });
  const bob = await receiveAccount(kith, record);
  expect(bob).toMatchObject({
    host: "beta.test",
    note: "<p>Hi</p>",
    url: record.uri,
    avatar: "",
    followers_count: 1_000_000_000,
  });
  const again = await receiveAccount(kith, { ...record, followers_count: undefined, display_name: "Bobby" });
  expect(again).toMatchObject({ id: bob.id, display_name: "Bobby", followers_count: 1_000_000_000, created_at: bob.created_at });
});

test("nobody takes a name that a living account has, nor one of this server", async () => {
  await using kith = await openTestKith();
  const bob = await addStranger(kith, "bob@beta.test");
  const other = strangerRecord("bob@beta.test", { uri: "https://beta.test/actors/2" });
  await expect(receiveAccount(kith, other)).rejects.toMatchObject({ kind: "conflict" });
  await expect(receiveAccount(kith, strangerRecord("mia@alpha.test"))).rejects.toMatchObject({ kind: "invalid" });
  await expect(receiveAccount(kith, strangerRecord("mia@ALPHA.test.", { uri: "https://evil.test/1" }))).rejects.toMatchObject({
    kind: "invalid",
  });
  await markGone(kith, bob);
  const newer = await receiveAccount(kith, other);
  expect((await findAccountByHandle(kith.db, "bob", "beta.test"))?.id).toBe(newer.id);
  await expect(getAccount(kith.db, bob.id)).rejects.toMatchObject({ kind: "missing" });
});

test("who is gone loses follows, and is back when their origin shows them again", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const bob = await addStranger(kith, "bob@beta.test");
  await follow(kith, mia, bob);
  await markGone(kith, bob);
  expect((await loadRelationships(kith.db, mia.id, [bob.id], kith.now())).get(bob.id)).toMatchObject({
    following: false,
    requested: false,
  });
  expect(await addStranger(kith, "bob@beta.test")).toMatchObject({ id: bob.id, deleted_at: 0, suspended_at: 0 });
});

test("relationships of many cost what those of one cost", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const [ben, bob, eve] = [
    await addPerson(kith, "ben"),
    await addStranger(kith, "bob@beta.test"),
    await addStranger(kith, "eve@evil.test"),
  ];
  await follow(kith, mia, ben, { reblogs: false, notify: true, languages: ["de"] });
  await follow(kith, mia, bob);
  await follow(kith, ben, mia);
  await mute(kith, mia, ben, { duration: 60, notifications: false });
  await block(kith, mia, eve);
  await blockHost(kith, mia, "EVIL.test");
  await setAccountNote(kith, mia, ben, "met on a train");
  const now = kith.now();
  const all = await loadRelationships(kith.db, mia.id, [ben.id, bob.id, eve.id, 12345], now);
  expect(all.get(ben.id)).toMatchObject({
    following: true,
    showing_reblogs: false,
    notifying: true,
    languages: ["de"],
    followed_by: true,
    muting: true,
    muting_notifications: false,
    note: "met on a train",
  });
  expect(all.get(bob.id)).toMatchObject({ following: false, requested: true, showing_reblogs: false });
  expect(all.get(eve.id)).toMatchObject({ blocking: true, domain_blocking: true, blocked_by: false });
  expect(all.get(12345)).toMatchObject({ following: false, note: "" });
  expect((await loadRelationships(kith.db, mia.id, [ben.id], now + 61_000)).get(ben.id)?.muting).toBe(false);
  expect((await loadRelationships(kith.db, eve.id, [mia.id], now)).get(mia.id)?.blocked_by).toBe(true);
});

test("search finds beginnings, whom one follows first, and exact handles", async () => {
  await using kith = await openTestKith();
  const mia = await addPerson(kith, "mia");
  const anna = await addStranger(kith, "anna@beta.test");
  const annabel = await addStranger(kith, "annabel@beta.test");
  const ann = await addPerson(kith, "ann");
  await kith.instanceAccount();
  await kith.write(async (tx) => {
    const row = {
      account_id: mia.id,
      target_id: annabel.id,
      state: "accepted" as const,
      uri: "",
      reblogs: 1 as const,
      notify: 0 as const,
      languages: "[]",
    };
    await tx
      .insertInto("follows")
      .values({ ...row, id: kith.newId(), created_at: kith.now() })
      .execute();
  });
  const names = async (q: string, more = {}) =>
    (await searchAccounts(kith, mia.id, { q, limit: 10, ...more })).map(({ username }) => username);
  expect(await names("@AN")).toEqual(["annabel", "ann", "anna"]);
  expect(await names("ann")).toEqual(["ann", "annabel", "anna"]);
  expect(await names("an", { following: true })).toEqual(["annabel"]);
  expect(await names("anna@beta.test")).toEqual(["anna"]);
  expect(await names("ann@alpha.test")).toEqual(["ann"]);
  expect(await names("anna@be")).toEqual(["anna"]);
  expect(await names(anna.uri)).toEqual(["anna"]);
  expect(await names(ann.url)).toEqual(["ann"]);
  expect(await names("instance.actor")).toEqual([]);
  expect(await names("an", { offset: 1, limit: 1 })).toEqual(["ann"]);
  expect((await loadAccounts(kith.db, [ann.id, anna.id, 1])).size).toBe(2);
});
