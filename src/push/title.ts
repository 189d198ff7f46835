/** What a notification says in one line, in somebody's language: for pushes and letters. */
import type { Account } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import { FRIEND_AGREES, FRIEND_ASKS, GROUP_GONE, RECOMMENDATION_SHOWN } from "../notifications/keys.ts";
import type { Key } from "../words/catalogue.ts";
import type { Locale } from "../words/locale.ts";

const TITLES: Readonly<Record<NotificationType, Key>> = {
  mention: "push.mention",
  status: "push.status",
  reblog: "push.reblog",
  follow: "push.follow",
  follow_request: "push.follow_request",
  favourite: "push.favourite",
  reaction: "push.reaction",
  poll: "push.poll",
  update: "push.update",
  quote: "push.quote",
  quoted_update: "push.quoted_update",
  severed_relationships: "push.severed_relationships",
  moderation_warning: "push.moderation_warning",
  added_to_collection: "push.added_to_collection",
  collection_update: "push.collection_update",
  group_invitation: "push.group_invitation",
  group_request: "push.group_request",
  group_post: "push.group_post",
  group_report: "push.group_report",
  group_closed: "push.group_closed",
  group_refused: "push.group_refused",
  group_orphaned: "push.group_orphaned",
  group_inherited: "push.group_inherited",
  event_request: "push.event_request",
  event_admitted: "push.event_admitted",
  event_declined: "push.event_declined",
  event_waiting: "push.event_waiting",
  event_reminder: "push.event_reminder",
  event_gone: "push.event_gone",
  post_refused: "push.post_refused",
  recommendation: "cv.push",
  story_reaction: "stories.push_reaction",
  team_invitation: "teams.push_invitation",
  team_inherited: "teams.push_inherited",
  team_queue: "teams.push_queue",
  "admin.sign_up": "push.admin_sign_up",
  "admin.report": "push.admin_report",
};

const MOST_OF_NAME = 100;

/**
 * @param t the texts of its reader's language
 * @param group_key of the notice: it may say more than its type
 */
export function pushTitle(
  t: Locale["t"],
  type: NotificationType,
  sender: Pick<Account, "display_name" | "username">,
  group_key = "",
): string {
  const name = cut(sender.display_name === "" ? sender.username : sender.display_name, MOST_OF_NAME);
  if (group_key.startsWith(FRIEND_ASKS)) return t("friends.push_asks", { name });
  if (group_key.startsWith(FRIEND_AGREES)) return t("friends.push_agrees", { name });
  if (group_key.startsWith(RECOMMENDATION_SHOWN)) return t("cv.push_shown", { name });
  if (group_key.startsWith(GROUP_GONE)) return t("push.group_gone");
  const key: Key | undefined = TITLES[type];
  return key === undefined ? name : t(key, { name });
}

/** At most `most` characters as people count them, none of them broken. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let [short, count] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, most * 20))) {
    if (++count > most) return `${short}…`;
    short += segment;
  }
  return short;
}
