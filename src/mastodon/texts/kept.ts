/**
 * The beginnings of statuses and accounts that have been rendered once, each under the version of its row.
 *
 * What is kept is never wrong, whoever changes what it shows and in whichever process: the version that every answer reads anew is another one then. It was
 * rendered of a row and of what was read after it, so what stands beside the row is at least as new as the version says.
 */
import type { AccountOutline } from "../../accounts/outline.ts";
import { asksWhoFollows, featureApprovalFor, type FeatureApproval, type Looker } from "../../collections/policy.ts";
import type { Account, Status } from "../../db/schema.ts";
import { wordsOf } from "../../filters/match.ts";
import type { Kith } from "../../kith.ts";
import { asksForRelation } from "../../quotes/policy.ts";
import { originalOf, shown, type StatusPage } from "../../statuses/page.ts";
import { beginAccount, beginStatus, joinAccount, type Quotable, type Rest, type Subject } from "../entities/joined.ts";
import type { Scene } from "../entities/scene.ts";

/** `begin` is undefined for what has to be rendered whole each time. */
export type KeptAccount = {
  version: number;
  begin: string | undefined;
  subject: Subject;
  /** Whether it depends on who follows whom what is said of it. */
  asks: boolean;
  /** What was joined last, which is mostly what is joined next. */
  last: { outline: AccountOutline; approval: FeatureApproval; text: string } | undefined;
};
export type KeptStatus = {
  version: number;
  /** Of what it reblogs; its own for what is no reblog. */
  original_version: number;
  begin: string | undefined;
  quotable: Quotable;
  asks: boolean;
  /** Those whom it names, by id and version: who is mentioned, and the group that it is in. */
  named: readonly (readonly [id: number, version: number])[];
  /** What filters look through. */
  words: string;
  /** What was joined last, which is mostly what is joined next. */
  last: Rest | undefined;
};

/** What need not be rendered whole. */
export type Begun<Kept extends KeptAccount | KeptStatus> = Kept & { begin: string };

/** In UTF-16 units of text, each of which takes a byte or two. */
const MOST = Object.freeze({ accounts: 1_000_000, statuses: 4_000_000 });
/** What an entry takes besides its text. */
const ENTRY = 800;

export const keptAccounts = (kith: Kith) =>
  kith.cache<KeptAccount, number>("account-texts", MOST.accounts, ({ begin = "" }) => begin.length + ENTRY);
export const keptStatuses = (kith: Kith) =>
  kith.cache<KeptStatus, number>("status-texts", MOST.statuses, ({ begin = "", words }) => begin.length + words.length + ENTRY);

/** The text of an account as it is now. */
export function accountText(kept: Begun<KeptAccount>, outline: AccountOutline, looker: Looker): string {
  const approval = featureApprovalFor(kept.subject, looker);
  if (kept.last === undefined || kept.last.approval !== approval || !countsAlike(kept.last.outline, outline))
    kept.last = { outline, approval, text: joinAccount(kept.begin, outline, approval) };
  return kept.last.text;
}

const countsAlike = (one: AccountOutline, other: AccountOutline): boolean =>
  one.statuses_count === other.statuses_count &&
  one.followers_count === other.followers_count &&
  one.following_count === other.following_count &&
  one.last_status_at === other.last_status_at &&
  one.members_only === other.members_only;

export function keepAccount(kith: Kith, account: Account, scene: Scene): KeptAccount {
  const { id, host, discoverable, locked, feature_policy, version } = account;
  const subject = { id, host, discoverable, locked, feature_policy };
  const kept: KeptAccount = {
    version,
    begin: beginAccount(account, scene),
    subject,
    asks: asksWhoFollows(subject),
    last: undefined,
  };
  keptAccounts(kith).set(id, kept);
  return kept;
}

/** Of a page that has just been loaded: its statuses, and those that they reblog. */
export function keepStatuses(kith: Kith, page: StatusPage, scene: Scene): void {
  const cache = keptStatuses(kith);
  for (const status of shown(page))
    for (const one of new Set([status, originalOf(status, page)])) cache.set(one.id, keptOf(one, page, scene));
}

function keptOf(status: Status, page: StatusPage, scene: Scene): KeptStatus {
  const original = originalOf(status, page);
  const { account_id, visibility, quote_policy, reblog_of_id } = original;
  const mentioned = (page.mentions.get(status.id) ?? []).filter(({ silent }) => !silent).map((mention) => mention.account_id);
  const named = [...mentioned, ...[original.group_id, original.posted_by].filter((id) => id > 0)];
  return {
    version: status.version,
    original_version: original.version,
    begin: beginStatus(status, page, scene),
    quotable: { account_id, visibility, quote_policy, reblog_of_id },
    asks: asksForRelation(original),
    named: named.flatMap((id) => versionOf(page.accounts.get(id))),
    words: status === original ? wordsOf(original, page) : "",
    last: undefined,
  };
}

const versionOf = (account: Account | undefined) => (account === undefined ? [] : [[account.id, account.version] as const]);
