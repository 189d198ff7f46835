/** Asking other servers who somebody is: handles, addresses, names that lie. */
import { expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { findAccountByUri } from "../../src/accounts/find.ts";
import type { Account } from "../../src/db/schema.ts";
import { refreshStale } from "../../src/federation/effects.ts";
import type { Kith } from "../../src/kith.ts";
import { CONTEXT, openDoor } from "./peers.ts";

const DAY = 86_400_000;

const job = { row: { attempts: 1 } } as Parameters<typeof refreshStale>[2];
const handles = async ({ db }: Kith) =>
  (await db.selectFrom("accounts").select(["username", "host"]).where("host", "<>", "").execute()).map(
    ({ username, host }) => `${username}@${host}`,
  );

test("an account by its handle, in any spelling, fetched once", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0, { name: "Bob" });
  const found = await kith.remote.findAccount("@bob@BETA.test.");
  expect(found).toMatchObject({
    uri: bob.uri,
    username: "bob",
    host: "beta.test",
    display_name: "Bob",
    inbox_url: `${bob.uri}/inbox`,
  });
  for (const name of ["bob@beta.test", "acct:Bob@beta.test", bob.uri])
    expect((await kith.remote.findAccount(name))?.id).toBe(found?.id);
  expect(net.count(bob.uri)).toBe(1);
});

test("many who ask at once make one request, and one who is not there is not asked for again at once", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const found = await Promise.all([1, 2, 3, 4].map(async () => await kith.remote.findAccount("bob@beta.test")));
  expect(new Set(found.map((each) => each?.id)).size).toBe(1);
  expect(net.count(bob.uri)).toBe(1);
  const before = net.asked.length;
  for (let i = 0; i < 3; i++) expect(await kith.remote.findAccount("nobody@beta.test")).toBeUndefined();
  expect(net.asked.length).toBe(before + 1);
});

test("accounts of ours are never asked for over the network", async () => {
  const { kith, net } = await openDoor();
  const { account } = await createUser(kith, {
    username: "alice",
    email: "alice@example.org",
    password: "correct horse battery",
  });
  for (const name of ["alice", "@Alice", "alice@alpha.test", "https://alpha.test/@alice", account.uri])
    expect((await kith.remote.findAccount(name))?.id).toBe(account.id);
  for (const name of [
    "bob",
    "bob@alpha.test",
    "https://alpha.test/@bob",
    "https://alpha.test/users/99",
    "not a name",
    "https://",
    "",
  ])
    expect(await kith.remote.findAccount(name)).toBeUndefined();
  expect(net.asked).toEqual([]);
});

test("a handle whose host is not its server's is confirmed by both", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@social.beta.test", 0);
  net.finger("bob@social.beta.test", bob.uri, "bob@beta.test");
  net.finger("bob@beta.test", bob.uri);
  expect(await kith.remote.findAccount("bob@beta.test")).toMatchObject({ username: "bob", host: "beta.test", uri: bob.uri });
  expect((await kith.remote.findAccount("bob@social.beta.test"))?.host).toBe("beta.test");
  expect(await handles(kith)).toEqual(["bob@beta.test"]);
});

test("an account that first came by its uri gets the same name", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@social.beta.test", 0);
  net.finger("bob@social.beta.test", bob.uri, "bob@beta.test");
  net.finger("bob@beta.test", bob.uri);
  expect(await kith.remote.findAccount(bob.uri)).toMatchObject({ host: "beta.test" });
});

test("a host cannot give its names to other people's accounts", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  net.finger("president@evil.test", bob.uri);
  expect(await kith.remote.findAccount("president@evil.test")).toMatchObject({ username: "bob", host: "beta.test" });
  // Nor claim a name of another host: that host is asked.
  const evil = net.actor("eve@evil.test", 1);
  net.finger("eve@evil.test", evil.uri, "bob@beta.test");
  expect(await kith.remote.findAccount("eve@evil.test")).toBeUndefined();
  expect(await handles(kith)).toEqual(["bob@beta.test"]);
});

test("two actors of one host that claim one name: WebFinger says whose it is", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const fake = {
    ...bob.doc,
    id: "https://beta.test/users/666",
    inbox: "https://beta.test/users/666/inbox",
    publicKey: undefined,
  };
  net.serve(fake);
  expect(await kith.remote.findAccount("https://beta.test/users/666")).toBeUndefined();
  expect((await kith.remote.findAccount("bob@beta.test"))?.uri).toBe(bob.uri);
});

test("an actor of a server without WebFinger is known by its own host", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  for (const url of net.pages.keys()) if (url.includes("webfinger")) net.pages.delete(url);
  expect(await kith.remote.findAccount(bob.uri)).toMatchObject({ username: "bob", host: "beta.test" });
});

test("a known account is answered at once however old, and asked after", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const first = (await kith.remote.findAccount("bob@beta.test")) as Account;
  kith.clock.advance(2 * DAY);
  net.pages.set(bob.uri, { body: { ...bob.doc, name: "Robert" } });
  expect((await kith.remote.findAccount("bob@beta.test"))?.display_name).toBe("");
  expect(net.count(bob.uri)).toBe(1);
  await refreshStale(kith, { type: "account.stale", account_id: first.id }, job);
  expect(await findAccountByUri(kith.db, bob.uri)).toMatchObject({ display_name: "Robert", id: first.id });
  net.pages.set(bob.uri, { status: 500 });
  expect(await kith.remote.refreshAccount(first)).toBeUndefined();
  expect((await findAccountByUri(kith.db, bob.uri))?.deleted_at).toBe(0);
  net.pages.set(bob.uri, { status: 410 });
  expect(await kith.remote.refreshAccount(first)).toBeUndefined();
  expect((await findAccountByUri(kith.db, bob.uri))?.deleted_at).toBeGreaterThan(0);
  expect(await kith.remote.findAccount(bob.uri)).toBeUndefined();
});

test("a server that does not answer costs the asker no more than their patience", async () => {
  const { kith } = await openDoor("alpha.test", { connect: () => ({ host: "127.0.0.1", port: 9, tls: false }) });
  expect(await kith.remote.findAccount("bob@beta.test", { timeout: 50 })).toBeUndefined();
  expect(await kith.remote.fetchStatus("https://beta.test/1", { timeout: 50 })).toBeUndefined();
});

test("in development neighbours on loopback speak http, and nobody else does", async () => {
  const { kith, net } = await openDoor("localhost:4000");
  const host = `127.0.0.1:${net.port}`;
  const uri = `http://${host}/users/bob`;
  const serve = (at: string, id: string, name: string) =>
    net.pages.set(at, { body: { "@context": CONTEXT, id, type: "Person", preferredUsername: name, inbox: `${id}/inbox` } });
  serve(`https://${host}/users/bob`, uri, "bob");
  net.finger(`bob@${host}`, uri);
  expect(await kith.remote.findAccount(`bob@${host}`)).toMatchObject({ uri, host });
  serve("https://beta.test/users/eve", "http://beta.test/users/eve", "eve");
  expect(await kith.remote.findAccount("http://beta.test/users/eve")).toBeUndefined();
  expect(net.count("https://beta.test/users/eve")).toBe(0);
});
