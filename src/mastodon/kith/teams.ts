/** `/api/kith/v1/teams`: accounts for which several people write. With one's own token: one in the name of a team looks after none. */
import { z } from "zod";
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { forbidden, missing } from "../../errors.ts";
import { changeTeam, closeTeam, createTeam, openAccount } from "../../teams/create.ts";
import { loadTeamPosts } from "../../teams/authors.ts";
import { getTeam, getTeamAs, isOwner, loadMembers, loadTeams, type Team } from "../../teams/load.ts";
import { loadLog } from "../../teams/log.ts";
import { acceptInvitation, changeRole, inviteMember, removeMember } from "../../teams/members.ts";
import type { TeamRole } from "../../db/planning-values.ts";
import { paged } from "../links.ts";
import { renderAccounts } from "../present.ts";
import {
  answer,
  del,
  get,
  idParam,
  me,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { flag, id, pagingOf, parse, text } from "../shapes.ts";

const PATH = "/api/kith/v1/teams";
const role = z.enum(["owner", "editor", "writer", "analyst"], "is not included in the list");
const fresh = z.object({
  username: text(200).nullish(),
  display_name: text(500).nullish(),
  names_authors: flag.nullish(),
  own: flag.nullish(),
});
const settings = z.object({ names_authors: flag.nullish(), shares_messages: flag.nullish() });
const invitation = z.object({ account_id: id, role });
const roleOnly = z.object({ role });
const closing = z.object({ confirm: text(200) });

/** Who asks, as themselves. @throws Refusal `forbidden` */
export function self(request: ApiRequest): Account {
  if (request.access?.member !== undefined) throw forbidden("This takes your own access token, not one for a team");
  return me(request);
}

type Shown = Team & { role: TeamRole; accepted?: boolean };

async function show(request: ApiRequest, teams: readonly Shown[]) {
  const accounts = await renderAccounts(
    request,
    teams.map(({ account }) => account),
  );
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return teams.flatMap(({ account, team, personal, role: own, accepted = true }) => {
    const shown = byId.get(String(account.id));
    return shown === undefined ? [] : [{ id: shown.id, account: shown, personal, ...choicesOf(team), role: own, accepted }];
  });
}

const choicesOf = ({ names_authors, shares_messages }: Team["team"]) => ({
  names_authors: names_authors === 1,
  shares_messages: shares_messages === 1,
});

const one = async (request: ApiRequest, team: Shown): Promise<Answer> => answer((await show(request, [team]))[0]);

async function create(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const fields = parse(request.body, fresh);
  const by = self(request);
  if (fields.own === true) return await one(request, { ...(await openAccount(kith, by)), role: "owner" });
  const { username, display_name, names_authors } = fields;
  const draft = { username: username ?? "", display_name: display_name ?? "", names_authors: names_authors ?? false };
  return await one(request, { ...(await createTeam(kith, by, draft)), role: "owner" });
}

const owned = async (request: ApiRequest) => await getTeamAs(request.kith.db, idParam(request), self(request).id, isOwner);

async function members(request: ApiRequest): Promise<Answer> {
  const team = await getTeam(request.kith.db, idParam(request), self(request).id);
  const rows = await loadMembers(request.kith.db, team.account.id);
  const accounts = await renderAccounts(
    request,
    rows.map(({ account }) => account),
  );
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return answer(
    rows.flatMap((row) => {
      const account = byId.get(String(row.account_id));
      return account === undefined || account.suspended === true
        ? []
        : [{ account, role: row.role, accepted: row.accepted_at > 0 }];
    }),
  );
}

async function invite(request: ApiRequest): Promise<Answer> {
  const team = await owned(request);
  const fields = parse(request.body, invitation);
  const target = await findAccountById(request.kith.db, fields.account_id);
  if (target === undefined) throw missing();
  await inviteMember(request.kith, team, self(request), { target, role: fields.role });
  return await members(request);
}

async function leave(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const found = (await loadTeams(kith.db, self(request).id)).find(({ account }) => account.id === idParam(request));
  if (found === undefined) throw missing();
  await removeMember(kith, found, self(request), self(request).id);
  return nothing;
}

/** What they did in its name, and with it. */
async function log(request: ApiRequest): Promise<Answer> {
  const team = await getTeam(request.kith.db, idParam(request), self(request).id);
  const paging = pagingOf(request.query);
  const rows = await loadLog(request.kith.db, team.account.id, paging);
  const entries = rows.map((row) => ({
    id: String(row.id),
    act: row.act,
    detail: row.detail,
    by: String(row.actor_id),
    account_id: row.account_id === 0 ? null : String(row.account_id),
    created_at: rfc3339(row.created_at),
  }));
  return paged(request, entries, { cursors: rows.map((row) => row.id), paging });
}

/** Who of them wrote what. */
async function posts(request: ApiRequest): Promise<Answer> {
  const { db } = request.kith;
  const team = await getTeam(db, idParam(request), self(request).id);
  const paging = pagingOf(request.query);
  const rows = await loadTeamPosts(db, team.account.id, paging);
  const accounts = await loadAccounts(
    db,
    rows.map(({ account_id }) => account_id),
  );
  const nameOf = (account: Account | undefined) => (account === undefined || account.suspended_at > 0 ? "" : account.username);
  const entries = rows.map(({ status_id, account_id }) => ({
    status_id: String(status_id),
    account_id: String(account_id),
    username: nameOf(accounts.get(account_id)),
  }));
  return paged(request, entries, { cursors: rows.map(({ status_id }) => status_id), paging });
}

export const teamRoutes: readonly Route[] = [
  get(PATH, user("read:accounts"), async (request) =>
    answer(await show(request, await loadTeams(request.kith.db, self(request).id))),
  ),
  post(PATH, user("write:accounts"), create),
  get(`${PATH}/:id`, user("read:accounts"), async (request) =>
    one(request, await getTeam(request.kith.db, idParam(request), self(request).id)),
  ),
  patch(`${PATH}/:id`, user("write:accounts"), async (request) => {
    const team = await owned(request);
    const { names_authors, shares_messages } = parse(request.body, settings);
    const wished = { names_authors: names_authors ?? undefined, shares_messages: shares_messages ?? undefined };
    await changeTeam(request.kith, team, self(request), wished);
    return await one(request, await getTeam(request.kith.db, team.account.id, self(request).id));
  }),
  del(`${PATH}/:id`, user("write:accounts"), async (request) => {
    const team = await owned(request);
    if (parse(request.body, closing).confirm !== team.account.username) throw forbidden("Type the name of the team to close it");
    await closeTeam(request.kith, team, self(request));
    return nothing;
  }),
  get(`${PATH}/:id/members`, user("read:accounts"), members),
  post(`${PATH}/:id/members`, user("write:accounts"), invite),
  patch(`${PATH}/:id/members/:account_id`, user("write:accounts"), async (request) => {
    const to = { account_id: idParam(request, "account_id"), role: parse(request.body, roleOnly).role };
    await changeRole(request.kith, await owned(request), self(request), to);
    return await members(request);
  }),
  del(`${PATH}/:id/members/:account_id`, user("write:accounts"), async (request) => {
    await removeMember(request.kith, await owned(request), self(request), idParam(request, "account_id"));
    return await members(request);
  }),
  post(`${PATH}/:id/accept`, user("write:accounts"), async (request) => {
    await acceptInvitation(request.kith, idParam(request), self(request).id);
    return await one(request, await getTeam(request.kith.db, idParam(request), self(request).id));
  }),
  post(`${PATH}/:id/leave`, user("write:accounts"), leave),
  get(`${PATH}/:id/log`, user("read:accounts"), log),
  get(`${PATH}/:id/posts`, user("read:accounts"), posts),
];
