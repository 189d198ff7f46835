/** What somebody has written in a letter: without what they quote, their signature, and what their mail program adds. Time is linear in the length. */
import type { Email } from "postal-mime";
import { plainText } from "../text/plain.ts";

/** Longer than any post; what is behind is not looked at. */
const MOST = 200_000;

/** Its text, or that of its HTML. */
export function wordsOf({ text = "", html = "" }: Pick<Email, "text" | "html">): string {
  const plain = text.trim() === "" ? plainText(withoutQuotes(html.slice(0, MOST * 2))) : text;
  return ownWords(plain.slice(0, MOST));
}

/** Whole elements that hold no words of the writer. */
const ASIDE = new Set(["blockquote", "style", "script", "head", "title", "template"]);

/** HTML without quotes: what stands in elements that hold them, however deep. */
function withoutQuotes(html: string): string {
  let [kept, at, depth, inside] = ["", 0, 0, ""];
  for (const match of html.matchAll(/<(\/?)([a-z]+)\b[^<>]{0,1000}>/gi)) {
    const name = (match[2] ?? "").toLowerCase();
    const quote = /\bclass\s*=\s*["']?[^"'>]*\b(?:gmail_quote|yahoo_quoted|moz-cite-prefix|moz-signature|gmail_signature)\b/i;
    const opens = match[1] === "" && (ASIDE.has(name) || (name === "div" && quote.test(match[0])));
    if (depth === 0 && opens) {
      kept += html.slice(at, match.index);
      [depth, inside] = [1, name];
    } else if (depth > 0 && name === inside) {
      depth += match[1] === "" ? 1 : -1;
      at = match.index + match[0].length;
    }
  }
  // A quote that never ends goes on to the end.
  return depth > 0 ? kept : kept + html.slice(at);
}

const SEPARATOR = /^\s*(?:-{2,}\s?\S[^-]{2,60}\s?-{2,}|_{20,})\s*$/;
const HEADER = /^\*?(?:From|Von|De|差出人|送信者)\s?\*?[:：]\*?\s?\S/;
const SECOND_HEADER =
  /^\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Fecha|Para|Asunto|送信日時|日時|宛先|件名)[^:：]{0,12}[:：]/;
const PHONE =
  /^(?:Sent from (?:my|Outlook|Mail)\b|Get Outlook for|Von meinem .{1,40} gesendet|Gesendet (?:mit|von) |Envoyé de mon|Enviado desde (?:mi|el) |.{1,20}から送信)/;
/** "On Tue, 3 Mar 2026 at 14:05, Mia <mia@example.org> wrote:", in any language: a line that ends so before a quote. */
const INTRODUCES = /[:：]\s*$/;

/** Text without quotes and signatures, trimmed. */
function ownWords(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").replaceAll("\u00a0", " ").split("\n");
  const end = lines.findIndex(
    (line, at) => /^--\s?$/.test(line) || SEPARATOR.test(line) || (HEADER.test(line) && SECOND_HEADER.test(lines[at + 1] ?? "")),
  );
  const own = withoutQuoted(end < 0 ? lines : lines.slice(0, end));
  while (own.length > 0 && (own.at(-1)?.trim() === "" || PHONE.test(own.at(-1) ?? ""))) own.pop();
  return own
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

const isQuoted = (line: string | undefined): boolean => line?.startsWith(">") === true;

function withoutQuoted(lines: readonly string[]): string[] {
  const own: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (!isQuoted(line)) own.push(line);
    else if (!isQuoted(lines[at - 1])) dropIntroduction(own);
  }
  return own;
}

/** It may be broken into several lines, and an empty one may stand below. */
function dropIntroduction(own: string[]): void {
  let last = own.length - 1;
  while (last >= 0 && own[last]?.trim() === "") last--;
  if (last < 0 || !INTRODUCES.test(own[last] ?? "")) return;
  let first = last;
  while (first > 0 && last - first < 2 && own[first - 1]?.trim() !== "") first--;
  const whole = own.slice(first, last + 1).join(" ");
  // Broken lines belong together only when they name an address or a time.
  if (first < last && !/[<@]|\d{1,2}[:.]\d{2}/.test(whole)) first = last;
  if (/[<@]|\d/.test(whole) || first === last) own.length = first;
}
