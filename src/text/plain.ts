/** HTML back to words: for search, notifications, page titles, feeds and mail. */

const BREAKS: Readonly<Record<string, string>> = { br: "\n", "/li": "\n", "/tr": "\n" };
const PARAGRAPH_ENDS = /^\/(?:p|pre|blockquote|ul|ol|h[1-6]|div|table)$/;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/**
 * The text of an HTML fragment, trimmed: `<br>` is a line end, the end of a paragraph is two, other tags vanish, invisible spans
 * stay (they hold the ends of links), references are decoded. The result is text, not markup: escape it before showing it.
 * Time is linear in the length, whatever is put in.
 */
export function plainText(html: string): string {
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    text += decode(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const after = html.slice(open + 1, open + 4);
    if (!/^[a-z/!?]/i.test(after)) {
      text += "<";
      at = open + 1;
      continue;
    }
    const comment = after === "!--";
    const close = html.indexOf(comment ? "-->" : ">", open);
    // A tag that never ends swallows the rest, as it does in browsers.
    if (close < 0) break;
    if (!comment) text += breakFor(html.slice(open + 1, Math.min(close, open + 16)));
    at = close + (comment ? 3 : 1);
  }
  return text.replace(/\n{3,}/g, "\n\n").trim();
}

function breakFor(tag: string): string {
  const name = /^\/?[a-z0-9]+/i.exec(tag)?.[0].toLowerCase() ?? "";
  return BREAKS[name] ?? (PARAGRAPH_ENDS.test(name) ? "\n\n" : "");
}

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? String(all);
    return character(decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal));
  });
}

function character(code: number): string {
  const bad = code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff);
  return String.fromCodePoint(bad ? 0xff_fd : code);
}
