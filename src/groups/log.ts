/** What moderators of a group have done, written down for its members; and what other servers are told of it. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { GroupAct } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

/** `expires_at` in ms, 0 = never; `with_posts`: a ban that takes out what was posted as well. */
export type Deed = {
  group_id: number;
  by: Account;
  act: GroupAct;
  account_id?: number | undefined;
  status_id?: number | undefined;
  reason?: string | undefined;
  expires_at?: number | undefined;
  with_posts?: boolean | undefined;
};

/** Moderators elsewhere have said it themselves, in words that are passed on as they came: of others the group tells its members' servers. */
export async function writeLog(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  { group_id, by, act, account_id = 0, status_id = 0, reason = "", expires_at = 0, with_posts = false }: Deed,
): Promise<void> {
  const row = { id: kith.newId(), group_id, actor_id: by.id, act, account_id, status_id, reason, created_at: kith.now() };
  await tx.insertInto("group_log").values(row).execute();
  if (by.host === "") happened({ type: "group.decided", log_id: row.id, group_id, expires_at, with_posts });
}

export const loadLog = async (db: Reads, group_id: number, paging: Paging): Promise<Row<"group_log">[]> =>
  inOrder(
    await paged(db.selectFrom("group_log").selectAll().where("group_id", "=", group_id), "group_log.id", paging).execute(),
    paging,
  );

export const findLogEntry = async (db: Reads, id: number): Promise<Row<"group_log"> | undefined> =>
  await db.selectFrom("group_log").selectAll().where("id", "=", id).executeTakeFirst();
