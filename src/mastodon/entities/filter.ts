/** Filters of today (v2), of yesterday (v1, one for each keyword), and what of them a status met. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import type { FilterContext } from "../../db/values.ts";
import type { WholeFilter } from "../../filters/load.ts";
import type { FilterMatch } from "../../statuses/page.ts";

const renderBare = (filter: Row<"filters">) => ({
  id: String(filter.id),
  title: filter.title,
  context: fromJson(filter.context),
  expires_at: expiryOf(filter),
  filter_action: filter.action,
});

const expiryOf = ({ expires_at }: Row<"filters">): string | null => (expires_at === 0 ? null : rfc3339(expires_at));

export const renderFilter = ({ filter, keywords, statuses }: WholeFilter) => ({
  ...renderBare(filter),
  keywords: keywords.map(renderFilterKeyword),
  statuses: statuses.map(renderFilterStatus),
});

export const renderFilterKeyword = ({ id, keyword, whole_word }: Row<"filter_keywords">) => ({
  id: String(id),
  keyword,
  whole_word: whole_word === 1,
});

export const renderFilterStatus = ({ id, status_id }: Row<"filter_statuses">) => ({
  id: String(id),
  status_id: String(status_id),
});

/** The old shape: its id is the keyword's. */
export const renderV1Filter = (filter: Row<"filters">, keyword: Row<"filter_keywords">) => ({
  id: String(keyword.id),
  phrase: keyword.keyword,
  context: fromJson(filter.context) as FilterContext[],
  whole_word: keyword.whole_word === 1,
  expires_at: expiryOf(filter),
  irreversible: filter.action === "hide",
});

export type FilterResultJson = {
  filter: ReturnType<typeof renderBare>;
  keyword_matches: string[] | null;
  status_matches: string[] | null;
};

export const renderFilterResult = ({ filter, keywords, status_ids }: FilterMatch): FilterResultJson => ({
  filter: renderBare(filter),
  keyword_matches: keywords.length === 0 ? null : [...keywords],
  status_matches: status_ids.length === 0 ? null : status_ids.map(String),
});
