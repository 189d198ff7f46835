/** The frame of letters as HTML: one column that any mail program shows, in its own colours, light or dark. Nothing in it is fetched, nothing counts who reads. */
import type { Status } from "../db/schema.ts";
import { html, join, raw, type Html } from "../html.ts";
import type { Locale } from "../words/locale.ts";

const STYLE = html`<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:1em;overflow-wrap:anywhere}h1{font-size:1.25em}h2{font-size:1.05em;margin:1.5em 0 .25em}ul{padding-inline-start:1.2em;margin:0}li{margin:.4em 0}.foot{font-size:.875em;opacity:.75;margin-top:2em;border-top:1px solid currentColor;padding-top:.75em}blockquote{margin:0;padding-inline-start:.75em;border-inline-start:3px solid currentColor}pre{white-space:pre-wrap}</style>`;

export const letterPage = (locale: Locale, title: string, parts: readonly Html[], foot: readonly Html[]): string =>
  String(html`<!doctype html>
<html lang="${locale.language}" dir="${locale.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title>${STYLE}</head>
<body>${join(parts, "\n")}
${foot.length === 0 ? "" : html`<div class="foot">${foot.map((line) => html`<p>${line}</p>`)}</div>`}</body></html>`);

/** A letter of plain paragraphs as a page: what is an address in a line of its own is a link. */
export const letterOfText = (locale: Locale, subject: string, text: string): string =>
  letterPage(
    locale,
    subject,
    text
      .trim()
      .split("\n\n")
      .map((words) => html`<p dir="auto">${/^https?:\/\/\S+$/.test(words) ? linkTo(words, words) : words}</p>`),
    [],
  );

/** Words of somebody else, in their language where it is known. */
export const quoted = (status: Pick<Status, "language">, words: string): Html =>
  html`<span${languageOf(status)} dir="auto">${words}</span>`;

/** ` lang="…"`, when the language is known. */
export const languageOf = ({ language }: Pick<Status, "language">): Html =>
  language === "" ? raw("") : html` lang="${language}"`;

export const linkTo = (href: string, words: string | Html): Html => html`<a href="${href}">${words}</a>`;
