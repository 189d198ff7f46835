/** Making, renaming and ending circles, and who is in them. */
import { getAccount } from "../../accounts/find.ts";
import { createCircle, ensureCircles, getCircle, removeCircle, renameCircle, type Circle } from "../../circles/circles.ts";
import { addMembers, circlesWith, loadMembers, membersAmong, removeMembers } from "../../circles/members.ts";
import { loadReach, loadReaches } from "../../circles/reach.ts";
import { missing } from "../../errors.ts";
import { findAmongFollows } from "../../follows/find.ts";
import { readId } from "../../ids.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { circlesView, circleView, inCirclesView, type CirclePage } from "../../../views/people/circles.ts";
import { askView } from "../../../views/people/lists.ts";
import { circleName } from "../../../views/parts/circle-words.ts";
import { routes } from "../../../views/frame/routes.ts";
import { isShown, loadShown } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 40;
const FOUND = 20;

const own = async (visit: Visit): Promise<Circle> => await getCircle(visit.kith.db, me(visit).id, idParam(visit));
const typedTitle = ({ form }: Visit): string => form.text("title");

async function showCircles(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const circles = await ensureCircles(kith, me(visit).id);
  const reaches = await loadReaches(kith.db, circles);
  const shown = circles.flatMap((circle) => {
    const reach = reaches.get(circle.id);
    return reach === undefined ? [] : [{ circle, reach }];
  });
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(circlesView(await contextOf(visit), { circles: shown, ...state }), problems === undefined ? 200 : 422);
}

async function makeCircle(visit: Visit): Promise<Answer> {
  const made = createCircle(visit.kith, me(visit).id, typedTitle(visit));
  const circle = await made.catch((error: unknown) => ({ problems: problemsOf(error, visit.locale, "title") }));
  return "problems" in circle
    ? await showCircles(visit, circle.problems)
    : go(routes.circle(circle.id), "friends.said_circle_made");
}

async function showCircle(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, query, form } = visit;
  const circle = await own(visit);
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadMembers(kith.db, circle, paging), ({ id }) => id);
  const members = await loadShown(
    visit,
    items.map(({ account_id }) => account_id),
  );
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  const [found, reach] = [await findFor(visit, circle, q), await loadReach(kith.db, circle)];
  return show(
    circleView(await contextOf(visit), { circle, reach, members, pager, q, found, ...state }),
    problems === undefined ? 200 : 422,
  );
}

/** Among those whom one follows, and who follow one. */
async function findFor({ kith, viewer_id }: Visit, circle: Circle, q: string): Promise<CirclePage["found"]> {
  if (q === "") return [];
  const find = async (which: "following" | "followers") => await findAmongFollows(kith.db, viewer_id, { which, q, limit: FOUND });
  const found = new Map([...(await find("following")), ...(await find("followers"))].map((account) => [account.id, account]));
  const accounts = [...found.values()].filter(isShown).slice(0, FOUND);
  const holding = await membersAmong(
    kith.db,
    circle,
    accounts.map(({ id }) => id),
  );
  return accounts.map((account) => ({ account, holds: holding.has(account.id) }));
}

async function rename(visit: Visit): Promise<Answer> {
  const { id } = await own(visit);
  const saved = renameCircle(visit.kith, me(visit).id, id, typedTitle(visit)).then(() => undefined);
  const problems = await saved.catch((error: unknown) => problemsOf(error, visit.locale, "title"));
  return problems === undefined ? go(routes.circle(id), "friends.said_circle_saved") : await showCircle(visit, problems);
}

const onMembers = (act: "add" | "remove"): Route =>
  action(`/circles/:id/${act}`, "member", async (visit) => {
    const { kith, form } = visit;
    const circle = await own(visit);
    const account_id = readId(form.text("account")) ?? 0;
    await (act === "add" ? addMembers : removeMembers)(kith, circle, [account_id]);
    return go(returnPath(visit, routes.circle(circle.id)));
  });

async function askDelete(visit: Visit): Promise<Answer> {
  const circle = await own(visit);
  const ctx = await contextOf(visit);
  const { t } = ctx;
  return show(
    askView(ctx, {
      page: "circles",
      title: t("friends.circle_delete_title", { title: circleName(circle, ctx) }),
      lead: t("friends.circle_delete_lead"),
      action: routes.actOnCircle(circle.id, "delete"),
      word: t("friends.circle_delete"),
      back: routes.circle(circle.id),
    }),
  );
}

async function deleteCircle(visit: Visit): Promise<Answer> {
  const { id } = await own(visit);
  await removeCircle(visit.kith, me(visit).id, id);
  return go(routes.circles, "friends.said_circle_deleted");
}

async function showIn(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const account = await getAccount(kith.db, idParam(visit) ?? 0);
  if (account.id === viewer_id) throw missing();
  const holding = new Set((await circlesWith(kith.db, viewer_id, account.id)).map(({ id }) => id));
  const circles = (await ensureCircles(kith, viewer_id)).map((circle) => ({ circle, holds: holding.has(circle.id) }));
  return show(inCirclesView(await contextOf(visit), { account, circles, return_to: visit.referer ?? routes.profile(account) }));
}

async function saveIn(visit: Visit): Promise<Answer> {
  const { kith, form, viewer_id } = visit;
  const account = await getAccount(kith.db, idParam(visit) ?? 0);
  const wanted = new Set(form.all("circle").flatMap((text) => readId(text) ?? []));
  const holding = new Set((await circlesWith(kith.db, viewer_id, account.id)).map(({ id }) => id));
  for (const circle of await ensureCircles(kith, me(visit).id)) {
    if (wanted.has(circle.id) && !holding.has(circle.id)) await addMembers(kith, circle, [account.id]);
    if (!wanted.has(circle.id) && holding.has(circle.id)) await removeMembers(kith, circle, [account.id]);
  }
  return go(returnPath(visit, routes.profile(account)), "friends.said_circles");
}

export const circleRoutes: readonly Route[] = [
  page("/accounts/:id/circles", "member", showIn),
  action("/accounts/:id/circles", "member", saveIn),
  page(routes.circles, "member", async (visit) => await showCircles(visit)),
  makes(action(routes.circles, "member", makeCircle)),
  page("/circles/:id", "member", async (visit) => await showCircle(visit)),
  action("/circles/:id/rename", "member", rename),
  onMembers("add"),
  onMembers("remove"),
  page("/circles/:id/delete", "member", askDelete),
  action("/circles/:id/delete", "member", deleteCircle),
];
