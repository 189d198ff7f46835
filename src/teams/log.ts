/** What people of a team did in its name, and with it, for all of them to read. */
import { forgetOlder } from "../db/forget.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { TeamAct } from "../db/planning-values.ts";
import type { Kith } from "../kith.ts";
import type { Member } from "./acting.ts";

export type Deed = { team_id: number; actor_id: number; act: TeamAct; detail?: string; account_id?: number };

const LONGEST = 200;

export async function writeLog(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  { team_id, actor_id, act, detail = "", account_id = 0 }: Deed,
): Promise<void> {
  const row = { id: kith.newId(), team_id, actor_id, act, detail: detail.slice(0, LONGEST), account_id, created_at: kith.now() };
  await tx.insertInto("team_log").values(row).execute();
}

export const loadLog = async (db: Reads, team_id: number, paging: Paging): Promise<Row<"team_log">[]> =>
  inOrder(
    await paged(db.selectFrom("team_log").selectAll().where("team_id", "=", team_id), "team_log.id", paging).execute(),
    paging,
  );

/** What says nothing of what was done: reading on, uploads, and what has lines of its own. */
const UNTOLD =
  /\/(?:media|markers|notifications|push|drafts(?!\/:id\/publish)|compose|live|teams)\b|^POST \/api\/v1\/statuses$|\/conversations\/:id\/read/;

/**
 * Notes what somebody has done for a team through a door.
 *
 * @param done.operation as its route names it: `POST /api/v1/statuses/:id/reblog`; `id` is that to which it was done
 */
export async function noteAct(
  kith: Kith,
  team_id: number,
  by: Member,
  { operation, id }: { operation: string; id: string | undefined },
): Promise<void> {
  if (UNTOLD.test(operation)) return;
  const detail = operation.replace(":id", id ?? ":id");
  await kith.write(async (tx) => await writeLog(tx, kith, { team_id, actor_id: by.account_id, act: "acted", detail }));
}

const KEPT = 366 * 86_400_000;

/** For housekeeping: after a year nobody is told any more; nor of what was decided a month ago. @returns whether there is more */
export async function forgetTeamLogs(kith: Kith): Promise<boolean> {
  const now = kith.now();
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("team_submissions")
        .where("state", "in", ["approved", "refused"])
        .where("decided_at", "<", now - KEPT / 12)
        .execute(),
  );
  return await forgetOlder(kith, { team_log: now - KEPT });
}
