/** Addresses of stories' files for other servers: they may fetch them as long as the story is shown, and no longer. */
import { createHmac } from "node:crypto";
import type { Media } from "../db/schema.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { isApart, markedUntil } from "../media/apart.ts";

const HOUR = 3_600_000;

type Names = Pick<Media, "file" | "preview_file">;

/** The same media with names that can be asked for until an instant (ms), or the hour after it. */
export function opened<M extends Names>(kith: Pick<Kith, "secret" | "cache">, media: M, until: number): M {
  const end = Math.ceil(until / HOUR) * HOUR;
  const marked = (name: string): string => (isApart(name) ? markedUntil(kith, name, end) : name);
  return { ...media, file: marked(media.file), preview_file: marked(media.preview_file) };
}

/** What opens a story's document to servers that cannot sign, as Pixelfed's: it was sent to those for whom it is. */
export const capabilityOf = (kith: Pick<Kith, "secret">, story_id: number): string =>
  createHmac("sha256", purposeKey(kith, "story-capability")).update(String(story_id)).digest("base64url");
