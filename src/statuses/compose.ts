/** From what somebody typed to what is stored: text to HTML, mentions, tags, emoji, poll. May ask other servers who somebody is. */
import type { Account } from "../db/schema.ts";
import { loadNamedEmojis } from "../emojis/named.ts";
import type { Kith } from "../kith.ts";
import { headingOf } from "../html.ts";
import { sanitizeContent } from "../sanitize.ts";
import { findEntities, type Entity } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import { stripNul } from "../text/outside.ts";
import { readHtml } from "../text/html.ts";
import { readMarkdown, type Markup } from "../text/markdown.ts";
import { plainText } from "../text/plain.ts";
import { renderText, type Resolve } from "../text/render.ts";
import { tagUrl } from "../uris.ts";
import { withEvent } from "../events/content.ts";
import { withTitle } from "../videos/content.ts";
import type { EditDraft, PollDraft } from "./draft.ts";
import type { EntryPoll, StatusContent } from "./entry.ts";
import { detectLanguage } from "./language.ts";
import { resolveMentions } from "./mentions.ts";
import type { PageTag } from "./page.ts";

/** The content of a draft that the rules have found right. */
export async function composeStatus(kith: Kith, author: Account, draft: EditDraft): Promise<StatusContent> {
  const text = stripNul(draft.text).trim();
  const title = readTitle(draft.title);
  const spoiler_text = stripNul(draft.spoiler_text).trim();
  const content_type = draft.content_type ?? "text/plain";
  const markup = await readMarkup(text, content_type);
  const entities = markup?.entities ?? findEntities(text);
  const mentioned = await resolveMentions(kith, entities);
  const resolve: Resolve = {
    mention: (handle) => mentioned.get(handle),
    tagUrl: (name) => tagUrl(kith.instance, normalizeTag(name)),
  };
  const said = markup === undefined ? renderText(text, resolve) : sanitizeContent(markup.render(resolve));
  const content = title === "" ? said : headingOf(title, said === "") + said;
  // Whoever edits it later sees words, in which people are named as they were.
  const words = content_type === "text/html" ? plainText(sanitizeContent(text)) : text;
  const options = draft.poll?.options.map((title) => stripNul(title).trim()) ?? [];
  const addressed = [...mentioned.values()].map(({ id }) => id).concat(draft.mentioned_ids ?? []);
  const ids = addressed.filter((id) => id !== author.id);
  const composed: StatusContent = {
    content,
    text: words,
    title,
    spoiler_text,
    // What lies behind a warning is sensitive, as on Mastodon.
    sensitive: draft.sensitive || spoiler_text !== "",
    language: draft.language || (await detectLanguage(kith, title === "" ? words : `${title}\n${words}`, findEntities(words))),
    content_type,
    emojis: await loadNamedEmojis(kith.db, [...entities, ...findEntities(`${spoiler_text}\n${options.join("\n")}`)]),
    mentions: [...new Set(ids)].sort((a, b) => a - b),
    blind: [...new Set(draft.blind_ids ?? [])].filter((id) => id !== author.id).sort((a, b) => a - b),
    tags: tagsOf(entities),
    media_ids: draft.media_ids,
    remote_media: [],
    poll: draft.poll === undefined ? undefined : pollOf(draft.poll, options, kith.now()),
  };
  return draft.event === undefined ? await withTitle(kith, composed) : await withEvent(kith, author, composed, draft.event);
}

/** One line, in plain text. */
export const readTitle = (title = ""): string => stripNul(title).replace(/\s+/g, " ").trim();

/** Undefined for plain words. */
async function readMarkup(text: string, content_type: NonNullable<EditDraft["content_type"]>): Promise<Markup | undefined> {
  if (content_type === "text/markdown") return await readMarkdown(text);
  return content_type === "text/html" ? readHtml(text) : undefined;
}

/** Each tag once, in the spelling in which it comes first. */
function tagsOf(entities: readonly Entity[]): PageTag[] {
  const tags = new Map<string, PageTag>();
  for (const entity of entities) {
    if (entity.kind !== "tag") continue;
    const name = normalizeTag(entity.name);
    if (!tags.has(name)) tags.set(name, { name, display_name: entity.name });
  }
  return [...tags.values()];
}

const pollOf = (
  { multiple, hide_totals, expires_in, expires_at }: PollDraft,
  titles: readonly string[],
  now: number,
): EntryPoll => ({
  options: titles.map((title) => ({ title, votes_count: 0 })),
  multiple,
  hide_totals,
  expires_at: expires_at ?? now + expires_in * 1000,
  closed_at: 0,
  voters_count: 0,
});
