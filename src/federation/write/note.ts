/**
 * A status as other servers read it: a Note, or a Question when it has a poll.
 *
 * Rows in, Fedify's vocabulary out, nothing awaited: what the vocabulary has no words for is added to its JSON by `complete`.
 */
import type { Note, Question } from "@fedify/fedify/vocab";
import { fromJson } from "../../db/columns.ts";
import type { Row, Status } from "../../db/schema.ts";
import { authorOf, type StatusPage } from "../../statuses/page.ts";
import { toAttachment } from "./attachments.ts";
import { toAudience } from "./audience.ts";
import { toTags } from "./tags.ts";
import { instant, url, urls, type Vocabulary, type Writer } from "./writer.ts";

/** What a status belongs to, by uri: the page knows only ids of these. "" where there is none. */
export type Thread = { parent_uri: string; conversation_uri: string };

/** @param status one of the page's, with its own content (not a reblog) */
export function toNote(status: Status, page: StatusPage, writer: Writer, thread: Thread): Note | Question {
  const { vocab } = writer;
  const { to, cc } = toAudience(status, page);
  const values = {
    id: url(status.uri),
    attribution: url(authorOf(status, page).uri),
    tos: urls(to),
    ccs: urls(cc),
    contents: toContents(status, vocab),
    summary: status.spoiler_text || null,
    sensitive: status.sensitive === 1,
    replyTarget: url(thread.parent_uri),
    published: instant(status.created_at),
    updated: instant(status.edited_at),
    url: url(status.url),
    tags: toTags(status, page, writer),
    attachments: (page.media.get(status.id) ?? []).map((media) => toAttachment(media, writer)),
    replies: url(`${status.uri}/replies`),
    likes: new vocab.Collection({ id: url(`${status.uri}/likes`), totalItems: status.favourites_count }),
    shares: new vocab.Collection({ id: url(`${status.uri}/shares`), totalItems: status.reblogs_count }),
  };
  const poll = page.polls.get(status.id);
  return poll === undefined ? new vocab.Note(values) : new vocab.Question({ ...values, ...toPoll(poll, writer) });
}

/** The text, and once more under its language: that is how a language is said (`contentMap`). */
function toContents(status: Status, { LanguageString }: Vocabulary) {
  return isLanguage(status.language) ? [status.content, new LanguageString(status.content, status.language)] : [status.content];
}

const isLanguage = (tag: string): boolean => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag);

function toPoll(poll: Row<"polls">, { vocab }: Writer) {
  const options = fromJson(poll.options).map(
    ({ title, votes_count }) =>
      new vocab.Note({
        name: title,
        replies: new vocab.Collection({ totalItems: poll.hide_totals === 1 && poll.closed_at === 0 ? 0 : votes_count }),
      }),
  );
  return {
    ...(poll.multiple === 1 ? { inclusiveOptions: options } : { exclusiveOptions: options }),
    endTime: instant(poll.expires_at),
    closed: instant(poll.closed_at),
    voters: poll.voters_count,
  };
}
