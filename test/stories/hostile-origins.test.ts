/** Hostile origins: what they serve when they are asked for a key, and names and pages that are somebody else's. Answered 4xx, soon, and not asked twice. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { scheduleRecurring } from "../../src/follow-up.ts";
import type { Reply } from "../world/network.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";

const deep = (depth: number): string => `${'{"object":'.repeat(depth)}"x"${"}".repeat(depth)}`;

async function nothingWaits(world: World) {
  expect(await world.instance("alpha.test").db.selectFrom("inbox").select("id").execute()).toEqual([]);
}

/** What the address of a key leads to. */
const origins: [string, Reply | ((world: World) => Reply)][] = [
  ["a page", { type: "text/html", body: "<html></html>" }],
  ["plain JSON", { type: "application/json", body: "{}" }],
  ["JSON-LD of another profile", { type: 'application/ld+json; profile="https://evil.test/"', body: "{}" }],
  ["nothing but a type", { body: "" }],
  ["no JSON", { body: "{" }],
  ["a list", { body: "[]" }],
  ["50 MB", { body: Buffer.alloc(50_000_000, " ") }],
  ["a bomb", { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(100_000_000, " ")) }],
  ["a broken bomb", { headers: { "content-encoding": "gzip" }, body: Buffer.from("no gzip") }],
  ["depth", { body: deep(10_000) }],
  ["a circle", { status: 302, headers: { location: "https://evil.test/users/mallory" } }],
  ["a long way", { status: 302, headers: { location: "https://evil.test/users/mallory?1" } }],
  ["a private address", { status: 302, headers: { location: "http://127.0.0.1/" } }],
  ["a private address by a number", { status: 307, headers: { location: "https://2130706433/" } }],
  ["metadata", { status: 301, headers: { location: "http://169.254.169.254/latest/meta-data/" } }],
  ["our own server", { status: 302, headers: { location: "https://alpha.test/users/1" } }],
  ["our own server, spelled otherwise", { status: 302, headers: { location: "https://ALPHA.test.:443/users/1" } }],
  ["a file", { status: 302, headers: { location: "file:///etc/passwd" } }],
  ["a redirect to nowhere", { status: 302 }],
  ["a password", { status: 302, headers: { location: "https://a:b@evil.test/" } }],
  ["an error", { status: 500 }],
  ["nothing", { status: 404 }],
];

test.each(origins)("a key behind %s opens nothing, and is not asked for again at once", async (_, served) => {
  await using world = await createWorld("alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  let asked = 0;
  const reply = (): Reply => {
    asked++;
    return typeof served === "function" ? served(world) : served;
  };
  mallory.serves(mallory.uri, reply);
  for (let n = 1; n < 9; n++)
    mallory.serves(`${mallory.uri}?${n}`, { status: 302, headers: { location: `https://evil.test/users/mallory?${n + 1}` } });
  const send = async () => (await mallory.sends("alpha.test", mallory.activity("Create", mallory.note("x")))).status;
  expect(await send()).toBe(401);
  const before = asked;
  expect(await send()).toBe(401);
  expect([before > 0, asked]).toEqual([true, before]);
  await nothingWaits(world);
});

describe("addresses that are spelled otherwise", () => {
  test("a barred server is barred in every spelling, and below", async () => {
    await using world = await createWorld("alpha.test");
    const ada = await staffOf(world, "ada@alpha.test");
    await ada.api("POST", "/api/v1/admin/domain_blocks", { domain: "EVIL.Test", severity: "suspend" });
    await ada.api("POST", "/api/v1/admin/domain_blocks", { domain: "böse.test", severity: "suspend" });
    const mallory = await world.stranger("mallory@evil.test");
    const post = await ada.posts("Like me");
    const spellings = [
      "evil.test",
      "EVIL.test",
      "evil.test.",
      "evil.test:443",
      "sub.evil.test",
      "xn--bse-sna.test",
      "BÖSE.test",
      "a.böse.test.",
    ];
    for (const host of spellings) {
      const actor = `https://${host}/users/mallory`;
      const like = { ...mallory.activity("Like", post.uri), id: `${actor}/likes/1`, actor };
      const { status } = await mallory.sends("alpha.test", like, { sign: { key_id: `${actor}#main-key` } });
      expect([host, status]).toEqual([host, 403]);
      for (const handle of [`@mallory@${host}`, actor]) {
        const found = await ada.api<{ accounts: unknown[] }>(
          "GET",
          `/api/v2/search?resolve=true&q=${encodeURIComponent(handle)}`,
        );
        expect([handle, found.accounts]).toEqual([handle, []]);
      }
    }
    await nothingWaits(world);
  });

  test("nobody is one of ours for spelling our name otherwise", async () => {
    await using world = await createWorld("alpha.test");
    const alice = await world.person("alice@alpha.test");
    const mallory = await world.stranger("mallory@evil.test");
    const post = await alice.posts("Mine");
    for (const host of ["alpha.test", "ALPHA.test", "alpha.test.", "alpha.test:443"]) {
      const actor = alice.uri.replace("alpha.test", host);
      const gone = { ...mallory.activity("Delete", post.uri), id: `${actor}/deletes/1`, actor };
      const { status } = await mallory.sends("alpha.test", gone, { sign: { key_id: `${actor}#main-key` } });
      expect([host, status >= 400 && status < 500]).toEqual([host, true]);
    }
    // A name of ours, and an address of ours, for somebody else.
    Object.assign(mallory.actor, { webfinger: "alice@alpha.test", preferredUsername: "alice", url: alice.uri });
    mallory.serves("/.well-known/webfinger?resource=acct:alice@evil.test", {
      type: "application/jrd+json",
      body: {
        subject: "acct:alice@alpha.test",
        links: [{ rel: "self", type: "application/activity+json", href: mallory.uri }],
      },
    });
    await mallory.sends("alpha.test", mallory.activity("Follow", alice.uri));
    await world.settles();
    const names = await world.instance("alpha.test").db.selectFrom("accounts").select(["username", "host"]).execute();
    expect(names.filter(({ username, host }) => username === "alice" && host !== "evil.test")).toEqual([
      { username: "alice", host: "" },
    ]);
    expect(names.some(({ host }) => host.startsWith("alpha"))).toBe(false);
    expect(await alice.looksAt(post)).toBeDefined();
  });
});

test("a page that names somebody else as its own verifies nobody who says to be them", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await scheduleRecurring(world.instance("alpha.test"));
  const home = "https://alice.example/";
  const page = { type: "text/html", body: '<html><a rel="me" href="https://alpha.test/@alice">me</a></html>' };
  await world.server("alice.example", () => page);
  const attachment = [{ type: "PropertyValue", name: "Home", value: `<a href="${home}" rel="me">${home}</a>` }];
  const mallory = await world.stranger("mallory@evil.test");
  Object.assign(mallory.actor, { url: "https://alpha.test/@alice", attachment });
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: [{ name: "Home", value: home }] });
  const seen = await alice.finds(`@${mallory.handle}`);
  await world.passes("2 minutes");
  type Fields = { fields: { verified_at: string | null }[] };
  const verified = async (id: string) =>
    (await alice.api<Fields>("GET", `/api/v1/accounts/${id}`)).fields.map((field) => field.verified_at !== null);
  expect([await verified(alice.id), await verified(seen.id)]).toEqual([[true], [false]]);
  expect(seen.url).toBe(mallory.uri);
});
