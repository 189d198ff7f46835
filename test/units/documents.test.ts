// Reading documents: limits, and which contexts agree with ours.
import { expect, test } from "vitest";
import { agrees } from "../../src/federation/read/agreement.ts";
import { documentReader } from "../../src/federation/read/document.ts";
import { isPlainDocument } from "../../src/federation/read/inspection.ts";
import type { Doc } from "../../src/federation/read/shape.ts";
import { NAMESPACES } from "../../src/federation/read/terms.ts";
import { Unreadable } from "../../src/federation/read/unreadable.ts";
import { AS, mastodonContext, mastodonNote, peertubeContext } from "./documents-samples.ts";

const { read } = documentReader();
const bytes = (document: unknown) => Buffer.from(JSON.stringify(document));
const plain = (document: Doc) => isPlainDocument(document, (_, contexts) => agrees(contexts));

test("an agreeing document is read as it is", async () => {
  const note = mastodonNote();
  expect(plain(note)).toBe(true);
  expect(await read(bytes(note))).toEqual(note);
  expect(await read(note)).toBe(note);
  expect(await read(Buffer.concat([Buffer.from("\ufeff"), bytes(note)]))).toEqual(note);
});

test("what is not a document is unreadable", async () => {
  for (const bad of ["", "{", "[]", "null", '"x"', "1", "\0", `${"[".repeat(500_000)}`, '{"__proto__":{"a":1}}']) {
    await expect(read(Buffer.from(bad))).rejects.toBeInstanceOf(Unreadable);
  }
  for (const bad of [undefined, null, "x", 1, [], [{}], () => 1]) await expect(read(bad)).rejects.toBeInstanceOf(Unreadable);
});

test("limits: 1 MB, depth 32, contexts of 16 KB and 200 terms, and few of them", async () => {
  const nested = (depth: number): unknown => (depth === 0 ? "x" : { a: nested(depth - 1) });
  await expect(read({ content: "x", ...(nested(32) as object) })).resolves.toBeDefined();
  await expect(read(nested(33))).rejects.toThrow("too deep");
  await expect(read({ "@context": [nested(40)] })).rejects.toThrow("too deep");
  await expect(read(bytes({ content: "x".repeat(1_048_577) }))).rejects.toThrow("1 MB");
  await expect(read({ "@context": [AS, `https://a.test/${"x".repeat(16_400)}`] })).rejects.toThrow("too large");
  const terms = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, `https://a.test/${n}`]));
  await expect(read({ "@context": [AS, terms(201)] })).rejects.toThrow("too many terms");
  await expect(read({ "@context": [AS, { t: { "@id": "as:t", "@context": terms(201) } }] })).rejects.toThrow("too many terms");
  await expect(read({ "@context": Array.from({ length: 21 }, () => AS) })).rejects.toThrow("too many terms");
  const items = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, n) => ({ "@context": { n: `https://a.test/${n}` }, ...more }));
  await expect(read({ items: items(100) })).resolves.toBeDefined();
  await expect(read({ items: items(101) })).rejects.toThrow("too many contexts");
  await expect(read({ items: items(17, { "@id": "https://a.test/1" }) })).rejects.toThrow("too many contexts");
  await expect(read({ "@context": AS, "as:tag": Array.from({ length: 20_001 }, () => 1) })).rejects.toThrow("too much JSON-LD");
});

const agreeing: [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["ActivityStreams", AS],
  ["Mastodon", mastodonContext],
  ["PeerTube", peertubeContext],
  ["Pleroma", [AS, "https://pleroma.test/schemas/litepub-0.1.jsonld", { "@language": "und" }]],
  ["Lemmy", ["https://join-lemmy.org/context.json", AS]],
  [
    "the usual mistakes",
    [
      AS,
      {
        schema: "http://schema.org/",
        value: "schema:value",
        PropertyValue: "https://schema.org/PropertyValue",
        votersCount: "as:votersCount",
      },
    ],
  ],
  [
    "a prefix of another name",
    [AS, { mastodon: "http://joinmastodon.org/ns#", blurhash: "mastodon:blurhash", Emoji: { "@id": "mastodon:Emoji" } }],
  ],
  ["only types of values", [AS, { attachment: { "@type": "@id" } }]],
  ["terms of others", [AS, { zot: "https://hub.test/zot#", commentPolicy: "zot:commentPolicy", gone: null }]],
];
for (const [name, context] of agreeing) {
  test(`agrees: ${name}`, () => expect(plain(context === undefined ? {} : { "@context": context })).toBe(true));
}

const disagreeing: [string, unknown][] = [
  ["another meaning", [AS, { content: "https://evil.test/#content" }]],
  ["another meaning by prefix", [AS, { toot: "https://evil.test/#", blurhash: "toot:blurhash" }]],
  ["another meaning by a prefix from before", [{ toot: "https://evil.test/#" }, { blurhash: "toot:blurhash" }]],
  ["no meaning", [AS, { content: null }]],
  ["another name", [AS, { inhalt: "as:content" }]],
  ["another name in full", [AS, { inhalt: { "@id": `${NAMESPACES.as}content` } }]],
  ["another name by another name", [AS, { inhalt: "content" }]],
  ["swapped", [AS, { to: "as:cc", cc: "as:to" }]],
  ["keywords renamed", [AS, { kennung: "@id" }]],
  ["id is not the id", [AS, { id: "https://evil.test/#id" }]],
  ["type is another", [AS, { Note: "as:Tombstone" }]],
  ["reversed", [AS, { content: { "@reverse": "as:content" } }]],
  ["scoped", [AS, { Create: { "@id": "as:Create", "@context": { object: "as:target" } } }]],
  ["maps by index", [AS, { tag: { "@id": "as:tag", "@container": "@index" } }]],
  ["another vocabulary", [{ "@vocab": "https://evil.test/#" }]],
  ["a base", [AS, { "@base": "https://evil.test/" }]],
  ["imported", [AS, { "@import": "https://evil.test/" }]],
  ["schema.org", [AS, "https://schema.org"]],
  ["not a context", [AS, 5]],
];
for (const [name, context] of disagreeing) {
  test(`disagrees: ${name}`, () => expect(plain({ "@context": context })).toBe(false));
}

test("keywords, prefixed keys and types, and contexts further in are not overlooked", () => {
  for (const odd of [
    { "@id": "https://a.test/" },
    { a: [{ "@value": 1 }] },
    { "as:content": "x" },
    { tag: [{ type: ["as:Mention"] }] },
  ]) {
    expect(plain({ "@context": AS, ...odd })).toBe(false);
  }
  expect(plain({ "@context": mastodonContext, object: { "@context": mastodonContext, type: "Note" } })).toBe(true);
  expect(plain({ "@context": AS, object: { "@context": { content: "https://evil.test/#x" }, type: "Note" } })).toBe(false);
  const evil = { toot: "https://evil.test/#" };
  expect(plain({ "@context": evil, object: { "@context": { blurhash: "toot:blurhash" } } })).toBe(false);
});
