/** What names, addresses and passwords may be. */
import type { Account } from "../db/schema.ts";
import { forbidden, invalid } from "../errors.ts";

/** Paths and roles that a username must not be mistaken for. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "about abuse account accounts admin administrator api auth autoconfig bookmarks contact conversations everyone explore favourites " +
    "hostmaster help here home inbox instance kith lists local login logout mail me media moderator notifications oauth outbox owner postmaster " +
    "public root search security settings setup signup status statuses support system tags users webmaster welcome www"
  ).split(" "),
);

export type Problem = { error: string; description: string };

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;

/** @param reserved whether reserved names may be had: by those who run the server */
export function problemOfUsername(username: string, reserved = false): Problem | undefined {
  if (username === "") return { error: "ERR_BLANK", description: "can't be blank" };
  if (username.length > 30) return { error: "ERR_TOO_LONG", description: "is too long (maximum is 30 characters)" };
  if (!/^[a-z0-9_]+$/i.test(username))
    return { error: "ERR_INVALID", description: "must contain only letters, numbers and underscores" };
  if (!reserved && RESERVED.has(username.toLowerCase())) return { error: "ERR_RESERVED", description: "is reserved" };
  return undefined;
}

export function problemOfEmail(email: string): Problem | undefined {
  if (email === "") return { error: "ERR_BLANK", description: "can't be blank" };
  if (email.length > 320 || !/^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\/?#]{1,253}$/.test(email)) {
    return { error: "ERR_INVALID", description: "is not a valid e-mail address" };
  }
  return undefined;
}

export function problemOfPassword(password: string): Problem | undefined {
  if (password === "") return { error: "ERR_BLANK", description: "can't be blank" };
  if (password.length < PASSWORD_MIN)
    return { error: "ERR_TOO_SHORT", description: `is too short (minimum is ${PASSWORD_MIN} characters)` };
  if (password.length > PASSWORD_MAX)
    return { error: "ERR_TOO_LONG", description: `is too long (maximum is ${PASSWORD_MAX} characters)` };
  return undefined;
}

/** @throws Refusal `invalid` in Mastodon's words, with every problem under its field; returns when there is none */
export function assertNoProblems(problems: Record<string, Problem | undefined>): void {
  const found = Object.entries(problems).flatMap(([field, problem]) =>
    problem === undefined ? [] : [[field, problem] as const],
  );
  if (found.length === 0) return;
  const sentences = found.map(([field, { description }]) => `${nameOf(field)} ${description}`);
  throw invalid(
    `Validation failed: ${sentences.join(", ")}`,
    Object.fromEntries(found.map(([field, problem]) => [field, [problem]])),
  );
}

const nameOf = (field: string): string => `${field.slice(0, 1).toUpperCase()}${field.slice(1).replaceAll("_", " ")}`;

/** Who has moved away still reads here, and neither writes nor follows. @throws Refusal `forbidden` */
export function assertHere({ moved_to_uri }: Pick<Account, "moved_to_uri">): void {
  if (moved_to_uri !== "")
    throw forbidden("This account has moved to another. To use it again, take the move back in its settings");
}
