/** Changing the password and the address of e-mail. */
import { askEmailChange, findEmailChange, forgetEmailChange } from "../../access/email-change.ts";
import { setPassword } from "../../access/manage.ts";
import { assertNoProblems, problemOfEmail, problemOfPassword } from "../../accounts/rules.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { settingsEmailView, settingsPasswordView } from "../../../views/settings/settings-access.ts";
import { contextOf } from "../frame/context.ts";
import { passwordProblem } from "./own-password.ts";
import { problemsIn, problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { myUser, type Visit } from "../frame/visit.ts";

async function changePassword(visit: Visit): Promise<Answer> {
  const { kith, form, session, locale } = visit;
  const again = async (problems: Problems) => show(settingsPasswordView(await contextOf(visit), { problems }), 422);
  const password = form.text("password");
  const wrong = {
    ...(await passwordProblem(visit)),
    ...(await problemsIn(locale, "password", () => assertNoProblems({ password: problemOfPassword(password) }))),
    ...(password === form.text("again") ? {} : { again: locale.t("access.not_same") }),
  };
  if (Object.keys(wrong).length > 0) return await again(wrong);
  const kept = session === undefined ? {} : { session_id: session.id };
  const saved = setPassword(kith, myUser(visit).id, password, kept);
  const problems = await saved.catch((error: unknown) => problemsOf(error, locale, "password"));
  return problems === undefined ? go(routes.settingsPassword, "settings.said_password") : await again(problems);
}

async function showEmail(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const waiting = await findEmailChange(kith.db, myUser(visit).id);
  const state = { waiting, sends: kith.mail.configured, problems, typed: problems === undefined ? undefined : form.typed };
  return show(settingsEmailView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

async function changeEmail(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const email = form.text("email").trim();
  const wrong = {
    ...(await problemsIn(locale, "email", () => assertNoProblems({ email: problemOfEmail(email) }))),
    ...(await passwordProblem(visit)),
  };
  if (Object.keys(wrong).length > 0) return await showEmail(visit, wrong);
  const asked = askEmailChange(kith, myUser(visit), form.text("email"));
  const problems = await asked.catch((error: unknown) => problemsOf(error, locale, "email"));
  if (problems !== undefined) return await showEmail(visit, problems);
  return go(routes.settingsEmail, kith.mail.configured ? "settings.said_email_asked" : "settings.said_email");
}

async function keepEmail(visit: Visit): Promise<Answer> {
  await forgetEmailChange(visit.kith, myUser(visit).id);
  return go(routes.settingsEmail, "settings.said_email_kept");
}

export const passwordRoutes: readonly Route[] = [
  page(routes.settingsPassword, "member", async (visit) => show(settingsPasswordView(await contextOf(visit)))),
  makes(action(routes.settingsPassword, "member", changePassword)),
  page(routes.settingsEmail, "member", async (visit) => await showEmail(visit)),
  makes(action(routes.settingsEmail, "member", changeEmail)),
  action(routes.forgetEmail, "member", keepEmail),
  // https://w3c.github.io/webappsec-change-password-url/
  page("/.well-known/change-password", "anyone", async () => go(routes.settingsPassword)),
];
