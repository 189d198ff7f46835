/** The sign-in that stands before the decision about an app, with its second step for those who have set one up. */
import { endedStepCookie, readCookie, SESSION_COOKIE, sessionCookie, STEP_COOKIE, stepCookie } from "../access/cookies.ts";
import { CSRF_FIELD } from "../access/csrf.ts";
import { logIn } from "../access/login.ts";
import { askSecondFactor, oweSecondFactor, passSecondFactor } from "../access/second-factor.ts";
import { createSession, removeSession } from "../access/sessions.ts";
import { Refusal, statusOf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { hiddenFields, logInView } from "../../views/access/oauth.ts";
import { secondStepView } from "../../views/access/second-step.ts";
import { answering, PATH, query, refuseForm, type Io } from "./answering.ts";
import { readBody, readQuery, type Params } from "./body.ts";
import { isOwnForm, meetBrowser, redirect, sendPage, type Browser } from "./browser.ts";
import { carried } from "./request.ts";

const STEP = "/oauth/sign_in/step";

/** POST /oauth/sign_in: the form that stands before the decision. */
export async function signIn(kith: Kith, io: Io): Promise<void> {
  const params = await readBody(io.request);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async ({ app }) => {
    if (!isOwnForm(kith, browser, params[CSRF_FIELD])) return refuseForm(io, browser);
    const { login = "", password = "" } = params;
    try {
      const user = await logIn(kith, { login, password, ip: io.request.ip });
      const step = await oweSecondFactor(kith, user.id);
      if (step === undefined) return await enter(kith, io, user.id, params);
      io.response.append("Set-Cookie", stepCookie(kith.instance, step));
      redirect(io.response, `${STEP}?${query(params)}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problem = browser.ctx.locale.refusal(error.message);
      sendPage(
        io.response,
        logInView(browser.ctx, { app: app.name, carried: carried(params), login, problem }),
        statusOf[error.kind],
      );
    }
  });
}

/** Begins a session for somebody who has proved who they are, and goes on to the decision. */
async function enter(kith: Kith, { request, response }: Io, user_id: number, params: Params): Promise<void> {
  const user_agent = request.headers["user-agent"] ?? "";
  const token = await createSession(kith, { user_id, ip: request.ip ?? "", user_agent });
  const old = readCookie(request.headers.cookie, SESSION_COOKIE);
  if (old !== undefined) await removeSession(kith, old);
  response.append("Set-Cookie", sessionCookie(kith.instance, token));
  response.append("Set-Cookie", endedStepCookie(kith.instance));
  redirect(response, `${PATH}?${query(params)}`);
}

const stepOf = ({ request }: Io): string => readCookie(request.headers.cookie, STEP_COOKIE) ?? "";

/** GET /oauth/sign_in/step. */
export async function showStep(kith: Kith, io: Io): Promise<void> {
  const params = readQuery(io.request.originalUrl);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async () => await sendStep(kith, io, { params, browser }));
}

type Asked = { params: Params; browser: Browser; problem?: Refusal };

/** Also again, with what was wrong. Once the step is over, the password is asked for again. */
async function sendStep(kith: Kith, io: Io, { params, browser, problem }: Asked): Promise<void> {
  const { ctx } = browser;
  const back = `${PATH}?${query(params)}`;
  try {
    const factors = await askSecondFactor(kith, stepOf(io));
    const problems = problem === undefined ? undefined : { code: ctx.locale.refusal(problem.message) };
    const state = { ...factors, action: STEP, carried: hiddenFields(carried(params)), back, problems };
    sendPage(io.response, secondStepView(ctx, state), problem === undefined ? 200 : 422);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    redirect(io.response, back);
  }
}

/** POST /oauth/sign_in/step. */
export async function takeStep(kith: Kith, io: Io): Promise<void> {
  const params = await readBody(io.request);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async () => {
    if (!isOwnForm(kith, browser, params[CSRF_FIELD])) return refuseForm(io, browser);
    const { code = "", credential = "" } = params;
    try {
      const user = await passSecondFactor(kith, stepOf(io), { code, credential });
      await enter(kith, io, user.id, params);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await sendStep(kith, io, { params, browser, problem: error });
    }
  });
}
