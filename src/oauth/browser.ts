/** The browser at this door: whose session it has, what its forms must bring back, and how pages are sent to it. */
import type { Request, Response } from "express";
import { readCookie, SESSION_COOKIE, VISIT_COOKIE, visitCookie } from "../access/cookies.ts";
import { csrfToken, isCsrfToken } from "../access/csrf.ts";
import { localeFor } from "../access/language.ts";
import { makeSecret } from "../access/secrets.ts";
import { findSession, type WebSession } from "../access/sessions.ts";
import { addressesOf } from "../media/addresses.ts";
import { readSettings } from "../accounts/settings.ts";
import type { Html } from "../html.ts";
import type { Kith } from "../kith.ts";
import { LANGUAGES } from "../words/languages.ts";
import type { ViewContext } from "../../views/frame/context.ts";

export type Browser = { session: WebSession | undefined; bound: string; ctx: ViewContext };

/** Reads the cookies, and gives a browser without session the one to which its forms are bound. */
export async function meetBrowser(kith: Kith, request: Request, response: Response): Promise<Browser> {
  const { cookie } = request.headers;
  const token = readCookie(cookie, SESSION_COOKIE) ?? "";
  // Apps are let in by the person, in whoever's name their pages are at the moment.
  const session = await findSession(kith, token, { own: true });
  const bound = session === undefined ? (readCookie(cookie, VISIT_COOKIE) ?? makeSecret()) : token;
  if (session === undefined && bound !== readCookie(cookie, VISIT_COOKIE))
    response.append("Set-Cookie", visitCookie(kith.instance, bound));
  return { session, bound, ctx: contextOf(kith, request, { session, bound }) };
}

/** Whether the browser sends a form that we gave to it. */
export const isOwnForm = (kith: Kith, { bound }: Browser, csrf: string | undefined): boolean => isCsrfToken(kith, bound, csrf);

function contextOf(kith: Kith, request: Request, { session, bound }: Pick<Browser, "session" | "bound">): ViewContext {
  const viewer = session && {
    account: session.account,
    user: session.user,
    settings: readSettings(session.user),
    unread_notifications: 0,
    unread_messages: 0,
    follow_requests: 0,
    may: () => false,
    mayOpen: () => true,
    maySend: () => true,
    work_waits: false,
  };
  const locale = localeFor(kith, session?.user, request.headers);
  return {
    instance: kith.instance,
    viewer,
    languages: LANGUAGES,
    locale,
    t: locale.t,
    rich: locale.rich,
    csrf: csrfToken(kith, bound),
    now: kith.now(),
    path: request.originalUrl,
    ...addressesOf(kith),
    assetUrl: (name) => `/assets/${name}`,
  };
}

/**
 * Sends a page. There is no `form-action` in its policy, for browsers apply that to where a form's answer redirects, which is the app's address;
 * and no Cross-Origin-Opener-Policy, which would cut off apps that open this in a window of their own.
 */
export function sendPage(response: Response, page: Html, status = 200): void {
  response
    .status(status)
    .set({
      "Content-Security-Policy":
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      "X-Frame-Options": "DENY",
      "Cache-Control": "no-store",
    })
    .type("html")
    .send(String(page));
}

export function redirect(response: Response, url: string): void {
  // Not response.redirect: it respells addresses, and an app's may have any scheme.
  response.status(303).set({ "Cache-Control": "no-store", Location: url }).end();
}
