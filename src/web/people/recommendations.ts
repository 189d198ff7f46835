/** Recommendations: reading, answering, writing and checking them; and recommending somebody to somebody. */
import { addressKey } from "../../access/limits.ts";
import { findAccountByUri, getAccount, loadAccounts } from "../../accounts/find.ts";
import { searchAccounts } from "../../accounts/search.ts";
import { refer } from "../../conversations/refer.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { answerRecommendation } from "../../recommendations/answer.ts";
import { checkFor } from "../../recommendations/check.ts";
import { findWritten, getRecommendation, loadGiven, loadReceived, type Recommendation } from "../../recommendations/load.ts";
import { assertMayRecommend, relationOf } from "../../recommendations/rules.ts";
import { recommend, revokeRecommendation } from "../../recommendations/write.ts";
import type { Problems } from "../../../views/frame/context.ts";
import {
  checkView,
  recommendationsView,
  recommendationView,
  recommendView,
  referView,
  type Stated,
} from "../../../views/people/recommendations.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const SIZE = 20;

async function completed({ kith }: Visit, rows: readonly Recommendation[]): Promise<Stated[]> {
  const people = await loadAccounts(
    kith.db,
    rows.flatMap(({ author_id, subject_id }) => [author_id, subject_id]),
  );
  return rows.map((row) => ({ row, author: people.get(row.author_id), subject: people.get(row.subject_id) }));
}

const showOwn =
  (which: "received" | "given") =>
  async (visit: Visit): Promise<Answer> => {
    const paging = readPaging(visit, SIZE);
    const load = which === "given" ? loadGiven : loadReceived;
    const rows = await load(visit.kith.db, me(visit).id, paging);
    const { items, pager } = cut(visit, paging, rows, ({ id }) => id);
    return show(recommendationsView(await contextOf(visit), { which, items: await completed(visit, items), pager }));
  };

async function showOne(visit: Visit): Promise<Answer> {
  const row = await getRecommendation(visit.kith.db, visit.viewer_id, idParam(visit) ?? 0);
  if (visit.wants_activity) return go(row.uri);
  const [stated] = await completed(visit, [row]);
  if (stated === undefined) throw missing();
  return show(recommendationView(await contextOf(visit), stated));
}

const answering =
  (accepted: boolean) =>
  async (visit: Visit): Promise<Answer> => {
    const { kith } = visit;
    const row = await getRecommendation(kith.db, me(visit).id, idParam(visit) ?? 0);
    await answerRecommendation(kith, me(visit), row, accepted);
    return go(routes.recommendations, accepted ? "cv.said_accepted" : "cv.said_declined");
  };

async function revoke(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  await revokeRecommendation(kith, me(visit), await getRecommendation(kith.db, me(visit).id, idParam(visit) ?? 0));
  return go(routes.recommendationsGiven, "cv.said_revoked");
}

async function showCheck(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query, ip } = visit;
  const check = await checkFor(kith, viewer_id, query.get("uri") ?? "", viewer_id === 0 ? addressKey(ip) : viewer_id);
  const known = async (uri: string | undefined) => (uri === undefined ? undefined : await findAccountByUri(kith.db, uri));
  const people = { author: await known(check.signed?.author_uri), subject: await known(check.signed?.subject_uri) };
  return show(checkView(await contextOf(visit), { check, ...people }));
}

const target = async (visit: Visit): Promise<Account> => await getAccount(visit.kith.db, idParam(visit) ?? 0);

async function showRecommend(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const subject = await target(visit);
  await assertMayRecommend(kith.db, me(visit), subject);
  const written = await findWritten(kith.db, me(visit).id, subject.id);
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(recommendView(await contextOf(visit), { subject, written, ...state }), problems === undefined ? 200 : 422);
}

async function writeOne(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const draft = { relation: relationOf(form.text("relation")), text: form.text("text") };
  const author = await getAccount(kith.db, me(visit).id);
  const subject = await target(visit);
  await assertMayRecommend(kith.db, author, subject);
  const done = recommend(kith, author, subject, draft).then(() => undefined);
  const problems = await done.catch((error: unknown) => problemsOf(error, locale, "text"));
  return problems === undefined ? go(routes.recommendationsGiven, "cv.said_recommended") : await showRecommend(visit, problems);
}

async function showRefer(visit: Visit, problems?: Problems): Promise<Answer> {
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  const account = await target(visit);
  return show(referView(await contextOf(visit), { account, ...state }), problems === undefined ? 200 : 422);
}

async function referOne(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const account = await getAccount(kith.db, me(visit).id);
  const referred = await target(visit);
  const [to] = await searchAccounts(kith, account.id, { q: form.text("to"), limit: 1, following: true });
  const done = refer(kith, account, { referred_id: referred.id, to_id: to?.id ?? 0 }, form.text("comment"));
  const problems = await done.then(() => undefined).catch((error: unknown) => problemsOf(error, locale, "to"));
  return problems === undefined ? go(routes.profile(referred), "cv.said_referred") : await showRefer(visit, problems);
}

export const recommendationRoutes: readonly Route[] = [
  page(routes.recommendations, "member", showOwn("received")),
  page(routes.recommendationsGiven, "member", showOwn("given")),
  page("/recommendations/check", "anyone", showCheck),
  page("/recommendations/:id", "anyone", showOne),
  action("/recommendations/:id/accept", "member", answering(true)),
  action("/recommendations/:id/decline", "member", answering(false)),
  action("/recommendations/:id/revoke", "member", revoke),
  page("/accounts/:id/recommend", "member", async (visit) => await showRecommend(visit)),
  makes(action("/accounts/:id/recommend", "member", writeOne)),
  page("/accounts/:id/refer", "member", async (visit) => await showRefer(visit)),
  makes(action("/accounts/:id/refer", "member", referOne)),
];
