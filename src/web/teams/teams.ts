/** Teams: those one is in, who is in them, what they did, and writing in their name. */
import { findAccountByHandle, loadAccounts } from "../../accounts/find.ts";
import { actInSession } from "../../access/sessions.ts";
import type { TeamRole } from "../../db/planning-values.ts";
import { invalid, missing } from "../../errors.ts";
import { changeTeam, closeTeam, createTeam, openAccount } from "../../teams/create.ts";
import { getTeam, getTeamAs, isOwner, loadMembers, loadTeams } from "../../teams/load.ts";
import { loadLog } from "../../teams/log.ts";
import { acceptInvitation, changeRole, inviteMember, removeMember } from "../../teams/members.ts";
import { TEAM_ROLES } from "../../teams/roles.ts";
import { normalizeHandle } from "../../text/names.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { closeTeamView, teamLogView, teamsView, teamView } from "../../../views/teams/teams.ts";
import { isShown } from "../people/accounts.ts";
import { person } from "../frame/acting.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, returnPath, type Visit } from "../frame/visit.ts";

async function showTeams(visit: Visit, problems?: Problems): Promise<Answer> {
  const self = person(visit);
  const teams = await loadTeams(visit.kith.db, self.id);
  const opened = teams.some(({ account }) => account.id === self.id);
  const state = { teams, opened, problems, typed: visit.form.typed };
  return show(teamsView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

async function make(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const draft = {
    username: form.text("username"),
    display_name: form.text("display_name"),
    names_authors: form.has("names_authors"),
  };
  try {
    const { account } = await createTeam(kith, person(visit), draft);
    return go(routes.team(account.id), "teams.said_made");
  } catch (error) {
    return await showTeams(visit, problemsOf(error, locale, ""));
  }
}

async function showTeam(visit: Visit, problems?: Problems): Promise<Answer> {
  const { db } = visit.kith;
  const team = await getTeam(db, idParam(visit), person(visit).id);
  const state = {
    team,
    self: person(visit).id,
    members: (await loadMembers(db, team.account.id)).filter(({ account }) => isShown(account)),
    problems,
    typed: visit.form.typed,
  };
  return show(teamView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

async function showLog(visit: Visit): Promise<Answer> {
  const { db } = visit.kith;
  const team = await getTeam(db, idParam(visit), person(visit).id);
  const paging = readPaging(visit);
  const { items, pager } = cut(visit, paging, await loadLog(db, team.account.id, paging), ({ id }) => id);
  const ids = items.flatMap(({ actor_id, account_id }) => [actor_id, account_id]);
  return show(teamLogView(await contextOf(visit), { team, items, people: await loadAccounts(db, ids), pager }));
}

const roleIn = ({ form }: Visit): TeamRole => TEAM_ROLES.find((role) => role === form.text("role")) ?? "writer";

async function invite(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const self = person(visit);
  const team = await getTeamAs(kith.db, idParam(visit), self.id, isOwner);
  try {
    const handle = normalizeHandle(form.text("handle").trim().replace(/^@?/, "@"))?.split("@")[0] ?? "";
    const target = await findAccountByHandle(kith.db, handle, "");
    if (target === undefined) throw invalid("Nobody here has that name");
    await inviteMember(kith, team, self, { target, role: roleIn(visit) });
    return go(routes.team(team.account.id), "teams.said_invited");
  } catch (error) {
    return await showTeam(visit, problemsOf(error, locale, "handle"));
  }
}

/** What an owner does, and what may be wrong with it for the whole. */
const owning = (path: string, act: (visit: Visit, team: Awaited<ReturnType<typeof getTeam>>) => Promise<Answer>): Route =>
  makes(
    action(`/teams/:id/${path}`, "member", async (visit) => {
      const team = await getTeamAs(visit.kith.db, idParam(visit), person(visit).id, isOwner);
      try {
        return await act(visit, team);
      } catch (error) {
        return await showTeam(visit, problemsOf(error, visit.locale, ""));
      }
    }),
  );

async function leave(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const self = person(visit);
  const id = idParam(visit) ?? 0;
  const found = (await loadTeams(kith.db, self.id)).find(({ account }) => account.id === id);
  if (found === undefined) throw missing();
  try {
    await removeMember(kith, found, self, self.id);
    return go(routes.teams, "teams.said_left");
  } catch (error) {
    return await showTeams(visit, problemsOf(error, visit.locale, ""));
  }
}

/** From now on the pages are in its name. */
async function act(visit: Visit): Promise<Answer> {
  const { kith, session } = visit;
  const self = person(visit);
  const team = await getTeam(kith.db, idParam(visit), self.id);
  if (session === undefined || team.account.id === self.id) throw missing();
  await actInSession(kith, session.id, team.account.id);
  return go(team.role === "analyst" ? routes.team(team.account.id) : returnPath(visit, routes.compose()));
}

async function stop(visit: Visit): Promise<Answer> {
  if (visit.session !== undefined) await actInSession(visit.kith, visit.session.id, null);
  return go(returnPath(visit, routes.teams));
}

const askClose = async (visit: Visit): Promise<Answer> =>
  show(closeTeamView(await contextOf(visit), await getTeamAs(visit.kith.db, idParam(visit), person(visit).id, isOwner)));

export const teamRoutes: readonly Route[] = [
  page(routes.teams, "member", async (visit) => await showTeams(visit)),
  makes(action(routes.teams, "member", make)),
  makes(
    action(routes.openAccount, "member", async (visit) => {
      const { account } = await openAccount(visit.kith, person(visit));
      return go(routes.team(account.id), "teams.said_opened");
    }),
  ),
  action(routes.stopActing, "member", stop),
  page("/teams/:id", "member", async (visit) => await showTeam(visit)),
  page("/teams/:id/log", "member", showLog),
  action("/teams/:id/act", "member", act),
  action("/teams/:id/accept", "member", async (visit) => {
    await acceptInvitation(visit.kith, idParam(visit) ?? 0, person(visit).id);
    return go(routes.team(idParam(visit) ?? 0), "teams.said_joined");
  }),
  action("/teams/:id/leave", "member", leave),
  makes(action("/teams/:id/invite", "member", invite)),
  owning("settings", async (visit, team) => {
    const { form } = visit;
    const wished = { names_authors: form.has("names_authors"), shares_messages: form.has("shares_messages") };
    await changeTeam(visit.kith, team, person(visit), wished);
    return go(routes.team(team.account.id), "teams.said_saved");
  }),
  owning("people/:account/role", async (visit, team) => {
    const to = { account_id: idParam(visit, "account") ?? 0, role: roleIn(visit) };
    await changeRole(visit.kith, team, person(visit), to);
    return go(routes.team(team.account.id), "teams.said_saved");
  }),
  owning("people/:account/remove", async (visit, team) => {
    await removeMember(visit.kith, team, person(visit), idParam(visit, "account") ?? 0);
    return go(routes.team(team.account.id), "teams.said_removed");
  }),
  page("/teams/:id/close", "member", askClose),
  owning("close", async (visit, team) => {
    if (visit.form.text("confirm").trim().replace(/^@/, "") !== team.account.username)
      throw invalid("Type the name of the team to close it");
    await closeTeam(visit.kith, team, person(visit));
    return go(routes.teams, "teams.said_closed");
  }),
];
