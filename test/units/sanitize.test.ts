// Remote HTML, friendly and hostile, and the names and fields of remote profiles.
import { describe, expect, test } from "vitest";
import { sanitizeField, sanitizeName } from "../../src/sanitize.ts";
import { clean, REL } from "./sanitize-oracle.ts";
import { startCpu } from "../world/cpu.ts";

describe("what stays", () => {
  const link = (inner: string, more = "") => `<a href="https://a.b/x?y=1&amp;z"${more} ${REL}>${inner}</a>`;
  test.each<[string, string]>([
    ["plain <3 text & more", "plain &lt;3 text &amp; more"],
    ["<p>It&#39;s &quot;me&quot;<br>x</p>", `<p>It's "me"<br />x</p>`],
    ['<a href="https://a.b/x?y=1&amp;z" rel="me" onclick="x()">l</a>', link("l")],
    [
      '<a class="mention hashtag btn" href="https://a.b/x?y=1&z" rel="tag">#<span>t</span></a>',
      link("#<span>t</span>", ' class="mention hashtag"'),
    ],
    [
      '<span class="h-card" translate="no"><span class="">x</span></span>',
      '<span class="h-card" translate="no"><span>x</span></span>',
    ],
    ['<span class="invisible evil" translate="yes" style="x">x</span>', '<span class="invisible">x</span>'],
    ['<p class="quote-inline p-x h">x</p>', '<p class="quote-inline p-x">x</p>'],
    ['<ol start="3" reversed type="a"><li value="-2" id="x">x</li></ol>', '<ol start="3" reversed><li value="-2">x</li></ol>'],
    ['<ol start="x"><li value="1e9">x</li></ol>', "<ol><li>x</li></ol>"],
    ["<blockquote><pre><code>a\n  b</code></pre></blockquote>", "<blockquote><pre><code>a\n  b</code></pre></blockquote>"],
    [
      "<b>1</b><i>2</i><u>3</u><em>4</em><strong>5</strong><del>6</del>",
      "<b>1</b><i>2</i><u>3</u><em>4</em><strong>5</strong><del>6</del>",
    ],
    ["<s>1</s><strike>2</strike>", "<del>1</del><del>2</del>"],
    // As WordPress writes pictures and tables: each line stays one.
    [
      '<figure class="wp-block-image"><img src="https://a.b/g.png" alt="x"/><figcaption>Green</figcaption></figure><p>Hi</p>',
      "<p>Green</p> <p>Hi</p>",
    ],
    [
      "<table><tbody><tr><td>a</td><td><b>b</b></td></tr><tr><td> </td></tr><tr><td><p>c</p></td></tr></tbody></table>",
      "<p>a  <b>b</b></p>   <p>c</p>",
    ],
    ["<dl><dt>x</dt><dd><ul><li>y</li></ul></dd></dl>", "<p>x</p> <ul><li>y</li></ul>"],
  ])("%j", (html, expected) => {
    expect(clean(html)).toBe(expected);
  });

  test.each(["http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "gemini"])("links by %s", (scheme) => {
    expect(clean(`<a href="${scheme}://x.y/z">l</a>`)).toBe(`<a href="${scheme}://x.y/z" ${REL}>l</a>`);
  });

  test("links by xmpp and magnet", () => {
    expect(clean(`<a href="xmpp:a@b.c">l</a><a href='magnet:?xt=1'>m</a>`)).toBe(
      `<a href="xmpp:a@b.c" ${REL}>l</a><a href="magnet:?xt=1" ${REL}>m</a>`,
    );
  });
});

describe("what changes", () => {
  test.each<[string, string]>([
    ["<h1>Title</h1><p>x</p>", "<p><strong>Title</strong></p><p>x</p>"],
    ['<H3 class="p-x">a <em>b</em></H3>', "<p><strong>a <em>b</em></strong></p>"],
    ["<div>a</div><div>b</div>", "a  b"],
    ['<p><img src="x.png" alt="cat">x</p>', "<p>x</p>"],
    ['<a href="/relative">x</a><a href="relative">y</a><a href="//a.b">z</a><a href="?q">q</a><a>n</a>', "xyzqn"],
    ['<a href="mailto:a@b.c">x</a><a href="ftp://a.b">y</a><a href="https:a.b">z</a>', "xyz"],
    ['<a href="about:blank"><span class="invisible">a</span>b</a>', '<span class="invisible">a</span>b'],
    ["<p>open <b>and <i>open", "<p>open <b>and <i>open</i></b></p>"],
    ["<p>a<p>b", "<p>a</p><p>b</p>"],
    ["</div></p></body>x", "<p></p>x"],
    ["<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"],
    ["", ""],
    [" \n ", ""],
  ])("%j", (html, expected) => {
    expect(clean(html)).toBe(expected);
  });
});

describe("attacks", () => {
  test.each<[string, string]>([
    ["<script>alert(1)</script>x", "x"],
    ["<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt&gt;alert(1)ipt&gt;"],
    ["<style>*{}</style><link rel=stylesheet href=x>x", "x"],
    ['<p onclick="x()" style="color:red" id="a" data-x="1">x</p>', "<p>x</p>"],
    ["<p/onmouseover=alert(1)//>x</p>", "<p>x</p>"],
    ["<svg><a href='javascript:alert(1)'>x</a></svg>y", "y"],
    ["<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>", ""],
    ["<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", ""],
    ["<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>x", "x"],
    ["<template><script>alert(1)</script></template>x", "x"],
    ["<iframe src=javascript:alert(1)></iframe><object data=x></object><embed src=x>x", "x"],
    ["<form action=x><button formaction=javascript:alert(1)>b</button><input></form>", "b"],
    ["<textarea><img src=x onerror=alert(1)></textarea>x", "x"],
    ["<title><img src=x onerror=alert(1)></title><xmp><b></xmp>x", "x"],
    ["<base href='//evil'><meta http-equiv=refresh content='0;url=//evil'>x", "x"],
    ["<!--><script>alert(1)</script>--><![CDATA[<b>]]><?php x ?>x", "--&gt;x"],
    ["<b title='</b><img src=x onerror=alert(1)>'>x</b>", "<b>x</b>"],
    ["<oembed><source src=x><video poster=x></video></oembed>x", "x"],
    ["&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["&#60;script&#62;&#x3c;b>", "&lt;script&gt;&lt;b&gt;"],
    ['<span class="mention\u00a0x fixed modal">x</span>', "<span>x</span>"],
    ["<p __proto__='x' constructor='y'>x</p><__proto__>y</__proto__><constructor>z", "<p>x</p>&lt;__proto__&gt;yz"],
    ["a\0b\u0001c&#1;d&#0;e&#xd800;f\ud800g\u007f", "abcd\ufffde\ufffdf\ufffdg"],
  ])("%j", (html, expected) => {
    expect(clean(html)).toBe(expected);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&Tab;script&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&#58;alert(1)",
    "&#1;javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "javascript&#0;:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "https\t://a.b",
    "https://a\n.b/",
    "https:\\\\a.b",
    "https:///a.b",
    "https://\\a.b",
    "view-source:https://a.b",
    "blob:https://a.b/x",
    "feed:javascript:alert(1)",
    "<!-- -->javascript:alert(1)",
  ])("a link to %j is only its text", (href) => {
    expect(clean(`<a href="${href}">x</a>`)).toBe("x");
    expect(clean(`<a href='${href}'>x</a>`)).toBe("x");
  });

  test("an attribute cannot break out of its quotes", () => {
    expect(clean(`<a href='https://a.b/"onmouseover="alert(1)'>x</a>`)).toBe(
      `<a href="https://a.b/&quot;onmouseover=&quot;alert(1)" ${REL}>x</a>`,
    );
    expect(clean(`<a href="https://a.b/&quot;><img src=x>">x</a>`)).toBe(
      `<a href="https://a.b/&quot;&gt;&lt;img%20src=x&gt;" ${REL}>x</a>`,
    );
  });

  test("size, depth and time are bounded", () => {
    const pieces = [
      "<b>",
      "</p>",
      '<a href="https://x/">',
      "<",
      "<a ",
      "<!--",
      "&",
      "&lt",
      "<div><p>",
      "<p><font>",
      "<h1>",
      "<ul><li>",
      "<iframe>",
      "<noscript>",
      "<svg><",
      "<![CDATA[",
    ];
    for (const piece of pieces) {
      for (const count of [1000, 250_000 / piece.length]) {
        const spent = startCpu();
        const result = clean(piece.repeat(count));
        expect(spent()).toBeLessThan(3000);
        expect(result.length).toBeLessThanOrEqual(200_000);
      }
    }
    expect(clean(`${"<b>".repeat(500)}x${"</b>".repeat(500)}`).match(/<b>/g)?.length).toBeLessThanOrEqual(32);
  });
});

describe("fields and names", () => {
  test("a field is one line", () => {
    expect(sanitizeField('<p>a<br>b</p><ul><li>c</li></ul><a href="https://x.y" rel="me">x</a>')).toBe(
      `a b c <a href="https://x.y" ${REL}>x</a>`,
    );
    expect(sanitizeField("<script>x</script><h1>a</h1>")).toBe("<strong>a</strong>");
  });

  test("a name is one line without tricks", () => {
    expect(sanitizeName(" Ann\n\tB\u2028C  :blob: ")).toBe("Ann B C :blob:");
    expect(sanitizeName("a\u202eb\u2066c\u0007d\0e\ufefff\ud800")).toBe("abcdef\ufffd");
    expect(sanitizeName("👩‍👩‍👧 מרים 👍🏽")).toBe("👩‍👩‍👧 מרים 👍🏽");
    expect(sanitizeName("<b>x</b>")).toBe("<b>x</b>");
    expect(sanitizeName("é".repeat(300)).length).toBe(255);
    expect(sanitizeName("e\u0301".repeat(40), 30)).toBe("e\u0301".repeat(30));
    expect(sanitizeName("x".repeat(1_000_000)).length).toBe(255);
  });
});
