/** An account's notifications, in pages by their ids. */
import { sql, type SqlBool } from "kysely";
import { mayBeToldTo, notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { missing } from "../errors.ts";
import { visibleTo } from "../statuses/visible.ts";

export type NotificationQuery = {
  types?: readonly NotificationType[] | undefined;
  exclude_types?: readonly NotificationType[] | undefined;
  /** Only from this account. */
  from_account_id?: number | undefined;
  group_key?: string | undefined;
  /** Those from silenced strangers, too. */
  include_filtered?: boolean | undefined;
  /** Without what tells of direct statuses. */
  without_messages?: boolean | undefined;
};
export type Notification = Row<"notifications">;
type Look = Pick<Kith, "db" | "now">;

/** Badges show no more than this. */
const MOST_COUNTED = 1000;

type Asked = Paging & {
  reader_id: number;
  /** ms. */
  now: number;
  types: readonly NotificationType[] | undefined;
  exclude_types: readonly NotificationType[] | undefined;
  from_account_id: number | undefined;
  group_key: string | undefined;
  include_filtered: boolean;
  without_messages: boolean;
};

const selectPage = prepare(
  (
    db,
    { reader_id, now, types, exclude_types, from_account_id, group_key, include_filtered, without_messages, ...paging }: Asked,
  ) =>
    paged(
      base({ db, at: now }, reader_id, { types, exclude_types, from_account_id, group_key, include_filtered, without_messages }),
      "notifications.id",
      paging,
    ),
);

/**
 * Newest first. Left out is what tells of a status that the account may not see any more, and what comes from those who are suspended, blocked, or (for so long)
 * muted with their notifications.
 */
export async function notificationRows(
  { db, now }: Look,
  account_id: number,
  asked: NotificationQuery,
  paging: Paging,
): Promise<Notification[]> {
  const { types, exclude_types, from_account_id, group_key, include_filtered = false, without_messages = false } = asked;
  const rows = await selectPage(db, {
    ...paging,
    reader_id: account_id,
    now: now(),
    types,
    exclude_types,
    from_account_id,
    group_key,
    include_filtered,
    without_messages,
  });
  return inOrder(rows, paging);
}

/** @param ground `at`: ms */
function base({ db, at }: { db: Reads; at: number }, account_id: number, asked: NotificationQuery) {
  let query = db
    .selectFrom("notifications")
    .selectAll("notifications")
    .where("notifications.account_id", "=", account_id)
    .where(notBlockedBetween(account_id, "notifications.from_account_id"))
    .where(mayBeToldTo(account_id, "notifications.from_account_id", at))
    .where(
      sql<SqlBool>`exists (select 1 from accounts as sender where sender.id = notifications.from_account_id and sender.suspended_at = 0)`,
    )
    .where((eb) =>
      eb.or([
        eb("notifications.status_id", "is", null),
        eb.exists(
          eb
            .selectFrom("statuses")
            .select("statuses.id")
            .whereRef("statuses.id", "=", "notifications.status_id")
            .where((inner) => visibleTo(account_id)(inner as never)),
        ),
      ]),
    );
  if (asked.include_filtered !== true) query = query.where("filtered", "=", 0);
  if (asked.without_messages === true)
    query = query.where(
      sql<SqlBool>`not exists (select 1 from statuses as told where told.id = notifications.status_id and told.visibility = 'direct')`,
    );
  if (asked.types !== undefined && asked.types.length > 0) query = query.where("type", "in", asked.types);
  if (asked.exclude_types !== undefined && asked.exclude_types.length > 0)
    query = query.where("type", "not in", asked.exclude_types);
  if (asked.from_account_id !== undefined) query = query.where("from_account_id", "=", asked.from_account_id);
  if (asked.group_key !== undefined) query = query.where("group_key", "=", asked.group_key);
  return query;
}

/** Nor when its sender's server is blocked: what such people have told is removed in the background (`blocks/domains.ts`), and may be asked for before, as by a push that waits. */
export const findNotification = async ({ db, now }: Look, account_id: number, id: number): Promise<Notification | undefined> =>
  await base({ db, at: now() }, account_id, { include_filtered: true })
    .where("notifications.id", "=", id)
    .where(notHostBlockedBy(account_id, "notifications.from_account_id"))
    .executeTakeFirst();

/** @throws Refusal `missing` */
export async function getNotification(kith: Look, account_id: number, id: number | undefined): Promise<Notification> {
  const row = id === undefined ? undefined : await findNotification(kith, account_id, id);
  if (row === undefined) throw missing();
  return row;
}

/** How many came after the account's marker; counted to `most` (1000). */
export async function countUnread(
  kith: Look,
  account_id: number,
  asked: NotificationQuery = {},
  most = MOST_COUNTED,
): Promise<number> {
  const read = await kith.db
    .selectFrom("markers")
    .select("last_read_id")
    .where("account_id", "=", account_id)
    .where("timeline", "=", "notifications")
    .executeTakeFirst();
  const limit = Math.min(Math.max(most, 1), MOST_COUNTED);
  const unread = base({ db: kith.db, at: kith.now() }, account_id, asked)
    .clearSelect()
    .select("notifications.id")
    .where("notifications.id", ">", read?.last_read_id ?? 0)
    .limit(limit);
  const row = await kith.db
    .selectFrom(unread.as("unread"))
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}
