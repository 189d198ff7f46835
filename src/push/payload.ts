/** What a push message says, in the shape that apps of Mastodon know: enough to show a line while the app loads the rest. */
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { marker } from "../media/apart.ts";
import { portraitUrl } from "../media/url.ts";
import type { Notification } from "../notifications/load.ts";
import { plainText } from "../text/plain.ts";
import type { Locale } from "../words/locale.ts";
import { cut, pushTitle } from "./title.ts";

/** Bytes; some services take no more than 4 KB with everything around it. */
const MOST_BYTES = 3500;
const MOST_CHARACTERS = 500;

export type PushParts = {
  access_token: string;
  /** In which the reader is spoken to. */
  locale: Locale;
  notification: Notification;
  sender: Account;
  status: Status | undefined;
  /** What it is about, where that is neither a status nor its sender. */
  about?: string | undefined;
};

type Ground = Pick<Kith, "instance" | "secret" | "cache" | "now">;

export function payloadOf(kith: Ground, parts: PushParts): Buffer {
  const { instance } = kith;
  const { notification, sender, status } = parts;
  const words = parts.about ?? plainText(status === undefined ? sender.note : status.spoiler_text || status.content);
  const make = (most: number) =>
    Buffer.from(
      JSON.stringify({
        access_token: parts.access_token,
        preferred_locale: parts.locale.language,
        // A number, as Mastodon sends it: some apps read nothing else.
        notification_id: notification.id,
        notification_type: notification.type,
        icon: portraitUrl(instance, sender, "avatar", marker(kith)) ?? `${instance.origin}/avatars/original/missing.png`,
        title: pushTitle(parts.locale.t, notification.type, sender, notification.group_key),
        body: cut(words, most),
      }),
    );
  let most = MOST_CHARACTERS;
  let made = make(most);
  while (made.length > MOST_BYTES && most > 0) made = make((most = Math.floor(most / 2)));
  return made;
}
