// Reading through JSON-LD: that the slow way and the fast way say the same, and that other meanings are not ours.
import fc from "fast-check";
import { expect, test } from "vitest";
import { documentReader } from "../../src/federation/read/document.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";
import { object, type Doc } from "../../src/federation/read/shape.ts";
import { NAMESPACES, TERMS } from "../../src/federation/read/terms.ts";
import { Unreadable } from "../../src/federation/read/unreadable.ts";
import { AS, followers, mastodonNote } from "./documents-samples.ts";

const { read } = documentReader();
const bytes = (document: unknown) => Buffer.from(JSON.stringify(document));

/** The same note, told by a context with names of its own. */
const spelling = fc.constantFrom("plain", "prefixed", "full", "renamed");

function respelled(note: Doc, choose: (key: string) => string): Doc {
  const context: Record<string, unknown> = {
    p0: NAMESPACES.as,
    p1: NAMESPACES.toot,
    p2: NAMESPACES.ostatus,
    p3: NAMESPACES.ldp,
    p4: NAMESPACES.misskey,
  };
  const prefixes = Object.entries(context);
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    const fields = object(value);
    if (fields === undefined) return value;
    const entries = Object.entries(fields).map(([key, inner]): [string, unknown] => {
      const term = TERMS.get(key);
      const told = key === "type" ? inner : visit(inner);
      if (key === "@context" || term === undefined || term.kind === "language" || term.kind === "list")
        return [key, key === "@context" ? inner : told];
      const [prefix, namespace] = prefixes.find(([, start]) => term.iri.startsWith(String(start))) ?? [];
      switch (choose(key)) {
        case "prefixed":
          return prefix === undefined ? [key, told] : [`${prefix}:${term.iri.slice(String(namespace).length)}`, told];
        case "full":
          return [term.iri, told];
        case "renamed":
          context[`my_${key}`] =
            prefix === undefined ? term.iri : { "@id": `${prefix}:${term.iri.slice(String(namespace).length)}` };
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
  const seen = await read({
    "@context": [AS, { content: "https://evil.test/#content" }],
    id: "https://a.test/1",
    content: "x",
    name: "y",
  });
  expect(seen).toMatchObject({ id: "https://a.test/1", name: "y" });
  expect(seen.content).toBeUndefined();
  const swapped = await read({ "@context": [AS, { to: "as:cc", cc: "as:to" }], to: ["https://a.test/to"], cc: ["as:Public"] });
  expect(swapped).toMatchObject({ cc: "https://a.test/to", to: "as:Public" });
});

test("through JSON-LD, undefined terms survive and literals keep their text", async () => {
  const seen = await read({
    "@context": [AS, { "@language": "und" }],
    "@id": "https://a.test/1",
    content: "x",
    blurhash: "abcdef",
    zzz: 5,
  });
  expect(seen).toMatchObject({ id: "https://a.test/1", blurhash: "abcdef", content: "x", zzz: 5 });
});

test("property: whatever is done to a document, reading it is Unreadable at worst", async () => {
  const junk = fc.oneof(
    fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
    fc.constantFrom(
      null,
      "",
      "@id",
      "@type",
      "as:x",
      {},
      [],
      { "@id": 5 },
      { "@value": {} },
      { "@list": [[1]] },
      { "@context": 7 },
      -1,
      "http://",
      [AS, null],
    ),
  );
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "@context",
      "@id",
      "@type",
      "@graph",
      "@reverse",
      "@value",
      "id",
      "type",
      "as:content",
      "content",
      "toString",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(key, junk), { maxLength: 5 }), async (changes) => {
      const note = { ...mastodonNote() } as Record<string, unknown>;
      for (const [name, value] of changes)
        Object.defineProperty(note, name, { value, enumerable: true, configurable: true, writable: true });
      try {
        readNoteRecord(await read(bytes(note)), followers);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
    { numRuns: 400 },
  );
});
