/** Announcements, to their readers and to those who write them. */
import type { AnnouncementPage, Reaction } from "../../announcements/load.ts";
import type { Announcement } from "../../announcements/write.ts";
import { rfc3339 } from "../../db/columns.ts";
import { findEntities } from "../../text/grammar.ts";
import { tagUrl } from "../../uris.ts";
import { renderEmoji } from "./emojis.ts";
import type { Scene } from "./scene.ts";

const orNull = (ms: number): string | null => (ms === 0 ? null : rfc3339(ms));

export function renderReaction({ name, count, mine }: Reaction, page: AnnouncementPage, scene: Scene) {
  const emoji = page.emojis.get(name);
  const url = emoji === undefined ? undefined : scene.emojiUrl(emoji.image_url);
  return {
    name,
    count: Number(count),
    ...(page.viewer_id === 0 ? {} : { me: Number(mine) === 1 }),
    ...(url === undefined ? {} : { url, static_url: url }),
  };
}

/** Names of tags in a text, each once. */
function tagsIn(text: string): string[] {
  const names = findEntities(text).flatMap((entity) => (entity.kind === "tag" ? [entity.name] : []));
  return [...new Set(names)];
}

export const renderAnnouncement = (announcement: Announcement, page: AnnouncementPage, scene: Scene) => ({
  id: String(announcement.id),
  content: announcement.content,
  starts_at: orNull(announcement.starts_at),
  ends_at: orNull(announcement.ends_at),
  all_day: announcement.all_day === 1,
  published_at: rfc3339(announcement.published_at),
  updated_at: rfc3339(announcement.updated_at),
  ...(page.viewer_id === 0 ? {} : { read: page.read.has(announcement.id) }),
  mentions: [],
  statuses: [],
  tags: tagsIn(announcement.text).map((name) => ({ name, url: tagUrl(scene.instance, name) })),
  emojis: [...announcement.text.matchAll(/:([a-zA-Z0-9_]{2,}):/g)].flatMap(([, name = ""]) => {
    const emoji = page.emojis.get(name);
    return emoji === undefined
      ? []
      : [renderEmoji({ shortcode: name, url: scene.emojiUrl(emoji.image_url) }, null, emoji.visible === 1)];
  }),
  reactions: (page.reactions.get(announcement.id) ?? []).map((reaction) => renderReaction(reaction, page, scene)),
});

/** As it was written, and whether it is out. */
export const renderWritten = (announcement: Announcement) => ({
  id: String(announcement.id),
  text: announcement.text,
  content: announcement.content,
  all_day: announcement.all_day === 1,
  starts_at: orNull(announcement.starts_at),
  ends_at: orNull(announcement.ends_at),
  scheduled_at: orNull(announcement.scheduled_at),
  published: announcement.published_at > 0,
  published_at: orNull(announcement.published_at),
  created_at: rfc3339(announcement.created_at),
  updated_at: rfc3339(announcement.updated_at),
});
