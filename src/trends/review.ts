/** What is to be reviewed, with what it takes to decide: names, and how often each was used lately. */
import { padded } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import type { TrendState } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { loadTagHistory } from "../tags/find.ts";
import { loadLinkHistory, loadTrends } from "./load.ts";

/** `days`: uses in the last seven days, today last; `accounts`: the most that used it on one day. */
export type ForReview = { id: number; name: string; state: TrendState; days: number[]; accounts: number };
type Page = { limit: number; offset: number };

/** The strongest first; one more than `limit` when there are more. */
export async function tagsForReview(kith: Pick<Kith, "db" | "now">, page: Page): Promise<ForReview[]> {
  const trends = await loadTrends(kith.db, "tag", { ...page, limit: page.limit + 1 });
  const ids = padded(trends.map(({ subject_id }) => subject_id));
  const tags = await kith.db.selectFrom("tags").select(["id", "display_name"]).where("id", "in", ids).execute();
  const names = new Map(tags.map(({ id, display_name }) => [id, display_name]));
  const history = await loadTagHistory(kith.db, ids, kith.now());
  return trends.flatMap(({ subject_id: id, state }) => {
    const name = names.get(id);
    const week = (history.get(id) ?? []).toReversed();
    return name === undefined ? [] : [{ id, name, state, days: week.map(({ uses }) => uses), accounts: most(week) }];
  });
}

const most = (days: readonly { accounts: number }[]): number => Math.max(0, ...days.map(({ accounts }) => accounts));

export async function linksForReview(kith: Kith, page: Page): Promise<(ForReview & { url: string })[]> {
  const trends = await loadTrends(kith.db, "link", { ...page, limit: page.limit + 1 });
  const ids = trends.map(({ subject_id }) => subject_id);
  const cards = await kith.db.selectFrom("cards").select(["id", "url", "title"]).where("id", "in", padded(ids)).execute();
  const byId = new Map(cards.map((card) => [card.id, card]));
  const history = ids.length === 0 ? new Map<number, { uses: number; accounts: number }[]>() : await loadLinkHistory(kith, ids);
  return trends.flatMap(({ subject_id: id, state }) => {
    const found = byId.get(id);
    const week = (history.get(id) ?? []).toReversed();
    if (found === undefined) return [];
    const name = found.title === "" ? found.url : found.title;
    return [{ id, name, url: found.url, state, days: week.map(({ uses }) => uses), accounts: most(week) }];
  });
}

/** Ids of statuses with what was decided. */
export async function statusesForReview(db: Reads, page: Page): Promise<Map<number, TrendState>> {
  const trends = await loadTrends(db, "status", { ...page, limit: page.limit + 1 });
  return new Map(trends.map(({ subject_id, state }) => [subject_id, state]));
}
