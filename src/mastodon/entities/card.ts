/** Cards of links. */
import { rfc3339 } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import type { CardType } from "../../db/values.ts";
import { mediaUrl } from "../../media/url.ts";
import type { Scene } from "./scene.ts";

export type CardJson = {
  url: string;
  title: string;
  description: string;
  language: string | null;
  type: CardType;
  authors: { name: string; url: string; account: null }[];
  author_name: string;
  author_url: string;
  provider_name: string;
  provider_url: string;
  html: string;
  width: number;
  height: number;
  image: string | null;
  image_description: string;
  embed_url: string;
  blurhash: string | null;
  published_at: string | null;
  missing_attribution: boolean | null;
};

export const renderCard = (card: Row<"cards">, { instance }: Scene): CardJson => ({
  url: card.url,
  title: card.title,
  description: card.description,
  language: card.language === "" ? null : card.language,
  type: card.type,
  authors: card.author_name === "" ? [] : [{ name: card.author_name, url: card.author_url, account: null }],
  author_name: card.author_name,
  author_url: card.author_url,
  provider_name: card.provider_name,
  provider_url: card.provider_url,
  html: card.html,
  width: card.width,
  height: card.height,
  image: mediaUrl(instance, card.image) ?? null,
  image_description: card.image_description,
  embed_url: card.embed_url,
  blurhash: card.blurhash === "" ? null : card.blurhash,
  published_at: card.published_at === 0 ? null : rfc3339(card.published_at),
  missing_attribution: null,
});
