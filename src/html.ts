/** The typed, escaping template tag in which every page is written; whatever is not `Html` is escaped on its way out. */
import { html } from "@remix-run/html-template";
import type { SafeHtml } from "@remix-run/html-template";

export { html };

/** Markup that may be sent as it is. It is a `String` object: use `String(page)` where a primitive is needed. */
export type Html = SafeHtml;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Escapes for text and for double- or single-quoted attribute values, with the references that Rails and Mastodon use. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character) : text;
}

/** Declares a string to be markup: only for what came out of `sanitizeContent`, `renderText` or our own literals. */
export function raw(markup: string): Html {
  return html.raw`${markup}`;
}

/** Joins parts with a separator; strings among them are escaped, and empty parts (undefined, null, false, "") left out. */
export function join(parts: readonly (Html | string | false | null | undefined)[], separator: Html | string = ""): Html {
  const glue = typeof separator === "string" ? escapeHtml(separator) : String(separator);
  const kept = parts.filter(
    (part): part is Html | string => part !== false && part !== null && part !== undefined && part.length > 0,
  );
  return raw(kept.map((part) => (typeof part === "string" ? escapeHtml(part) : String(part))).join(glue));
}

/** A title as the first paragraph of what it stands above, for all who show no titles. @param alone nothing else is said */
export const headingOf = (title: string, alone: boolean): string =>
  alone ? `<p>${escapeHtml(title)}</p>` : `<p><strong>${escapeHtml(title)}</strong></p>`;

/** Markup that begins with its title, without it; any other as it is. */
export function withoutHeading(markup: string, title: string): string {
  const first = title === "" ? null : /^\s*<p>(?:<strong>)?([^<]*)(?:<\/strong>)?<\/p>/.exec(markup);
  return first !== null && plain(first[1] ?? "") === plain(escapeHtml(title)) ? markup.slice(first[0].length) : markup;
}

const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", "#x27": "'" };

const plain = (markup: string): string =>
  markup
    .replace(/&(\w+|#\w+);/g, (all, name: string) => SIGNS[name.toLowerCase()] ?? all)
    .replace(/\s+/g, " ")
    .trim();
