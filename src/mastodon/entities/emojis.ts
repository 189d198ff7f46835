/** Custom emoji, as statuses and accounts carry them. */
import { fromJson, type Json } from "../../db/columns.ts";
import type { Emoji } from "../../db/values.ts";
import type { Scene } from "./scene.ts";

export type EmojiJson = {
  shortcode: string;
  url: string;
  static_url: string;
  visible_in_picker: boolean;
  category: string | null;
};

export const renderEmoji = ({ shortcode, url }: Emoji, category: string | null = null, visible = true): EmojiJson => ({
  shortcode,
  url,
  static_url: url,
  visible_in_picker: visible,
  category,
});

/** Nearly all statuses have none: then nothing is parsed. */
export const renderEmojis = (emojis: Json<Emoji[]>, { emojiUrl }: Pick<Scene, "emojiUrl">): EmojiJson[] =>
  emojis === "[]" || emojis === "" ? [] : fromJson(emojis).map((emoji) => renderEmoji({ ...emoji, url: emojiUrl(emoji.url) }));
