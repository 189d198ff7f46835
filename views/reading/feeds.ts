/** What somebody or a tag says, for readers of feeds: RSS 2.0 and Atom (RFC 4287). Pure text; `src/web/reading/feeds.ts` makes the third form, JSON Feed. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";

/** `seconds`: 0 for what does not last. */
export type FeedFile = { url: string; type: string; bytes: number; words: string; seconds: number };

export type FeedItem = {
  /** The ActivityPub id: for ever the same. */
  id: string;
  url: string;
  /** A content warning, or the first words. */
  title: string;
  /** Markup. */
  content: string;
  language: string;
  author: { name: string; url: string };
  /** ms since 1970. */
  published: number;
  updated: number;
  tags: readonly string[];
  files: readonly FeedFile[];
};

export type Feed = {
  title: string;
  description: string;
  /** The page of which this is the feed. */
  page: string;
  /** The feed's own address. */
  self: string;
  picture: string;
  /** ms since 1970. */
  updated: number;
  items: readonly FeedItem[];
};

/** XML 1.0 has no place for these, not even escaped. */
// oxlint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const text = (words: string): string => words.replace(UNWRITABLE, "");
const iso = (at: number): string => new Date(at).toISOString();
/** RFC 822, as RSS wants it. */
const mail = (at: number): string => new Date(at).toUTCString();
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function rssView(feed: Feed): Html {
  const picture =
    feed.picture === ""
      ? ""
      : html`<image><url>${feed.picture}</url><title>${text(feed.title)}</title><link>${feed.page}</link></image>\n`;
  return html`${raw(HEAD)}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>${text(feed.title)}</title>
<link>${feed.page}</link>
<description>${text(feed.description)}</description>
<atom:link rel="self" type="application/rss+xml" href="${feed.self}"/>
<lastBuildDate>${mail(feed.updated)}</lastBuildDate>
<generator>Kith</generator>
${picture}${join(feed.items.map(rssItem), "\n")}
</channel></rss>
`;
}

function rssItem(item: FeedItem): Html {
  const files = item.files.map(
    (file) =>
      html`<media:content url="${file.url}" type="${file.type}" fileSize="${file.bytes}"${file.seconds > 0 ? html` duration="${Math.round(file.seconds)}"` : ""}>${file.words === "" ? "" : html`<media:description type="plain">${text(file.words)}</media:description>`}</media:content>`,
  );
  // RSS has room for one.
  const enclosure = item.files
    .slice(0, 1)
    .map((file) => html`<enclosure url="${file.url}" type="${file.type}" length="${file.bytes}"/>`);
  const tags = item.tags.map((tag) => html`<category>${text(tag)}</category>`);
  return html`<item><guid isPermaLink="false">${item.id}</guid><link>${item.url}</link><title>${text(item.title)}</title><pubDate>${mail(item.published)}</pubDate><dc:creator>${text(item.author.name)}</dc:creator><description>${text(item.content)}</description>${enclosure}${files}${tags}</item>`;
}

export function atomView(feed: Feed): Html {
  return html`${raw(HEAD)}<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feed.page}</id>
<title>${text(feed.title)}</title>
<subtitle>${text(feed.description)}</subtitle>
<updated>${iso(feed.updated)}</updated>
<link rel="alternate" type="text/html" href="${feed.page}"/>
<link rel="self" type="application/atom+xml" href="${feed.self}"/>
<generator>Kith</generator>
${feed.picture === "" ? "" : html`<logo>${feed.picture}</logo>\n`}${join(feed.items.map(atomEntry), "\n")}
</feed>
`;
}

function atomEntry(item: FeedItem): Html {
  const files = item.files.map(
    (file) =>
      html`<link rel="enclosure" href="${file.url}" type="${file.type}" length="${file.bytes}" title="${text(file.words)}"/>`,
  );
  const tags = item.tags.map((tag) => html`<category term="${text(tag)}"/>`);
  const language = item.language === "" ? "" : html` xml:lang="${item.language}"`;
  return html`<entry${language}><id>${item.id}</id><title>${text(item.title)}</title><published>${iso(item.published)}</published><updated>${iso(item.updated)}</updated><author><name>${text(item.author.name)}</name><uri>${item.author.url}</uri></author><link rel="alternate" type="text/html" href="${item.url}"/><content type="html">${text(item.content)}</content>${files}${tags}</entry>`;
}
