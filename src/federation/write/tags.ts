// What a text refers to: mentions, hashtags and custom emoji, as `tag`.
import type { Emoji as EmojiTag, Hashtag, Mention } from "@fedify/fedify/vocab";
import { fromJson, type Json } from "../../db/columns.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Emoji } from "../../db/values.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { normalizeTag } from "../../text/names.ts";
import { acct, tagUrl } from "../../uris.ts";
import { fileUrl, url, type Writer } from "./writer.ts";

/** Whom the text names; who is only addressed (silent) stands in `cc` without a tag. */
export function toTags(status: Status, page: StatusPage, writer: Writer): (Mention | Hashtag | EmojiTag)[] {
  const { vocab, instance } = writer;
  const mentions = (page.mentions.get(status.id) ?? []).flatMap(({ account_id, silent }) => {
    const account = page.accounts.get(account_id);
    return account === undefined || silent ? [] : toMention(account, writer);
  });
  const hashtags = (page.tags.get(status.id) ?? []).map(
    ({ name, display_name }) => new vocab.Hashtag({ href: url(tagUrl(instance, name)), name: `#${display_name || name}` }),
  );
  return [...mentions, ...hashtags, ...toEmojis(status.emojis, writer)];
}

/** Always with a host: a name alone would be the reader's own. */
export function toMention(account: Account, { vocab, instance }: Writer): Mention {
  const handle = account.host === "" ? `${account.username}@${instance.domain}` : acct(account);
  return new vocab.Mention({ href: url(account.uri), name: `@${handle}` });
}

export function toEmojis(emojis: Json<Emoji[]>, { vocab, instance }: Writer): EmojiTag[] {
  return fromJson(emojis).map(
    ({ shortcode, url: address }) =>
      new vocab.Emoji({
        id: url(`${instance.origin}/emojis/${encodeURIComponent(shortcode)}`),
        name: `:${shortcode}:`,
        icon: new vocab.Image({ url: fileUrl(instance, address), mediaType: imageType(address) }),
      }),
  );
}

/** A tag by itself. @param name as it is written */
export const toTag = (instance: Writer["instance"], name: string) => ({
  type: "Hashtag",
  href: tagUrl(instance, normalizeTag(name)),
  name: `#${name}`,
});

/** From the ending of an image's address; null when it says nothing. */
export function imageType(address: string): string | null {
  const ending = /\.(png|gif|jpe?g|webp|avif|svg)(?:$|\?)/i.exec(address)?.[1]?.toLowerCase();
  if (ending === undefined) return null;
  return `image/${ending === "jpg" ? "jpeg" : ending === "svg" ? "svg+xml" : ending}`;
}
