// Reading documents: limits, which contexts agree with ours, and that the fast way and the way through JSON-LD say the same.
import fc from "fast-check";
import { expect, test } from "vitest";
import { agrees } from "../../src/federation/read/agreement.ts";
import { loadCompact } from "../../src/federation/read/compaction.ts";
import { ourContext, ourTerm } from "../../src/federation/read/context.ts";
import { documentReader } from "../../src/federation/read/document.ts";
import { isPlainDocument } from "../../src/federation/read/inspection.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";
import { object, type Doc } from "../../src/federation/read/shape.ts";
import { canonical, NAMESPACES, TERMS } from "../../src/federation/read/terms.ts";
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
  const items = (count: number, more: object = {}) => Array.from({ length: count }, (_, n) => ({ "@context": { n: `https://a.test/${n}` }, ...more }));
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
  ["the usual mistakes", [AS, { schema: "http://schema.org/", value: "schema:value", PropertyValue: "https://schema.org/PropertyValue", votersCount: "as:votersCount" }]],
  ["a prefix of another name", [AS, { mastodon: "http://joinmastodon.org/ns#", blurhash: "mastodon:blurhash", Emoji: { "@id": "mastodon:Emoji" } }]],
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
  for (const odd of [{ "@id": "https://a.test/" }, { a: [{ "@value": 1 }] }, { "as:content": "x" }, { tag: [{ type: ["as:Mention"] }] }]) {
    expect(plain({ "@context": AS, ...odd })).toBe(false);
  }
  expect(plain({ "@context": mastodonContext, object: { "@context": mastodonContext, type: "Note" } })).toBe(true);
  expect(plain({ "@context": AS, object: { "@context": { content: "https://evil.test/#x" }, type: "Note" } })).toBe(false);
  const evil = { toot: "https://evil.test/#" };
  expect(plain({ "@context": evil, object: { "@context": { blurhash: "toot:blurhash" } } })).toBe(false);
});

test("our context means by ActivityStreams' terms what ActivityStreams means, and knows no term twice", async () => {
  const { preloadedContexts } = await import("@fedify/fedify/runtime");
  const defined = object(object(preloadedContexts[AS])?.["@context"]) ?? {};
  for (const [term, { iri }] of TERMS) {
    const theirs = object(defined[term])?.["@id"] ?? defined[term];
    if (typeof theirs !== "string") continue;
    expect(theirs.replace(/^(as|ldp):/, (_, prefix: string) => NAMESPACES[prefix] ?? ""), term).toBe(iri);
  }
  const names = [...TERMS].filter(([, { kind }]) => kind !== "language" && kind !== "idList");
  expect(new Set(names.map(([, { iri }]) => canonical(iri))).size).toBe(names.length);
  for (const [name, { iri }] of names) expect(ourTerm(iri)).toBe(name);
  expect(Object.keys(ourContext).length).toBeGreaterThan(150);
});

test("bundled contexts that count as agreeing do agree, by the judgement of JSON-LD", async () => {
  const { preloadedContexts } = await import("@fedify/fedify/runtime");
  const compact = await loadCompact();
  const document = Object.fromEntries([...TERMS].filter(([, { kind }]) => kind !== "language").map(([name]) => [name, [`https://a.test/${name}`]]));
  let agreed = 0;
  for (const url of Object.keys(preloadedContexts)) {
    const context = [AS, url];
    if (!agrees(context)) continue;
    agreed += 1;
    const seen = await compact({ "@context": context, id: "https://a.test/1", ...document });
    // `items` and `orderedItems` are one property; which name it gets depends on the list.
    const lost = Object.keys(document).filter((name) => seen[name] === undefined && name !== "items" && name !== "orderedItems");
    expect([url, lost]).toEqual([url, []]);
  }
  expect(agreed).toBeGreaterThan(8);
});

/** The same note, told by a context with names of its own. */
const spelling = fc.constantFrom("plain", "prefixed", "full", "renamed");

function respelled(note: Doc, choose: (key: string) => string): Doc {
  const context: Record<string, unknown> = { p0: NAMESPACES.as, p1: NAMESPACES.toot, p2: NAMESPACES.ostatus, p3: NAMESPACES.ldp, p4: NAMESPACES.misskey };
  const prefixes = Object.entries(context);
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    const fields = object(value);
    if (fields === undefined) return value;
    const entries = Object.entries(fields).map(([key, inner]): [string, unknown] => {
      const term = TERMS.get(key);
      const told = key === "type" ? inner : visit(inner);
      if (key === "@context" || term === undefined || term.kind === "language" || term.kind === "list") return [key, key === "@context" ? inner : told];
      const [prefix, namespace] = prefixes.find(([, start]) => term.iri.startsWith(String(start))) ?? [];
      switch (choose(key)) {
        case "prefixed":
          return prefix === undefined ? [key, told] : [`${prefix}:${term.iri.slice(String(namespace).length)}`, told];
        case "full":
          return [term.iri, told];
        case "renamed":
          context[`my_${key}`] = prefix === undefined ? term.iri : { "@id": `${prefix}:${term.iri.slice(String(namespace).length)}` };
          return [`my_${key}`, told];
        default:
          return [key, told];
      }
    });
    return Object.fromEntries(entries);
  };
  const { "@context": own, ...rest } = visit(note) as Record<string, unknown>;
  return { "@context": [own, context].flat(), ...rest };
}

const followers = "https://mastodon.test/users/alice/followers";

test("property: a note says the same whatever its prefixes, names and spellings", async () => {
  const expected = readNoteRecord(mastodonNote(), followers);
  await fc.assert(
    fc.asyncProperty(fc.array(spelling, { minLength: 12, maxLength: 12 }), async (spellings) => {
      let turn = 0;
      const chosen = new Map<string, string>();
      const choose = (key: string) => {
        const choice = chosen.get(key) ?? spellings[turn++ % spellings.length] ?? "plain";
        chosen.set(key, choice);
        return choice;
      };
      const seen = readNoteRecord(await read(bytes(respelled(mastodonNote(), choose))), followers);
      expect(seen).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("a document without ActivityStreams' context, and one of a context nobody knows, read the same", async () => {
  const expected = readNoteRecord(mastodonNote(), followers);
  for (const context of [undefined, "https://unknown.test/context", [{ x: "y:z" }], [AS, "https://unknown.test/2"]]) {
    const note: Doc = { ...mastodonNote(), "@context": context };
    expect(readNoteRecord(await read(note), followers)).toEqual(expected);
    // The same by the slow way, which a keyword forces.
    const { id: uri, "@context": _, ...rest } = mastodonNote();
    const slow = { ...(context === undefined ? {} : { "@context": context }), "@id": uri, ...rest };
    expect(readNoteRecord(await read(slow), followers)).toEqual(expected);
  }
});

test("through JSON-LD, another meaning is not ours", async () => {
  const seen = await read({ "@context": [AS, { content: "https://evil.test/#content" }], id: "https://a.test/1", content: "x", name: "y" });
  expect(seen).toMatchObject({ id: "https://a.test/1", name: "y" });
  expect(seen.content).toBeUndefined();
  const swapped = await read({ "@context": [AS, { to: "as:cc", cc: "as:to" }], to: ["https://a.test/to"], cc: ["as:Public"] });
  expect(swapped).toMatchObject({ cc: "https://a.test/to", to: "as:Public" });
});

test("through JSON-LD, undefined terms survive and literals keep their text", async () => {
  const seen = await read({ "@context": [AS, { "@language": "und" }], "@id": "https://a.test/1", content: "x", blurhash: "abcdef", zzz: 5 });
  expect(seen).toMatchObject({ id: "https://a.test/1", blurhash: { "@value": "abcdef", "@language": "und" }, zzz: 5 });
  expect(seen.contentMap ?? seen.content).toBeDefined();
});

test("property: whatever is done to a document, reading it is Unreadable at worst", async () => {
  const junk = fc.oneof(
    fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
    fc.constantFrom(null, "", "@id", "@type", "as:x", {}, [], { "@id": 5 }, { "@value": {} }, { "@list": [[1]] }, { "@context": 7 }, -1, "http://", [AS, null]),
  );
  const key = fc.oneof(fc.string(), fc.constantFrom("@context", "@id", "@type", "@graph", "@reverse", "@value", "id", "type", "as:content", "content", "toString"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(key, junk), { maxLength: 5 }), async (changes) => {
      const note = { ...mastodonNote() } as Record<string, unknown>;
      for (const [name, value] of changes) Object.defineProperty(note, name, { value, enumerable: true, configurable: true, writable: true });
      try {
        readNoteRecord(await read(bytes(note)), followers);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
    { numRuns: 400 },
  );
});
