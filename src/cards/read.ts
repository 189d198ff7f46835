/** Makes of what a page and its oEmbed say the card of a link: plain text, clamped, every address http(s), frames built by us. Pure. */
import type { Row } from "../db/schema.ts";
import { escapeHtml } from "../html.ts";
import { firstGraphemes } from "../text/count.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { plainText } from "../text/plain.ts";
import type { Head } from "./head.ts";

/** A card without its place in the database; `image` is the address of a picture elsewhere, `creator` a handle, "" = none. */
export type ReadCard = Omit<Row<"cards">, "id" | "url" | "author_id" | "blurhash" | "fetched_at"> & { creator: string };

/** @param page_url where the page was found in the end, against which its addresses are resolved */
export function readCard({ meta, title, language }: Head, page_url: string): ReadCard {
  const first = (...names: string[]) => names.map((name) => meta.get(name) ?? "").find((value) => value.trim() !== "") ?? "";
  const author = first("author", "article:author", "dc.creator");
  return {
    type: "link",
    title: words(first("og:title", "twitter:title") || title, 255),
    description: words(first("og:description", "twitter:description", "description"), 1000),
    language,
    provider_name: words(first("og:site_name", "application-name"), 100),
    provider_url: "",
    author_name: httpUrl(author) === undefined ? words(author, 100) : "",
    author_url: "",
    creator: words(first("fediverse:creator"), 300),
    html: "",
    embed_url: "",
    image: address(first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"), page_url),
    image_description: words(first("og:image:alt", "twitter:image:alt"), 1500),
    width: 0,
    height: 0,
    published_at: instant(first("article:published_time", "og:article:published_time", "datepublished")),
  };
}

/** The card with what the oEmbed document adds to it (https://oembed.com). What is no oEmbed adds nothing. */
export function withOembed(card: ReadCard, document: unknown, page_url: string): ReadCard {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return card;
  const said = document as Record<string, unknown>;
  const text = (name: string, most: number) => words(typeof said[name] === "string" ? plainText(said[name]) : "", most);
  const link = (name: string) => address(typeof said[name] === "string" ? said[name] : "", page_url);
  const merged = {
    ...card,
    title: text("title", 255) || card.title,
    provider_name: text("provider_name", 100) || card.provider_name,
    provider_url: link("provider_url") || card.provider_url,
    author_name: text("author_name", 100) || card.author_name,
    author_url: link("author_url") || card.author_url,
    image: link("thumbnail_url") || card.image,
  };
  const size = { width: pixels(said["width"]), height: pixels(said["height"]) };
  if (said["type"] === "photo" && link("url") !== "")
    return { ...merged, type: "photo", embed_url: link("url"), image: link("url"), ...size };
  const frame = said["type"] === "video" && typeof said["html"] === "string" ? frameOf(said["html"], size) : undefined;
  return frame === undefined ? merged : { ...merged, type: "video", ...frame };
}

/** Of the HTML that is offered only the frame's address is believed, if it is https. */
function frameOf(html: string, { width, height }: { width: number; height: number }) {
  const source = /<iframe\s[^>]{0,2000}?\bsrc=["']([^"']{1,2000})["']/i.exec(html.slice(0, 10_000))?.[1];
  const src = source === undefined ? undefined : httpUrl(plainText(source));
  if (src === undefined || !src.startsWith("https://")) return undefined;
  const size = { width: width || 400, height: height || 225 };
  return {
    ...size,
    html: `<iframe src="${escapeHtml(src)}" width="${size.width}" height="${size.height}" allowfullscreen="allowfullscreen" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms" frameborder="0"></iframe>`,
  };
}

const words = (text: string, most: number): string =>
  firstGraphemes(
    stripNul(text.slice(0, most * 8))
      .replace(/\s+/g, " ")
      .trim(),
    most,
  );
const pixels = (value: unknown): number => {
  const number = Math.trunc(Number(value));
  return number > 0 && number <= 10_000 ? number : 0;
};

function address(written: string, page_url: string): string {
  if (written === "") return "";
  return httpUrl(URL.parse(written, page_url)?.href ?? "") ?? "";
}

function instant(written: string): number {
  const at = Date.parse(written);
  return Number.isFinite(at) && at > 0 && at < 8.64e15 ? at : 0;
}
