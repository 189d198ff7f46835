/** Where a person lets an app in: log in if need be, read what it wants, allow or refuse. */
import type { Request, Response } from "express";
import { createCode } from "../access/codes.ts";
import { readCookie, SESSION_COOKIE, sessionCookie } from "../access/cookies.ts";
import { CSRF_FIELD } from "../access/csrf.ts";
import { logIn } from "../access/login.ts";
import { createSession, removeSession } from "../access/sessions.ts";
import { hasGranted } from "../access/tokens.ts";
import { Refusal, statusOf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { messageView } from "../../views/message.ts";
import { authorizeView, codeView, logInView } from "../../views/oauth.ts";
import { readBody, readQuery, type Params } from "./body.ts";
import { isOwnForm, meetBrowser, redirect, sendPage, type Browser } from "./browser.ts";
import { OAuthError } from "./errors.ts";
import { answerUrl, carried, readAuthorization, readDestination, type Authorization } from "./request.ts";

type Io = { request: Request; response: Response };

const PATH = "/oauth/authorize";
const isTrue = (text: string | undefined): boolean => text !== undefined && /^(true|1|on|yes)$/i.test(text);

/** GET /oauth/authorize. Who has let this app do as much before is not asked again, unless the app wants it so (`force_login`). */
export async function showAuthorization(kith: Kith, io: Io): Promise<void> {
  const params = readQuery(io.request.originalUrl);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async (authorization) => {
    if (browser.session === undefined || isTrue(params.force_login)) {
      const more: [string, string][] = isTrue(params.force_login) ? [["ask", "true"]] : [];
      sendPage(io.response, logInView(browser.ctx, { app: authorization.app.name, carried: [...carried(params), ...more] }));
      return;
    }
    const { app, scopes } = authorization;
    if (!isTrue(params.ask) && (await hasGranted(kith.db, { app_id: app.id, user_id: browser.session.user.id, scopes })))
      return await sendCode(kith, io, authorization, browser.session.user.id);
    sendPage(
      io.response,
      authorizeView(browser.ctx, {
        ...authorization,
        carried: carried(params),
        change: `${PATH}?${query(params, { force_login: "true" })}`,
      }),
    );
  });
}

/** POST /oauth/authorize: the person has decided. */
export async function decideAuthorization(kith: Kith, io: Io): Promise<void> {
  const params = await readBody(io.request);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async (authorization) => {
    const { session } = browser;
    if (session === undefined) return redirect(io.response, `${PATH}?${query(params)}`);
    if (!isOwnForm(kith, browser, params[CSRF_FIELD])) return refuseForm(io, browser);
    if (params.decision !== "allow") {
      throw new OAuthError("access_denied", "The resource owner or authorization server denied the request.");
    }
    await sendCode(kith, io, authorization, session.user.id);
  });
}

/** Lets the app in: its code goes to its address, which it has registered. */
async function sendCode(kith: Kith, { response }: Io, authorization: Authorization, user_id: number): Promise<void> {
  const { app, redirect_uri, scopes, challenge } = authorization;
  const code = await createCode(kith, { app_id: app.id, user_id, redirect_uri, scopes, challenge });
  redirect(response, answerUrl(authorization, { code }) ?? `${PATH}/native?${new URLSearchParams({ code }).toString()}`);
}

/** POST /oauth/sign_in: the form that stands before the decision. */
export async function signIn(kith: Kith, io: Io): Promise<void> {
  const params = await readBody(io.request);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async ({ app }) => {
    if (!isOwnForm(kith, browser, params[CSRF_FIELD])) return refuseForm(io, browser);
    const { login = "", password = "" } = params;
    try {
      const user = await logIn(kith, { login, password, ip: io.request.ip });
      const token = await createSession(kith, {
        user_id: user.id,
        ip: io.request.ip ?? "",
        user_agent: io.request.headers["user-agent"] ?? "",
      });
      const old = readCookie(io.request.headers.cookie, SESSION_COOKIE);
      if (old !== undefined) await removeSession(kith, old);
      io.response.append("Set-Cookie", sessionCookie(kith.instance, token));
      redirect(io.response, `${PATH}?${query(params)}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const form = { app: app.name, carried: carried(params), login, problem: error.message };
      sendPage(io.response, logInView(browser.ctx, form), statusOf[error.kind]);
    }
  });
}

/** GET /oauth/authorize/native: the code, for programs that cannot be sent to. */
export async function showCode(kith: Kith, io: Io): Promise<void> {
  const { code = "" } = readQuery(io.request.originalUrl);
  const { ctx } = await meetBrowser(kith, io.request, io.response);
  sendPage(io.response, codeView(ctx, code.slice(0, 200)));
}

type Asked = { params: Params; browser: Browser };

/** Reads the request; what is wrong is said to the person while the app's address is not sure, and to the app afterwards. */
async function answering(kith: Kith, io: Io, asked: Asked, work: (authorization: Authorization) => Promise<void>): Promise<void> {
  const { ctx } = asked.browser;
  const show = (error: OAuthError) => {
    // A program that asks, and says so, is answered as programs are.
    if (io.request.accepts(["html", "json"]) === "json") throw error;
    sendPage(io.response, messageView(ctx, { title: "This app cannot be let in", text: error.message }), error.status);
  };
  const destination = await readDestination(kith, asked.params).catch((error: unknown) => {
    if (error instanceof OAuthError) return error;
    throw error;
  });
  if (destination instanceof OAuthError) return show(destination);
  try {
    await work(readAuthorization(destination, asked.params));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const url = answerUrl(destination, { error: error.code, error_description: error.message });
    if (url === undefined) show(error);
    else redirect(io.response, url);
  }
}

function refuseForm({ response }: Io, { ctx }: Browser): void {
  const text = "The page was open for too long, or cookies are switched off. Go back to the app and start again.";
  sendPage(response, messageView(ctx, { title: "Please start again", text }), 403);
}

const query = (params: Params, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams([...carried(params), ...Object.entries(more)]).toString();
