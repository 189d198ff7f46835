/** Asking other servers for statuses: by uri, by page, with what they answer, and documents that lie. */
import { expect, test } from "vitest";
import { fetchParent } from "../../src/federation/effects.ts";
import { CONTEXT, openDoor } from "./peers.ts";
import { note } from "./scene.ts";

const job = { row: { attempts: 1 } } as Parameters<typeof fetchParent>[2];

test("a status by uri, by page with a Link header, and by page with a link", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const uri = net.serve(note(bob, 1));
  const found = await kith.remote.fetchStatus(uri);
  expect(found).toMatchObject({ uri, content: "<p>note 1</p>" });
  expect(await kith.remote.fetchStatus(uri)).toMatchObject({ id: found?.id });
  expect(net.count(uri)).toBe(1);
  net.pages.set("https://beta.test/@bob/1", {
    type: "text/html",
    body: "<p>",
    headers: { link: `<https://beta.test/x>; rel="next", <${uri}>; rel="alternate"; type="application/activity+json"` },
  });
  expect(await kith.remote.fetchStatus("https://beta.test/@bob/1")).toMatchObject({ id: found?.id });
  const page = `<!doctype html><link rel=stylesheet href=a.css><link href="/users/bob/notes/1" rel='alternate' type="application/activity+json"><p>Hi`;
  net.pages.set("https://beta.test/@bob/2", { type: "text/html; charset=utf-8", body: page });
  expect(await kith.remote.fetchStatus("https://beta.test/@bob/2")).toMatchObject({ id: found?.id });
  net.pages.set("https://beta.test/@bob", {
    type: "text/html",
    body: `<link rel="me alternate" type='application/ld+json; profile="https://www.w3.org/ns/activitystreams"' href="${bob.uri}">`,
  });
  expect(await kith.remote.findAccount("https://beta.test/@bob")).toMatchObject({ uri: bob.uri });
});

test("a Create's address leads to its status; other types lead nowhere", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const uri = net.serve(note(bob, 1));
  net.serve({ id: `${uri}/activity`, type: "Create", actor: bob.uri, object: note(bob, 1, { content: "<p>other</p>" }) });
  expect(await kith.remote.fetchStatus(`${uri}/activity`)).toMatchObject({ uri, content: "<p>note 1</p>" });
  expect(await kith.remote.fetchStatus(bob.uri)).toBeUndefined();
  expect(await kith.remote.findAccount(uri)).toBeUndefined();
});

test("what is asked for with a status comes too, in its order, and an endless thread ends", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  for (let n = 1; n <= 60; n++) net.serve(note(bob, n, { inReplyTo: n === 1 ? undefined : `${bob.uri}/notes/${n - 1}` }));
  const leaf = await kith.remote.fetchStatus(`${bob.uri}/notes/60`);
  const rows = await kith.db
    .selectFrom("statuses")
    .select(["uri", "in_reply_to_id", "in_reply_to_uri", "conversation_id"])
    .orderBy("id")
    .execute();
  expect(rows.map(({ uri }) => Number(uri.split("/").at(-1)))).toEqual(Array.from({ length: 20 }, (_, i) => 41 + i));
  expect(new Set(rows.map(({ conversation_id }) => conversation_id)).size).toBe(1);
  expect(rows[0]).toMatchObject({ in_reply_to_id: null, in_reply_to_uri: "" });
  expect(leaf?.in_reply_to_id).not.toBeNull();
  // Two that answer each other.
  net.serve(note(bob, 100, { inReplyTo: `${bob.uri}/notes/101` }));
  net.serve(note(bob, 101, { inReplyTo: `${bob.uri}/notes/100` }));
  expect(await kith.remote.fetchStatus(`${bob.uri}/notes/100`)).toBeDefined();
});

test("an orphan finds its parent when that is fetched", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  net.pages.set(`${bob.uri}/notes/1`, { status: 503 });
  net.serve(note(bob, 2, { inReplyTo: `${bob.uri}/notes/1` }));
  const orphan = await kith.remote.fetchStatus(`${bob.uri}/notes/2`);
  expect(orphan).toMatchObject({ in_reply_to_id: null, in_reply_to_uri: `${bob.uri}/notes/1` });
  const event = { type: "status.orphaned", status_id: orphan?.id ?? 0, in_reply_to_uri: `${bob.uri}/notes/1` } as const;
  kith.clock.advance(120_000);
  await expect(fetchParent(kith, event, job)).rejects.toThrow("503");
  net.serve(note(bob, 1));
  kith.clock.advance(120_000);
  await fetchParent(kith, event, job);
  const [parent, child] = await kith.db.selectFrom("statuses").selectAll().orderBy("uri").execute();
  expect(child).toMatchObject({ in_reply_to_id: parent?.id, in_reply_to_uri: "" });
});

test("documents that lie about themselves are not believed", async () => {
  const { kith, net } = await openDoor();
  const bob = net.actor("bob@beta.test", 0);
  const evil = net.actor("eve@evil.test", 1);
  const at = (url: string, body: Record<string, unknown>, type = "application/activity+json") =>
    net.pages.set(url, { type, body: { "@context": CONTEXT, ...body } });
  at("https://evil.test/1", note(bob, 1));
  at("https://evil.test/2", { ...note(evil, 2), id: "https://evil.test/2", attributedTo: bob.uri });
  at("https://beta.test/files/3", { ...note(bob, 3), id: "https://beta.test/files/3" }, "application/json");
  at(
    "https://beta.test/files/4",
    { ...note(bob, 4), id: "https://beta.test/files/4" },
    'application/ld+json; profile="https://example.org/other"',
  );
  at("https://evil.test/5", { ...note(evil, 5), id: "https://alpha.test/users/1/statuses/5" });
  at("https://beta.test/6", { ...note(bob, 6), id: undefined });
  net.pages.set("https://beta.test/7", { status: 302, headers: { location: "https://evil.test/7" } });
  at("https://evil.test/7", { ...note(bob, 7), id: "https://beta.test/7" });
  for (const url of [
    "https://evil.test/1",
    "https://evil.test/2",
    "https://beta.test/files/3",
    "https://beta.test/files/4",
    "https://evil.test/5",
    "https://beta.test/6",
    "https://beta.test/7",
  ]) {
    expect(await kith.remote.fetchStatus(url), url).toBeUndefined();
  }
  for (const url of [
    "http://beta.test/8",
    "ftp://beta.test/9",
    "https://user:pass@beta.test/",
    "https://alpha.test/users/1/statuses/2",
  ])
    expect(await kith.remote.fetchStatus(url)).toBeUndefined();
  expect(await kith.db.selectFrom("statuses").selectAll().execute()).toEqual([]);
  at(
    "https://beta.test/files/10",
    { ...note(bob, 10), id: "https://beta.test/files/10" },
    'application/ld+json; charset=utf-8; profile="https://www.w3.org/ns/activitystreams"',
  );
  expect(await kith.remote.fetchStatus("https://beta.test/files/10")).toBeDefined();
});
