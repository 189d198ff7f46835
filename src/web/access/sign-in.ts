/** The way in and out. Each sign-in has a token of its own: one that somebody planted in the browser before is worth nothing. */
import { endedSessionCookie, endedStepCookie, sessionCookie, STEP_COOKIE, stepCookie } from "../../access/cookies.ts";
import { logIn } from "../../access/login.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import { askToSign } from "../../access/passkeys.ts";
import { askSecondFactor, oweSecondFactor, passSecondFactor, passWithKey } from "../../access/second-factor.ts";
import { createSession, removeSession } from "../../access/sessions.ts";
import { beginStep, findStep } from "../../access/steps.ts";
import { Refusal } from "../../errors.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { secondStepView } from "../../../views/access/second-step.ts";
import { passkeyView, signInView } from "../../../views/access/sign-in.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { localPath, returnPath, type Visit } from "../frame/visit.ts";

const asked = (visit: Visit): string | undefined => localPath(visit.kith.instance, visit.query.get("return_to") ?? undefined);
const withReturn = (path: string, return_to: string): string => `${path}?${new URLSearchParams({ return_to }).toString()}`;

async function showSignIn(visit: Visit): Promise<Answer> {
  const return_to = asked(visit);
  if (visit.session !== undefined) return go(return_to ?? routes.home);
  return show(signInView(await contextOf(visit), { return_to }));
}

async function signIn(visit: Visit): Promise<Answer> {
  const { kith, form, ip, locale } = visit;
  const login = { login: form.text("login"), password: form.text("password"), ip };
  const return_to = returnPath(visit, routes.home);
  const user = await logIn(kith, login).catch((error: unknown) => ({ problems: problemsOf(error, locale, "login"), error }));
  if ("problems" in user) {
    // Which of the two was wrong is not said: the message stands above both.
    const problems = { "": user.problems["login"] ?? "" };
    const unconfirmed = user.error instanceof Refusal && user.error.message.includes("confirmed e-mail");
    const state = { typed: { login: login.login }, problems, return_to, unconfirmed };
    return show(signInView(await contextOf(visit), state), 422);
  }
  return await letIn(visit, user.id, return_to);
}

/** Somebody whose password was right: they are in, or owe their second factor. */
export async function letIn(visit: Visit, user_id: number, to: string): Promise<Answer> {
  const step = await oweSecondFactor(visit.kith, user_id);
  if (step === undefined) return await enter(visit, user_id, to);
  return { to: withReturn(routes.signInStep, to), cookies: [stepCookie(visit.kith.instance, step)] };
}

/** Begins a session for somebody who has just proved who they are; the one before in this browser ends. */
export async function enter({ kith, session, ip, user_agent }: Visit, user_id: number, to: string): Promise<Answer> {
  if (session !== undefined) await removeSession(kith, session.token);
  const token = await createSession(kith, { user_id, ip, user_agent });
  return { to, cookies: [sessionCookie(kith.instance, token), endedStepCookie(kith.instance)] };
}

const stepOf = (visit: Visit): string => visit.cookie(STEP_COOKIE) ?? "";
/** A refusal that ends the step; what a form can show is not. */
const isOver = (error: unknown): boolean => error instanceof Refusal && error.kind === "forbidden";

async function showStep(visit: Visit, return_to: string, problems?: Problems): Promise<Answer> {
  try {
    const factors = await askSecondFactor(visit.kith, stepOf(visit));
    const state = { ...factors, action: routes.signInStep, back: withReturn(routes.signIn, return_to), return_to, problems };
    return show(secondStepView(await contextOf(visit), state), problems === undefined ? 200 : 422);
  } catch (error) {
    if (isOver(error)) return await beginAgain(visit, return_to, error);
    throw error;
  }
}

const beginAgain = async (visit: Visit, return_to: string, error: unknown): Promise<Answer> =>
  show(signInView(await contextOf(visit), { return_to, problems: problemsOf(error, visit.locale) }), 403);

async function takeStep(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const return_to = returnPath(visit, routes.home);
  const answer = { code: form.text("code"), credential: form.text("credential") };
  try {
    const user = await passSecondFactor(kith, stepOf(visit), answer);
    return await enter(visit, user.id, return_to);
  } catch (error) {
    if (isOver(error)) return await beginAgain(visit, return_to, error);
    return await showStep(visit, return_to, problemsOf(error, locale, answer.credential === "" ? "code" : ""));
  }
}

/** Each look at the page has a challenge of its own. */
async function showPasskey(visit: Visit, return_to: string, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  await assertLimit(kith, "log-in-ip", addressKey(visit.ip));
  const token = await beginStep(kith, "passkey", 0);
  const step = await findStep(kith, "passkey", token);
  if (step === undefined) return go(routes.signIn);
  const view = passkeyView(await contextOf(visit), { options: await askToSign(kith, step), return_to, problems });
  return { html: view, status: problems === undefined ? 200 : 422, cookies: [stepCookie(kith.instance, token)] };
}

async function takePasskey(visit: Visit): Promise<Answer> {
  const return_to = returnPath(visit, routes.home);
  await assertLimit(visit.kith, "log-in-ip", addressKey(visit.ip));
  try {
    const user = await passWithKey(visit.kith, stepOf(visit), visit.form.text("credential"));
    return await enter(visit, user.id, return_to);
  } catch (error) {
    return await showPasskey(visit, return_to, problemsOf(error, visit.locale));
  }
}

async function signOut({ kith, session }: Visit): Promise<Answer> {
  if (session !== undefined) await removeSession(kith, session.token);
  return { to: routes.front, said: "access.said_signed_out", cookies: [endedSessionCookie(kith.instance)] };
}

export const signInRoutes: readonly Route[] = [
  page(routes.signIn, "anyone", showSignIn),
  action(routes.signIn, "anyone", signIn),
  page(routes.signInStep, "anyone", async (visit) => await showStep(visit, asked(visit) ?? routes.home)),
  action(routes.signInStep, "anyone", takeStep),
  page(routes.signInKey, "anyone", async (visit) => await showPasskey(visit, asked(visit) ?? routes.home)),
  action(routes.signInKey, "anyone", takePasskey),
  action(routes.signOut, "anyone", signOut),
];
