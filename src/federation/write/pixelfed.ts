/**
 * Stories as Pixelfed sends and reads them (its `app/Jobs/StoryPipeline`, `StoryValidator` and inbox handlers): an Add that names the story and a capability
 * (https://docs.joinmastodon.org/spec/bearcaps/) by which it is fetched, and words of its own for reactions and answers.
 */
import { rfc3339 } from "../../db/columns.ts";
import { mediaUrl } from "../../media/url.ts";
import { fromJson } from "../../db/columns.ts";
import type { Instance } from "../../config.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import type { StoryDeed, WholeStory } from "./story.ts";

/** Whether it takes such a story: one with a picture or a film, for all followers. */
export const suitsPixelfed = ({ story, media }: WholeStory): boolean => media !== undefined && story.audience === "followers";

export const toStoryAdd = ({ story, author }: WholeStory, token: string): Json => ({
  "@context": ACTIVITYSTREAMS,
  id: `${story.uri}/add`,
  type: "Add",
  actor: author.uri,
  to: [author.followers_url],
  object: { id: story.uri, type: "Story", object: `bear:?t=${token}&u=${story.uri}` },
});

/** Seconds that it shows a picture. */
const SHOWN = 5;

/** What the capability opens. @param frame the address of a picture in the shape that it wants */
export function toPixelfedStory({ story, author, media }: WholeStory, instance: Instance, frame: string): Json {
  const film = media?.kind === "video" || media?.kind === "gifv";
  const seconds = media === undefined ? SHOWN : (fromJson(media.meta).original?.duration ?? SHOWN);
  return {
    "@context": ACTIVITYSTREAMS,
    id: story.uri,
    type: "Story",
    to: [author.followers_url],
    cc: [],
    attributedTo: author.uri,
    published: rfc3339(story.created_at),
    expiresAt: rfc3339(story.expires_at),
    duration: film ? Math.min(300, Math.max(1, Math.round(seconds))) : SHOWN,
    can_reply: story.replies === 1,
    can_react: story.reactions === 1,
    attachment: film
      ? { type: "Video", url: mediaUrl(instance, media?.file ?? ""), mediaType: media?.mime_type }
      : { type: "Image", url: frame, mediaType: "image/jpeg" },
  };
}

export const toStoryDelete = (actor_uri: string, story_uri: string): Json => ({
  "@context": ACTIVITYSTREAMS,
  id: `${story_uri}#delete`,
  type: "Delete",
  actor: actor_uri,
  object: { id: story_uri, type: "Story" },
});

type Said = { content: string; published: number };

const said =
  (type: "Story:Reaction" | "Story:Reply") =>
  ({ uri, actor_uri, object_uri, author_uri }: StoryDeed, { content, published }: Said): Json => ({
    "@context": ACTIVITYSTREAMS,
    id: uri,
    type,
    actor: actor_uri,
    to: author_uri,
    inReplyTo: object_uri,
    content,
    published: rfc3339(published),
  });

export const toPixelfedReaction = said("Story:Reaction");
export const toPixelfedReply = said("Story:Reply");
