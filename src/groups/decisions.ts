/** What groups have decided about one status: its thread is locked, or it has been removed; and for its author, that it has not been passed on. */
import { loadAccounts } from "../accounts/find.ts";
import type { Account, Reads, Status } from "../db/schema.ts";
import { findUnpassed } from "./unpassed.ts";

/** `reason` in plain text, "" = none given; `created_at` in ms. */
export type Decision = { kind: "locked" | "removed" | "unpassed"; group: Account; reason: string; created_at: number };

export async function loadDecisions(
  db: Reads,
  viewer_id: number,
  { id, account_id, locked_by, conversation_id }: Status,
): Promise<Decision[]> {
  const locks =
    locked_by === 0
      ? []
      : await db
          .selectFrom("group_locks")
          .innerJoin("statuses", "statuses.id", "group_locks.status_id")
          .select(["group_locks.group_id", "group_locks.reason", "group_locks.created_at"])
          .where("group_locks.group_id", "=", locked_by)
          .where("statuses.conversation_id", "=", conversation_id)
          .orderBy("group_locks.status_id")
          .limit(1)
          .execute();
  const removals = await db.selectFrom("group_removals").selectAll().where("status_id", "=", id).orderBy("group_id").execute();
  const found = [
    ...locks.map((lock) => ({ ...lock, kind: "locked" as const })),
    ...removals.map((removal) => ({ ...removal, kind: "removed" as const })),
  ];
  const groups = await loadAccounts(
    db,
    found.map(({ group_id }) => group_id),
  );
  const unpassed = account_id === viewer_id ? await findUnpassed(db, id) : undefined;
  const own = unpassed === undefined ? [] : [{ ...unpassed, kind: "unpassed" as const, reason: "" }];
  return found
    .flatMap<Decision>(({ kind, group_id, reason, created_at }) => {
      const group = groups.get(group_id);
      return group === undefined ? [] : { kind, group, reason, created_at };
    })
    .concat(own);
}
