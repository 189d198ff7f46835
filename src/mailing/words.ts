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

/** What stands for a quote, so that the line above it that names whom it quotes goes as it does in plain text. */
const QUOTED = "<br>&gt;<br>";

/** HTML without quotes: what stands in elements that hold them, however deep. */
function withoutQuotes(html: string): string {
  let [kept, at, depth, inside] = ["", 0, 0, ""];
  for (const match of html.matchAll(/<(\/?)([a-z]+)\b[^<>]{0,1000}>/gi)) {
    const name = (match[2] ?? "").toLowerCase();
    const quote =
      /\bclass\s*=\s*["']?[^"'>]*(?:gmail_quote|yahoo_quoted|moz-cite-prefix|moz-signature|gmail_signature|protonmail_quote)\b/i;
    const opens = match[1] === "" && (ASIDE.has(name) || (name === "div" && quote.test(match[0])));
    if (depth === 0 && opens) {
      kept += html.slice(at, match.index) + (name === "blockquote" ? QUOTED : "");
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
/** The headers of a letter that is quoted whole: who wrote it beside one of the others, in either order. */
const AUTHOR = /^\*?(?:From|Von|De|差出人|送信者)\s?\*?[:：]\*?\s?\S/;
const OTHER_HEADER =
  /^\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Fecha|Para|Asunto|送信日時|日時|宛先|件名)[^:：]{0,12}[:：]/;
const isHeaders = (line: string, next: string): boolean =>
  (AUTHOR.test(line) && OTHER_HEADER.test(next)) || (OTHER_HEADER.test(line) && AUTHOR.test(next));
const PHONE =
  /^(?:Sent from (?:my|Outlook|Mail)\b|Get Outlook for|Von meinem .{1,40} gesendet|Gesendet (?:mit|von) |Envoyé de mon|Enviado desde (?:mi|el) |.{1,20}から送信)/;
/** "On Tue, 3 Mar 2026 at 14:05, Mia <mia@example.org> wrote:", in any language: a line that ends so before a quote. */
const INTRODUCES = /[:：]\s*$/;

/** The same before a quote that nothing marks: whose words follow, with their address. */
const WROTE = /[<(][^\s<>()@]{1,64}@[^\s<>()]{1,100}[>)],?\s(?:wrote|schrieb|a écrit|escribió)\s?[:：]\s*$/;
const WROTE_BEFORE = /\sschrieb\s[^<>]{1,100}<[^\s<>@]{1,64}@[^\s<>]{1,100}>\s?[:：]\s*$/;
const bringsAll = (line: string, rest: readonly string[]): boolean =>
  line.length <= 400 && (WROTE.test(line) || WROTE_BEFORE.test(line)) && !isQuoted(rest.find((next) => next.trim() !== ""));

/** Text without quotes and signatures, trimmed. */
function ownWords(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").replaceAll("\u00a0", " ").split("\n");
  const end = lines.findIndex(
    (line, at) =>
      /^--\s?$/.test(line) ||
      SEPARATOR.test(line) ||
      isHeaders(line, lines[at + 1] ?? "") ||
      bringsAll(line, lines.slice(at + 1, at + 4)),
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
