/**
 * What an account's policy makes of a notification, in SQL: part of the one statement that adds it, so that a policy costs no query.
 *
 * The statement knows the reader as `users`, the sender as `sender`, and the reader's policy, if there is one, as `policy`.
 */
import { sql, type RawBuilder } from "kysely";
import type { NotificationAction, NotificationType } from "../db/values.ts";
import type { PolicyRule } from "./policy.ts";
import { POLICY } from "./policy.ts";

const DAY = 86_400_000;
/** An account is new for so long, and so is a follower. */
const NEW_ACCOUNT = 30 * DAY;
const NEW_FOLLOWER = 3 * DAY;

/** What no policy keeps back: it comes from the server, from what the reader has taken part in, or from themselves. */
const NEVER_FILTERED: ReadonlySet<NotificationType> = new Set<NotificationType>([
  "admin.sign_up",
  "admin.report",
  "poll",
  "update",
  "event_gone",
  "post_refused",
  "quoted_update",
  "severed_relationships",
  "moderation_warning",
]);

export const followed = sql`exists (select 1 from follows where follows.account_id = users.id and follows.target_id = sender.id and follows.state = 'accepted')`;

type Case = { type: NotificationType; status_id: number | undefined; now: number };

/** 0: the notification is for its reader; 1: it waits aside; 2: nothing comes of it. */
export function verdict(one: Case): RawBuilder<number> {
  if (NEVER_FILTERED.has(one.type)) return sql`0`;
  const conditions = conditionsOf(one);
  const meets = (action: NotificationAction) =>
    sql.join(
      conditions.map(([rule, met]) => sql`(${wanted(rule)} = ${sql.lit(action)} and ${met})`),
      sql` or `,
    );
  // Most people have no policy, and most senders are not limited: then nothing else is looked at.
  return sql`case when policy.account_id is null and sender.silenced_at = 0 then 0
    when ${permitted} then 0 when ${notByStaff(one)} and (${meets("drop")}) then 2 when ${meets("filter")} then 1 else 0 end`;
}

const wanted = (rule: PolicyRule) => sql`coalesce(${sql.ref(`policy.${rule}`)}, ${sql.lit(POLICY[rule])})`;

/** Who has been let through. */
const permitted = sql`exists (select 1 from notification_permissions as permitted
  where permitted.account_id = users.id and permitted.from_account_id = sender.id)`;

/** What the staff of this server writes to somebody may wait aside, but it is there. */
const notByStaff = ({ type }: Case) =>
  type === "mention"
    ? sql`not exists (select 1 from users as staff where staff.id = sender.id and staff.role <> 'user')`
    : sql`1 = 1`;

function conditionsOf({ type, status_id, now }: Case): [PolicyRule, RawBuilder<unknown>][] {
  const met: [PolicyRule, RawBuilder<unknown>][] = [
    ["for_limited_accounts", sql`sender.silenced_at > 0 and not ${followed}`],
    ["for_not_following", sql`not ${followed}`],
    [
      "for_not_followers",
      sql`not exists (select 1 from follows as back where back.account_id = sender.id and back.target_id = users.id
        and back.state = 'accepted' and back.created_at <= ${now - NEW_FOLLOWER})`,
    ],
    ["for_new_accounts", sql`sender.created_at > ${now - NEW_ACCOUNT} and not ${followed}`],
  ];
  if (type === "mention" && status_id !== undefined) met.push(["for_private_mentions", unaskedPrivate(status_id)]);
  return met;
}

/** A private mention by somebody whom the reader does not follow, and to whom they have not written in this conversation. */
const unaskedPrivate = (
  status_id: number,
) => sql`not (${followed} and (policy.messages_from is null or policy.messages_from <> 'friends'
    or exists (select 1 from follows as back where back.account_id = sender.id and back.target_id = users.id and back.state = 'accepted'))) and exists (select 1 from statuses as private
  where private.id = ${status_id} and (private.visibility = 'direct' or (private.visibility = 'limited' and private.group_id = 0)) and not exists (select 1 from statuses as own
    join mentions as addressed on addressed.status_id = own.id and addressed.account_id = sender.id
    where own.conversation_id = private.conversation_id and own.account_id = users.id and own.visibility = 'direct'))`;
