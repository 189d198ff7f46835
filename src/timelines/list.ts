/** The timeline of a list: its owner's home entries, from the list's members. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Row } from "../db/schema.ts";
import { mayStand, noReply, type Look } from "./rules.ts";

type List = Pick<Row<"lists">, "id" | "account_id" | "replies_policy">;

/** Ids of statuses, newest first. Ask only for one's own list. */
export async function listStatusIds({ db, now }: Look, list: List, paging: Paging): Promise<number[]> {
  const query = db
    .selectFrom("statuses")
    .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
    .innerJoin("list_members", "list_members.account_id", "statuses.account_id")
    .select("home_entries.status_id as id")
    .where("home_entries.account_id", "=", list.account_id)
    .where("list_members.list_id", "=", list.id)
    .where(repliesRule(list))
    .where((eb) => mayStand(list.account_id, now())(eb as never));
  const rows = await paged(query, "home_entries.status_id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}

/** That the reader follows both, the home entry has seen to. */
function repliesRule({ id, account_id, replies_policy }: List) {
  if (replies_policy === "followed") return sql<SqlBool>`1 = 1`;
  if (replies_policy === "none") return sql<SqlBool>`(${noReply})`;
  return sql<SqlBool>`((${noReply}) or statuses.in_reply_to_account_id = ${account_id} or exists (
    select 1 from list_members as answered where answered.list_id = ${id} and answered.account_id = statuses.in_reply_to_account_id))`;
}
