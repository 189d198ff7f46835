/** Tells a group's moderators what waits for them. */
import type { Tx } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";

type Happened = (event: KithEvent) => void;

/** Tells those of the moderators who live here. */
export async function notifyModerators(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  notice: { group_id: number; type: NotificationType; from_account_id: number; status_id?: number | undefined },
): Promise<void> {
  const { group_id, type, from_account_id, status_id } = notice;
  const rows = await tx
    .selectFrom("group_moderators")
    .innerJoin("accounts", "accounts.uri", "group_moderators.uri")
    .innerJoin("users", "users.id", "accounts.id")
    .select("users.id")
    .where("group_moderators.group_id", "=", group_id)
    .orderBy("users.id")
    .execute();
  for (const { id: account_id } of rows)
    await notify(tx, kith, happened, { account_id, type, from_account_id, status_id, subject_id: group_id });
}
