/** What helps people find each other and what is talked about. Columns as in `migrations/`; a test compares them. */
import type { Flag, Json } from "../columns.ts";
import type { AnnualReportData, CollectionItemState, TrendKind, TrendState } from "../values.ts";

export interface FeaturedTagsTable {
  id: number;
  account_id: number;
  tag_id: number;
  created_at: number;
}

export interface EndorsementsTable {
  id: number;
  account_id: number;
  target_id: number;
  created_at: number;
}

export interface DismissedSuggestionsTable {
  account_id: number;
  target_id: number;
}

export interface CollectionsTable {
  id: number;
  account_id: number;
  /** Of another server's; null for ours. */
  uri: string | null;
  url: string;
  name: string;
  description: string;
  language: string;
  tag_id: number | null;
  sensitive: Flag;
  discoverable: Flag;
  created_at: number;
  updated_at: number;
  fetched_at: number;
}

export interface CollectionItemsTable {
  id: number;
  collection_id: number;
  account_id: number;
  state: CollectionItemState;
  /** Of an item of another server's collection, once it is listed there. */
  uri: string;
  /** By which a member elsewhere agrees; that of a member here follows from the id. */
  stamp_uri: string;
  /** By which a member here was asked for from elsewhere. */
  request_uri: string;
  created_at: number;
}

export interface TagDaysTable {
  tag_id: number;
  day: number;
  uses: number;
  accounts: number;
}

export interface LinkPublishersTable {
  id: number;
  host: string;
  state: TrendState;
  reviewed_at: number;
  created_at: number;
}

export interface TrendsTable {
  id: number;
  kind: TrendKind;
  subject_id: number;
  state: TrendState;
  score: number;
  language: string;
  updated_at: number;
  reviewed_at: number;
}

export interface AnnualReportsTable {
  account_id: number;
  year: number;
  data: Json<AnnualReportData>;
  requested_at: number;
  made_at: number;
  viewed_at: number;
}

export interface AsyncRefreshesTable {
  id: string;
  account_id: number;
  result_count: number;
  done_at: number;
  created_at: number;
}

export interface AccountWordsTable {
  word: string;
  account_id: number;
}

export interface DiscoveryTables {
  featured_tags: FeaturedTagsTable;
  endorsements: EndorsementsTable;
  dismissed_suggestions: DismissedSuggestionsTable;
  collections: CollectionsTable;
  collection_items: CollectionItemsTable;
  tag_days: TagDaysTable;
  trends: TrendsTable;
  link_publishers: LinkPublishersTable;
  annual_reports: AnnualReportsTable;
  async_refreshes: AsyncRefreshesTable;
  account_words: AccountWordsTable;
}
