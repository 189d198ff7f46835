/**
 * Who may quote a status (FEP-044f): `quote_policy` of its row, as bits. The lower four say who may at once, the next four whom the author
 * wants to decide about, the last two that its server has said nothing, and quotes freely itself. Authors may always quote themselves; of statuses that are not for everybody nobody else may.
 */
import type { Reads, Status } from "../db/schema.ts";
import type { QuotePolicy, Visibility } from "../db/values.ts";

const PUBLIC = 1;
const FOLLOWERS = 2;
/** Those whom the author follows. */
const FOLLOWING = 4;
/** Somebody whom we cannot name: single accounts, say. */
const OTHERS = 8;
const SHIFT = 4;
/** Its server says nothing of who may do what: it knows no consent, and shows who quotes its people whatever others think of it. */
export const UNSAID = 256;
/**
 * What is said of nothing is quoted there by whoever likes, with its author told of it: whoever posts to all has agreed to that (`hosts/software.ts`). So may
 * people here, as it is done there: asking is of no use, and a quote that nobody has agreed to is said in no other way, for servers that ask not to show it (FEP-044f).
 * Of other servers that say nothing it is not known; their posts stay unquoted, as on Mastodon.
 */
export const FREE = 512;

export const isFree = ({ quote_policy }: Pick<Status, "quote_policy">): boolean => (quote_policy & FREE) !== 0;

export type Approval = "automatic" | "manual" | "denied" | "unknown";
export type Group = "public" | "followers" | "following" | "unsupported_policy";
type Quotable = Pick<Status, "account_id" | "visibility" | "quote_policy" | "reblog_of_id">;
/** `follows`: the viewer the author; `followed`: the author the viewer. */
export type Relation = { follows: boolean; followed: boolean };

const isOpen = (visibility: Visibility): boolean => visibility === "public" || visibility === "unlisted";

/** The bits of what an author here chose. */
export function policyOf(chosen: QuotePolicy, visibility: Visibility): number {
  if (!isOpen(visibility) || chosen === "nobody") return 0;
  return chosen === "public" ? PUBLIC : FOLLOWERS;
}

const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";
type Named = { automatic: readonly string[]; manual: readonly string[] };

/** The bits of what an author elsewhere said, by the uris of people and collections. */
export function policyOfUris(
  said: Named | undefined,
  author: { uri: string; followers_url: string; following_url: string },
): number {
  if (said === undefined) return 0;
  const bitsOf = (uris: readonly string[]) =>
    uris.reduce((bits, uri) => {
      if (uri === author.uri) return bits;
      if (uri === EVERYONE) return bits | PUBLIC;
      if (uri === author.followers_url) return bits | FOLLOWERS;
      return bits | (uri === author.following_url ? FOLLOWING : OTHERS);
    }, 0);
  return bitsOf(said.automatic) | (bitsOf(said.manual) << SHIFT);
}

const NAMES: readonly (readonly [number, Group])[] = [
  [PUBLIC, "public"],
  [FOLLOWERS, "followers"],
  [FOLLOWING, "following"],
  [OTHERS, "unsupported_policy"],
];
const namesOf = (bits: number): Group[] => ((bits & FREE) !== 0 ? ["public"] : namesIn(bits));
const namesIn = (bits: number): Group[] => NAMES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);

export const groupsIn = (bits: number) => ({ automatic: namesOf(bits), manual: namesOf(bits >> SHIFT) });
export const groupsOf = ({ quote_policy }: Pick<Status, "quote_policy">) => groupsIn(quote_policy);

/** Whether the answer depends on who follows whom, or that to another question about the status does (`statuses/consent.ts`). */
export const asksForRelation = ({ quote_policy, interactions = 0 }: { quote_policy: number; interactions?: number }): boolean =>
  ((quote_policy & (PUBLIC | FREE)) === 0 && (quote_policy & ~UNSAID) !== 0) || interactions > 0;

/**
 * Whether it may be shown in a quote by somebody elsewhere who has asked nobody. Where neither server knows consent (Misskey and its kin, Pleroma), whoever
 * posts to all is quoted by all: nobody will ever be asked, and everywhere else the quote is shown.
 */
export const isQuotedUnasked = ({ quote_policy, visibility }: Pick<Status, "quote_policy" | "visibility">): boolean =>
  (quote_policy & UNSAID) !== 0 && isOpen(visibility);

/** What would become of a quote by the viewer (0 = anybody). */
export function approvalOf(status: Quotable, viewer_id: number, { follows, followed }: Relation): Approval {
  if (viewer_id === 0 || status.reblog_of_id !== null || status.visibility === "direct") return "denied";
  if (status.account_id === viewer_id) return "automatic";
  if (!isOpen(status.visibility)) return "denied";
  return approvalIn(status.quote_policy, { follows, followed });
}

/** What bits say to somebody else. */
export function approvalIn(bits: number, { follows, followed }: Relation): Approval {
  const mine = PUBLIC | (follows ? FOLLOWERS : 0) | (followed ? FOLLOWING : 0);
  if ((bits & (mine | FREE)) !== 0) return "automatic";
  if (((bits >> SHIFT) & mine) !== 0) return "manual";
  return (bits & (OTHERS | (OTHERS << SHIFT))) === 0 ? "denied" : "unknown";
}

/** The same, asking who follows whom only where that matters. */
export async function loadApproval(db: Reads, status: Quotable, account_id: number): Promise<Approval> {
  const none = { follows: false, followed: false };
  if (!asksForRelation(status) || status.account_id === account_id) return approvalOf(status, account_id, none);
  const { follows, followed } = await loadRelations(db, account_id, [status.account_id]);
  return approvalOf(status, account_id, {
    follows: follows.has(status.account_id),
    followed: followed.has(status.account_id),
  });
}

export type Relations = { follows: ReadonlySet<number>; followed: ReadonlySet<number> };
export const noRelations: Relations = Object.freeze({ follows: new Set<number>(), followed: new Set<number>() });

/** Whom of these accounts the viewer follows, and who of them follows the viewer. */
export async function loadRelations(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Relations> {
  const rows = await db
    .selectFrom("follows")
    .select(["account_id", "target_id"])
    .where("state", "=", "accepted")
    .where((eb) =>
      eb.or([
        eb.and([eb("account_id", "=", viewer_id), eb("target_id", "in", ids)]),
        eb.and([eb("target_id", "=", viewer_id), eb("account_id", "in", ids)]),
      ]),
    )
    .execute();
  return {
    follows: new Set(rows.filter((row) => row.account_id === viewer_id).map((row) => row.target_id)),
    followed: new Set(rows.filter((row) => row.target_id === viewer_id).map((row) => row.account_id)),
  };
}
