/** The words of a status: its sanitised markup, with mentions and tags leading to our pages and custom emoji as pictures. */
import type { Status } from "../../src/db/schema.ts";
import type { Emoji } from "../../src/db/values.ts";
import { escapeHtml, html, raw, withoutHeading } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { readJson, withEmojis } from "./names.ts";

/** The content as markup; `lang` and `dir` let every script stand as it should. */
export function contentView(status: Status, page: StatusPage, ctx: ViewContext, className = "e-content"): Html {
  if (status.content === "") return raw("");
  const words = withoutHeading(withOurLinks(status, page), status.title);
  const markup = withEmojis(words, readJson<Emoji[]>(status.emojis, []), ctx);
  return html`<div class="content ${className}" dir="auto"${languageOf(status)}>${raw(markup)}</div>`;
}

/** The title of what begins a thread in a group, as a heading. */
export const titleView = (status: Status, ctx: ViewContext): Html =>
  status.title === ""
    ? raw("")
    : html`<h2 class="post-title p-name" dir="auto"${languageOf(status)}>${raw(withEmojis(escapeHtml(status.title), readJson<Emoji[]>(status.emojis, []), ctx))}</h2>`;

/** ` lang="…"`, when the language is known. */
export const languageOf = ({ language }: Status): Html => (language === "" ? raw("") : html` lang="${language}"`);

/** The warning above a status, with its emoji. */
export const spoilerView = (status: Status, ctx: ViewContext): Html =>
  raw(withEmojis(escapeHtml(status.spoiler_text), readJson<Emoji[]>(status.emojis, []), ctx));

/** People and tags are met here first, not on the server that they come from. */
function withOurLinks(status: Status, page: StatusPage): string {
  const people = new Map<string, string>();
  for (const { account_id } of page.mentions.get(status.id) ?? []) {
    const account = page.accounts.get(account_id);
    if (account !== undefined)
      for (const address of [account.url, account.uri]) people.set(escapeHtml(address), routes.profile(account));
  }
  const tags = new Set((page.tags.get(status.id) ?? []).map(({ name }) => name));
  if (people.size === 0 && tags.size === 0) return status.content;
  return status.content.replace(/(<a\b[^>]*?\bhref=")([^"]*)("[^>]*>)/g, (all, before: string, href: string, after: string) => {
    const ours = people.get(href) ?? tagAddress(href, tags, before + after);
    return ours === undefined ? all : `${before}${escapeHtml(ours)}${after.replace(/ target="_blank"/, "")}`;
  });
}

function tagAddress(href: string, tags: ReadonlySet<string>, attributes: string): string | undefined {
  if (!/\bclass="[^"]*\bhashtag\b/.test(attributes)) return undefined;
  const name = decoded(href.split("/").at(-1) ?? "").toLowerCase();
  return tags.has(name) ? routes.tag(name) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
