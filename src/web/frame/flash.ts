/** What the next page says once after a form has been handled. The cookie names a text of the catalogues, so that nobody can make a page say another. */
import type { Instance } from "../../config.ts";
import type { Key } from "../../words/catalogue.ts";
import type { Locale } from "../../words/locale.ts";

export const FLASH_COOKIE = "kith_said";

/** Texts that are said after something has been done: in any area, those whose names begin so. */
export type Said = Extract<Key, `${string}.said_${string}`>;

/** The words. @param value the cookie's: the name of a text and, where it tells a day, `.2026-03-03` */
export function saidBy(locale: Locale, value: string | undefined): string | undefined {
  const [, name = "", day = ""] = /^([a-z]+\.said_[a-z_]+)(?:\.([\d-]{10}))?$/.exec(value ?? "") ?? [];
  if (name === "" || !locale.knows(name)) return undefined;
  const { times } = locale;
  const told = !Number.isNaN(Date.parse(`${day}T12:00Z`));
  return locale.t(name, { day: told ? times.day(times.readMinute(`${day}T12:00`)) : "" });
}

/** `Set-Cookie` for the next page. @param day as "2026-03-03", for a text that tells one */
export const flashCookie = (instance: Instance, said: Said, day?: string): string =>
  cookie(instance, day === undefined ? said : `${said}.${day}`, 120);
export const endedFlashCookie = (instance: Instance): string => cookie(instance, "", 0);

const cookie = ({ development }: Instance, value: string, seconds: number): string =>
  `${FLASH_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${development ? "" : "; Secure"}`;
