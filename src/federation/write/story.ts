/**
 * A story as other servers read it: a Note with an `endTime`, and words of ours by which another Kith knows what it is. Whoever does not know them
 * shows a post, until its Delete.
 */
import type { Create, Note } from "@fedify/fedify/vocab";
import type { Account, Media } from "../../db/schema.ts";
import { escapeHtml } from "../../html.ts";
import type { Story } from "../../stories/load.ts";
import { storyUrl } from "../../uris.ts";
import type { Deed } from "./activities.ts";
import { toAttachment, toMediaTerms } from "./attachments.ts";
import type { Audience } from "./audience.ts";
import type { Extras, Json } from "./complete.ts";
import { ACTIVITYSTREAMS, KITH_CONTEXT } from "./context.ts";
import { toMention } from "./tags.ts";
import { instant, url, urls, type Writer } from "./writer.ts";

/** `named`: who is to know of each other. */
export type WholeStory = { story: Story; author: Account; media: Media | undefined; named: readonly Account[] };

/** Followers, or those who are named; a copy for somebody of a circle gets its reader by `addressedTo`. */
export const audienceOf = ({ story, author, named }: WholeStory): Audience => ({
  to: story.audience === "followers" ? [author.followers_url] : named.map(({ uri }) => uri),
  cc: [],
});

export function toStoryNote(whole: WholeStory, writer: Writer): Note {
  const { story, author, media, named } = whole;
  const { to, cc } = audienceOf(whole);
  return new writer.vocab.Note({
    id: url(story.uri),
    attribution: url(author.uri),
    tos: urls(to),
    ccs: urls(cc),
    content: story.text === "" ? "" : `<p>${escapeHtml(story.text).replaceAll("\n", "<br>")}</p>`,
    published: instant(story.created_at),
    endTime: instant(story.expires_at),
    url: url(storyUrl(writer.instance, story.id)),
    tags: named.map((account) => toMention(account, writer)),
    attachments: media === undefined ? [] : [toAttachment(media, writer)],
  });
}

export function toStoryCreate(whole: WholeStory, writer: Writer): Create {
  const { story, author } = whole;
  const { to, cc } = audienceOf(whole);
  return new writer.vocab.Create({
    id: url(`${story.uri}/activity`),
    actor: url(author.uri),
    published: instant(story.created_at),
    tos: urls(to),
    ccs: urls(cc),
    object: toStoryNote(whole, writer),
  });
}

/** What the vocabulary has no words for. */
export const storyExtras = ({ story, media }: WholeStory, writer: Writer): Extras => ({
  media: toMediaTerms({ media: media === undefined ? [] : [media], videos: new Map(), chapters: () => [] }, writer),
  terms: storyTerms(story),
});

const storyTerms = ({ background, replies, reactions }: Story): Json => ({
  story: true,
  ...(background === "" ? {} : { storyGround: background }),
  storyReplies: replies === 1,
  storyReactions: reactions === 1,
});

/** What somebody does with a story; its author alone hears of it. */
export type StoryDeed = Deed & { author_uri: string };

/** Pixelfed looks for the story's uri inside, Kith at its id. */
export const toView = ({ uri, actor_uri, object_uri, author_uri }: StoryDeed): Json => ({
  "@context": [ACTIVITYSTREAMS, KITH_CONTEXT],
  id: uri,
  type: "View",
  actor: actor_uri,
  to: [author_uri],
  object: { id: object_uri, type: "Story", object: object_uri },
});
