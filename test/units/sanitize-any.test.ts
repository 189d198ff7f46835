// What holds for any markup: harmless, stable, and the same whichever reader read it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCanonical } from "../../src/sanitize/canonical.ts";
import { readThoroughly } from "../../src/sanitize/thorough.ts";
import { clean } from "./sanitize-oracle.ts";

describe("any markup", () => {
  const tags =
    "p br span a del s pre code em strong b i u ul ol li blockquote h1 h2 div table tr td dd figcaption script style svg math template noscript font xmp".split(
      " ",
    );
  const attribute = fc.constantFrom(
    "",
    ' class="mention"',
    ' class="x h-card"',
    " class=''",
    ' href="https://a.b/?x=1&amp;y=2"',
    ' href="https://a.b/ x"',
    ' href="javascript:x"',
    ' href="https://a.b/&quot;"',
    " href=https://a.b",
    ' translate="no"',
    ' start="2"',
    ' value="-1"',
    " reversed",
    ' rel="tag"',
    ' data-user="1"',
    ' onclick="x"',
    ' href="https://c.d"',
  );
  const start = fc.tuple(
    fc.constantFrom(...tags),
    fc.array(attribute, { maxLength: 3 }),
    fc.constantFrom(">", "/>", " />", "", " >"),
  );
  const piece = fc.oneof(
    { weight: 4, arbitrary: start.map(([tag, attributes, end]) => `<${tag}${attributes.join("")}${end}`) },
    { weight: 4, arbitrary: fc.constantFrom(...tags).map((tag) => `</${tag}>`) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        "x",
        " ",
        "\n",
        "&amp;",
        "&#39;",
        "&quot;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "&nbsp;",
        "&lt;b&gt;",
        "<!--",
        "-->",
        "\0",
        "\r\n",
        "&#13;",
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 5 }) },
  );
  const soup = fc.array(piece, { maxLength: 25 }).map((parts) => parts.join(""));

  /** Well-formed fragments, which the quick reader mostly accepts. */
  const { node } = fc.letrec<{ node: string; element: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom("x", " ", "&amp;", "it&#39;s &quot;", "\n", "<br>", "<br />"),
      tie("element"),
    ),
    element: fc
      .tuple(
        fc.constantFrom(...tags.slice(0, 17)),
        fc.array(attribute, { maxLength: 2 }),
        fc.array(tie("node"), { maxLength: 3 }),
      )
      .map(([tag, attributes, inner]) => (tag === "br" ? "<br/>" : `<${tag}${attributes.join("")}>${inner.join("")}</${tag}>`)),
  }));
  const tidy = fc.array(node, { maxLength: 4 }).map((nodes) => nodes.join("").trim());

  test("is harmless, and sanitising twice changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(soup, tidy), (html) => void clean(html)),
      { numRuns: 1500 },
    );
  });

  test("the quick reader says what the thorough one says, or nothing", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 1, arbitrary: soup.map((html) => html.trim()) }, { weight: 4, arbitrary: tidy }), (html) => {
        // oxlint-disable-next-line no-control-regex
        if (/[\x00-\x08\x0b-\x1f\x7f]/.test(html) || !html.isWellFormed()) return;
        const quick = readCanonical(html);
        if (quick === undefined) return;
        if (html.includes("<")) accepted += 1;
        expect(quick).toBe(readThoroughly(html));
      }),
      { numRuns: 2500 },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  test("what Mastodon writes takes the quick way", () => {
    const note =
      '<p><span class="h-card" translate="no"><a href="https://a.b/@c" class="u-url mention">@<span>c</span></a></span> it&#39;s &amp; ' +
      '<a href="https://a.b/x?y=1&amp;z" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">https://</span>' +
      '<span class="">a.b</span><span class="invisible"></span></a></p><ul><li>a</li></ul><blockquote><p>b<br />c</p></blockquote>';
    expect(readCanonical(note)).toBe(readThoroughly(note));
    expect(readCanonical(note)).toBeDefined();
  });
});
