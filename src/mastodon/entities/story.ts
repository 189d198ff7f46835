/** Stories: an extension of ours. */
import { rfc3339 } from "../../db/columns.ts";
import type { ShownStory } from "../../stories/load.ts";
import { renderMedia, type MediaJson } from "./media.ts";
import type { Scene } from "./scene.ts";

export type StoryJson = {
  id: string;
  uri: string;
  account_id: string;
  text: string;
  /** Null with media. */
  background: string | null;
  media_attachment: MediaJson | null;
  audience: "followers" | "circle" | "people";
  replies: boolean;
  reactions: boolean;
  created_at: string;
  expires_at: string;
  expired: boolean;
  seen: boolean;
  reaction: string | null;
};

/** Of a story for a circle, its readers are told no more than that it is for some people. */
export function renderStory({ story, media, seen, reaction }: ShownStory, scene: Scene, viewer_id: number): StoryJson {
  const { audience } = story;
  return {
    id: String(story.id),
    uri: story.uri,
    account_id: String(story.account_id),
    text: story.text,
    background: story.background === "" ? null : story.background,
    media_attachment: media === undefined ? null : renderMedia(media, scene),
    audience: audience === "circle" && story.account_id !== viewer_id ? "people" : audience,
    replies: story.replies === 1,
    reactions: story.reactions === 1,
    created_at: rfc3339(story.created_at),
    expires_at: rfc3339(story.expires_at),
    expired: story.ended_at > 0 || story.expires_at <= scene.now,
    seen: seen || story.account_id === viewer_id,
    reaction: reaction === "" ? null : reaction,
  };
}
