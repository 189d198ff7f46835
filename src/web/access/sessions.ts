/** The browsers in which one is signed in, the apps that one has let in, and whom one has invited. */
import { removeGrant } from "../../access/apps.ts";
import { createInvite, isOpen, loadInvited, loadInvites, mayInvite, removeInvite } from "../../access/invites.ts";
import { loadSessions, removeSessionById, removeSessions } from "../../access/sessions.ts";
import { loadGrants } from "../../access/tokens.ts";
import { missing } from "../../errors.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { invitesView } from "../../../views/access/invites.ts";
import { routes } from "../../../views/frame/routes.ts";
import { sessionsView } from "../../../views/access/sessions.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, myUser, type Visit } from "../frame/visit.ts";

async function showSessions(visit: Visit): Promise<Answer> {
  const { kith, session } = visit;
  const { id } = myUser(visit);
  const [sessions, apps] = [await loadSessions(kith.db, id), await loadGrants(kith.db, id)];
  return show(sessionsView(await contextOf(visit), { sessions, apps, current_id: session?.id ?? 0 }));
}

async function endSession(visit: Visit): Promise<Answer> {
  await removeSessionById(visit.kith, myUser(visit).id, idParam(visit) ?? 0);
  return go(routes.settingsSessions, "settings.said_session");
}

async function endOthers(visit: Visit): Promise<Answer> {
  await removeSessions(visit.kith, myUser(visit).id, visit.session?.id ?? 0);
  return go(routes.settingsSessions, "settings.said_sessions");
}

async function revokeApp(visit: Visit): Promise<Answer> {
  await removeGrant(visit.kith, myUser(visit).id, idParam(visit) ?? 0);
  return go(routes.settingsSessions, "settings.said_revoked");
}

async function showInvites(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  const user = myUser(visit);
  if (!mayInvite(kith, user)) throw missing();
  const invites = (await loadInvites(kith.db, user.id)).map((invite) => ({ ...invite, open: isOpen(kith, invite) }));
  const invited = await loadInvited(kith.db, user.id);
  return show(invitesView(await contextOf(visit), { invites, invited, problems }), problems === undefined ? 200 : 422);
}

async function makeInvite(visit: Visit): Promise<Answer> {
  const number = (name: string) => Number(/^\d{1,4}$/.exec(visit.form.text(name))?.[0] ?? 1);
  const made = createInvite(visit.kith, myUser(visit), { max_uses: number("max_uses"), days: number("days") });
  const result = await made.catch((error: unknown) => ({ problems: problemsOf(error, visit.locale) }));
  return "problems" in result ? await showInvites(visit, result.problems) : go(routes.settingsInvites, "settings.said_invited");
}

async function endInvite(visit: Visit): Promise<Answer> {
  await removeInvite(visit.kith, myUser(visit).id, idParam(visit) ?? 0);
  return go(routes.settingsInvites, "settings.said_invite_ended");
}

export const sessionRoutes: readonly Route[] = [
  page(routes.settingsSessions, "member", showSessions),
  action("/settings/sessions/:id/end", "member", endSession),
  action(routes.endOtherSessions, "member", endOthers),
  action("/settings/apps/:id/revoke", "member", revokeApp),
  page(routes.settingsInvites, "member", async (visit) => await showInvites(visit)),
  makes(action(routes.settingsInvites, "member", makeInvite)),
  action("/settings/invites/:id/end", "member", endInvite),
];
