/** Who of a team wrote a post: written down with it for the team, and named to everybody where the team wants that. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { writeLog } from "./log.ts";

export type WrittenBy = { account_id: number; named: boolean };

/** Undefined where there is no team (any more): then it is the account's own. */
export async function findWrittenBy(db: Reads, team_id: number, account_id: number | undefined): Promise<WrittenBy | undefined> {
  if (account_id === undefined) return undefined;
  const team = await db.selectFrom("teams").select("names_authors").where("account_id", "=", team_id).executeTakeFirst();
  return team === undefined ? undefined : { account_id, named: team.names_authors === 1 };
}

export async function insertTeamPost(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  status: Pick<Status, "id" | "account_id" | "text" | "spoiler_text">,
  { account_id }: WrittenBy,
): Promise<void> {
  const team_id = status.account_id;
  await tx.insertInto("team_posts").values({ status_id: status.id, team_id, account_id }).execute();
  const detail = (status.spoiler_text || status.text).replace(/\s+/g, " ").trim().slice(0, 80);
  await writeLog(tx, kith, { team_id, actor_id: account_id, act: "published", detail });
}

/** The newest first. */
export const loadTeamPosts = async (db: Reads, team_id: number, paging: Paging): Promise<Row<"team_posts">[]> => {
  const rows = db
    .selectFrom("team_posts")
    .innerJoin("statuses", "statuses.id", "team_posts.status_id")
    .selectAll("team_posts")
    .where("team_posts.team_id", "=", team_id)
    .where("statuses.deleted_at", "=", 0);
  return inOrder(await paged(rows, "team_posts.status_id", paging).execute(), paging);
};
