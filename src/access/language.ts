/** In which language and time zone a page is written: as its reader has said, else as their browser wishes, else as this server is set. */
import type { IncomingHttpHeaders } from "node:http";
import { readSettings } from "../accounts/settings.ts";
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { languageOf, preferredLanguage } from "../words/languages.ts";
import type { Locale } from "../words/locale.ts";
import { LANGUAGE_COOKIE, readCookie } from "./cookies.ts";

type Reader = Pick<User, "locale" | "settings">;

/** @param user who is signed in, if anyone */
export function localeFor(kith: Kith, user: Reader | undefined, headers: IncomingHttpHeaders): Locale {
  const language =
    languageOf(user?.locale ?? "") ??
    languageOf(readCookie(headers.cookie, LANGUAGE_COOKIE) ?? "") ??
    preferredLanguage(headers["accept-language"]) ??
    kith.instance.language;
  return kith.locales(language, timeZoneOf(kith, user));
}

/** For letters and pushes, which no browser asks for. */
export const localeOfUser = (kith: Kith, user: Reader): Locale =>
  kith.locales(languageOf(user.locale) ?? kith.instance.language, timeZoneOf(kith, user));

function timeZoneOf({ instance }: Kith, user: Reader | undefined): string {
  const own = user === undefined ? "" : readSettings(user).time_zone;
  return own === "" ? instance.time_zone : own;
}
