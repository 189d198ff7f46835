/** Which custom emojis of this server a text names: kept with what bears the text, so that it is shown and sent without asking again. */
import type { Reads } from "../db/schema.ts";
import type { Emoji } from "../db/values.ts";
import type { Entity } from "../text/grammar.ts";

/** At most a hundred. */
export async function loadNamedEmojis(db: Reads, entities: readonly Entity[]): Promise<Emoji[]> {
  const codes = [...new Set(entities.flatMap((entity) => (entity.kind === "emoji" ? [entity.shortcode] : [])))].slice(0, 100);
  if (codes.length === 0) return [];
  const rows = await db
    .selectFrom("custom_emojis")
    .select(["shortcode", "image_url"])
    .where("host", "=", "")
    .where("disabled", "=", 0)
    .where("shortcode", "in", codes)
    .execute();
  return rows.map(({ shortcode, image_url }) => ({ shortcode, url: image_url }));
}
