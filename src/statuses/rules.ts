/** What may be published here. Messages are Mastodon's, for clients show them. */
import type { Instance } from "../config.ts";
import { padded } from "../db/lists.ts";
import type { Account, Media, Reads, Status } from "../db/schema.ts";
import { assertNone, forbidden, invalid, missing, readAll, wrongIf } from "../errors.ts";
import { sanitizeContent } from "../sanitize.ts";
import { countCharacters, graphemes, isLonger } from "../text/count.ts";
import { plainText } from "../text/plain.ts";
import { assertEvent, tidiedEvent } from "../events/draft.ts";
import { readTitle } from "./compose.ts";
import type { Draft, EditDraft, PollDraft } from "./draft.ts";
import { assertHere } from "../accounts/rules.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { loadApproval } from "../quotes/policy.ts";
import { findOriginal } from "./find.ts";
import { findVisibleStatus } from "./load.ts";

/** As the instance document announces them; times in seconds. */
export const POLL_LIMITS = Object.freeze({ options: 4, option_characters: 50, min_expiration: 300, max_expiration: 2_629_746 });

/** Characters of a title: Lemmy's limit. */
export const MOST_TITLE = 200;

/**
 * @throws Refusal `forbidden` for an account that may not write, `invalid` with Mastodon's sentences for all that is wrong
 */
export function assertMayPublish(instance: Instance, author: Account, draft: EditDraft): void {
  if (author.suspended_at > 0 || author.deleted_at > 0 || author.host !== "") throw forbidden();
  assertHere(author);
  readAll({
    words: () => assertWords(instance, draft),
    poll: () => draft.poll && assertPoll(draft.poll),
    event: () => draft.event && assertEvent(tidiedEvent(draft.event)),
  });
}

function assertWords({ limits }: Instance, draft: EditDraft): void {
  const limit = limits.status_characters;
  // A text this long has too many characters whatever they are; counting it would only cost time.
  const huge = draft.text.length + draft.spoiler_text.length > limit * 16;
  const text = huge ? draft.text : wordsOf(draft);
  const title = readTitle(draft.title);
  const most = limits.media_per_status;
  const { media_ids, poll, event } = draft;
  assertNone([
    wrongIf(isLonger(title, MOST_TITLE), `Title is too long (maximum is ${MOST_TITLE} characters)`),
    wrongIf(
      text === "" && title === "" && media_ids.length === 0 && poll === undefined && event === undefined,
      "Text can't be blank",
    ),
    wrongIf(
      huge || countCharacters(text) + graphemes(draft.spoiler_text.trim()) > limit,
      `Text character limit of ${limit} exceeded`,
    ),
    wrongIf(
      media_ids.length > most || (media_ids.length > 0 && poll !== undefined),
      `Cannot attach more than ${most} files, nor files to a poll`,
    ),
  ]);
}

/** Of HTML only the words count, and only those that are shown. */
const wordsOf = ({ text, content_type }: EditDraft): string =>
  content_type === "text/html" ? plainText(sanitizeContent(text)) : text.trim();

function assertPoll({ options, expires_in, expires_at }: PollDraft): void {
  const titles = options.map((title) => title.trim());
  const set = expires_at === undefined;
  assertNone([
    wrongIf(titles.length < 2 || titles.includes(""), "Options must have more than one item"),
    wrongIf(titles.length > POLL_LIMITS.options, `Options can't contain more than ${POLL_LIMITS.options} items`),
    wrongIf(
      titles.some((title) => isLonger(title, POLL_LIMITS.option_characters)),
      `Options cannot be longer than ${POLL_LIMITS.option_characters} characters each`,
    ),
    wrongIf(new Set(titles).size < titles.length, "Options contain duplicate items"),
    wrongIf(set && !(expires_in >= POLL_LIMITS.min_expiration), "Expires at is too soon"),
    wrongIf(set && expires_in > POLL_LIMITS.max_expiration, "Expires at is too far into the future"),
  ]);
}

/**
 * The media that a status is to have: the author's own, finished, and attached to nothing else.
 *
 * @param keeper the status being edited or the scheduled status being published, whose media they may be already
 * @throws Refusal `invalid`
 */
export async function loadOwnMedia(db: Reads, author: Account, ids: readonly number[], keeper = 0): Promise<Media[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("media")
    .selectAll()
    .where("id", "in", padded(ids))
    .where("account_id", "=", author.id)
    .execute();
  const free = rows.filter(
    ({ status_id, kept_by }) => status_id === keeper || (status_id === null && (kept_by === 0 || kept_by === keeper)),
  );
  const lost = ids.filter((id) => !free.some((media) => media.id === id));
  if (lost.length > 0 || new Set(ids).size < ids.length)
    throw invalid(`Validation failed: Media ${lost.join(", ")} not found or already attached to another post`);
  if (free.length > 1 && free.some(({ kind }) => kind === "video" || kind === "audio"))
    throw invalid("Validation failed: Cannot attach a video to a post that already contains images");
  if (free.some((media) => media.state !== "ready" || (media.file === "" && media.remote_url === "")))
    throw invalid("Validation failed: Cannot attach files that have not finished processing. Try again in a moment!");
  return free;
}

/** @throws Refusal `missing` when the author may not see what they answer, be it for a block */
export async function getParent(db: Reads, author: Account, draft: Draft): Promise<Status | undefined> {
  if (draft.in_reply_to_id === undefined) return undefined;
  const seen = await findVisibleStatus(db, author.id, draft.in_reply_to_id);
  const parent = seen === undefined ? undefined : await findOriginal(db, seen);
  if (parent === undefined || parent.deleted_at > 0)
    throw missing("The post you are trying to reply to does not appear to exist.");
  return parent;
}

/**
 * What is quoted: only what its author lets them quote, or is to be asked for.
 *
 * @throws Refusal `missing`, as Mastodon says it for both
 */
export async function getQuoted(db: Reads, author: Account, draft: Draft): Promise<Status | undefined> {
  if (draft.quoted_id === undefined) return undefined;
  const seen = await findVisibleStatus(db, author.id, draft.quoted_id);
  const quoted = seen === undefined ? undefined : await findOriginal(db, seen);
  const approval = quoted === undefined || quoted.deleted_at > 0 ? "denied" : await loadApproval(db, quoted, author.id);
  // What is for a few is shown around by nobody, its author included.
  if (
    quoted === undefined ||
    quoted.visibility === "limited" ||
    approval === "denied" ||
    (await isBlockedBetween(db, author.id, quoted.account_id))
  )
    throw missing("The post you are trying to quote does not appear to exist.");
  return quoted;
}

/**
 * An answer in private is for those who are in the conversation, and a message that is changed for those who have it: somebody else is not let in by being
 * named. Who means to write to them, too, begins a message to all of them.
 *
 * @param parent what is answered, or the message itself
 * @throws Refusal `invalid`
 */
export async function assertNamesNobodyNew(
  db: Reads,
  author: Pick<Account, "id">,
  parent: Pick<Status, "id" | "account_id">,
  { draft, named }: { draft: Pick<Draft, "mentioned_ids">; named: readonly number[] },
): Promise<void> {
  const chosen = draft.mentioned_ids ?? [];
  const others = named.filter((id) => id !== author.id && id !== parent.account_id && !chosen.includes(id));
  if (others.length === 0) return;
  const rows = await db
    .selectFrom("mentions")
    .select("account_id")
    .where("status_id", "=", parent.id)
    .where("account_id", "in", padded(others))
    .where("blind", "=", 0)
    .execute();
  const known = new Set(rows.map(({ account_id }) => account_id));
  if (others.some((id) => !known.has(id))) throw invalid(NOT_IN_CONVERSATION);
}

const NOT_IN_CONVERSATION =
  "Validation failed: Text names somebody who is not in this conversation. To let them read it, write a new message to everybody, or add them to the chat";
