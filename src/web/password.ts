/** Changing the password, and the browsers in which one is signed in. */
import { assertLimit } from "../access/limits.ts";
import { setPassword } from "../access/manage.ts";
import { isPassword } from "../access/passwords.ts";
import { loadSessions, removeSessionById } from "../access/sessions.ts";
import type { Problems } from "../../views/context.ts";
import { routes } from "../../views/routes.ts";
import { settingsPasswordView } from "../../views/settings.ts";
import { sessionsView } from "../../views/sessions.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { action, go, page, show, type Answer, type Route } from "./respond.ts";
import { idParam, myUser, type Visit } from "./visit.ts";

const showPassword = async (visit: Visit): Promise<Answer> => show(settingsPasswordView(await contextOf(visit)));

async function changePassword(visit: Visit): Promise<Answer> {
  const { kith, form, session } = visit;
  const user = myUser(visit);
  const again = async (problems: Problems) => show(settingsPasswordView(await contextOf(visit), { problems }), 422);
  // Whoever finds a browser open must not be able to guess on.
  await assertLimit(kith, "log-in-account", user.email_lower);
  if (!(await isPassword(user.password_hash, form.text("current_password").slice(0, 1000))))
    return await again({ current_password: "This is not your password." });
  const password = form.text("password");
  if (password !== form.text("again"))
    return await again({ again: "The two are not the same: type the new password once more." });
  const kept = session === undefined ? {} : { session_id: session.id };
  const problems = await setPassword(kith, user.id, password, kept).catch((error: unknown) => problemsOf(error, "password"));
  return problems === undefined ? go(routes.settingsPassword, "settings.said_password") : await again(problems);
}

async function showSessions(visit: Visit): Promise<Answer> {
  const sessions = await loadSessions(visit.kith.db, myUser(visit).id);
  return show(sessionsView(await contextOf(visit), { sessions, current_id: visit.session?.id ?? 0 }));
}

async function endSession(visit: Visit): Promise<Answer> {
  await removeSessionById(visit.kith, myUser(visit).id, idParam(visit) ?? 0);
  return go(routes.settingsSessions, "settings.said_session");
}

export const passwordRoutes: readonly Route[] = [
  page(routes.settingsPassword, "member", showPassword),
  action(routes.settingsPassword, "member", changePassword),
  // https://w3c.github.io/webappsec-change-password-url/
  page("/.well-known/change-password", "anyone", async () => go(routes.settingsPassword)),
  page(routes.settingsSessions, "member", showSessions),
  action("/settings/sessions/:id/end", "member", endSession),
];
