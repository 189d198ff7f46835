/** What does not go along when an account moves, and what others count on: groups and teams that are theirs, and what they hold. */
import type { Account, Reads } from "../db/schema.ts";
import { loadTeams } from "../teams/load.ts";

export type Left = {
  groups: readonly Pick<Account, "id" | "display_name" | "username">[];
  teams: readonly Pick<Account, "id" | "display_name" | "username">[];
  /** Still to come, or going on, the next first. */
  events: readonly { id: number; title: string }[];
};

/** Of each kind. */
const MOST = 20;

export async function loadLeft(db: Reads, { id, uri }: Pick<Account, "id" | "uri">, now: number): Promise<Left> {
  const groups = await db
    .selectFrom("group_moderators")
    .innerJoin("accounts", "accounts.id", "group_moderators.group_id")
    .select(["accounts.id", "accounts.display_name", "accounts.username"])
    .where("group_moderators.uri", "=", uri)
    .where("group_moderators.role", "=", "owner")
    .where("accounts.host", "=", "")
    .where("accounts.deleted_at", "=", 0)
    .orderBy("accounts.id")
    .limit(MOST)
    .execute();
  const teams = (await loadTeams(db, id)).filter(({ role, personal, accepted }) => role === "owner" && !personal && accepted);
  const events = await db
    .selectFrom("events")
    .innerJoin("statuses", "statuses.id", "events.status_id")
    .select(["events.id", "events.title"])
    .where("events.account_id", "=", id)
    .where("events.state", "<>", "cancelled")
    .where((eb) => eb.or([eb("events.starts_at", ">=", now), eb("events.ends_at", ">", now)]))
    .where("statuses.deleted_at", "=", 0)
    .orderBy("events.starts_at")
    .orderBy("events.id")
    .limit(MOST)
    .execute();
  return { groups, teams: teams.slice(0, MOST).map(({ account }) => account), events };
}
