/** The audit log: every act of those who run the server is one row, written in the transaction of the act itself. */
import { toJson } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Who acts: a user's id, or 0 for whoever sits at the command line. */
export type By = { id: number };
export const COMMAND_LINE: By = Object.freeze({ id: 0 });

export type Deed = {
  /** The verb: `suspend`, `create`. */
  action: string;
  target_type: string;
  target_id: number;
  /** As people call it, for the log must be readable when the thing is gone. */
  target_name?: string | undefined;
  details?: Record<string, unknown> | undefined;
};

export async function writeAudit(tx: Tx, kith: Pick<Kith, "newId" | "now">, by: By, deed: Deed): Promise<void> {
  const { action, target_type, target_id, target_name = "", details = {} } = deed;
  const row = { id: kith.newId(), account_id: by.id, action, target_type, target_id, target_name, details: toJson(details) };
  await tx
    .insertInto("audit_log")
    .values({ ...row, created_at: kith.now() })
    .execute();
}

/** Newest first. */
export async function loadAudit(db: Reads, paging: Paging): Promise<Row<"audit_log">[]> {
  return inOrder(await paged(db.selectFrom("audit_log").selectAll(), "id", paging).execute(), paging);
}
