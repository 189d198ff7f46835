// The names of people, hosts and tags, and what text and URLs from outside are reduced to.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTagName } from "../../src/text/grammar.ts";
import { normalizeHandle, normalizeHost, normalizeTag, normalizeUsername, parseHandle } from "../../src/text/names.ts";
import { httpUrl, stripNul } from "../../src/text/outside.ts";
import { plainText } from "../../src/text/plain.ts";
import { cpuOf } from "../world/cpu.ts";

describe("plain text", () => {
  test.each<[string, string]>([
    ["<p>one<br>two<br/>three</p><p>four</p>", "one\ntwo\nthree\n\nfour"],
    ["<p>a</p>\n\n<blockquote><p>b</p></blockquote><p>c</p>", "a\n\nb\n\nc"],
    ["<ul><li>a</li><li>b</li></ul>c", "a\nb\n\nc"],
    ['<a href="x"><span class="invisible">https://</span><span>a.b</span></a>', "https://a.b"],
    [
      "&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#39; &#x1F600; &nbsp;&apos; &#0; &#xD800; &#9999999; &bogus;",
      "<b> &amp; \"x\" 'y' 😀  ' � � � &bogus;",
    ],
    ["a < b <3 <!-- <p>no</p> --> c", "a < b <3  c"],
    ["a<b", "a"],
    ["&am<b></b>p;", "&amp;"],
  ])("of %j", (html, expected) => {
    expect(plainText(html)).toBe(expected);
  });

  test("takes linear time", () => {
    for (const piece of ["<", "<a", "<!--", "&#", "&lt", "</p>", "\n"]) {
      expect(cpuOf(() => plainText(piece.repeat(200_000 / piece.length)))).toBeLessThan(500);
    }
  });
});

describe("names", () => {
  test.each<[string, string | undefined]>([
    ["EXAMPLE.org.", "example.org"],
    ["例え.jp", "xn--r8jz45g.jp"],
    ["ｅｘ.org", "ex.org"],
    ["localhost:3000", "localhost:3000"],
    ["a.b:443", "a.b"],
    ["127.1:80", "127.0.0.1:80"],
    ["[::1]:3000", "[::1]:3000"],
    ["", undefined],
    ["a b", undefined],
    ["u@a.b", undefined],
    ["a.b/c", undefined],
    ["a..b", undefined],
    [".a", undefined],
    ["a.b:99999", undefined],
    ["ex%61mple.org", undefined],
    [`${"a".repeat(300)}.org`, undefined],
  ])("host %j", (host, expected) => {
    expect(normalizeHost(host)).toBe(expected);
    if (expected !== undefined) expect(normalizeHost(expected)).toBe(expected);
  });

  test("handles", () => {
    expect(parseHandle("acct:Ann@EXAMPLE.org")).toEqual({ username: "Ann", host: "example.org" });
    expect(parseHandle("@ann@127.0.0.1:4310")).toEqual({ username: "ann", host: "127.0.0.1:4310" });
    expect(parseHandle("!gardens@forum.test")).toEqual({ username: "gardens", host: "forum.test" });
    expect(parseHandle(" @ann ")).toEqual({ username: "ann", host: undefined });
    for (const bad of [
      "",
      "@",
      "a@b@c",
      "@a@",
      "!ann",
      "!@b.c",
      "a b",
      "é@b.c",
      "a@b/c",
      "-a",
      `${"a".repeat(200)}@b.c`,
      `a@${"b".repeat(500)}`,
    ]) {
      expect(parseHandle(bad)).toBeUndefined();
    }
    expect(normalizeHandle("@Ann@EXAMPLE.org.")).toBe("ann@example.org");
    expect(normalizeHandle("ANN")).toBe("ann");
    expect(normalizeHandle("a@b@c")).toBeUndefined();
    expect(normalizeUsername("Ann_B")).toBe("ann_b");
  });

  test("tags", () => {
    expect(normalizeTag("#Ｃafe\u0301")).toBe("café");
    expect(normalizeTag(" ＃STRASSE ")).toBe("strasse");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }).filter(isTagName), (name) => {
        expect(normalizeTag(normalizeTag(name))).toBe(normalizeTag(name));
      }),
    );
  });
});

describe("from outside", () => {
  test.each<[string, string | undefined]>([
    ["https://example.org", "https://example.org"],
    [" https://a.b/x?y=1#z ", "https://a.b/x?y=1#z"],
    ["https://é.org/x y", "https://xn--9ca.org/x%20y"],
    ["https://a.b/\"'<x>", "https://a.b/%22'%3Cx%3E"],
    ["http:a.b", undefined],
    ["https:///x", undefined],
    ["//a.b", undefined],
    ["/x", undefined],
    ["", undefined],
    ["javascript:alert(1)", undefined],
    ["java\nscript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["https://u:p@a.b/", undefined],
    ["https://u@a.b/", undefined],
    ["https://a\n.b/", undefined],
    [`https://a.b/${"x".repeat(2048)}`, undefined],
  ])("url %j", (text, expected) => {
    expect(httpUrl(text)).toBe(expected);
  });

  test("text without U+0000 and lone surrogates", () => {
    expect(stripNul("a\0b\0")).toBe("ab");
    expect(stripNul("a\ud800b😀")).toBe("a\ufffdb😀");
  });
});
