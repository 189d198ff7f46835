/** What trends, and who is there to be found. */
import { loadAccounts } from "../../accounts/find.ts";
import { loadCards } from "../../cards/load.ts";
import { OPEN_TO } from "../../cv/content.ts";
import { loadDirectory } from "../../discovery/directory.ts";
import { dismissSuggestion, loadSuggestions } from "../../discovery/suggest.ts";
import { loadFamiliar } from "../../follows/familiar.ts";
import { readId } from "../../ids.ts";
import { publicStatusIds } from "../../timelines/public.ts";
import { loadTagHistory, loadTagsById } from "../../tags/find.ts";
import { loadLinkHistory, trendIds, trendingStatusIds } from "../../trends/load.ts";
import type { Pager } from "../../../views/frame/context.ts";
import {
  exploreNewsView,
  explorePeopleView,
  explorePostsView,
  exploreTagsView,
  type ExplorePeople,
} from "../../../views/reading/explore.ts";
import { routes } from "../../../views/frame/routes.ts";
import { isShown, relationsOf } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "./timelines.ts";
import { me, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 20;
const SUGGESTED = 8;
/** Trends and the directory are read by offset, no further than this: whoever looks for more searches. */
const FURTHEST = 1000;

const readOffset = ({ query }: Pick<Visit, "query">): number =>
  Math.min(Math.max(Math.trunc(Number(query.get("offset"))) || 0, 0), FURTHEST);

/** The rows to show of one more than that, and the ways on. */
export function cutByOffset<Item>(
  visit: Pick<Visit, "path" | "query">,
  found: readonly Item[],
  size = SIZE,
): { items: Item[]; pager: Pager } {
  const offset = readOffset(visit);
  const to = (start: number) => {
    const url = new URL(visit.path, "http://here");
    if (start <= 0) url.searchParams.delete("offset");
    else url.searchParams.set("offset", String(start));
    return `${url.pathname}${url.search}`;
  };
  const older = found.length > size && offset + size <= FURTHEST ? to(offset + size) : undefined;
  return { items: found.slice(0, size), pager: { older, newer: offset === 0 ? undefined : to(offset - size) } };
}

export const offsetPage = (visit: Pick<Visit, "query">, size = SIZE) => ({ offset: readOffset(visit), limit: size + 1 });

async function showPosts(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const { items, pager } = cutByOffset(visit, await trendingStatusIds(kith, viewer_id, offsetPage(visit)));
  const shown = await loadFor(visit, items, "public");
  // On a quiet day, and where nobody looks after what trends, there is still something to read.
  const quiet = items.length === 0 && readOffset(visit) === 0;
  const local = quiet ? await publicStatusIds(kith, viewer_id, { local: true }, { limit: SIZE }) : [];
  if (local.length === 0) return show(explorePostsView(await contextOf(visit), { page: shown, pager }));
  const older = local.length < SIZE ? undefined : `${routes.local}?max_id=${local.at(-1)}`;
  const timeline = { page: await loadFor(visit, local, "public"), pager: { older }, quiet };
  return show(explorePostsView(await contextOf(visit), timeline));
}

async function showTags(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { items: ids, pager } = cutByOffset(visit, await trendIds(kith, "tag", offsetPage(visit)));
  const histories = ids.length === 0 ? new Map<number, never[]>() : await loadTagHistory(kith.db, ids, kith.now());
  const tags = (await loadTagsById(kith.db, ids)).map((tag) => ({ ...tag, history: histories.get(tag.id) ?? [] }));
  return show(exploreTagsView(await contextOf(visit), { tags, pager }));
}

async function showNews(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { items: ids, pager } = cutByOffset(visit, await trendIds(kith, "link", offsetPage(visit)));
  const cards = await loadCards(kith.db, ids);
  const histories = ids.length === 0 ? new Map<number, never[]>() : await loadLinkHistory(kith, ids);
  const authors = await loadAccounts(
    kith.db,
    cards.flatMap(({ author_id }) => author_id ?? []),
  );
  const links = cards.map((card) => {
    const author = authors.get(card.author_id ?? 0);
    return { card, author: author !== undefined && isShown(author) ? author : undefined, history: histories.get(card.id) ?? [] };
  });
  return show(exploreNewsView(await contextOf(visit), { links, pager }));
}

async function showPeople(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  const order = query.get("order") === "new" ? "new" : "active";
  const local = query.get("local") !== "0";
  const open_to = OPEN_TO.find((one) => one === query.get("open_to"));
  const found = await loadDirectory(kith, viewer_id, { order, local, open_to, ...offsetPage(visit) });
  const { items: directory, pager } = cutByOffset(visit, found);
  const suggestions = viewer_id === 0 || readOffset(visit) > 0 ? [] : await loadSuggested(visit);
  const relations = await relationsOf(visit, [...directory.map(({ id }) => id), ...suggestions.map(({ account }) => account.id)]);
  return show(explorePeopleView(await contextOf(visit), { suggestions, directory, relations, order, local, open_to, pager }));
}

/** With those whom the viewer follows and who follow them. */
async function loadSuggested({ kith, viewer_id }: Visit): Promise<ExplorePeople["suggestions"]> {
  const found = await loadSuggestions(kith, viewer_id, SUGGESTED);
  if (found.length === 0) return [];
  const ids = found.map(({ account_id }) => account_id);
  const known = await loadFamiliar(kith.db, viewer_id, ids);
  const accounts = await loadAccounts(kith.db, new Set([...ids, ...[...known.values()].flat()]));
  return found.flatMap(({ account_id, sources }) => {
    const account = accounts.get(account_id);
    const familiar = (known.get(account_id) ?? []).flatMap((id) => accounts.get(id) ?? []).filter(isShown);
    return account === undefined ? [] : [{ account, sources, familiar }];
  });
}

async function dismiss(visit: Visit): Promise<Answer> {
  await dismissSuggestion(visit.kith, me(visit), readId(visit.form.text("id")) ?? 0);
  return go(returnPath(visit, routes.explorePeople), "explore.said_dismissed");
}

export const exploreRoutes: readonly Route[] = [
  page(routes.explore, "anyone", showPosts),
  page(routes.exploreTags, "anyone", showTags),
  page(routes.exploreNews, "anyone", showNews),
  page(routes.explorePeople, "anyone", showPeople),
  action(routes.dismissSuggestion, "member", dismiss),
];
