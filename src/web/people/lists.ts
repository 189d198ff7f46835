/** Making, changing and ending lists, and who is in them. */
import { searchAccounts } from "../../accounts/search.ts";
import type { RepliesPolicy } from "../../db/values.ts";
import { readId } from "../../ids.ts";
import { createList, getList, loadLists, removeList, updateList, type List, type ListValues } from "../../lists/lists.ts";
import { addMembers, countMembers, loadMembers, membersAmong, removeMembers } from "../../lists/members.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { askView, editListView, listsView, type ListForm } from "../../../views/people/lists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { loadShown } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 40;
const FOUND = 20;
const POLICIES: readonly RepliesPolicy[] = ["list", "followed", "none"];

const readValues = ({ form }: Visit): ListValues => ({
  title: form.text("title"),
  replies_policy: POLICIES.find((one) => one === form.text("replies_policy")) ?? "list",
  exclusive: form.has("exclusive"),
});

const own = async (visit: Visit): Promise<List> => await getList(visit.kith.db, me(visit).id, idParam(visit));

async function showLists(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const { id } = me(visit);
  const counts = await countMembers(kith.db, id);
  const lists = (await loadLists(kith.db, id)).map((list) => ({ list, count: counts.get(list.id) ?? 0 }));
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(listsView(await contextOf(visit), { lists, ...state }), problems === undefined ? 200 : 422);
}

async function makeList(visit: Visit): Promise<Answer> {
  const made = createList(visit.kith, me(visit).id, readValues(visit));
  const list = await made.catch((error: unknown) => ({ problems: problemsOf(error, visit.locale, "title") }));
  return "problems" in list ? await showLists(visit, list.problems) : go(routes.editList(list.id), "lists.said_made");
}

async function showList(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, query, form } = visit;
  const list = await own(visit);
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadMembers(kith.db, list, paging), ({ id }) => id);
  const members = await loadShown(
    visit,
    items.map(({ account_id }) => account_id),
  );
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  const found = await findFor(visit, list, q);
  return show(
    editListView(await contextOf(visit), { list, members, pager, q, found, ...state }),
    problems === undefined ? 200 : 422,
  );
}

/** Among those whom one follows; oneself may be in a list, too. */
async function findFor({ kith, viewer_id }: Visit, list: List, q: string): Promise<ListForm["found"]> {
  if (q === "") return [];
  const accounts = await searchAccounts(kith, viewer_id, { q, limit: FOUND, following: true });
  const holding = await membersAmong(
    kith.db,
    list,
    accounts.map(({ id }) => id),
  );
  return accounts.map((account) => ({ account, holds: holding.has(account.id) }));
}

async function saveList(visit: Visit): Promise<Answer> {
  const { id } = await own(visit);
  const saved = updateList(visit.kith, me(visit).id, id, readValues(visit)).then(() => undefined);
  const problems = await saved.catch((error: unknown) => problemsOf(error, visit.locale, "title"));
  return problems === undefined ? go(routes.editList(id), "lists.said_saved") : await showList(visit, problems);
}

const onMembers = (act: "add" | "remove"): Route =>
  action(`/lists/:id/${act}`, "member", async (visit) => {
    const { kith, form } = visit;
    const list = await own(visit);
    const account_id = readId(form.text("account")) ?? 0;
    const holding = (await membersAmong(kith.db, list, [account_id])).has(account_id);
    // Pressed twice, in two windows: it is as it should be.
    if (act === "add" && !holding) await addMembers(kith, list, [account_id]);
    if (act === "remove" && holding) await removeMembers(kith, list, [account_id]);
    return go(returnPath(visit, routes.editList(list.id)));
  });

async function askDelete(visit: Visit): Promise<Answer> {
  const list = await own(visit);
  const ctx = await contextOf(visit);
  const { t } = ctx;
  return show(
    askView(ctx, {
      page: "lists",
      title: t("lists.delete_title", { title: list.title }),
      lead: t("lists.delete_lead"),
      action: routes.actOnList(list.id, "delete"),
      word: t("lists.delete"),
      back: routes.editList(list.id),
    }),
  );
}

async function deleteList(visit: Visit): Promise<Answer> {
  const { id } = await own(visit);
  await removeList(visit.kith, me(visit).id, id);
  return go(routes.lists, "lists.said_deleted");
}

export const listRoutes: readonly Route[] = [
  page(routes.lists, "member", async (visit) => await showLists(visit)),
  makes(action(routes.lists, "member", makeList)),
  page("/lists/:id/edit", "member", async (visit) => await showList(visit)),
  action("/lists/:id/edit", "member", saveList),
  onMembers("add"),
  onMembers("remove"),
  page("/lists/:id/delete", "member", askDelete),
  action("/lists/:id/delete", "member", deleteList),
];
