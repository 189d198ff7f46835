/**
 * JSON as text in two parts: a beginning, which is the same for everybody until the row has another version, and what each answer joins to it (counters,
 * and what the row is to who looks). Parsed, the whole is what `renderStatus` and `renderAccount` give, for both are made of the same functions.
 *
 * Not everything comes apart so: where more depends on who looks or on the hour, or on rows that have no version, `beginStatus` and `beginAccount`
 * give nothing, and it is rendered whole each time.
 */
import type { AccountOutline } from "../../accounts/outline.ts";
import { linkedCollections } from "../../collections/linked.ts";
import type { FeatureApproval } from "../../collections/policy.ts";
import type { Account, Status } from "../../db/schema.ts";
import { approvalOf, groupsOf, type Relation } from "../../quotes/policy.ts";
import { authorOf, originalOf, type FilterMatch, type StatusPage } from "../../statuses/page.ts";
import type { StatusOutline } from "../../statuses/outline.ts";
import { countsOfAccount, renderCommonAccount } from "./account.ts";
import type { Scene } from "./scene.ts";
import { countsOfStatus, renderCommonStatus, renderMarks } from "./status.ts";

export type Subject = Pick<Account, "id" | "host" | "discoverable" | "locked" | "feature_policy">;
export type Quotable = Pick<Status, "account_id" | "visibility" | "quote_policy" | "reblog_of_id">;

/** Data with parts that are text already, under their names; those that are undefined are left out. */
export function withTexts(data: object, parts: Readonly<Record<string, string | undefined>>): string {
  let text = JSON.stringify(data).slice(0, -1);
  for (const name in parts) if (parts[name] !== undefined) text += `${text === "{" ? "" : ","}"${name}":${parts[name]}`;
  return `${text}}`;
}

/** Texts are hung together, not copied: that is done once, when the answer becomes bytes. What `join` makes, 50 KB to 300 KB, would be copied twice. */
export function listText(texts: Iterable<string>): string {
  let text = "";
  for (const one of texts) text += text === "" ? one : `,${one}`;
  return `[${text}]`;
}

/** Undefined for whom more than their own row is shown, or less. */
export function beginAccount(account: Account, scene: Scene): string | undefined {
  const odd = account.suspended_at > 0 || account.deleted_at > 0 || account.sensitized_at > 0 || account.moved_to_uri !== "";
  // Its last property is an object that goes on.
  return odd ? undefined : JSON.stringify(renderCommonAccount(account, scene)).slice(0, -2);
}

export const joinAccount = (begin: string, outline: AccountOutline, approval: FeatureApproval): string =>
  `${begin},"current_user":"${approval}"},${JSON.stringify(countsOfAccount(outline)).slice(1)}`;

/** Without what it reblogs. */
export function beginStatus(status: Status, page: StatusPage, scene: Scene): string | undefined {
  const original = originalOf(status, page);
  if (!isSteady(status, page) || !isSteady(original, page)) return undefined;
  // Its last property is an object that goes on.
  return JSON.stringify({ ...renderCommonStatus(status, page, scene), quote_approval: groupsOf(original) }).slice(0, -2);
}

const isSteady = (status: Status, page: StatusPage): boolean =>
  status.quoted_id === null &&
  status.visibility !== "limited" &&
  !(page.waits?.has(status.id) ?? false) &&
  // The marks of its files end.
  !(status.visibility === "direct" && page.media.has(status.id)) &&
  // So are stories, which are over some day and forgotten.
  !(page.stories?.has(status.id) ?? false) &&
  status.locked_by === 0 &&
  status.interactions === 0 &&
  !page.quotes.has(status.id) &&
  !page.polls.has(status.id) &&
  !page.events.has(status.id) &&
  (page.cards.get(status.id)?.author_id ?? null) === null &&
  authorOf(status, page).sensitized_at === 0 &&
  linkedCollections(status).length === 0;

/** What the viewer (0 = anybody) has done. */
export type Marked = Pick<StatusPage, "marks" | "viewer_id">;

/** What is joined to the beginning of a status. `account` and `reblog` are text. */
type Joined = {
  quotable: Quotable;
  relation: Relation;
  account: string;
  reblog: string;
  /** Text: see `restOf`. */
  rest: string;
  viewer_id: number;
};

export const joinStatus = (begin: string, { quotable, relation, account, reblog, rest, viewer_id }: Joined): string =>
  `${begin},"current_user":"${approvalOf(quotable, viewer_id, relation)}"},"account":${account},"reblog":${reblog},"poll":null,"quote":null,"reactions":[],${rest}`;

/** The end of a status's text, and of what it was made. */
export type Rest = { original: StatusOutline; marks: number; text: string };

/**
 * The end of a status: what is counted of it, and what the viewer has done with it.
 *
 * @param last what was made for the same status before, for whomever
 */
export function restOf(
  original: StatusOutline,
  marked: Marked,
  matches: readonly FilterMatch[] | undefined,
  last: Rest | undefined,
): Rest {
  const marks = marksOf(original, marked, matches);
  if (last !== undefined && marks !== UNLIKE && last.marks === marks && isCountedAlike(last.original, original)) return last;
  const shown = marked.viewer_id === 0 ? {} : renderMarks(original, marked, matches);
  return { original, marks, text: JSON.stringify(Object.assign(countsOfStatus(original), shown)).slice(1) };
}

/** Like no other: which filters are met stands in it. */
const UNLIKE = -1;
const VISITOR = -2;

/** What `renderMarks` says, as bits. */
function marksOf(
  { id, account_id, conversation_id }: StatusOutline,
  { viewer_id, marks }: Marked,
  matches?: readonly FilterMatch[],
) {
  if (matches !== undefined && matches.length > 0) return UNLIKE;
  if (viewer_id === 0) return VISITOR;
  const own = account_id === viewer_id;
  return (
    (marks.favourited.has(id) ? 1 : 0) |
    (marks.reblogged.has(id) ? 2 : 0) |
    (marks.bookmarked.has(id) ? 4 : 0) |
    (marks.muted_conversations.has(conversation_id) ? 8 : 0) |
    (own ? 16 : 0) |
    (own && marks.pinned.has(id) ? 32 : 0)
  );
}

const isCountedAlike = (one: StatusOutline, other: StatusOutline): boolean =>
  one.replies_count === other.replies_count &&
  one.reblogs_count === other.reblogs_count &&
  one.favourites_count === other.favourites_count &&
  one.quotes_count === other.quotes_count;
