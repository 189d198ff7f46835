/** The way in and out. Each sign-in has a token of its own: one that somebody planted in the browser before is worth nothing. */
import { endedSessionCookie, sessionCookie } from "../access/cookies.ts";
import { logIn } from "../access/login.ts";
import { createSession, removeSession } from "../access/sessions.ts";
import { routes } from "../../views/routes.ts";
import { signInView } from "../../views/sign-in.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { action, go, page, show, type Answer, type Route } from "./respond.ts";
import { localPath, returnPath, type Visit } from "./visit.ts";

async function showSignIn(visit: Visit): Promise<Answer> {
  const return_to = localPath(visit.kith.instance, visit.query.get("return_to") ?? undefined);
  if (visit.session !== undefined) return go(return_to ?? routes.home);
  return show(signInView(await contextOf(visit), { return_to }));
}

async function signIn(visit: Visit): Promise<Answer> {
  const { kith, form, ip } = visit;
  const login = { login: form.text("login"), password: form.text("password"), ip };
  const user = await logIn(kith, login).catch((error: unknown) => ({ problems: problemsOf(error, "login") }));
  if ("problems" in user) {
    // Which of the two was wrong is not said: the message stands above both.
    const problems = { "": user.problems["login"] ?? "" };
    return show(
      signInView(await contextOf(visit), { typed: { login: login.login }, problems, return_to: returnPath(visit, routes.home) }),
      422,
    );
  }
  return await enter(visit, user.id, returnPath(visit, routes.home));
}

/** Begins a session for somebody who has just proved who they are; the one before in this browser ends. */
export async function enter({ kith, session, ip, user_agent }: Visit, user_id: number, to: string): Promise<Answer> {
  if (session !== undefined) await removeSession(kith, session.token);
  const token = await createSession(kith, { user_id, ip, user_agent });
  return { to, cookies: [sessionCookie(kith.instance, token)] };
}

async function signOut({ kith, session }: Visit): Promise<Answer> {
  if (session !== undefined) await removeSession(kith, session.token);
  return { to: routes.front, said: "access.said_signed_out", cookies: [endedSessionCookie(kith.instance)] };
}

export const signInRoutes: readonly Route[] = [
  page(routes.signIn, "anyone", showSignIn),
  action(routes.signIn, "anyone", signIn),
  action(routes.signOut, "anyone", signOut),
];
