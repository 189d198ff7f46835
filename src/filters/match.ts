/** Finds what an account does not want to read on a page of statuses. */
import { fromJson } from "../db/columns.ts";
import type { Status } from "../db/schema.ts";
import type { FilterContext } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { originalOf, type FilterMatch, type StatusPage } from "../statuses/page.ts";
import { plainText } from "../text/plain.ts";
import { readyFilters, type ReadyFilter } from "./load.ts";

/** So much of a status is looked through, in UTF-16 units. */
const LONGEST = 50_000;

/** What a viewer's filters for a context say of a status, by all that can be read of it (`wordsOf`). Nobody's own statuses are filtered for themselves. */
export type Matcher = (status: Pick<Status, "id" | "account_id">, words: () => string) => FilterMatch[];

/** Undefined for who has no filters for this context. */
export async function loadMatcher(
  kith: Pick<Kith, "db" | "cache" | "now">,
  viewer_id: number,
  context: FilterContext,
): Promise<Matcher | undefined> {
  if (viewer_id === 0) return undefined;
  const now = kith.now();
  const ready = (await readyFilters(kith, viewer_id)).filter(
    ({ filter, contexts }) => contexts.has(context) && (filter.expires_at === 0 || filter.expires_at > now),
  );
  if (ready.length === 0) return undefined;
  return ({ id, account_id }, words) => (account_id === viewer_id ? [] : matchesOf(id, words(), ready));
}

/** The page with what its viewer's filters for this context say of each status (of a reblog, what they say of the original). */
export async function withFilters(
  kith: Pick<Kith, "db" | "cache" | "now">,
  page: StatusPage,
  context: FilterContext,
): Promise<StatusPage> {
  const match = page.ids.length === 0 ? undefined : await loadMatcher(kith, page.viewer_id, context);
  return match === undefined ? page : matched(page, match);
}

export function matched(page: StatusPage, match: Matcher): StatusPage {
  const filtered = new Map<number, FilterMatch[]>();
  for (const status of page.statuses.values()) {
    const original = originalOf(status, page);
    const matches = match(original, () => wordsOf(original, page));
    if (matches.length > 0) filtered.set(status.id, matches);
  }
  return { ...page, filtered };
}

/** The page without what is to be hidden entirely. */
export const withoutFiltered = (page: StatusPage): StatusPage => ({
  ...page,
  ids: page.ids.filter((id) => page.filtered.get(id)?.some(({ filter }) => filter.action === "hide") !== true),
});

function matchesOf(id: number, words: string, ready: readonly ReadyFilter[]): FilterMatch[] {
  return ready.flatMap(({ filter, words: sought, status_ids }) => {
    const keywords = sought.filter(({ expression }) => expression.test(words)).map(({ keyword }) => keyword);
    const ids = status_ids.has(id) ? [id] : [];
    return keywords.length === 0 && ids.length === 0 ? [] : [{ filter, keywords, status_ids: ids }];
  });
}

/** All that can be read of a status: warning, text, descriptions of media, options of the poll. */
export function wordsOf(status: Status, page: StatusPage): string {
  const media = (page.media.get(status.id) ?? []).map(({ description }) => description);
  const poll = page.polls.get(status.id);
  const options = poll === undefined ? [] : fromJson(poll.options).map(({ title }) => title);
  return [status.spoiler_text, plainText(status.content), ...media, ...options].join("\n\n").slice(0, LONGEST);
}
