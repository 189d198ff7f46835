/**
 * A status as other servers read it: a Note, a Page when it has a title in a group, or a Question when it has a poll.
 *
 * Rows in, Fedify's vocabulary out, nothing awaited: what the vocabulary has no words for is added to its JSON by `complete`.
 */
import type { Event, Link, Note, Page, Question } from "@fedify/fedify/vocab";
import { firstLink } from "../../cards/link.ts";
import { fromJson } from "../../db/columns.ts";
import type { Row, Status } from "../../db/schema.ts";
import { withoutHeading } from "../../html.ts";
import { authorOf, type StatusPage } from "../../statuses/page.ts";
import { toAttachment } from "./attachments.ts";
import { groupsOf, toAudience } from "./audience.ts";
import { toTags } from "./tags.ts";
import { titleOf } from "./title.ts";
import { videoTitleOf } from "./video.ts";
import { instant, url, urls, type Vocabulary, type Writer } from "./writer.ts";

/** What a status belongs to, by uri: the page knows only ids of these. "" where there is none; `continued` by the author's own first replies. */
export type Thread = { parent_uri: string; conversation_uri: string; context_uri: string; continued: readonly string[] };

/** @param status one of the page's, with its own content (not a reblog) */
export function toNote(status: Status, page: StatusPage, writer: Writer, thread: Thread): Note | Page | Question | Event {
  const { vocab } = writer;
  const { to, cc } = toAudience(status, page);
  const groups = groupsOf(status, page);
  const values = {
    id: url(status.uri),
    attribution: url(authorOf(status, page).uri),
    tos: urls(to),
    ccs: urls(cc),
    audiences: urls(groups.map(({ uri }) => uri)),
    contents: toContents(status, vocab),
    name: videoTitleOf(status, page) ?? titleOf(status, page) ?? null,
    summary: status.spoiler_text || null,
    sensitive: status.sensitive === 1,
    replyTarget: url(thread.parent_uri),
    published: instant(status.created_at),
    updated: instant(status.edited_at),
    url: url(status.url),
    tags: toTags(status, page, writer),
    attachments: (page.media.get(status.id) ?? []).map((media) => toAttachment(media, writer)),
    replies: toReplies(status, thread, writer),
    likes: new vocab.Collection({ id: url(`${status.uri}/likes`), totalItems: status.favourites_count }),
    shares: new vocab.Collection({ id: url(`${status.uri}/shares`), totalItems: status.reblogs_count }),
  };
  const event = page.events.get(status.id);
  if (event !== undefined)
    return new vocab.Event({
      ...values,
      name: event.title,
      summary: null,
      contents: toContents({ ...status, content: event.note }, vocab),
    });
  const poll = page.polls.get(status.id);
  if (poll !== undefined) return new vocab.Question({ ...values, ...toPoll(poll, writer) });
  // As forums write it: the title is the page's, and stands above its content. Elsewhere all that shows is the words, which begin with it.
  if (status.title === "" || groups.length === 0) return new vocab.Note(values);
  return new vocab.Page({
    ...values,
    attachments: values.attachments.length > 0 ? values.attachments : toLink(status, writer),
    contents: toContents({ ...status, content: withoutHeading(status.content, status.title) }, vocab),
  });
}

/** What it is about, where it shows nothing itself: forums list such a thread as a link (Lemmy, Mbin, PieFed). */
function toLink({ content }: Status, { vocab, instance }: Writer): Link[] {
  const href = firstLink(instance, content);
  return href === undefined ? [] : [new vocab.Link({ href: url(href) })];
}

/** With its first page inside, as Mastodon has it: whoever gets the status need not come back at once to see that nobody has answered yet. */
function toReplies(status: Status, { continued }: Thread, { vocab }: Writer) {
  const uri = `${status.uri}/replies`;
  const next = `${uri}?page=true&others=true&min_id=0`;
  const first = new vocab.CollectionPage({ partOf: url(uri), next: url(next), items: urls(continued) });
  return new vocab.Collection({ id: url(uri), totalItems: status.replies_count, first });
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
