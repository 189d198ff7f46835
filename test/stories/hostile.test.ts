/** Hostile senders: bodies made to cost us something, and clients that never end. Answered 4xx and soon. */
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { CONTEXT, PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { startCpu } from "../world/cpu.ts";

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
  const context = (inner: string) =>
    `{"@context":${inner},"id":"${uri}/1","type":"Create","actor":"${uri}","object":"${uri}/2",${by}}`;
  const terms = Array.from({ length: 5000 }, (_, n) => `"t${n}":"https://evil.test/${n}"`).join(",");
  const nested = `${'{"a":{"@id":"https://evil.test/a","@context":'.repeat(300)}{}${"}}".repeat(300)}`;
  const tags = Array.from(
    { length: 10_000 },
    (_, n) => `{"type":"Mention","href":"https://alpha.test/users/${n}","as:name":"x"}`,
  );
  return [
    ["deep", `{${base(uri)},"object":${deep(10_000)},${by}}`],
    ["deep lists", `{${base(uri)},"object":${"[".repeat(100_000)}${"]".repeat(100_000)},${by}}`],
    ["tags", `{${base(uri)},"object":{"type":"Note","tag":[${tags.join(",")}]},${by}}`],
    ["proofs", `{${base(uri)},"proof":[${Array.from({ length: 1000 }, () => SIGNATURES.proof).join(",")}]}`],
    [
      "a context of a thousand addresses",
      context(`[${Array.from({ length: 1000 }, (_, n) => `"https://evil.test/c${n}"`).join(",")}]`),
    ],
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

test.each(["signature", "proof"] as const)(
  "a body with a %s and no HTTP signature is refused, whatever it is made of",
  async (kind) => {
    await using world = await createWorld("alpha.test");
    const mallory = await world.stranger("mallory@evil.test");
    let asked = 0;
    mallory.serves("/loop", () => {
      asked++;
      return {
        type: "application/ld+json",
        body: { "@context": ["https://evil.test/loop", { "@import": "https://evil.test/loop" }] },
      };
    });
    for (const [name, body] of bombs(mallory.uri, kind)) {
      const spent = startCpu();
      const answer = await world.visitor("alpha.test")("POST", "/inbox", { headers: TYPE, body });
      expect([name, answer.status, spent() < 2000]).toEqual([name, expect.toSatisfy((s) => s >= 400 && s < 500), true]);
    }
    expect(asked).toBe(0);
    await nothingWaits(world);
  },
);

describe("slow clients", () => {
  test("who does not finish a request is cut off, and others are served meanwhile", async () => {
    await using world = await createWorld("alpha.test");
    const { serve } = await import("../../src/start.ts");
    const serving = await serve(world.instance("alpha.test"), { host: "127.0.0.1", port: 0 });
    // As they are, they would take a minute of everybody's time.
    expect([serving.server.headersTimeout <= 60_000, serving.server.requestTimeout <= 60_000]).toEqual([true, true]);
    Object.assign(serving.server, { headersTimeout: 200, requestTimeout: 400 });
    const half = [
      "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nX-Slow: ",
      "POST /api/v1/apps HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 500\r\n\r\nhalf",
    ];
    const ends = half.map(
      async (head) =>
        await new Promise<string>((resolve) => {
          const socket = connect(serving.port, "127.0.0.1");
          let said = "";
          socket
            .on("data", (data) => void (said += data.toString()))
            .on("close", () => resolve(said))
            .on("error", () => undefined);
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
  const spent = startCpu();
  expect((await mallory.sends("alpha.test", mallory.activity("Create", note))).status).toBe(202);
  await world.settles();
  expect(spent()).toBeLessThan(5000);
  const [seen] = (await alice.home()) as (StatusJson & { emojis: unknown[] })[];
  expect(seen?.content).toContain("much");
  expect(seen?.spoiler_text.length).toBeLessThanOrEqual(5000);
  expect([seen?.tags.length, seen?.media_attachments.length, seen?.emojis.length].every((count) => (count ?? 0) <= 100)).toBe(
    true,
  );
  const poll = mallory.note("", {
    type: "Question",
    oneOf: many(10_000, (n) => ({ type: "Note", name: `o${n}` })),
    "@context": CONTEXT,
  });
  expect((await mallory.sends("alpha.test", mallory.activity("Create", poll))).status).toBe(202);
  await world.settles();
  for (const { poll: kept } of (await alice.home()) as { poll?: { options: unknown[] } | null }[])
    expect((kept?.options.length ?? 0) <= 100).toBe(true);
});

/** First lines and headers that no client writes. */
const oddities = [
  "GET /%E0%A4%A HTTP/1.1\r\nHost: alpha.test",
  "GET /users/%00 HTTP/1.1\r\nHost: alpha.test\r\nAccept: application/activity+json",
  "GET /@%F0%9F%98 HTTP/1.1\r\nHost: alpha.test",
  "GET //evil.test/users/1 HTTP/1.1\r\nHost: alpha.test\r\nAccept: application/activity+json",
  "GET /users/1/../../etc/passwd HTTP/1.1\r\nHost: alpha.test",
  "GET http://evil.test/users/1 HTTP/1.1\r\nHost: evil.test\r\nAccept: application/activity+json",
  "GET /users/99999999999999999999999999/statuses/-1 HTTP/1.1\r\nHost: alpha.test\r\nAccept: application/activity+json",
  "GET /.well-known/webfinger?resource=acct:%ff@alpha.test HTTP/1.1\r\nHost: alpha.test",
  "GET /.well-known/webfinger?resource=https://[::1 HTTP/1.1\r\nHost: alpha.test",
  "GET /.well-known/webfinger?resource=a&resource=b HTTP/1.1\r\nHost: alpha.test",
  `GET /.well-known/webfinger?resource=acct:${"a".repeat(8000)}@alpha.test HTTP/1.1\r\nHost: alpha.test`,
  "GET /users/1?page=true&min_id=1e999&max_id[]=x HTTP/1.1\r\nHost: alpha.test\r\nAccept: application/activity+json",
  "OPTIONS * HTTP/1.1\r\nHost: alpha.test",
  "GET / HTTP/1.1\r\nHost: [::1",
  "GET / HTTP/1.1",
  `GET / HTTP/1.1\r\nHost: alpha.test\r\nX-Long: ${"x".repeat(100_000)}`,
  `GET /users/1 HTTP/1.1\r\nHost: alpha.test\r\nAccept: ${"application/activity+json;q=0.1,".repeat(300)}`,
  "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
  "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 5\r\nContent-Length: 6",
  "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: -5",
  "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 999999999999999999999",
  "POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 2\r\nSignature: a\r\nSignature: b\r\nDigest: x\r\nDigest: y\r\n\r\n{}",
  `POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 2\r\nSignature: ${'a="b",'.repeat(1000)}\r\n\r\n{}`,
  `POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 2\r\nSignature-Input: ${"a=(),".repeat(1000)}\r\nSignature: a=:AA==:\r\n\r\n{}`,
  "POST /users/1/inbox/../outbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: 2\r\n\r\n{}",
  "BREW /inbox HTTP/1.1\r\nHost: alpha.test",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

test("requests that no client writes are refused, and hurt nobody", async () => {
  await using world = await createWorld("alpha.test");
  await world.person("alice@alpha.test");
  const port = world.port("alpha.test") ?? 0;
  for (const head of oddities) {
    const said = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      let heard = "";
      socket
        .on("data", (data) => {
          heard += data.toString();
          socket.destroy();
        })
        .on("close", () => resolve(heard))
        .on("error", () => undefined)
        .write(head.includes("\r\n\r\n") ? head : `${head}\r\n\r\n`);
    });
    const status = Number(said.split(" ")[1] ?? 400);
    expect([head.slice(0, 80), status >= 200 && status < 500]).toEqual([head.slice(0, 80), true]);
  }
  expect((await world.visitor("alpha.test")("GET", "/api/v2/instance")).status).toBe(200);
});
