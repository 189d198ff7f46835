/**
 * Who may answer, favour and boost a status of another server: GoToSocial's interaction policies, as bits of `interactions`. Each of the three has nine: that something
 * is said at all, who may at once, and who is to ask first. What is not said is for everybody; authors may always, and whom a status names may always answer it.
 */
import type { Account, Reads, Status } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { StatusPage } from "./page.ts";
import { loadRelations, type Group, type Relation } from "../quotes/policy.ts";

const DEEDS = ["reply", "favourite", "reblog"] as const;
export type Deed = (typeof DEEDS)[number];
export type Consent = "automatic" | "manual" | "denied";

/** By the uris of people and collections. */
type Said = { automatic: readonly string[]; manual: readonly string[] };
export type SaidInteractions = Partial<Record<Deed, Said | undefined>>;

const GROUPS = ["public", "followers", "following", "unsupported_policy"] as const;
/** Single accounts, who are not kept. */
const OTHERS = 8;
const SHIFT = 4;
const SAID = 256;
const WIDTH = 9;
const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";
/** Said of all three that everybody may: as good as nothing. */
const ALL = DEEDS.reduce((bits, _, at) => bits | ((SAID | 1) << (at * WIDTH)), 0);

/** The bits of what an author elsewhere has said. @param named the uris of those whom the status names: they may answer anyway */
export function interactionsOfUris(
  said: SaidInteractions,
  author: Pick<Account, "uri" | "followers_url" | "following_url">,
  named: readonly string[],
): number {
  const groups = [EVERYONE, author.followers_url, author.following_url];
  const plain = new Set([author.uri, ...named]);
  const bitOf = (uri: string) => (plain.has(uri) ? 0 : groups.includes(uri) ? 1 << groups.indexOf(uri) : OTHERS);
  const bitsOf = (uris: readonly string[]) => uris.reduce((bits, uri) => bits | bitOf(uri), 0);
  const bits = DEEDS.reduce((all, deed, at) => {
    const rule = said[deed];
    return rule === undefined ? all : all | ((SAID | bitsOf(rule.automatic) | (bitsOf(rule.manual) << SHIFT)) << (at * WIDTH));
  }, 0);
  return bits === ALL ? 0 : bits;
}

const bitsFor = (interactions: number, deed: Deed): number => (interactions >> (DEEDS.indexOf(deed) * WIDTH)) & (2 * SAID - 1);

/** Undefined where nothing is said. */
export function groupsFor(interactions: number, deed: Deed): { automatic: Group[]; manual: Group[] } | undefined {
  const bits = bitsFor(interactions, deed);
  if ((bits & SAID) === 0) return undefined;
  const named = (of: number) => GROUPS.filter((_, at) => (of & (1 << at)) !== 0);
  return { automatic: named(bits), manual: named(bits >> SHIFT) };
}

/** What becomes of a deed by somebody else. Where following decides, or being one of some accounts, the author's server is asked: to others it says so then. */
export function consentIn(interactions: number, deed: Deed, { follows, followed }: Relation): Consent {
  const bits = bitsFor(interactions, deed);
  if ((bits & SAID) === 0 || (bits & 1) !== 0) return "automatic";
  const mine = 1 | (follows ? 2 : 0) | (followed ? 4 : 0) | OTHERS;
  return (bits & mine) !== 0 || ((bits >> SHIFT) & mine) !== 0 ? "manual" : "denied";
}

type Around = Pick<StatusPage, "viewer_id" | "relations" | "mentions">;

/** Whether the viewer of a page may do something with a status of it. */
export function consentOf({ id, account_id, interactions }: Status, page: Around, deed: Deed): Consent {
  const { viewer_id, relations, mentions } = page;
  const named = deed === "reply" && (mentions.get(id) ?? []).some((mention) => mention.account_id === viewer_id);
  if (named || viewer_id === account_id || interactions === 0) return "automatic";
  const relation = { follows: relations.follows.has(account_id), followed: relations.followed.has(account_id) };
  return consentIn(interactions, deed, relation);
}

type Limited = Pick<Status, "id" | "account_id" | "interactions">;

/** What would become of it. */
export async function loadConsent(
  db: Reads,
  { id: viewer_id }: Pick<Account, "id">,
  status: Limited,
  deed: Deed,
): Promise<Consent> {
  const { id, account_id, interactions } = status;
  if (interactions === 0 || account_id === viewer_id) return "automatic";
  if (deed === "reply" && (await isNamed(db, id, viewer_id))) return "automatic";
  const { follows, followed } = await loadRelations(db, viewer_id, [account_id]);
  return consentIn(interactions, deed, { follows: follows.has(account_id), followed: followed.has(account_id) });
}

const isNamed = async (db: Reads, status_id: number, account_id: number): Promise<boolean> =>
  (await db
    .selectFrom("mentions")
    .select("account_id")
    .where("status_id", "=", status_id)
    .where("account_id", "=", account_id)
    .executeTakeFirst()) !== undefined;

/** What those are told who may not. */
const REFUSALS: Readonly<Record<Deed, string>> = {
  reply: "The author of this post does not let you answer it",
  favourite: "The author of this post does not let you favour it",
  reblog: "The author of this post does not let you boost it",
};

/** What the viewer of a page may not do with its statuses, and is told of it, by their ids. */
export function deniedIn(page: Around & Pick<StatusPage, "statuses">): NonNullable<StatusPage["denied"]> {
  const limited = page.viewer_id === 0 ? [] : [...page.statuses.values()].filter(({ interactions }) => interactions > 0);
  return new Map(
    limited.map((status) => {
      const denied = DEEDS.filter((deed) => consentOf(status, page, deed) === "denied");
      return [status.id, Object.fromEntries(denied.map((deed) => [deed, REFUSALS[deed]]))];
    }),
  );
}

/** @throws Refusal `forbidden` */
export async function assertConsent(db: Reads, account: Pick<Account, "id">, status: Limited, deed: Deed): Promise<Consent> {
  const consent = await loadConsent(db, account, status, deed);
  if (consent === "denied") throw forbidden(REFUSALS[deed]);
  return consent;
}
