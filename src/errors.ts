/**
 * Refusals: the one kind of error that the domain throws on purpose.
 *
 * Each door translates a refusal once into its own language (Mastodon's `{"error"}`, an HTML page, a bare status). Whatever
 * else is thrown is a bug: logged whole and answered with 500, without detail.
 */

export type RefusalKind =
  | "unauthenticated"
  | "forbidden"
  | "missing"
  | "gone"
  | "malformed"
  | "invalid"
  | "unsupported"
  | "too-large"
  | "conflict"
  | "too-many"
  | "unavailable";

/** What somebody asked for and will not get, in words that may be shown to them. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  /** For `invalid`: what is wrong with which field, as Mastodon's sign-up reports it. */
  readonly details: Record<string, { error: string; description: string }[]> | undefined;
  /** For `invalid`: what else is wrong. `message` says the first, which is all that apps are told; a page tells everything at once. */
  others: readonly Refusal[] = [];

  constructor(kind: RefusalKind, message: string, details?: Record<string, { error: string; description: string }[]>) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
    this.details = details;
  }
}

/** A post would go to people whom its author did not mean. @property account_ids whom */
export class UnexpectedMentions extends Refusal {
  readonly account_ids: readonly number[];

  constructor(account_ids: readonly number[]) {
    super("invalid", "Post would be sent to unexpected accounts");
    this.name = "UnexpectedMentions";
    this.account_ids = account_ids;
  }
}

/** What may be told together with other mistakes. @throws the error itself, when it is none of what was entered */
export function mistakeOf(error: unknown): Refusal {
  if (!(error instanceof Refusal) || error.kind !== "invalid") throw error;
  return error;
}

/** A mistake, if it is one. @param field where the words do not tell it: as the forms call it */
export function wrongIf(wrong: boolean, words: string, field?: string): Refusal | undefined {
  if (!wrong) return undefined;
  return invalid(
    `Validation failed: ${words}`,
    field === undefined ? undefined : { [field]: [{ error: "ERR_INVALID", description: words }] },
  );
}

/** @throws Refusal `invalid`: the first of them, with all that follow; returns when there is none */
export function assertNone(mistakes: readonly (Refusal | undefined)[]): void {
  const [first, ...rest] = mistakes.flatMap((mistake) => (mistake === undefined ? [] : [mistake, ...mistake.others]));
  if (first === undefined) return;
  const all = new Refusal(first.kind, first.message, first.details);
  all.others = rest;
  throw all;
}

/**
 * Reads several things that somebody entered, so that they hear of all their mistakes and not of the first alone.
 *
 * @throws Refusal `invalid` with everything that is wrong; any other error at once
 */
export function readAll<Values extends object>(readers: { readonly [Name in keyof Values]: () => Values[Name] }): Values {
  const values: Partial<Values> = {};
  const mistakes: Refusal[] = [];
  for (const name in readers) {
    try {
      values[name] = readers[name]();
    } catch (error) {
      mistakes.push(mistakeOf(error));
    }
  }
  assertNone(mistakes);
  return values as Values;
}

/**
 * What this server itself needs does not answer: its database is away. No refusal, for it is nobody's doing and nothing has been decided; every
 * door answers 503 and says when to come again.
 */
export class Outage extends Error {
  /** For want of room on a disk. */
  readonly full: boolean;

  constructor(message: string, options: ErrorOptions & { full?: boolean } = {}) {
    super(message, options);
    this.name = "Outage";
    this.full = options.full ?? false;
  }
}

/** What says that there is no room left on a disk: the system, SQLite, PostgreSQL (disk_full). */
const FULL: readonly unknown[] = Object.freeze(["ENOSPC", "EDQUOT", "SQLITE_FULL", "53100"]);

/** An error as it is told outside: what failed for want of room on a disk is an outage, which is over when there is room again. */
export const toldOfRoom = (error: unknown): unknown =>
  error instanceof Error && "code" in error && FULL.includes(error.code)
    ? new Outage("The disk of this server is full", { cause: error, full: true })
    : error;

/** Seconds after which to ask again, as `Retry-After` has it. */
export const COME_AGAIN = "10";

/** The HTTP status that each kind of refusal has at every door. */
export const statusOf: Readonly<Record<RefusalKind, number>> = Object.freeze({
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  gone: 410,
  malformed: 400,
  invalid: 422,
  unsupported: 415,
  "too-large": 413,
  conflict: 409,
  "too-many": 429,
  unavailable: 503,
});

export const unauthenticated = (message = "The access token is invalid") => new Refusal("unauthenticated", message);
export const forbidden = (message = "This action is not allowed") => new Refusal("forbidden", message);
/** Also for what exists but may not be seen: a status hidden from its viewer is missing, never forbidden. */
export const missing = (message = "Record not found") => new Refusal("missing", message);
export const gone = (message = "This is gone") => new Refusal("gone", message);
export const invalid = (message: string, details?: Refusal["details"]) => new Refusal("invalid", message, details);
/** What cannot be read at all; what can be read and is not right is `invalid`. */
export const malformed = (message: string) => new Refusal("malformed", message);
/** A body of another media type than we read. */
export const unsupported = (message: string) => new Refusal("unsupported", message);
export const tooLarge = (message = "The request is too large") => new Refusal("too-large", message);
export const conflict = (message: string) => new Refusal("conflict", message);
export const tooMany = (message = "Too many requests") => new Refusal("too-many", message);
export const unavailable = (message: string) => new Refusal("unavailable", message);
