/** What waits for one server, delivery by delivery. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { loadProbes } from "./hosts.ts";

export type Waiting = Pick<Row<"deliveries">, "id" | "inbox_url" | "attempts" | "run_at" | "last_error"> & {
  /** The type of the activity. */
  kind: string;
};

/** Newest first; what is laid aside is due when its server is asked again. Lanes are named `host/n`; "0" follows "/". */
export async function loadWaiting(db: Reads, host: string, paging: Paging): Promise<Waiting[]> {
  const query = db
    .selectFrom("deliveries")
    .innerJoin("documents", "documents.id", "deliveries.document_id")
    .select(["deliveries.id", "inbox_url", "attempts", "run_at", "last_error", "documents.kind"])
    .where("deliveries.done_at", "=", 0)
    .where("deliveries.lane", ">=", `${host}/`)
    .where("deliveries.lane", "<", `${host}0`);
  const probes = await loadProbes(db, [host]);
  const rows = inOrder(await paged(query, "deliveries.id", paging).execute(), paging);
  return rows.map((row) => ({ ...row, run_at: Math.min(row.run_at, probes.get(host) ?? row.run_at) }));
}

/** Gives up a single one. @throws Refusal `missing` */
export async function dropDelivery(kith: Kith, by: By, host: string, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx
      .updateTable("deliveries")
      .set({ state: "failed", done_at: kith.now(), last_error: "given up by an administrator" })
      .where("id", "=", id)
      .where("done_at", "=", 0)
      .where("leased_until", "=", 0)
      .where("lane", ">=", `${host}/`)
      .where("lane", "<", `${host}0`)
      .returning("id")
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, { action: "drop_delivery", target_type: "Host", target_id: id, target_name: host });
  });
}
