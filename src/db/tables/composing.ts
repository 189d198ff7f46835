/** What is written but not yet said, quotes and their consent, and what is found out about links and languages. */
import type { Generated } from "kysely";
import type { Json } from "../columns.ts";
import type { CardType, QuoteState } from "../values.ts";

export interface ScheduledStatusesTable {
  id: number;
  account_id: number;
  params: string;
  idempotency_key: string;
  scheduled_at: number;
  created_at: number;
}

export interface DraftsTable {
  id: number;
  account_id: number;
  params: string;
  created_at: number;
  updated_at: number;
  /** The day for which it is meant ("2026-03-03"), "" = none. */
  planned_on: Generated<string>;
  /** Why it could not be published when its time had come, as refusals say it; "" = it has not been tried. */
  refused: Generated<string>;
}

export interface QuotesTable {
  status_id: number;
  account_id: number;
  quoted_id: number;
  quoted_account_id: number;
  state: QuoteState;
  stamp_uri: string;
  request_uri: string;
  created_at: number;
  updated_at: number;
}

export interface CardsTable {
  id: number;
  url: string;
  type: CardType;
  title: string;
  description: string;
  language: string;
  provider_name: string;
  provider_url: string;
  author_name: string;
  author_url: string;
  /** Whom the page names as its author (`fediverse:creator`); whether it may is for the account to say. */
  author_id: number | null;
  html: string;
  embed_url: string;
  image: string;
  image_description: string;
  blurhash: string;
  width: number;
  height: number;
  published_at: number;
  fetched_at: number;
}

export interface StatusCardsTable {
  status_id: number;
  card_id: number;
}

export interface TranslationsTable {
  status_id: number;
  language: string;
  edited_at: number;
  body: Json<unknown>;
  created_at: number;
}

export interface ComposingTables {
  scheduled_statuses: ScheduledStatusesTable;
  drafts: DraftsTable;
  quotes: QuotesTable;
  cards: CardsTable;
  status_cards: StatusCardsTable;
  translations: TranslationsTable;
}
