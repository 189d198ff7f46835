/** Work that was given up after many tries: looked at, tried again, or let go. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { NEVER } from "../jobs/leases.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";

/** `jobs` are our own; `inbox` is what other servers sent. */
export type FailedTable = "jobs" | "inbox";
export type FailedWork = Pick<Row<"jobs">, "id" | "attempts" | "last_error"> & { name: string; detail: string };

/** Newest first. */
export async function loadFailed(db: Reads, table: FailedTable, paging: Paging): Promise<FailedWork[]> {
  if (table === "jobs") {
    const query = db.selectFrom("jobs").select(["id", "attempts", "last_error", "kind as name", "payload as detail"]);
    return inOrder(await paged(query.where("run_at", "=", NEVER), "id", paging).execute(), paging);
  }
  const query = db.selectFrom("inbox").select(["id", "attempts", "last_error", "actor_uri as name", "activity_uri as detail"]);
  return inOrder(await paged(query.where("run_at", "=", NEVER).where("done_at", "=", 0), "id", paging).execute(), paging);
}

/** How many there are, in either table; counted no further than 1,000. */
export async function countFailed(db: Reads): Promise<Record<FailedTable, number>> {
  const jobs = await db.selectFrom("jobs").select("id").where("run_at", "=", NEVER).limit(1000).execute();
  const inbox = db
    .selectFrom("inbox")
    .select("id")
    .where("run_at", "=", NEVER)
    .where("done_at", "=", 0)
    .where("leased_until", "=", 0);
  return { jobs: jobs.length, inbox: (await inbox.limit(1000).execute()).length };
}

const deedOf = (action: string, table: FailedTable, target_id: number, target_name: string) => ({
  action,
  target_type: table === "jobs" ? "Job" : "InboxItem",
  target_id,
  target_name,
});

/** Now, and as often as at first. @throws Refusal `missing` for what has not been given up */
export async function retryWork(kith: Kith, by: By, table: FailedTable, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const found = await tx
      .updateTable(table as "jobs")
      .set({ run_at: kith.now(), attempts: 0 })
      .where("id", "=", id)
      .where("run_at", "=", NEVER)
      .returning("id")
      .executeTakeFirst();
    if (found === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("retry", table, id, `#${id}`));
  });
  kith.worker.wake(table);
}

/** All at once. Returns how many. */
export async function retryAllWork(kith: Kith, by: By, table: FailedTable): Promise<number> {
  const count = await kith.write(async (tx) => {
    const found = await tx
      .updateTable(table as "jobs")
      .set({ run_at: kith.now(), attempts: 0 })
      .where("run_at", "=", NEVER)
      .returning("id")
      .execute();
    if (found.length > 0) await writeAudit(tx, kith, by, deedOf("retry_all", table, 0, String(found.length)));
    return found.length;
  });
  kith.worker.wake(table);
  return count;
}

/** For good. @throws Refusal `missing` for what has not been given up */
export async function dropWork(kith: Kith, by: By, table: FailedTable, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx
      .deleteFrom(table as "jobs")
      .where("id", "=", id)
      .where("run_at", "=", NEVER)
      .returning("id")
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("drop", table, id, `#${id}`));
  });
}
