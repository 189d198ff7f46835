// Which contexts agree with ours: the table of our terms and the quick judgement, both held against a real JSON-LD processor.
import fc from "fast-check";
import { expect, test } from "vitest";
import { agrees } from "../../src/federation/read/agreement.ts";
import { loadCompact } from "../../src/federation/read/compaction.ts";
import { ourContext, ourTerm } from "../../src/federation/read/context.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";
import { object, type Doc } from "../../src/federation/read/shape.ts";
import { canonical, NAMESPACES, TERMS } from "../../src/federation/read/terms.ts";
import { AS, followers, mastodonNote } from "./documents-samples.ts";

test("our context means by ActivityStreams' terms what ActivityStreams means, and knows no term twice", async () => {
  const { preloadedContexts } = await import("@fedify/fedify/runtime");
  const defined = object(object(preloadedContexts[AS])?.["@context"]) ?? {};
  for (const [term, { iri }] of TERMS) {
    const theirs = object(defined[term])?.["@id"] ?? defined[term];
    if (typeof theirs !== "string") continue;
    expect(
      theirs.replace(/^(as|ldp):/, (_, prefix: string) => NAMESPACES[prefix] ?? ""),
      term,
    ).toBe(iri);
  }
  const names = [...TERMS].filter(([, { kind }]) => kind !== "language" && kind !== "idList");
  expect(new Set(names.map(([, { iri }]) => canonical(iri))).size).toBe(names.length);
  for (const [name, { iri }] of names) expect(ourTerm(iri)).toBe(name);
  expect(Object.keys(ourContext).length).toBeGreaterThan(150);
});

test("bundled contexts that count as agreeing do agree, by the judgement of JSON-LD", async () => {
  const { preloadedContexts } = await import("@fedify/fedify/runtime");
  const compact = await loadCompact();
  const document = Object.fromEntries(
    [...TERMS].filter(([, { kind }]) => kind !== "language").map(([name]) => [name, [`https://a.test/${name}`]]),
  );
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

/** Contexts that say all sorts of things about our terms. */
function anyContext() {
  const name = fc.constantFrom(
    "as",
    "toot",
    "ostatus",
    "x",
    "content",
    "to",
    "cc",
    "blurhash",
    "attributedTo",
    "tag",
    "Mention",
    "conversation",
    "id",
  );
  const iri = fc.constantFrom<unknown>(
    "as:content",
    "as:to",
    "as:cc",
    "x:content",
    "toot:blurhash",
    "https://evil.test/#",
    NAMESPACES.as,
    NAMESPACES.toot,
    "as:tag",
    "as:Mention",
    "content",
    "@id",
    "ostatus:conversation",
    "as:attributedTo",
    "as:conversation",
    null,
  );
  const more = fc.constantFrom(
    {},
    { "@type": "@id" },
    { "@container": "@set" },
    { "@container": "@list" },
    { "@protected": true },
  );
  const definition = fc.oneof(
    iri,
    fc.tuple(iri, more).map(([id, rest]) => ({ "@id": id, ...rest })),
    more,
  );
  const inline = fc.dictionary(name, definition, { maxKeys: 3 });
  return fc.array(fc.oneof(inline, inline, fc.constantFrom<unknown>(AS, "https://unknown.test/", { "@language": "und" })), {
    maxLength: 4,
  });
}

test("property: where a context is said to agree, JSON-LD says the same", async () => {
  const compact = await loadCompact();
  const expected = readNoteRecord(mastodonNote(), followers);
  let agreed = 0;
  await fc.assert(
    fc.asyncProperty(anyContext(), async (context) => {
      if (!agrees([context])) return;
      let seen: Doc;
      try {
        seen = await compact({ ...mastodonNote(), "@context": context });
      } catch {
        return; // What JSON-LD calls invalid, others may well read.
      }
      agreed += 1;
      expect(readNoteRecord(seen, followers)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
  expect(agreed).toBeGreaterThan(20);
});
