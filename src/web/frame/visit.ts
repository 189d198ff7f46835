/** One request to a page: who looks, what they asked for and sent, and what binds their forms to their browser. */
import { randomBytes } from "node:crypto";
import type { Request } from "express";
import { readCookie, SESSION_COOKIE, VISIT_COOKIE, visitCookie } from "../../access/cookies.ts";
import { csrfToken } from "../../access/csrf.ts";
import { makeSecret } from "../../access/secrets.ts";
import { localeFor } from "../../access/language.ts";
import { findSession, type WebSession } from "../../access/sessions.ts";
import type { Account, User } from "../../db/schema.ts";
import { unauthenticated } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { readerFor } from "../../teams/acting.ts";
import type { Kith } from "../../kith.ts";
import type { Assets } from "./assets.ts";
import { FLASH_COOKIE, saidBy } from "./flash.ts";
import { mayCount } from "../../insights/visits.ts";
import { emptyForm, type Form } from "./forms.ts";
import type { Refused } from "./inside.ts";
import type { Locale } from "../../words/locale.ts";

export type Visit = {
  readonly kith: Kith;
  readonly assets: Assets;
  /** Undefined for visitors. */
  readonly session: (WebSession & { token: string }) | undefined;
  /** The account that looks, or 0. */
  readonly viewer_id: number;
  /** In which language and time zone they read. */
  readonly locale: Locale;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** Path and query, as asked for. */
  readonly path: string;
  /** Of a POST; otherwise empty. */
  readonly form: Form;
  /** A small form of this page that was sent and could not be carried out. */
  readonly refused?: Refused;
  /** What was done by the form before, in words. */
  readonly said: string | undefined;
  readonly ip: string;
  readonly user_agent: string;
  /** The page they come from, when it is one of ours. */
  readonly referer: string | undefined;
  /** Whether it may be counted (`insights/visits.ts`). */
  readonly counts: boolean;
  /** They asked for ActivityPub, not for a page. */
  readonly wants_activity: boolean;
  /** What the browser has that binds forms: the session's token or the visit cookie. */
  readonly bound: string | undefined;
  /** The token for forms; makes a visit cookie for a browser that has neither. */
  readonly csrf: () => string;
  /** A cookie that the browser has brought. */
  readonly cookie: (name: string) => string | undefined;
  /** `Set-Cookie` headers of the answer. */
  readonly cookies: string[];
};

const MAX_PATH = 4000;

/** @param options `known`: whether to ask who it is; otherwise everybody is a visitor. `makes`: its form makes something, and its token is of this page alone */
export async function openVisit(kith: Kith, assets: Assets, req: Request, { known = true, makes = false } = {}): Promise<Visit> {
  const { cookie } = req.headers;
  const token = known ? readCookie(cookie, SESSION_COOKIE) : undefined;
  const found = token === undefined ? undefined : await findSession(kith, token);
  const session = found === undefined || token === undefined ? undefined : { ...found, token };
  // Whoever acts for a team reads in their own language, on their own clocks.
  const locale = localeFor(kith, session?.member?.own.user ?? session?.user, req.headers);
  const cookies: string[] = [];
  let csrf: string | undefined;
  let bound = session?.token ?? readCookie(cookie, VISIT_COOKIE);
  const path = req.originalUrl.length > MAX_PATH ? "/" : req.originalUrl;
  const mark = path.indexOf("?");
  return {
    kith: await readerFor(kith, session?.member),
    assets,
    session,
    viewer_id: session?.account.id ?? 0,
    locale,
    params: req.params as Record<string, string | undefined>,
    query: new URLSearchParams(mark < 0 ? "" : path.slice(mark + 1)),
    path,
    form: emptyForm,
    said: saidBy(locale, readCookie(cookie, FLASH_COOKIE)),
    ip: req.ip ?? "",
    user_agent: req.headers["user-agent"] ?? "",
    referer: localPath(kith.instance, req.headers.referer),
    counts: mayCount(kith, req.headers),
    wants_activity: prefersActivity(req.headers.accept ?? ""),
    bound,
    csrf: () => {
      if (bound === undefined) cookies.push(visitCookie(kith.instance, (bound = makeSecret())));
      // A thread's page has five hundred forms. What visitors read is the same each time, and browsers keep it.
      const own = makes || session !== undefined;
      return (csrf ??= csrfToken(kith, bound, own ? randomBytes(9).toString("base64url") : ""));
    },
    cookie: (name) => readCookie(cookie, name),
    cookies,
  };
}

/** Whether an `Accept` header asks for ActivityPub rather than for a page; whoever takes anything gets the page. */
function prefersActivity(accept: string): boolean {
  const weight = (types: RegExp) =>
    Math.max(
      0,
      ...accept
        .slice(0, 2000)
        .split(",")
        .flatMap((part) => (types.test(part.trim()) ? [Number(/;\s*q=([\d.]+)/i.exec(part)?.[1] ?? 1)] : [])),
    );
  return weight(/^application\/(?:activity|ld)\+json(?:;|$)/i) > weight(/^(?:text\/html|application\/xhtml\+xml)(?:;|$)/i);
}

/** @throws Refusal `unauthenticated` for visitors */
export function me(visit: Visit): Account {
  if (visit.session === undefined) throw unauthenticated();
  return visit.session.account;
}

/** @throws Refusal `unauthenticated` for visitors */
export function myUser(visit: Visit): User {
  if (visit.session === undefined) throw unauthenticated();
  return visit.session.user;
}

/** An id in the path, or undefined. */
export const idParam = (visit: Visit, name = "id"): number | undefined => readId(visit.params[name]);

/**
 * Path, query and fragment of an address of this server; undefined for any other, so that no form can send people elsewhere.
 *
 * @param address a path, or a whole address of ours
 */
export function localPath({ origin }: Kith["instance"], address: string | undefined): string | undefined {
  if (address === undefined || address.length > MAX_PATH || !/^(?:\/|https?:\/\/)/.test(address)) return undefined;
  const url = URL.parse(address, origin);
  if (url?.origin !== origin) return undefined;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//elsewhere.example" is a path of ours that browsers would read as the address of another server.
  return /^\/[/\\]/.test(path) ? undefined : path;
}

/** Where the form asks to go afterwards. */
export const returnPath = ({ kith, form }: Visit, otherwise: string): string =>
  localPath(kith.instance, form.text("return_to")) ?? otherwise;
