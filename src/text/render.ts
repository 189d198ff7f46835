/** Turns what a person typed into the HTML that Mastodon would make of it; clients and peers know these spans by heart. */
import { escapeHtml } from "../html.ts";
import { findEntities } from "./grammar.ts";
import type { Entity, Mention } from "./grammar.ts";

export type Resolve = {
  /** The account behind a normalised handle (`ann`, `ann@host`), or undefined: then the mention stays text. */
  mention(handle: string): { url: string; username?: string } | undefined;
  /** The page of a tag, given its name as written. */
  tagUrl(name: string): string;
};
export type TextStyle = {
  /** One line without `<p>` and `<br />`, for the values of profile fields. */
  line?: boolean;
  /** Adds `me` to the `rel` of links, for profiles: the other side proves the link by linking back. */
  me?: boolean;
};

const SHOWN = 30;

/**
 * HTML of a plain text: blank lines part paragraphs, other line ends are `<br />`, entities become links, everything else is
 * escaped. Custom emoji stay `:code:`. The result holds only what we wrote or escaped and needs no sanitising.
 */
export function renderText(text: string, resolve: Resolve, style: TextStyle = {}): string {
  const clean = text.replace(/\r\n?/g, "\n").trim();
  if (clean === "") return "";
  const html = renderSpan(clean, resolve, style);
  return style.line ? html.replace(/\n+/g, " ") : paragraphs(html);
}

/** HTML of words in a line: entities become links, everything else is escaped; spaces and line ends stay. */
export function renderSpan(clean: string, resolve: Resolve, style: TextStyle = {}): string {
  const entities = findEntities(clean);
  const shared = sharedUsernames(entities, resolve);
  let html = "";
  let at = 0;
  for (const entity of entities) {
    html += escapeHtml(clean.slice(at, entity.start)) + renderEntity(entity, clean, { resolve, style, shared });
    at = entity.end;
  }
  return html + escapeHtml(clean.slice(at));
}

// No entity holds a line end, so cutting at line ends never cuts a tag.
function paragraphs(html: string): string {
  const blocks = html.replace(/\n[^\S\n]+(?=\n)/g, "\n").split(/\n\n+/);
  return blocks.map((block) => `<p>${block.replaceAll("\n", "<br />")}</p>`).join("");
}

/** Names that two different mentioned accounts bear: those are written out with their hosts. */
function sharedUsernames(entities: Entity[], resolve: Resolve): Set<string> {
  const urls = new Map<string, string>();
  const shared = new Set<string>();
  for (const entity of entities) {
    if (entity.kind !== "mention") continue;
    const url = resolve.mention(entity.handle)?.url;
    if (url === undefined) continue;
    const name = entity.username.toLowerCase();
    const other = urls.get(name);
    if (other !== undefined && other !== url) shared.add(name);
    urls.set(name, url);
  }
  return shared;
}

type Setting = { resolve: Resolve; style: TextStyle; shared: Set<string> };

function renderEntity(entity: Entity, text: string, { resolve, style, shared }: Setting): string {
  const written = text.slice(entity.start, entity.end);
  switch (entity.kind) {
    case "url":
      return renderLink(entity.url, style.me === true);
    case "tag":
      return `<a href="${escapeHtml(resolve.tagUrl(entity.name))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(entity.name)}</span></a>`;
    case "mention":
      return renderMention(entity, written, { resolve, style, shared });
    case "emoji":
      return escapeHtml(written);
  }
}

function renderMention(mention: Mention, written: string, { resolve, shared }: Setting): string {
  const account = resolve.mention(mention.handle);
  if (!account) return escapeHtml(written);
  const name = shared.has(mention.username.toLowerCase()) ? written.slice(1) : (account.username ?? mention.username);
  return `<span class="h-card" translate="no"><a href="${escapeHtml(account.url)}" class="u-url mention">@<span>${escapeHtml(name)}</span></a></span>`;
}

/** A link as Mastodon shortens it: scheme and `www.` hidden, thirty characters shown, the rest hidden behind an ellipsis. */
export function renderLink(url: string, me = false): string {
  const prefix = /^https?:\/\/(?:www\.)?/i.exec(url)?.[0] ?? "";
  // By code points, so that no surrogate pair is torn.
  const rest = Array.from(url.slice(prefix.length));
  const shown = `<span class="${rest.length > SHOWN ? "ellipsis" : ""}">${escapeHtml(rest.slice(0, SHOWN).join(""))}</span>`;
  const rel = `nofollow noopener noreferrer${me ? " me" : ""}`;
  return (
    `<a href="${escapeHtml(url)}" target="_blank" rel="${rel}" translate="no"><span class="invisible">${escapeHtml(prefix)}</span>` +
    `${shown}<span class="invisible">${escapeHtml(rest.slice(SHOWN).join(""))}</span></a>`
  );
}
