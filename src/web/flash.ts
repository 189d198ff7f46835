/** What the next page says once after a form has been handled. The cookie names a text of the catalogues, so that nobody can make a page say another. */
import type { Instance } from "../config.ts";
import type { Key } from "../words/catalogue.ts";
import type { Locale } from "../words/locale.ts";

export const FLASH_COOKIE = "kith_said";

/** Texts that are said after something has been done: in any area, those whose names begin so. */
export type Said = Extract<Key, `${string}.said_${string}`>;

/** @param name the cookie's value */
export const saidBy = (locale: Locale, name: string | undefined): Said | undefined =>
  name !== undefined && /^[a-z]+\.said_[a-z_]+$/.test(name) && locale.knows(name) ? (name as Said) : undefined;

/** `Set-Cookie` for the next page. */
export const flashCookie = (instance: Instance, said: Said): string => cookie(instance, said, 120);
export const endedFlashCookie = (instance: Instance): string => cookie(instance, "", 0);

const cookie = ({ development }: Instance, value: string, seconds: number): string =>
  `${FLASH_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${development ? "" : "; Secure"}`;
