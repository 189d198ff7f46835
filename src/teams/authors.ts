/** Who of a team wrote a post: written down with it for the team, and named to everybody where the team wants that. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Status, Tx } from "../db/schema.ts";
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

/** Of posts that name nobody, who wrote them: for those of their team, whether they are here in its name or as themselves. By the status. */
export async function loadWriters(db: Reads, viewer_id: number, statuses: Iterable<Status>): Promise<Map<number, Account>> {
  const ids = [...statuses].filter(
    ({ local, posted_by, reblog_of_id }) => local === 1 && posted_by === 0 && reblog_of_id === null,
  );
  if (viewer_id === 0 || ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("team_posts")
    .innerJoin("accounts", "accounts.id", "team_posts.account_id")
    .selectAll("accounts")
    .select("team_posts.status_id")
    .where("team_posts.status_id", "in", padded(ids.map(({ id }) => id)))
    .where("accounts.deleted_at", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .where((eb) =>
      eb.or([
        eb("team_posts.team_id", "=", viewer_id),
        eb.exists(
          eb
            .selectFrom("team_members")
            .select("team_members.role")
            .whereRef("team_members.team_id", "=", "team_posts.team_id")
            .where("team_members.account_id", "=", viewer_id)
            .where("team_members.accepted_at", ">", 0),
        ),
      ]),
    )
    .execute();
  return new Map(rows.map(({ status_id, ...account }) => [status_id, account]));
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
