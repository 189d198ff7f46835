/** `/api/kith/v1/groups/:id/…`: what those do who look after a group: whom they let in, invite and ban, and what becomes of posts. */
import { accountsById, pagedAccounts } from "../account-pages.ts";
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { decide, VERDICTS, type Verdict } from "../../groups/decide.ts";
import { banElsewhere, decideElsewhere, findFarGroup } from "../../groups/elsewhere.ts";
import type { Group } from "../../groups/load.ts";
import { answerRequest, banFrom, loadBans, loadMembers, takeOut, unban } from "../../groups/membership.ts";
import { answerWaiting, loadQueue } from "../../groups/queue.ts";
import { loadReports, resolveReport } from "../../groups/reports.ts";
import { loadSweeps, sweepAgain } from "../../groups/sweep.ts";
import { appoint, assertRole, dismiss, handOver } from "../../groups/roles.ts";
import { findOriginal, findStatusById } from "../../statuses/find.ts";
import { loadReportedPage } from "../../statuses/judged.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderStatuses } from "../entities/status.ts";
import { answer, del, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, pagingOf, parse, text, whole } from "../shapes.ts";
import { groupParam, showGroup } from "./groups.ts";

export type Act = (request: ApiRequest, group: Group, by: Account) => Promise<unknown>;

export const selfOf = async (request: ApiRequest): Promise<Account> => await getAccount(request.kith.db, me(request).id);

/** Does something and answers with nothing. */
export const doing =
  (act: Act) =>
  async (request: ApiRequest): Promise<Answer> => {
    await act(request, await groupParam(request), await selfOf(request));
    return nothing;
  };

/** For those who look after it. */
export const asked =
  (act: (request: ApiRequest, group: Group) => Promise<Answer>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const group = await groupParam(request);
    await assertRole(request.kith.db, group, await selfOf(request));
    return await act(request, group);
  };

const person = async (request: ApiRequest): Promise<Account> => await getAccount(request.kith.db, idParam(request, "account_id"));

const why = z.object({ reason: text(5000).nullish() });
const banShape = why.extend({ expires_in: whole(1, 100 * 366 * 86_400).nullish(), with_posts: flag.nullish() });
const undoShape = z.object({ with_posts: flag.nullish() });

async function ban(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { reason, expires_in, with_posts } = parse(request.body, banShape);
  const expires_at = expires_in === null || expires_in === undefined ? 0 : kith.now() + expires_in * 1000;
  const draft = { target: await person(request), reason: reason ?? "", expires_at, with_posts: with_posts === true };
  const [far, by] = [await findFarGroup(kith.db, idParam(request)), await selfOf(request)];
  if (far === undefined) await banFrom(kith, await groupParam(request), by, draft);
  else await banElsewhere(kith, far, by, { ...draft, undo: false });
  return nothing;
}

async function takeBack(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const draft = { target: await person(request), with_posts: parse(request.body, undoShape).with_posts === true };
  const [far, by] = [await findFarGroup(kith.db, idParam(request)), await selfOf(request)];
  if (far === undefined) await unban(kith, await groupParam(request), by, draft);
  else await banElsewhere(kith, far, by, { ...draft, undo: true });
  return nothing;
}

const judging =
  (verdict: Verdict) =>
  async (request: ApiRequest): Promise<Answer> => {
    const { kith } = request;
    const [far, by] = [await findFarGroup(kith.db, idParam(request)), await selfOf(request)];
    const group = far ?? (await groupParam(request));
    const found = await findStatusById(kith.db, idParam(request, "status_id"));
    const status = found === undefined ? undefined : await findOriginal(kith.db, found);
    if (status === undefined) throw missing();
    const verdictOn = { verdict, status, reason: parse(request.body, why).reason ?? "" };
    if ("group" in group) await decide(kith, group, by, verdictOn);
    else await decideElsewhere(kith, group, by, verdictOn);
    return nothing;
  };

const answering = (accept: boolean) =>
  doing(async (request, group, by) => {
    const reason = parse(request.body, why).reason ?? "";
    await answerWaiting(request.kith, group, by, { status_id: idParam(request, "status_id"), accept, reason });
  });

async function requests(request: ApiRequest, { account }: Group): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadMembers(request.kith.db, { group_id: account.id, state: "pending" }, paging);
  return await pagedAccounts(request, rows, paging, "min_id");
}

/** Whoever may see them: its moderators have to judge them. */
async function waiting(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadQueue(request.kith.db, account.id);
  const page = await loadReportedPage(
    request.kith.db,
    rows.map(({ status_id }) => status_id),
  );
  return answer(renderStatuses(page, sceneOf(request.kith)));
}

async function reports(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadReports(request.kith.db, account.id);
  const page = await loadReportedPage(
    request.kith.db,
    rows.map(({ status_id }) => status_id),
  );
  const statuses = new Map(renderStatuses(page, sceneOf(request.kith)).map((status) => [status.id, status]));
  const by = await accountsById(
    request,
    rows.map(({ account_id }) => account_id),
  );
  return answer(
    rows.map(({ id, status_id, account_id, comment, created_at }) => ({
      id: String(id),
      by: by.get(account_id) ?? null,
      status: statuses.get(String(status_id)) ?? null,
      comment,
      created_at: rfc3339(created_at),
    })),
  );
}

async function bans(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadBans(request.kith.db, account.id, request.kith.now());
  const people = await accountsById(
    request,
    rows.map(({ account_id }) => account_id),
  );
  const sweeps = await loadSweeps(
    request.kith.db,
    account.id,
    rows.map(({ account_id }) => account_id),
  );
  return answer(
    rows.flatMap(({ account_id, reason, expires_at, created_at }) => {
      const banned = people.get(account_id);
      const ends = expires_at === 0 ? null : rfc3339(expires_at);
      const { what, failed = false } = sweeps.get(account_id) ?? {};
      const ban = { reason, expires_at: ends, created_at: rfc3339(created_at), removing: what === "remove" && !failed, failed };
      return banned === undefined ? [] : { account: banned, ...ban };
    }),
  );
}

async function handOverTo(request: ApiRequest): Promise<Answer> {
  const group = await groupParam(request);
  await handOver(request.kith, group, await selfOf(request), await person(request));
  return await showGroup(request, group);
}

const at = "/api/kith/v1/groups/:id";
const [read, write] = [user("read:accounts"), user("write:accounts")];

export const groupModerationRoutes: readonly Route[] = [
  get(`${at}/requests`, read, asked(requests)),
  post(
    `${at}/requests/:account_id/accept`,
    write,
    doing(
      async (request, group, by) => await answerRequest(request.kith, group, by, { asker: await person(request), accept: true }),
    ),
  ),
  post(
    `${at}/requests/:account_id/reject`,
    write,
    doing(
      async (request, group, by) => await answerRequest(request.kith, group, by, { asker: await person(request), accept: false }),
    ),
  ),
  del(
    `${at}/members/:account_id`,
    write,
    doing(async (request, group, by) => await takeOut(request.kith, group, by, await person(request))),
  ),
  get(`${at}/bans`, read, asked(bans)),
  post(`${at}/bans/:account_id`, write, ban),
  del(`${at}/bans/:account_id`, write, takeBack),
  post(
    `${at}/bans/:account_id/retry`,
    write,
    doing(async (request, group, by) => await sweepAgain(request.kith, group, by, await person(request))),
  ),
  post(
    `${at}/moderators/:account_id`,
    write,
    doing(async (request, group, by) => await appoint(request.kith, group, by, await person(request))),
  ),
  del(
    `${at}/moderators/:account_id`,
    write,
    doing(async (request, group, by) => await dismiss(request.kith, group, by, await person(request))),
  ),
  post(`${at}/hand_over/:account_id`, write, handOverTo),
  get(`${at}/waiting`, read, asked(waiting)),
  post(`${at}/waiting/:status_id/approve`, write, answering(true)),
  post(`${at}/waiting/:status_id/refuse`, write, answering(false)),
  ...VERDICTS.map((verdict) => post(`${at}/statuses/:status_id/${verdict}`, write, judging(verdict))),
  get(`${at}/reports`, read, asked(reports)),
  post(
    `${at}/reports/:report_id/resolve`,
    write,
    doing(async (request, group, by) => await resolveReport(request.kith, group, by, idParam(request, "report_id"))),
  ),
];
