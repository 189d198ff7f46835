/** Reactions as others read them: EmojiReact (FEP-c0e0), with the picture of a custom emoji as its tag. */
import type { EmojiReact, Undo } from "@fedify/fedify/vocab";
import type { Deed } from "./activities.ts";
import { imageType } from "./tags.ts";
import { fileUrl, url, urls, type Writer } from "./writer.ts";

/** `name` and `image_url` as in `reactions`; `author_uri` is who hears of it, `reader_uris` who besides. */
export type ReactionDeed = Deed & { name: string; image_url: string; author_uri: string; reader_uris?: readonly string[] };

const readers = ({ author_uri, reader_uris = [] }: ReactionDeed) => urls([author_uri, ...reader_uris]);

export function toReaction(deed: ReactionDeed, { vocab, instance }: Writer): EmojiReact {
  const { name, image_url } = deed;
  const spelled = image_url === "" ? name : `:${name}:`;
  const icon = new vocab.Image({ url: fileUrl(instance, image_url), mediaType: imageType(image_url) });
  // A shortcode with a host is another server's, of whose emoji we give no address of ours.
  const id = name.includes("@") ? null : url(`${instance.origin}/emojis/${encodeURIComponent(name)}`);
  return new vocab.EmojiReact({
    id: url(deed.uri),
    actor: url(deed.actor_uri),
    object: url(deed.object_uri),
    tos: readers(deed),
    content: spelled,
    tags: image_url === "" ? [] : [new vocab.Emoji({ id, name: spelled, icon })],
  });
}

export function toUnreaction(deed: ReactionDeed, writer: Writer): Undo {
  const values = { id: url(`${deed.uri}/undo`), actor: url(deed.actor_uri), tos: readers(deed) };
  return new writer.vocab.Undo({ ...values, object: toReaction(deed, writer) });
}
