// The escaping on which every page leans.
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, html, join, raw } from "../../src/html.ts";

test("escapes whatever is not Html", () => {
  const name = `<img src=x onerror="alert('1')">&`;
  expect(escapeHtml(name)).toBe("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
  expect(String(html`<p title="${name}">${name}</p>`)).toBe(`<p title="${escapeHtml(name)}">${escapeHtml(name)}</p>`);
});

test("leaves Html as it is, nested and in lists", () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(
    String(
      html`<ul>
        ${["a", "<"].map(item)}
      </ul>`,
    ).replace(/\s/g, ""),
  ).toBe("<ul><li>a</li><li>&lt;</li></ul>");
  expect(String(html`<div>${raw("<b>x</b>")}</div>`)).toBe("<div><b>x</b></div>");
});

test("joins, escapes strings, and leaves empty parts out", () => {
  expect(String(join([html`<b>1</b>`, "a<b", undefined, false, null, "", raw("")], " & "))).toBe("<b>1</b> &amp; a&lt;b");
  expect(String(join([raw("<i>a</i>"), raw("<i>b</i>")], raw("<br>")))).toBe("<i>a</i><br><i>b</i>");
  expect(String(join([]))).toBe("");
});

test("escaped text never holds a delimiter", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "<", ">", "&", "'", '"', ";") }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
});
