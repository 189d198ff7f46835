/** Hostile servers: what they send without a signature of ours to judge, and what they serve when they are asked for a key. Answered 4xx, soon, and not twice. */
import { gzipSync } from "node:zlib";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Reply } from "../world/network.ts";
import { staffOf } from "../world/staff.ts";
import { CONTEXT, PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const TYPE = { "content-type": "application/activity+json" };

const deep = (depth: number): string => `${'{"object":'.repeat(depth)}"x"${"}".repeat(depth)}`;
const base = (uri: string) =>
  `"@context":"https://www.w3.org/ns/activitystreams","id":"${uri}/1","type":"Create","actor":"${uri}"`;
const SIGNATURES = {
  signature: `{"type":"RsaSignature2017","creator":"https://evil.test/users/mallory#main-key","created":"2026-06-01T12:00:00Z","signatureValue":"AAAA"}`,
  proof: `{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","verificationMethod":"https://evil.test/users/mallory#key","proofPurpose":"assertionMethod","created":"2026-06-01T12:00:00Z","proofValue":"z${"1".repeat(80)}"}`,
};

/** A body that vouches for itself (as it says), and is made to cost something. */
function bombs(uri: string, kind: keyof typeof SIGNATURES): [string, string][] {
  const by = `"${kind}":${SIGNATURES[kind]}`;
  const context = (inner: string) => `{"@context":${inner},"id":"${uri}/1","type":"Create","actor":"${uri}","object":"${uri}/2",${by}}`;
  const terms = Array.from({ length: 5000 }, (_, n) => `"t${n}":"https://evil.test/${n}"`).join(",");
  const nested = `${'{"a":{"@id":"https://evil.test/a","@context":'.repeat(300)}{}${"}}".repeat(300)}`;
  const tags = Array.from({ length: 10_000 }, (_, n) => `{"type":"Mention","href":"https://alpha.test/users/${n}","as:name":"x"}`);
  return [
    ["deep", `{${base(uri)},"object":${deep(10_000)},${by}}`],
    ["deep lists", `{${base(uri)},"object":${"[".repeat(100_000)}${"]".repeat(100_000)},${by}}`],
    ["tags", `{${base(uri)},"object":{"type":"Note","tag":[${tags.join(",")}]},${by}}`],
    ["proofs", `{${base(uri)},"proof":[${Array.from({ length: 1000 }, () => SIGNATURES.proof).join(",")}]}`],
    ["a context of a thousand addresses", context(`[${Array.from({ length: 1000 }, (_, n) => `"https://evil.test/c${n}"`).join(",")}]`)],
    ["a context that leads to itself", context(`"https://evil.test/loop"`)],
    ["a context that imports", context(`{"@version":1.1,"@import":"https://evil.test/loop"}`)],
    ["a context of many terms", context(`[${Array.from({ length: 5 }, () => `{${terms}}`).join(",")}]`)],
    ["a context within a context", context(nested)],
    ["numbers", `{${base(uri)},"object":{"a":1e999,"b":[1e308,-1e308]},${by}}`],
    ["a key of ours", `{${base(uri)},"__proto__":{"actor":"https://alpha.test/users/1"},${by}}`],
    ["nothing", `{${by}}`],
    ["types", `{${base(uri)},"type":{"a":1},"actor":7,${by}}`],
  ];
}

async function nothingWaits(world: World) {
  expect(await world.instance("alpha.test").db.selectFrom("inbox").select("id").execute()).toEqual([]);
}

test.each(["signature", "proof"] as const)("a body with a %s and no HTTP signature is refused, whatever it is made of", async (kind) => {
  await using world = await createWorld("alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  let asked = 0;
  mallory.serves("/loop", () => {
    asked++;
    return { type: "application/ld+json", body: { "@context": ["https://evil.test/loop", { "@import": "https://evil.test/loop" }] } };
  });
  for (const [name, body] of bombs(mallory.uri, kind)) {
    const began = performance.now();
    const answer = await world.visitor("alpha.test")("POST", "/inbox", { headers: TYPE, body });
    expect([name, answer.status, performance.now() - began < 2000]).toEqual([name, expect.toSatisfy((s) => s >= 400 && s < 500), true]);
  }
  expect(asked).toBe(0);
  await nothingWaits(world);
});

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
    const spellings = ["evil.test", "EVIL.test", "evil.test.", "evil.test:443", "sub.evil.test", "xn--bse-sna.test", "BÖSE.test", "a.böse.test."];
    for (const host of spellings) {
      const actor = `https://${host}/users/mallory`;
      const like = { ...mallory.activity("Like", post.uri), id: `${actor}/likes/1`, actor };
      const { status } = await mallory.sends("alpha.test", like, { sign: { key_id: `${actor}#main-key` } });
      expect([host, status]).toEqual([host, 403]);
      for (const handle of [`@mallory@${host}`, actor]) {
        const found = await ada.api<{ accounts: unknown[] }>("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(handle)}`);
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
    expect(names.filter(({ username, host }) => username === "alice" && host !== "evil.test")).toEqual([{ username: "alice", host: "" }]);
    expect(names.some(({ host }) => host.startsWith("alpha"))).toBe(false);
    expect(await alice.looksAt(post)).toBeDefined();
  });
});

describe("slow clients", () => {
  test("who does not finish a request is cut off, and others are served meanwhile", async () => {
    await using world = await createWorld("alpha.test");
    const { serve } = await import("../../src/start.ts");
    const serving = await serve(world.instance("alpha.test"), { host: "127.0.0.1", port: 0 });
    // As they are, they would take a minute of everybody's time.
    expect([serving.server.headersTimeout <= 60_000, serving.server.requestTimeout <= 60_000]).toEqual([true, true]);
    Object.assign(serving.server, { headersTimeout: 200, requestTimeout: 400 });
    const half = ["POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nX-Slow: ", "POST /api/v1/apps HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 500\r\n\r\nhalf"];
    const ends = half.map(
      async (head) =>
        await new Promise<string>((resolve) => {
          const socket = connect(serving.port, "127.0.0.1");
          let said = "";
          socket.on("data", (data) => void (said += data.toString())).on("close", () => resolve(said)).on("error", () => undefined);
          socket.write(head);
        }),
    );
    const answer = await world.visitor("alpha.test")("GET", "/api/v2/instance");
    expect(answer.status).toBe(200);
    for (const said of await Promise.all(ends)) expect(said === "" || said.startsWith("HTTP/1.1 408")).toBe(true);
    await serving.close();
  });
});

test("an activity with everything in the thousands is taken, and little of it kept", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  await alice.follows(`@${mallory.handle}`);
  await world.settles();
  await mallory.sends("alpha.test", mallory.activity("Accept", mallory.inbox.documents.at(-1)));
  await world.settles();
  const many = (count: number, make: (n: number) => Doc | string) => Array.from({ length: count }, (_, n) => make(n));
  const note = mallory.note(`<p>${"<b>".repeat(5000)}much${"</b>".repeat(5000)}</p>`, {
    summary: "s".repeat(20_000),
    to: [PUBLIC, ...many(2000, (n) => `https://evil.test/users/${n}`)],
    tag: [
      ...many(3000, (n) => ({ type: "Hashtag", name: `#tag${n}` })),
      ...many(3000, (n) => ({ type: "Mention", href: `https://evil.test/users/${n}` })),
      ...many(1000, (n) => ({ type: "Emoji", name: `:e${n}:`, icon: { type: "Image", url: `https://evil.test/${n}.png` } })),
    ],
    attachment: many(1000, (n) => ({ type: "Document", mediaType: "image/png", url: `https://evil.test/${n}.png` })),
  });
  const began = performance.now();
  expect((await mallory.sends("alpha.test", mallory.activity("Create", note))).status).toBe(202);
  await world.settles();
  expect(performance.now() - began).toBeLessThan(5000);
  const [seen] = (await alice.home()) as (StatusJson & { emojis: unknown[] })[];
  expect(seen?.content).toContain("much");
  expect(seen?.spoiler_text.length).toBeLessThanOrEqual(5000);
  expect([seen?.tags.length, seen?.media_attachments.length, seen?.emojis.length].every((count) => (count ?? 0) <= 100)).toBe(true);
  const poll = mallory.note("", { type: "Question", oneOf: many(10_000, (n) => ({ type: "Note", name: `o${n}` })), "@context": CONTEXT });
  expect((await mallory.sends("alpha.test", mallory.activity("Create", poll))).status).toBe(202);
  await world.settles();
  for (const { poll: kept } of (await alice.home()) as { poll?: { options: unknown[] } | null }[])
    expect((kept?.options.length ?? 0) <= 100).toBe(true);
});
