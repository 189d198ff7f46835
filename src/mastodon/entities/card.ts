/** Cards of links. */
import { letsItselfBeNamed } from "../../cards/creator.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { CardType } from "../../db/values.ts";
import { mediaUrl } from "../../media/url.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

export type CardJson = {
  url: string;
  title: string;
  description: string;
  language: string | null;
  type: CardType;
  authors: { name: string; url: string; account: AccountJson | null }[];
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

/** The account that the page names as its author, and who looks at the card (0 = anybody). */
export type Named = { author: Account | undefined; viewer_id: number };

export const renderCard = (card: Row<"cards">, scene: Scene, named?: Named): CardJson => ({
  url: card.url,
  title: card.title,
  description: card.description,
  language: card.language === "" ? null : card.language,
  type: card.type,
  authors: renderAuthors(card, scene, named),
  author_name: card.author_name,
  author_url: card.author_url,
  provider_name: card.provider_name,
  provider_url: card.provider_url,
  html: card.html,
  width: card.width,
  height: card.height,
  image: mediaUrl(scene.instance, card.image) ?? null,
  image_description: card.image_description,
  embed_url: card.embed_url,
  blurhash: card.blurhash === "" ? null : card.blurhash,
  published_at: card.published_at === 0 ? null : rfc3339(card.published_at),
  // To be told that one's own pages may not name one yet.
  missing_attribution:
    named?.author === undefined || named.author.id !== named.viewer_id ? null : !letsItselfBeNamed(named.author, card.url),
});

function renderAuthors(card: Row<"cards">, scene: Scene, named: Named | undefined): CardJson["authors"] {
  const author = named?.author !== undefined && letsItselfBeNamed(named.author, card.url) ? named.author : undefined;
  if (author === undefined)
    return card.author_name === "" ? [] : [{ name: card.author_name, url: card.author_url, account: null }];
  const name = card.author_name || author.display_name || author.username;
  return [{ name, url: card.author_url || author.url, account: renderAccount(author, scene) }];
}
