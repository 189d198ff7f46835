/** `/api/kith/v1/groups/:id/…`: what those do who look after a group: whom they let in, invite and ban, and what becomes of posts. */
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import { searchAccounts } from "../../accounts/search.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { decide, VERDICTS, type Verdict } from "../../groups/decide.ts";
import {
  createLink,
  dropInvitation,
  invite,
  loadInvited,
  loadLinks,
  removeLink,
  type GroupLink,
} from "../../groups/invitations.ts";
import type { Group } from "../../groups/load.ts";
import { answerRequest, banFrom, loadBans, loadMembers, takeOut, unban } from "../../groups/membership.ts";
import { answerWaiting, loadQueue } from "../../groups/queue.ts";
import { loadReports, resolveReport } from "../../groups/reports.ts";
import { appoint, assertRole, dismiss, handOver } from "../../groups/roles.ts";
import { findOriginal, findStatusById } from "../../statuses/find.ts";
import { loadReportedPage } from "../../statuses/load.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderStatuses } from "../entities/status.ts";
import { paged } from "../links.ts";
import { showAccounts } from "../present.ts";
import { answer, del, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, pagingOf, parse, text, whole } from "../shapes.ts";
import { groupParam, showGroup } from "./groups.ts";

type Act = (request: ApiRequest, group: Group, by: Account) => Promise<unknown>;

const selfOf = async (request: ApiRequest): Promise<Account> => await getAccount(request.kith.db, me(request).id);

/** Does something and answers with nothing. */
const doing =
  (act: Act) =>
  async (request: ApiRequest): Promise<Answer> => {
    await act(request, await groupParam(request), await selfOf(request));
    return nothing;
  };

/** For those who look after it. */
const asked =
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

const ban: Act = async (request, group, by) => {
  const { reason, expires_in, with_posts } = parse(request.body, banShape);
  const expires_at = expires_in === null || expires_in === undefined ? 0 : request.kith.now() + expires_in * 1000;
  const draft = { reason: reason ?? "", expires_at, with_posts: with_posts === true };
  await banFrom(request.kith, group, by, await person(request), draft);
};

const judging = (verdict: Verdict) =>
  doing(async (request, group, by) => {
    const { kith } = request;
    const found = await findStatusById(kith.db, idParam(request, "status_id"));
    const status = found === undefined ? undefined : await findOriginal(kith.db, found);
    if (status === undefined) throw missing();
    await decide(kith, group, by, { verdict, status, reason: parse(request.body, why).reason ?? "" });
  });

const answering = (accept: boolean) =>
  doing(async (request, group, by) => {
    const reason = parse(request.body, why).reason ?? "";
    await answerWaiting(request.kith, group, by, { status_id: idParam(request, "status_id"), accept, reason });
  });

async function requests(request: ApiRequest, { account }: Group): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadMembers(request.kith.db, account.id, "pending", paging);
  const accounts = await showAccounts(
    request,
    rows.map(({ account_id }) => account_id),
  );
  return paged(request, accounts, { cursors: rows.map(({ id }) => id), paging });
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
  const by = new Map(
    (
      await showAccounts(
        request,
        rows.map(({ account_id }) => account_id),
      )
    ).map((one) => [one.id, one]),
  );
  return answer(
    rows.map(({ id, status_id, account_id, comment, created_at }) => ({
      id: String(id),
      by: by.get(String(account_id)) ?? null,
      status: statuses.get(String(status_id)) ?? null,
      comment,
      created_at: rfc3339(created_at),
    })),
  );
}

async function bans(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadBans(request.kith.db, account.id, request.kith.now());
  const people = await showAccounts(
    request,
    rows.map(({ account_id }) => account_id),
  );
  return answer(
    rows.flatMap(({ account_id, reason, expires_at, created_at }) => {
      const banned = people.find(({ id }) => id === String(account_id));
      const ends = expires_at === 0 ? null : rfc3339(expires_at);
      return banned === undefined ? [] : { account: banned, reason, expires_at: ends, created_at: rfc3339(created_at) };
    }),
  );
}

const inviteShape = z.object({ acct: text(400) });

/** Somebody by name; other servers are asked. */
const inviting: Act = async (request, group, by) => {
  const q = parse(request.body, inviteShape).acct.trim();
  const [target] = await searchAccounts(request.kith, by.id, { q: q.startsWith("@") ? q : `@${q}`, limit: 1, resolve: true });
  if (target === undefined) throw missing();
  await invite(request.kith, group, by, target);
};

async function invited(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadInvited(request.kith.db, account.id);
  return answer(
    await showAccounts(
      request,
      rows.map(({ account_id }) => account_id),
    ),
  );
}

const renderLink = ({ kith }: ApiRequest, { id, code, max_uses, uses, expires_at, created_at }: GroupLink) => ({
  id: String(id),
  code,
  url: `${kith.instance.origin}/groups/join/${code}`,
  max_uses: max_uses === 0 ? null : max_uses,
  uses,
  expires_at: expires_at === 0 ? null : rfc3339(expires_at),
  created_at: rfc3339(created_at),
});

const linkShape = z.object({ max_uses: whole(0, 1000).nullish(), days: whole(0, 365).nullish() });

async function makeLink(request: ApiRequest): Promise<Answer> {
  const { max_uses, days } = parse(request.body, linkShape);
  const by = await selfOf(request);
  const link = await createLink(request.kith, await groupParam(request), by, { max_uses: max_uses ?? 0, days: days ?? 0 });
  return answer(renderLink(request, link));
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
    doing(async (request, group, by) => await answerRequest(request.kith, group, by, await person(request), true)),
  ),
  post(
    `${at}/requests/:account_id/reject`,
    write,
    doing(async (request, group, by) => await answerRequest(request.kith, group, by, await person(request), false)),
  ),
  del(
    `${at}/members/:account_id`,
    write,
    doing(async (request, group, by) => await takeOut(request.kith, group, by, await person(request))),
  ),
  get(`${at}/bans`, read, asked(bans)),
  post(`${at}/bans/:account_id`, write, doing(ban)),
  del(
    `${at}/bans/:account_id`,
    write,
    doing(
      async (request, group, by) =>
        await unban(request.kith, group, by, await person(request), parse(request.body, undoShape).with_posts === true),
    ),
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
  get(`${at}/invitations`, read, asked(invited)),
  post(`${at}/invitations`, write, doing(inviting)),
  del(
    `${at}/invitations/:account_id`,
    write,
    doing(async (request, group, by) => await dropInvitation(request.kith, group, by, idParam(request, "account_id"))),
  ),
  get(
    `${at}/links`,
    read,
    asked(async (request, { account }) =>
      answer((await loadLinks(request.kith.db, account.id)).map((link) => renderLink(request, link))),
    ),
  ),
  post(`${at}/links`, write, makeLink),
  del(
    `${at}/links/:link_id`,
    write,
    doing(async (request, group, by) => await removeLink(request.kith, group, by, idParam(request, "link_id"))),
  ),
];
