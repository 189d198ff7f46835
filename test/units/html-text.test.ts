// HTML that a client wrote: what stays, what becomes a link, and that nothing comes of it that has not been sanitised.
import fc from "fast-check";
import { expect, test } from "vitest";
import { sanitizeContent } from "../../src/sanitize.ts";
import { readHtml } from "../../src/text/html.ts";
import type { Resolve } from "../../src/text/render.ts";

const resolve: Resolve = {
  mention: (handle) => (handle === "bob@beta.test" ? { url: "https://beta.test/@bob", username: "bob" } : undefined),
  tagUrl: (name) => `https://alpha.test/tags/${name}`,
};
const rendered = (html: string) => sanitizeContent(readHtml(html).render(resolve));
const found = (html: string) => readHtml(html).entities.map((entity) => entity.kind);

test.each([
  ["words", "<p>words</p>"],
  ["<p>one</p><p>two</p>", "<p>one</p><p>two</p>"],
  ["<b>bold</b> &amp; &lt;3", "<p><b>bold</b> &amp; &lt;3</p>"],
  ["<ul><li>#tea</li></ul>", '<ul><li><a href="https://alpha.test/tags/tea" class="mention hashtag"'],
  ["<p>@bob@beta.test</p>", 'class="u-url mention" rel='],
  ["<p>@nobody@beta.test</p>", "<p>@nobody@beta.test</p>"],
  ["", ""],
  ["<script>alert(1)</script>", ""],
])("%s", (html, expected) => {
  expect(rendered(html)).toContain(expected);
  if (expected === "") expect(rendered(html)).toBe("");
});

test("links and code stay as they are; a linked tag is a tag, a linked name mentions nobody", () => {
  const link =
    '<p><a href="https://beta.test/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a> <code>#not @bob@beta.test</code></p>';
  expect(rendered(link)).not.toContain("alpha.test");
  expect(found('<p><a href="https://beta.test/tags/tea">#<span>tea</span></a></p>')).toEqual(["tag"]);
  expect(found('<p><a href="https://beta.test/@bob">@<span>bob</span>@beta.test</a></p>')).toEqual([]);
  expect(found("<p>@bob@beta.test and #tea at https://tea.test/</p>").toSorted()).toEqual(["mention", "tag", "url"]);
});

test("whatever comes in, what comes out is what sanitising would leave of it", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "<p>",
      "</p>",
      "<a href='x'>",
      '<a href="https://x.test">',
      "</a>",
      "<code>",
      "</code>",
      "<b>",
      "<",
      ">",
      "&",
      "&lt;",
      "@bob@beta.test",
      "#tea",
      " ",
      "\n",
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const html = readHtml(pieces.join("")).render(resolve);
      expect(sanitizeContent(sanitizeContent(html))).toBe(sanitizeContent(html));
      expect(sanitizeContent(html)).not.toMatch(/<script|javascript:|onerror/i);
    }),
    { seed: 3, numRuns: 500 },
  );
});
