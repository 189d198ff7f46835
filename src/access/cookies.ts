/** Cookies, read and written by hand: few names, and nothing in them but random tokens and a language. */
import type { Instance } from "../config.ts";

/** The token of a session. */
export const SESSION_COOKIE = "kith_session";
/** Binds forms to a browser that has not logged in. */
export const VISIT_COOKIE = "kith_visit";
/** Of somebody who is half-way in: see `steps.ts`. */
export const STEP_COOKIE = "kith_step";
/** The language that a visitor has chosen. */
export const LANGUAGE_COOKIE = "kith_language";

const SIXTY_DAYS = 60 * 86_400;

/** @param header the request's `Cookie` header */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").slice(0, 8192).split(";")) {
    const at = part.indexOf("=");
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    return /^[A-Za-z0-9._-]{1,200}$/.test(value) ? value : undefined;
  }
  return undefined;
}

/** `Set-Cookie` for a session's token: HttpOnly, so that no script reads it; Lax, so that links from elsewhere find one logged in. */
export const sessionCookie = (instance: Instance, token: string): string =>
  cookie(instance, `${SESSION_COOKIE}=${token}`, SIXTY_DAYS);

export const endedSessionCookie = (instance: Instance): string => cookie(instance, `${SESSION_COOKIE}=`, 0);

export const stepCookie = (instance: Instance, token: string): string => cookie(instance, `${STEP_COOKIE}=${token}`, 900);
export const endedStepCookie = (instance: Instance): string => cookie(instance, `${STEP_COOKIE}=`, 0);

/** What a visitor reads best. */
export const languageCookie = (instance: Instance, language: string): string =>
  cookie(instance, `${LANGUAGE_COOKIE}=${language}`, 31_536_000);
export const visitCookie = (instance: Instance, value: string): string => cookie(instance, `${VISIT_COOKIE}=${value}`, 86_400);

const cookie = ({ development }: Instance, pair: string, seconds: number): string =>
  `${pair}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${development ? "" : "; Secure"}`;
