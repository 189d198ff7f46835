/** The line by which a quote is told to servers that know none. */
import { escapeHtml } from "../../html.ts";

/**
 * The line "RE: <link>" stands there for servers that know no quotes: before the words as Mastodon writes it, after them as Misskey does, and Friendica, which marks it
 * by nothing but whither it leads.
 */
export function withoutQuoteLine(html: string, quote_uri: string | undefined): string {
  const rest = html
    .replace(/^\s*<p class="quote-inline">.{0,5000}?<\/p>/s, "")
    .replace(
      /(?:<br ?\/?>){0,4}<span class="quote-inline">(?:<br ?\/?>){0,4}RE: <a [^<>]{1,5000}>[^<>]{0,5000}<\/a><\/span>/,
      "",
    );
  const last = LAST_LINE.exec(rest);
  return last !== null && last[1] === escapeHtml(quote_uri ?? "") ? rest.slice(0, last.index) + (last[2] ?? "") : rest;
}
const LAST_LINE = /(?:<br ?\/?>){1,4}RE: <a href="([^"<>]{1,2048})"[^<>]{0,2048}>[^<>]{0,2048}<\/a>(<\/p>)?\s{0,20}$/;
