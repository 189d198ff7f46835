/** Whose notifications an account wants to have at once, to see aside, or not at all. */
import type { Reads, Row } from "../db/schema.ts";
import type { NotificationAction } from "../db/values.ts";
import type { Kith } from "../kith.ts";

export type PolicyRule = Exclude<keyof Row<"notification_policies">, "account_id" | "messages_from">;
export type Policy = Readonly<Record<PolicyRule, NotificationAction>>;

/** What holds for who has said nothing: everybody may notify, but those whom the moderators have limited wait aside. */
export const POLICY: Policy = Object.freeze({
  for_not_following: "accept",
  for_not_followers: "accept",
  for_new_accounts: "accept",
  for_private_mentions: "accept",
  for_limited_accounts: "filter",
});
export const POLICY_RULES = Object.keys(POLICY) as readonly PolicyRule[];

export async function findPolicy(db: Reads, account_id: number): Promise<Policy> {
  const row = await db
    .selectFrom("notification_policies")
    .select(POLICY_RULES)
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  return row ?? POLICY;
}

/** Changes what is named. What waits aside already stays there: its reader decides. */
export async function changePolicy(
  kith: Kith,
  account_id: number,
  changes: Partial<Policy> & Partial<Pick<Row<"notification_policies">, "messages_from">>,
): Promise<void> {
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("notification_policies")
        .values({ account_id, messages_from: "", ...POLICY, ...changes })
        .onConflict((oc) =>
          oc.column("account_id").doUpdateSet((eb) => ({ account_id: eb.ref("excluded.account_id"), ...changes })),
        )
        .execute(),
  );
}

export type Pending = { requests: number; notifications: number };

/** How much waits aside. */
export async function countPending(db: Reads, account_id: number): Promise<Pending> {
  return await db
    .selectFrom("notifications")
    .innerJoin("accounts", "accounts.id", "notifications.from_account_id")
    .select((eb) => [
      eb.fn.countAll<number>().as("notifications"),
      eb.fn.count<number>("from_account_id").distinct().as("requests"),
    ])
    .where("notifications.account_id", "=", account_id)
    .where("filtered", "=", 1)
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirstOrThrow();
}
