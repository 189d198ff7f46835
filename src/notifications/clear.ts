/** Putting notifications away. */
import type { Kith } from "../kith.ts";

export const clearNotifications = async (kith: Kith, account_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("notifications").where("account_id", "=", account_id).execute();
  });

/** There need not be one; somebody else's is not touched. */
export const dismissNotification = async (kith: Kith, account_id: number, id: number): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("notifications").where("account_id", "=", account_id).where("id", "=", id).execute();
  });

export const dismissGroup = async (kith: Kith, account_id: number, group_key: string): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("notifications").where("account_id", "=", account_id).where("group_key", "=", group_key).execute();
  });
