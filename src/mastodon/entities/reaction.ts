/** Reactions as glitch-soc and Akkoma show them. A stock client of Mastodon passes over what it does not know. */
import type { PageReaction } from "../../statuses/page.ts";
import type { AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

/** `me` only for somebody who is signed in; the addresses only of custom emoji. */
export type ReactionJson = { name: string; count: number; me?: boolean; url?: string; static_url?: string };

export function renderReaction(
  { name, image_url, count, me }: PageReaction,
  viewer_id: number,
  { emojiUrl }: Scene,
): ReactionJson {
  const picture = image_url === "" ? {} : { url: emojiUrl(image_url), static_url: emojiUrl(image_url) };
  return { name, count, ...(viewer_id === 0 ? {} : { me }), ...picture };
}

/** As Pleroma lists them, with who they are. */
export type ReactedJson = ReactionJson & { me: boolean; accounts: AccountJson[]; account_ids: string[] };
