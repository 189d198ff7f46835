/** What a push message says, in the shape that apps of Mastodon know: enough to show a line while the app loads the rest. */
import type { Account, Status } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { portraitUrl } from "../media/url.ts";
import type { Notification } from "../notifications/load.ts";
import { plainText } from "../text/plain.ts";

/** Bytes; some services take no more than 4 KB with everything around it. */
const MOST_BYTES = 3500;
const MOST_CHARACTERS = 500;

const TITLES: Readonly<Record<NotificationType, string>> = {
  mention: "You were mentioned by %",
  status: "% just posted",
  reblog: "% boosted your post",
  follow: "% is now following you",
  follow_request: "% has requested to follow you",
  favourite: "% favorited your post",
  reaction: "% reacted to your post",
  poll: "A poll by % has ended",
  update: "% edited a post",
  quote: "% quoted your post",
  quoted_update: "% edited a post you have quoted",
  severed_relationships: "You have lost connections due to a moderation decision",
  moderation_warning: "You have received a moderation warning",
  added_to_collection: "% added you to a collection",
  collection_update: "% changed a collection you are in",
  "admin.sign_up": "% signed up",
  "admin.report": "% submitted a report",
};

export type PushParts = {
  access_token: string;
  locale: string;
  notification: Notification;
  sender: Account;
  status: Status | undefined;
};

export function payloadOf({ instance }: Pick<Kith, "instance">, parts: PushParts): Buffer {
  const { notification, sender, status } = parts;
  const name = sender.display_name === "" ? sender.username : sender.display_name;
  const words = plainText(status === undefined ? sender.note : status.spoiler_text || status.content);
  const make = (most: number) =>
    Buffer.from(
      JSON.stringify({
        access_token: parts.access_token,
        preferred_locale: parts.locale,
        // A number, as Mastodon sends it: some apps read nothing else.
        notification_id: notification.id,
        notification_type: notification.type,
        icon: portraitUrl(instance, sender, "avatar") ?? `${instance.origin}/avatars/original/missing.png`,
        title: (TITLES[notification.type] ?? "%").replace("%", () => cut(name, 100)),
        body: cut(words, most),
      }),
    );
  let most = MOST_CHARACTERS;
  let made = make(most);
  while (made.length > MOST_BYTES && most > 0) made = make((most = Math.floor(most / 2)));
  return made;
}

/** At most `most` characters as people count them, none of them broken. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let [short, count] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, most * 20))) {
    if (++count > most) return `${short}…`;
    short += segment;
  }
  return short;
}
