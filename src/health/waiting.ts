/** What waits for somebody who runs the server. */
import { sql } from "kysely";
import type { Reads } from "../db/schema.ts";

/** Each counted no further than 1,000. */
export type Waiting = { reports: number; people: number; tags: number; statuses: number; links: number };

export async function loadWaitingWork(db: Reads): Promise<Waiting> {
  const trends = (
    kind: string,
  ) => sql`(select count(*) from (select 1 from trends where kind = ${sql.lit(kind)} and state = 'pending'
    and score > 0 limit 1000) as found)`;
  const { rows } = await sql<Waiting>`select
    (select count(*) from (select 1 from reports where action_taken_at = 0 limit 1000) as found) as reports,
    (select count(*) from (select 1 from users where approved = 0 and confirmed_at > 0 limit 1000) as found) as people,
    ${trends("tag")} as tags, ${trends("status")} as statuses, ${trends("link")} as links`.execute(db);
  const { reports, people, tags, statuses, links } = rows[0] ?? { reports: 0, people: 0, tags: 0, statuses: 0, links: 0 };
  return {
    reports: Number(reports),
    people: Number(people),
    tags: Number(tags),
    statuses: Number(statuses),
    links: Number(links),
  };
}

/** Somebody has reported something, or wants to be let in. */
export async function isSomebodyWaiting(db: Reads): Promise<boolean> {
  const report = await db.selectFrom("reports").select("id").where("action_taken_at", "=", 0).limit(1).executeTakeFirst();
  if (report !== undefined) return true;
  const person = db.selectFrom("users").select("id").where("approved", "=", 0).where("confirmed_at", ">", 0);
  return (await person.limit(1).executeTakeFirst()) !== undefined;
}
