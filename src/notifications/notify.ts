/** Tells an account that lives here that something concerns it, unless it does not want to know. */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { insertRequest } from "./requests.ts";
import { followed, verdict } from "./verdict.ts";

export type Notice = {
  account_id: number;
  type: NotificationType;
  from_account_id: number;
  /** Of a reblog: the reblogged status. */
  status_id?: number | undefined;
  /** What else it tells of: the id of a report, a strike, or severed relationships. */
  subject_id?: number | undefined;
  /** It tells of what is hours old: nobody is called for that. */
  late?: boolean | undefined;
  /** Otherwise as Mastodon groups: by type, status and hour. */
  group_key?: string | undefined;
};

const HOUR = 3_600_000;
/** What comes from nobody else is filed under its reader. */
const FROM_SELF: readonly NotificationType[] = [
  "poll",
  "event_reminder",
  "event_gone",
  "group_closed",
  "post_refused",
  "moderation_warning",
  "severed_relationships",
];

/** What became of a notice: its reader is told, it waits aside, or nothing came of it. */
export type Outcome = "told" | "filtered" | "nothing";

/**
 * Adds a notification, once for each type, sender, status and subject: in the caller's transaction, by one statement.
 *
 * Nothing comes of it when the recipient is not of this server, is the sender (but for what comes from nobody else), has blocked or muted the
 * sender (with notifications), has blocked the sender's host without following them, has muted the conversation, or has a policy that
 * drops it. What their policy filters is kept aside with a request of its sender, and nobody is called.
 */
export async function notify(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  notice: Notice,
): Promise<Outcome> {
  const { account_id, type, from_account_id, status_id } = notice;
  if (account_id === from_account_id && !FROM_SELF.includes(type)) return "nothing";
  // An edit replaces the notification of the edit before, as on Mastodon; of everything else the first one stays.
  if (type === "update" || type === "quoted_update") await removeNotices(tx, notice);
  const [id, now] = [kith.newId(), kith.now()];
  const group_key = notice.group_key ?? groupKey(notice, id, now);
  const { rows } = await sql<{ filtered: number; pushed: number }>`
    insert into notifications (id, account_id, type, from_account_id, status_id, subject_id, group_key, filtered, created_at)
    select ${big(id)}, reader_id, ${text(type)}, sender_id, ${big(status_id ?? null)}, ${big(notice.subject_id ?? 0)}, ${text(group_key)},
      verdict, ${big(now)}
    from (select users.id as reader_id, sender.id as sender_id, ${verdict({ type, status_id, now })} as verdict
      from users join accounts as sender on sender.id = ${from_account_id}
        left join notification_policies as policy on policy.account_id = users.id
      where users.id = ${account_id} and sender.suspended_at = 0
        and not exists (select 1 from blocks where blocks.account_id = users.id and blocks.target_id = sender.id)
        and not exists (select 1 from mutes where mutes.account_id = users.id and mutes.target_id = sender.id
          and mutes.notifications = 1 and (mutes.expires_at = 0 or mutes.expires_at > ${now}))
        and not exists (select 1 from account_domain_blocks as hosts where hosts.account_id = users.id and hosts.host = sender.host
          and not ${followed})
        and not exists (select 1 from muted_conversations as muted join statuses on statuses.conversation_id = muted.conversation_id
          where muted.account_id = users.id and statuses.id = ${big(status_id ?? null)})) as judged
    where verdict < 2
    on conflict do nothing returning filtered,
      case when exists (select 1 from push_subscriptions where push_subscriptions.account_id = notifications.account_id) then 1 else 0 end as pushed`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return "nothing";
  if (row.filtered === 1) {
    await insertRequest(tx, kith, notice);
    return "filtered";
  }
  const push = row.pushed === 1 && notice.late !== true;
  happened({ type: "notification.created", notification_id: id, account_id, notification_type: type, push });
  return "told";
}

// PostgreSQL cannot guess the type of a parameter in a select list.
const big = (value: number | null) => sql`cast(${value} as bigint)`;
const text = (value: string) => sql`cast(${value} as text)`;

function groupKey({ type, status_id }: Notice, id: number, now: number): string {
  const hour = Math.floor(now / HOUR);
  if (type === "favourite" || type === "reblog") return `${type}-${status_id ?? 0}-${hour}`;
  if (type === "follow" || type === "admin.sign_up") return `${type}-${hour}`;
  return `ungrouped-${id}`;
}

/** Takes a notification back: what it told of is no longer so. */
export async function removeNotices(tx: Tx, { account_id, type, from_account_id, status_id }: Notice): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("type", "=", type)
    .where("from_account_id", "=", from_account_id)
    .where((eb) => (status_id === undefined ? eb("status_id", "is", null) : eb("status_id", "=", status_id)))
    .execute();
}

/** That something could not be published is no longer so, or its author has seen to it: of another refusal they are told again. @param subject_id what it was */
export async function takeBackRefusal(tx: Tx, account_id: number, subject_id: number): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("type", "=", "post_refused")
    .where("subject_id", "=", subject_id)
    .execute();
}
