/** Versions of a status. */
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { StatusEdit } from "../../statuses/history.ts";
import { renderAccount } from "./account.ts";
import { renderEmojis } from "./emojis.ts";
import { renderMedia } from "./media.ts";
import type { Scene } from "./scene.ts";
import type { StatusJson } from "./status.ts";

export const renderEdit = (edit: StatusEdit, author: Account, scene: Scene) => ({
  content: edit.content,
  spoiler_text: edit.spoiler_text,
  sensitive: edit.sensitive === 1,
  created_at: rfc3339(edit.created_at),
  account: renderAccount(author, scene),
  media_attachments: edit.attached.map((media) => renderMedia(media, scene)),
  emojis: renderEmojis(edit.emojis, scene),
  ...(edit.options === undefined ? {} : { poll: { options: edit.options.map((title) => ({ title })) } }),
  quote: null,
});

/** The only version of a status that was never edited. */
export const renderPresentEdit = ({
  content,
  spoiler_text,
  sensitive,
  created_at,
  account,
  media_attachments,
  emojis,
  poll,
}: StatusJson) => ({
  content,
  spoiler_text,
  sensitive,
  created_at,
  account,
  media_attachments,
  emojis,
  ...(poll === null ? {} : { poll: { options: poll.options.map(({ title }) => ({ title })) } }),
  quote: null,
});
