/** What the next page says once after a form has been handled. The cookie names one of these sentences, so that nobody can make a page say another. */
import type { Instance } from "../config.ts";

export const FLASH_COOKIE = "kith_said";

const FLASHES = Object.freeze({
  posted: "Posted.",
  edited: "Your changes are saved.",
  deleted: "The post is deleted.",
  profile: "Your profile is saved.",
  preferences: "Your preferences are saved.",
  password: "Your password is changed. Everywhere else you are signed out.",
  session: "That browser is signed out.",
  confirmed: "Your e-mail address is confirmed.",
  "new-password": "Your new password is set: sign in with it.",
  muted: "Muted. You will not see their posts in your timelines.",
  blocked: "Blocked. You will not see each other here.",
  relay: "Done. It may take a moment until the relay has answered.",
  host: "Done. It may take a moment until all that waits has been seen to.",
  moving: "Done.",
  gone: "Your account is deleted. What is left of it goes within minutes.",
  voted: "Your vote is counted.",
  removed: "They do not follow you any more.",
  requested: "Asked. You follow them once they accept.",
  "signed-out": "You are signed out.",
});
export type FlashName = keyof typeof FLASHES;
export type Flash = { kind: "done"; text: string };

export const flashOf = (name: string | undefined): Flash | undefined =>
  name !== undefined && Object.hasOwn(FLASHES, name) ? { kind: "done", text: FLASHES[name as FlashName] } : undefined;

/** `Set-Cookie` for the next page. */
export const flashCookie = (instance: Instance, name: FlashName): string => cookie(instance, name, 120);
export const endedFlashCookie = (instance: Instance): string => cookie(instance, "", 0);

const cookie = ({ development }: Instance, value: string, seconds: number): string =>
  `${FLASH_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${development ? "" : "; Secure"}`;
