// What people type: its grammar, the HTML it becomes, and how long it counts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countCharacters, firstGraphemes, graphemes, isLonger } from "../../src/text/count.ts";
import { findEntities, isTagName } from "../../src/text/grammar.ts";
import { plainText } from "../../src/text/plain.ts";
import { renderLink, renderText } from "../../src/text/render.ts";
import type { Resolve } from "../../src/text/render.ts";
import { cpuOf } from "../world/cpu.ts";

const found = (text: string) => findEntities(text).map((entity) => `${entity.kind} ${text.slice(entity.start, entity.end)}`);
const withinTime = (ms: number, work: () => unknown) => {
  expect(cpuOf(work)).toBeLessThan(ms);
};
const HOSTILE = [
  "@",
  "@a.",
  "@a@b.",
  "#",
  "#a·",
  ":a",
  ":aa:",
  "https://",
  "https://a.b/x ",
  "((",
  "\n ",
  "<",
  "<a",
  "<!--",
  "&#",
  "a@",
];

describe("grammar", () => {
  test.each<[string, string[]]>([
    ["hi @ann, @Bob_2@Example.ORG!", ["mention @ann", "mention @Bob_2@Example.ORG"]],
    ["@a.b-c. (@d) @ann@example.org.", ["mention @a.b-c", "mention @d", "mention @ann@example.org"]],
    ["@ann@127.0.0.1:4310 @bob@localhost:3000/", ["mention @ann@127.0.0.1:4310", "mention @bob@localhost:3000"]],
    ["@ann@example.org:8080", ["mention @ann@example.org"]],
    ["@ann@例え.jp", ["mention @ann@例え.jp"]],
    ["foo@bar.com é@no /@no =@no 日@no", []],
  ])("mentions in %j", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["#one (#two) ＃three.", ["tag #one", "tag #two", "tag ＃three"]],
    ["#1 #2024 #１ #_ #·", []],
    ["#12a #1_2 #a_b", ["tag #12a", "tag #1_2", "tag #a_b"]],
    ["#日本語、#café·noir· #c++", ["tag #日本語", "tag #café·noir", "tag #c"]],
    ["x#no /#no &#39; =#no", []],
  ])("tags in %j", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["see https://example.org/a_(b)_c).", ["url https://example.org/a_(b)_c"]],
    ["HTTP://EXAMPLE.org/x, http://localhost:3000/y", ["url HTTP://EXAMPLE.org/x", "url http://localhost:3000/y"]],
    ["https://mastodon.social/@Gargron/1#tag", ["url https://mastodon.social/@Gargron/1#tag"]],
    ["https://例え.jp/パス。次 “https://e.org/x”", ["url https://例え.jp/パス", "url https://e.org/x"]],
    ["example.com ftp://example.com javascript://x.org/ https://u:p@example.org", []],
    ["@ann@https://e.org/", ["mention @ann", "url https://e.org/"]],
  ])("urls in %j", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("emoji", () => {
    expect(found(":ok: :a: ::ok:: x:ok: (:blob_cat:) 10:30:45")).toEqual(["emoji :ok:", "emoji :blob_cat:"]);
  });

  test("a mention says its name, its host and the handle to look it up by", () => {
    expect(findEntities("@Ann@EXAMPLE.org")).toEqual([
      { kind: "mention", start: 0, end: 16, username: "Ann", host: "EXAMPLE.org", handle: "ann@example.org" },
    ]);
    expect(findEntities("@Ann")[0]).toMatchObject({ host: undefined, handle: "ann" });
  });

  test("entities are in order and never overlap, in any text", () => {
    const pieces = fc.constantFrom(
      "@",
      "#",
      ":",
      "ann",
      "https://",
      "a.b",
      "/",
      ".",
      " ",
      "é",
      "1",
      "\n",
      "example.org",
      "(",
      ")",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        let end = 0;
        for (const entity of findEntities(parts.join(""))) {
          expect(entity.start).toBeGreaterThanOrEqual(end);
          expect(entity.end).toBeGreaterThan(entity.start);
          end = entity.end;
        }
      }),
    );
  });

  test("takes linear time", () => {
    for (const piece of HOSTILE) withinTime(1500, () => findEntities(piece.repeat(100_000 / piece.length)));
    withinTime(500, () => findEntities(`#a${"·".repeat(100_000)}!`));
  });

  test("what can be a tag", () => {
    expect(["a", "1a", "日本", "a·b", "1_2"].every(isTagName)).toBe(true);
    expect(["", "1", "a b", "a·", "#a", "_", "a-b", "x".repeat(300)].some(isTagName)).toBe(false);
  });
});

describe("rendering", () => {
  const resolve: Resolve = {
    mention: (handle) => {
      if (handle === "ann") return { url: "https://kith.test/@ann", username: "Ann" };
      return handle.startsWith("ann@") ? { url: `https://${handle.slice(4)}/@ann` } : undefined;
    },
    tagUrl: (name) => `https://kith.test/tags/${encodeURIComponent(name.toLowerCase())}`,
  };

  test("paragraphs and line ends", () => {
    expect(renderText(" one\r\ntwo\n\n\nthree\n \t\nfour ", resolve)).toBe("<p>one<br />two</p><p>three</p><p>four</p>");
    expect(renderText(" \n ", resolve)).toBe("");
    expect(renderText("one\n\ntwo\nthree", resolve, { line: true })).toBe("one two three");
  });

  test("escapes", () => {
    expect(renderText(`<b>"x"</b> & 'y' @nobody@"`, resolve)).toBe(
      "<p>&lt;b&gt;&quot;x&quot;&lt;/b&gt; &amp; &#39;y&#39; @nobody@&quot;</p>",
    );
  });

  test("mentions and tags", () => {
    expect(renderText("@ann #Café :blob:", resolve)).toBe(
      '<p><span class="h-card" translate="no"><a href="https://kith.test/@ann" class="u-url mention">@<span>Ann</span></a></span> ' +
        '<a href="https://kith.test/tags/caf%C3%A9" class="mention hashtag" rel="tag">#<span>Café</span></a> :blob:</p>',
    );
  });

  test("two accounts of one name are told apart by their hosts", () => {
    const names = (text: string) => [...renderText(text, resolve).matchAll(/@<span>(.*?)<\/span>/g)].map((match) => match[1]);
    expect(names("@ann@a.test @ann@b.test")).toEqual(["ann@a.test", "ann@b.test"]);
    expect(names("@ann@a.test @ann@a.test")).toEqual(["ann", "ann"]);
  });

  test("links, shortened as Mastodon does", () => {
    expect(renderText("https://example.org/some/long/path", resolve)).toBe(
      '<p><a href="https://example.org/some/long/path" target="_blank" rel="nofollow noopener noreferrer" translate="no">' +
        '<span class="invisible">https://</span><span class="">example.org/some/long/path</span><span class="invisible"></span></a></p>',
    );
    const long = renderLink("https://www.example.org/some/long/path/to?a=1&b=2");
    expect(long).toContain(
      '<span class="invisible">https://www.</span><span class="ellipsis">example.org/some/long/path/to?</span>',
    );
    expect(long).toContain('<span class="invisible">a=1&amp;b=2</span>');
    expect(long).toContain('href="https://www.example.org/some/long/path/to?a=1&amp;b=2"');
    expect(renderText("https://a.b", resolve, { line: true, me: true })).toContain('rel="nofollow noopener noreferrer me"');
  });

  test("gives the words back through plainText", () => {
    const text = "Hi <all> & “you”\nsee https://www.example.org/a/very/long/path/indeed?x=1&y=2\n\n#tag @ann";
    expect(plainText(renderText(text, resolve))).toBe(text.replace("@ann", "@Ann"));
  });
});

describe("counting", () => {
  test.each<[string, number]>([
    ["", 0],
    ["hello\r\nyou", 9],
    ["👨‍👩‍👧‍👦é", 2],
    [`a https://example.org/${"x".repeat(200)} b`, 27],
    ["@ann@very-long-host.example.org hi", 7],
    ["@ann hi", 7],
    ["#tag :blob:", 11],
  ])("%j is %i", (text, expected) => {
    expect(countCharacters(text)).toBe(expected);
  });

  test("graphemes, and the first of them", () => {
    expect(graphemes("e\u0301🇩🇪x")).toBe(3);
    expect(firstGraphemes("e\u0301🇩🇪x", 2)).toBe("e\u0301🇩🇪");
    expect(firstGraphemes("abc", 3)).toBe("abc");
    expect(firstGraphemes("abc", 0)).toBe("");
    expect(isLonger("👨‍👩‍👧".repeat(10), 10)).toBe(false);
    expect(isLonger("abc", 2)).toBe(true);
    // One character, and a wall of them.
    expect(isLonger(`a${"\u0301".repeat(100)}`, 10)).toBe(true);
  });
});
