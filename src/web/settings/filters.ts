/** Making, changing and ending filters. Their words come as lines of two fields: whole words, and what may stand within longer ones. */
import type { FilterAction, FilterContext } from "../../db/values.ts";
import {
  createFilter,
  removeFilter,
  removeFilterStatus,
  updateFilter,
  type FilterValues,
  type KeywordChange,
} from "../../filters/change.ts";
import { getFilter, loadFilters, type WholeFilter } from "../../filters/load.ts";
import { readId } from "../../ids.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { FILTER_CONTEXTS, filtersView, filterView } from "../../../views/settings/filters.ts";
import { askView } from "../../../views/people/lists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const ACTIONS: readonly FilterAction[] = ["warn", "hide", "blur"];
const MOST_LINES = 200;
const SHOWN_POSTS = 40;
const YEAR = 365 * 86_400;

const own = async (visit: Visit): Promise<WholeFilter> => await getFilter(visit.kith.db, me(visit).id, idParam(visit));

async function showFilter(visit: Visit, known: WholeFilter | undefined, problems?: Problems): Promise<Answer> {
  const { kith, viewer_id, form } = visit;
  const behind = (known?.statuses ?? []).slice(-SHOWN_POSTS).map(({ status_id }) => status_id);
  const statuses = behind.length === 0 ? undefined : await loadStatusPage(kith.db, viewer_id, behind);
  const state = problems === undefined ? {} : { problems, typed: form.typed, contexts: form.all("context") };
  return show(filterView(await contextOf(visit), { known, page: statuses, ...state }), problems === undefined ? 200 : 422);
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** What has to change so that the filter has these words and no others. */
function wordsOf({ form }: Visit, known: WholeFilter | undefined): KeywordChange[] {
  const wanted = [
    ...linesOf(form.text("words")).map((keyword) => ({ keyword, whole_word: true })),
    ...linesOf(form.text("parts")).map((keyword) => ({ keyword, whole_word: false })),
  ].slice(0, MOST_LINES);
  const before = known?.keywords ?? [];
  const same = (word: { keyword: string; whole_word: boolean }, row: (typeof before)[number]) =>
    row.keyword === word.keyword && (row.whole_word === 1) === word.whole_word;
  const gone = before.filter((row) => !wanted.some((word) => same(word, row))).map(({ id }) => ({ id, destroy: true }));
  return [...gone, ...wanted.filter((word) => !before.some((row) => same(word, row)))];
}

function readValues({ kith, form }: Visit, known: WholeFilter | undefined): FilterValues {
  const chosen = new Set(form.all("context"));
  const seconds = Math.min(Math.max(Math.trunc(Number(form.text("expires_in"))) || 0, 0), YEAR);
  const kept = form.text("expires_in") === "keep" && known !== undefined;
  return {
    title: form.text("title"),
    context: FILTER_CONTEXTS.filter((one): one is FilterContext => chosen.has(one)),
    action: ACTIONS.find((one) => one === form.text("action")) ?? "warn",
    expires_at: kept ? known.filter.expires_at : seconds === 0 ? 0 : kith.now() + seconds * 1000,
  };
}

/** What no filter can be without. */
function problemsIn(
  { form, locale }: Visit,
  { title, context }: FilterValues,
  known: WholeFilter | undefined,
): Problems | undefined {
  const words = linesOf(form.text("words")).length + linesOf(form.text("parts")).length;
  const problems = {
    ...(title.trim() === "" ? { title: locale.t("lists.filter_no_name") } : {}),
    ...(context.length === 0 ? { context: locale.t("lists.filter_nowhere") } : {}),
    ...(words === 0 && (known?.statuses.length ?? 0) === 0 ? { words: locale.t("lists.filter_no_words") } : {}),
  };
  return Object.keys(problems).length === 0 ? undefined : problems;
}

const save =
  (isNew: boolean) =>
  async (visit: Visit): Promise<Answer> => {
    const { kith, locale } = visit;
    const known = isNew ? undefined : await own(visit);
    const values = readValues(visit, known);
    const wrong = problemsIn(visit, values, known);
    if (wrong !== undefined) return await showFilter(visit, known, wrong);
    const words = wordsOf(visit, known);
    const saved =
      known === undefined ? createFilter(kith, me(visit).id, values, words) : updateFilter(kith, known.filter, values, words);
    const problems = await saved.then(() => undefined).catch((error: unknown) => problemsOf(error, locale, "words"));
    return problems === undefined ? go(routes.filters, "lists.said_filter") : await showFilter(visit, known, problems);
  };

async function askDelete(visit: Visit): Promise<Answer> {
  const { filter } = await own(visit);
  const ctx = await contextOf(visit);
  const { t } = ctx;
  return show(
    askView(ctx, {
      page: "filters",
      title: t("lists.filter_delete_title", { title: filter.title }),
      lead: t("lists.filter_delete_lead"),
      action: routes.actOnFilter(filter.id, "delete"),
      word: t("lists.filter_delete"),
      back: routes.filter(filter.id),
    }),
  );
}

async function deleteFilter(visit: Visit): Promise<Answer> {
  await removeFilter(visit.kith, (await own(visit)).filter);
  return go(routes.filters, "lists.said_filter_deleted");
}

/** Takes a single post out from behind it. */
async function release(visit: Visit): Promise<Answer> {
  const { filter, statuses } = await own(visit);
  const status_id = readId(visit.form.text("status"));
  const entry = statuses.find((one) => one.status_id === status_id);
  if (entry !== undefined) await removeFilterStatus(visit.kith, me(visit).id, entry);
  return go(routes.filter(filter.id), "post.said_unfiltered");
}

export const filterRoutes: readonly Route[] = [
  page(routes.filters, "member", async (visit) =>
    show(filtersView(await contextOf(visit), { filters: await loadFilters(visit.kith.db, me(visit).id) })),
  ),
  page(routes.newFilter, "member", async (visit) => await showFilter(visit, undefined)),
  makes(action(routes.newFilter, "member", save(true))),
  page("/filters/:id", "member", async (visit) => await showFilter(visit, await own(visit))),
  makes(action("/filters/:id", "member", save(false))),
  page("/filters/:id/delete", "member", askDelete),
  action("/filters/:id/delete", "member", deleteFilter),
  action("/filters/:id/release", "member", release),
];
