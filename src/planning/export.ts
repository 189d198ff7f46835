/** What one plans as a file for oneself: drafts, what waits for its time or comes again, and the teams one is in. */
import { fromJson, rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";

/** JSON, the oldest first. */
export async function writePlans(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const drafts = await db.selectFrom("drafts").selectAll().where("account_id", "=", id).orderBy("id").execute();
  const scheduled = await db.selectFrom("scheduled_statuses").selectAll().where("account_id", "=", id).orderBy("id").execute();
  const recurring = await db.selectFrom("recurring_statuses").selectAll().where("account_id", "=", id).orderBy("id").execute();
  const teams = await db
    .selectFrom("team_members")
    .innerJoin("accounts", "accounts.id", "team_members.team_id")
    .select(["accounts.username", "team_members.role"])
    .where("team_members.account_id", "=", id)
    .where("team_members.accepted_at", ">", 0)
    .orderBy("accounts.id")
    .execute();
  const said = {
    drafts: drafts.map(({ params, planned_on }) => ({ planned_on, ...read(params) })),
    scheduled: scheduled.map(({ params, scheduled_at }) => ({ scheduled_at: rfc3339(scheduled_at), ...read(params) })),
    recurring: recurring.map(({ params, starts, time_zone, rule, runs }) => ({
      starts,
      time_zone,
      recurrence: fromJson(rule),
      runs,
      ...read(params),
    })),
    teams,
  };
  return JSON.stringify(said, undefined, 2);
}

const read = (params: string): object => JSON.parse(params) as object;
