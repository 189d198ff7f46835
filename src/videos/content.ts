/** What a video's status says to those who know no titles: its title, and below it what is said of it. */
import { headingOf } from "../html.ts";
import type { Kith } from "../kith.ts";
import type { StatusContent } from "../statuses/entry.ts";

/** Content whose only file is a video begins with its title, unless it begins with one of its own. */
export async function withTitle(kith: Pick<Kith, "db">, content: StatusContent): Promise<StatusContent> {
  const [media_id, ...others] = content.media_ids;
  if (media_id === undefined || others.length > 0 || (content.title ?? "") !== "") return content;
  const video = await kith.db.selectFrom("videos").select("title").where("media_id", "=", media_id).executeTakeFirst();
  if (video === undefined) return content;
  return { ...content, content: headingOf(video.title, content.content === "") + content.content };
}
