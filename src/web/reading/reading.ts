/** What belongs to a single post: its versions, who did something with it, its translation, and one's filters. */
import { loadAccounts } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import { missing, Refusal } from "../../errors.ts";
import { addFilterStatus, removeFilterStatus } from "../../filters/change.ts";
import { getFilter, loadFilters } from "../../filters/load.ts";
import { readId } from "../../ids.ts";
import { quoteIds } from "../../quotes/load.ts";
import { compareVersions } from "../../statuses/diff.ts";
import { loadHistory } from "../../statuses/history.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { favouritedByIds, rebloggedByIds } from "../../statuses/reactions.ts";
import { translateStatus } from "../../translation/translate.ts";
import { filterStatusView } from "../../../views/settings/filter-status.ts";
import { historyView } from "../../../views/reading/history.ts";
import { quotesView, reactedView, type ReactedPage } from "../../../views/reading/reacted.ts";
import { routes } from "../../../views/frame/routes.ts";
import { isShown, relationsOf } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { getOriginal } from "./thread.ts";
import { loadTimeline } from "./timelines.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

/** People on a page. */
const PEOPLE = 40;

/** The status that the address names, alone on a page. @throws Refusal `missing` */
async function loadOne(visit: Visit): Promise<{ status: Status; page: StatusPage }> {
  const status = await getOriginal(visit, idParam(visit));
  const loaded = await loadStatusPage(visit.kith.db, visit.viewer_id, [status.id]);
  if (!loaded.statuses.has(status.id)) throw missing();
  return { status, page: loaded };
}

async function showHistory(visit: Visit): Promise<Answer> {
  const one = await loadOne(visit);
  const versions = compareVersions(await loadHistory(visit.kith.db, one.status), one.status.language);
  return show(historyView(await contextOf(visit), { ...one, versions }));
}

const showReacted =
  (which: ReactedPage["which"]): Handle =>
  async (visit) => {
    const { kith, viewer_id } = visit;
    const one = await loadOne(visit);
    const paging = readPaging(visit, PEOPLE);
    const idsOf = which === "boosts" ? rebloggedByIds : favouritedByIds;
    const { items, pager } = cut(visit, paging, await idsOf(kith, viewer_id, one.status, paging), ({ id }) => id);
    const ids = [...new Set(items.map(({ account_id }) => account_id))];
    const found = await loadAccounts(kith.db, ids);
    const accounts = ids.flatMap((id) => found.get(id) ?? []).filter(isShown);
    const relations = await relationsOf(visit, ids);
    return show(reactedView(await contextOf(visit), { ...one, which, accounts, relations, pager }));
  };

async function showQuotes(visit: Visit): Promise<Answer> {
  const one = await loadOne(visit);
  const idsOf = async (paging: ReturnType<typeof readPaging>) => await quoteIds(visit.kith, visit.viewer_id, one.status, paging);
  const { page: quotes, pager } = await loadTimeline(visit, "public", idsOf);
  return show(quotesView(await contextOf(visit), { ...one, quotes, pager }));
}

/** The translation is made here, and shown by the page of the thread. */
async function translate(visit: Visit): Promise<Answer> {
  const { status, page: loaded } = await loadOne(visit);
  const author = loaded.accounts.get(status.account_id);
  if (author === undefined) throw missing();
  const parts = { status, media: loaded.media.get(status.id) ?? [], poll: loaded.polls.get(status.id) };
  const here = routes.status(status.id, author);
  try {
    await translateStatus(visit.kith, parts, visit.locale.language);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return go(here, "post.said_untranslated");
  }
  return go(`${here}?translated=1#translation`, "post.said_translated");
}

async function showFilters(visit: Visit): Promise<Answer> {
  const one = await loadOne(visit);
  const found = await loadFilters(visit.kith.db, me(visit).id);
  const filters = found.map(({ filter, statuses }) => ({
    filter,
    holds: statuses.some(({ status_id }) => status_id === one.status.id),
  }));
  const author = one.page.accounts.get(one.status.account_id);
  if (author === undefined) throw missing();
  const return_to = visit.referer ?? routes.status(one.status.id, author);
  return show(filterStatusView(await contextOf(visit), { ...one, filters, return_to }));
}

async function filterStatus(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const { status } = await loadOne(visit);
  const { filter, statuses } = await getFilter(kith.db, me(visit).id, readId(form.text("filter")));
  const entry = statuses.find(({ status_id }) => status_id === status.id);
  if (entry === undefined) await addFilterStatus(kith, filter, status.id);
  else await removeFilterStatus(kith, me(visit).id, entry);
  return go(returnPath(visit, routes.home), entry === undefined ? "post.said_filtered" : "post.said_unfiltered");
}

export const readingRoutes: readonly Route[] = [
  page("/@:acct/:id/history", "anyone", showHistory),
  page("/@:acct/:id/boosts", "anyone", showReacted("boosts")),
  page("/@:acct/:id/favourites", "anyone", showReacted("favourites")),
  page("/@:acct/:id/quotes", "anyone", showQuotes),
  action("/statuses/:id/translate", "member", translate),
  page("/statuses/:id/filter", "member", showFilters),
  action("/statuses/:id/filter", "member", filterStatus),
];
