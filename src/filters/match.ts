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

/**
 * The page with what its viewer's filters for this context say of each status (of a reblog, what they say of the original). Nobody's own
 * statuses are filtered for themselves.
 */
export async function withFilters(
  kith: Pick<Kith, "db" | "cache" | "now">,
  page: StatusPage,
  context: FilterContext,
): Promise<StatusPage> {
  if (page.viewer_id === 0 || page.ids.length === 0) return page;
  const now = kith.now();
  const ready = (await readyFilters(kith, page.viewer_id)).filter(
    ({ filter, contexts }) => contexts.has(context) && (filter.expires_at === 0 || filter.expires_at > now),
  );
  if (ready.length === 0) return page;
  const filtered = new Map<number, FilterMatch[]>();
  for (const status of page.statuses.values()) {
    const original = originalOf(status, page);
    if (original.account_id === page.viewer_id) continue;
    const matches = matchesOf(original, page, ready);
    if (matches.length > 0) filtered.set(status.id, matches);
  }
  return { ...page, filtered };
}

/** The page without what is to be hidden entirely. */
export const withoutFiltered = (page: StatusPage): StatusPage => ({
  ...page,
  ids: page.ids.filter((id) => page.filtered.get(id)?.some(({ filter }) => filter.action === "hide") !== true),
});

function matchesOf(status: Status, page: StatusPage, ready: readonly ReadyFilter[]): FilterMatch[] {
  const text = textOf(status, page);
  return ready.flatMap(({ filter, words, status_ids }) => {
    const keywords = words.filter(({ expression }) => expression.test(text)).map(({ keyword }) => keyword);
    const ids = status_ids.has(status.id) ? [status.id] : [];
    return keywords.length === 0 && ids.length === 0 ? [] : [{ filter, keywords, status_ids: ids }];
  });
}

/** All that can be read of a status: warning, text, descriptions of media, options of the poll. */
function textOf(status: Status, page: StatusPage): string {
  const media = (page.media.get(status.id) ?? []).map(({ description }) => description);
  const poll = page.polls.get(status.id);
  const options = poll === undefined ? [] : fromJson(poll.options).map(({ title }) => title);
  return [status.spoiler_text, plainText(status.content), ...media, ...options].join("\n\n").slice(0, LONGEST);
}
