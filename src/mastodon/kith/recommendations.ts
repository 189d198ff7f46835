/** `/api/kith/v1/recommendations`: what people say of each other's work, signed by who says it, shown when its subject agrees; and referring people to each other. */
import { z } from "zod";
import { getAccount, loadAccounts } from "../../accounts/find.ts";
import { refer } from "../../conversations/refer.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { checkFor } from "../../recommendations/check.ts";
import { answerRecommendation } from "../../recommendations/answer.ts";
import { loadCv } from "../../cv/show.ts";
import { getRecommendation, loadGiven, loadReceived, type Recommendation } from "../../recommendations/load.ts";
import { RELATIONS } from "../../recommendations/rules.ts";
import { recommend, revokeRecommendation } from "../../recommendations/write.ts";
import { accountParam } from "../accounts.ts";
import { renderCheck, renderCv, renderRecommendation } from "../entities/cv.ts";
import { paged } from "../links.ts";
import { renderAccounts, sceneWith } from "../present.ts";
import { answer, anyone, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, pagingOf, parse, text, textOf } from "../shapes.ts";

const draft = z.object({ relation: z.enum(RELATIONS).nullish(), text: text(10_000) });
const checking = z.object({ uri: text(2048) });
const referring = z.object({ account_id: id, to_id: id, comment: text(10_000).nullish() });

async function render(request: ApiRequest, rows: readonly Recommendation[]) {
  const ids = rows.flatMap(({ author_id, subject_id }) => [author_id, subject_id]);
  const accounts = await renderAccounts(request, [...(await loadAccounts(request.kith.db, ids)).values()]);
  const byId = new Map(accounts.map((account) => [Number(account.id), account]));
  return rows.map((row) => renderRecommendation(row, byId.get(row.author_id) ?? null, byId.get(row.subject_id) ?? null));
}

const one = async (request: ApiRequest, named: number): Promise<Answer> => {
  const [shown] = await render(request, [await getRecommendation(request.kith.db, request.viewer_id, named)]);
  return answer(shown);
};

async function own(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 20, 40);
  const load = textOf(request.query["which"]) === "given" ? loadGiven : loadReceived;
  const rows = await load(request.kith.db, me(request).id, paging);
  return paged(request, await render(request, rows), { cursors: rows.map((row) => row.id), paging });
}

/** As the account's CV shows them. */
async function ofAccount(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const cv = await loadCv(kith, viewer_id, await accountParam(request));
  if (cv === undefined) return answer([]);
  const authors = cv.recommendations.flatMap(({ author }) => author ?? []);
  return answer(renderCv(cv, await sceneWith(kith, viewer_id, authors)).recommendations);
}

async function write(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const said = parse(request.body, draft);
  const author = await getAccount(kith.db, me(request).id);
  const row = await recommend(kith, author, await accountParam(request), { relation: said.relation ?? "other", text: said.text });
  return await one(request, row.id);
}

type Act = (kith: Kith, account: Account, row: Recommendation) => Promise<void>;
const acting =
  (act: Act) =>
  async (request: ApiRequest): Promise<Answer> => {
    const { kith } = request;
    await act(kith, me(request), await getRecommendation(kith.db, me(request).id, idParam(request)));
    return nothing;
  };

async function verify(request: ApiRequest): Promise<Answer> {
  const { uri } = parse(request.body, checking);
  const { id: viewer_id } = me(request);
  return answer(renderCheck(await checkFor(request.kith, viewer_id, uri, viewer_id)));
}

async function referTo(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { account_id, to_id, comment } = parse(request.body, referring);
  await refer(kith, await getAccount(kith.db, me(request).id), { referred_id: account_id, to_id }, comment ?? "");
  return nothing;
}

const at = "/api/kith/v1/recommendations";
const [read, change] = [user("read:accounts"), user("write:accounts")];

export const recommendationRoutes: readonly Route[] = [
  get(at, read, own),
  post(`${at}/verify`, read, verify),
  get(`${at}/:id`, anyone("read:accounts"), async (request) => await one(request, idParam(request))),
  post(
    `${at}/:id/accept`,
    change,
    acting(async (kith, account, row) => await answerRecommendation(kith, account, row, true)),
  ),
  post(
    `${at}/:id/decline`,
    change,
    acting(async (kith, account, row) => await answerRecommendation(kith, account, row, false)),
  ),
  post(`${at}/:id/revoke`, change, acting(revokeRecommendation)),
  get("/api/kith/v1/accounts/:id/recommendations", anyone("read:accounts"), ofAccount),
  post("/api/kith/v1/accounts/:id/recommendations", change, write),
  post("/api/kith/v1/referrals", user("write:statuses"), referTo),
];
