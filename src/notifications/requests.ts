/** Requests: who waits aside with what they have notified of, and letting them in or sending them away. */
import { expressionBuilder, sql, type SqlBool } from "kysely";
import { mayBeToldTo, notBlockedBetween } from "../blocks/hidden.ts";
import { enterConversations } from "../conversations/enter.ts";
import { grouped, padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { DB, Row, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

export type NotificationRequest = Row<"notification_requests"> & { notifications_count: number; last_status_id: number | null };

/** Of so many private mentions at most the conversations appear when their sender is let in. */
const MOST_MESSAGES = 200;

/** What waits of a sender. Built, so that who may not know of all of it is told of what they may (`db/narrowed.ts`). */
const waitingOf = () =>
  expressionBuilder<DB, "notification_requests">()
    .selectFrom("notifications as waiting")
    .whereRef("waiting.account_id", "=", "notification_requests.account_id")
    .whereRef("waiting.from_account_id", "=", "notification_requests.from_account_id")
    .where("waiting.filtered", "=", 1);

/** Without those of whom nothing waits any more, who are suspended or muted, or with whom there is a block. */
const base = ({ db, now }: Pick<Kith, "db" | "now">, account_id: number) =>
  db
    .selectFrom("notification_requests")
    .selectAll("notification_requests")
    .select([
      sql<number>`${waitingOf().select(sql`count(*)`.as("count"))}`.as("notifications_count"),
      sql<number | null>`${waitingOf().select(sql`max(waiting.status_id)`.as("last"))}`.as("last_status_id"),
    ])
    .where("notification_requests.account_id", "=", account_id)
    .where((eb) => eb.exists(waitingOf().select("waiting.id")))
    .where(
      sql<SqlBool>`exists (select 1 from accounts as sender where sender.id = notification_requests.from_account_id and sender.suspended_at = 0)`,
    )
    .where(notBlockedBetween(account_id, "notification_requests.from_account_id"))
    .where(mayBeToldTo(account_id, "notification_requests.from_account_id", now()));

export async function loadRequests(
  kith: Pick<Kith, "db" | "now">,
  account_id: number,
  paging: Paging,
): Promise<NotificationRequest[]> {
  return inOrder(await paged(base(kith, account_id), "notification_requests.id", paging).execute(), paging);
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getRequest(kith: Pick<Kith, "db" | "now">, account_id: number, id: number): Promise<NotificationRequest> {
  const row = await base(kith, account_id).where("notification_requests.id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** What waits is counted in `notifications`; the row gives it an id. */
export async function insertRequest(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  { account_id, from_account_id }: { account_id: number; from_account_id: number },
): Promise<void> {
  const now = kith.now();
  await tx
    .insertInto("notification_requests")
    .values({ id: kith.newId(), account_id, from_account_id, created_at: now, updated_at: now })
    .onConflict((oc) => oc.columns(["account_id", "from_account_id"]).doUpdateSet({ updated_at: now }))
    .execute();
}

/** After a block: a sender who was let in is not any more, and what they notified of is gone. */
export async function forgetSender(tx: Tx, account_id: number, from_account_id: number): Promise<void> {
  for (const table of ["notifications", "notification_requests", "notification_permissions"] as const)
    await tx.deleteFrom(table).where("account_id", "=", account_id).where("from_account_id", "=", from_account_id).execute();
}

const take = async (tx: Tx, account_id: number, ids: readonly number[]): Promise<number[]> => {
  const rows = await tx
    .deleteFrom("notification_requests")
    .where("account_id", "=", account_id)
    .where("id", "in", padded(ids))
    .returning("from_account_id")
    .execute();
  return rows.map(({ from_account_id }) => from_account_id).sort((a, b) => a - b);
};

/** Lets the senders in, from now on whatever the policy says: what waited stands among the other notifications. Returns how many they are. */
export const acceptRequests = async (kith: Kith, account_id: number, ids: readonly number[]): Promise<number> =>
  await kith.write(async (tx, happened) => {
    const senders = await take(tx, account_id, ids);
    if (senders.length === 0) return 0;
    await tx
      .insertInto("notification_permissions")
      .values(senders.map((from_account_id) => ({ account_id, from_account_id })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    const rows = await tx
      .updateTable("notifications")
      .set({ filtered: 0 })
      .where("account_id", "=", account_id)
      .where("from_account_id", "in", padded(senders))
      .where("filtered", "=", 1)
      .returning(["type", "status_id"])
      .execute();
    const mentions = rows.filter(({ type }) => type === "mention").map(({ status_id }) => status_id);
    await enterMessages(tx, kith, happened, { account_id, status_ids: mentions });
    happened({ type: "notifications.merged", account_id });
    return senders.length;
  });

async function enterMessages(
  tx: Tx,
  kith: Kith,
  happened: (event: KithEvent) => void,
  { account_id, status_ids }: { account_id: number; status_ids: readonly (number | null)[] },
): Promise<void> {
  const ids = padded(status_ids.filter((id) => id !== null).slice(-MOST_MESSAGES));
  const statuses = await tx
    .selectFrom("statuses")
    .select(["id", "account_id", "conversation_id", "in_reply_to_id"])
    .where("id", "in", ids)
    .where("visibility", "=", "direct")
    .where("deleted_at", "=", 0)
    .orderBy("id")
    .execute();
  if (statuses.length === 0) return;
  const rows = await tx.selectFrom("mentions").selectAll().where("status_id", "in", ids).where("blind", "=", 0).execute();
  const mentions = grouped(
    rows,
    (row) => row.status_id,
    (row) => row.account_id,
  );
  for (const status of statuses)
    await enterConversations(tx, kith, happened, { status, mentions: mentions.get(status.id) ?? [], readers: [account_id] });
}

/** Sends the senders away with what they have notified of; what they do next makes a new request. Returns how many they were. */
export const dismissRequests = async (kith: Kith, account_id: number, ids: readonly number[]): Promise<number> =>
  await kith.write(async (tx) => {
    const senders = await take(tx, account_id, ids);
    if (senders.length === 0) return 0;
    await tx
      .deleteFrom("notifications")
      .where("account_id", "=", account_id)
      .where("from_account_id", "in", padded(senders))
      .where("filtered", "=", 1)
      .execute();
    return senders.length;
  });
