/** The timeline of a list: its owner's home entries, from the list's members. */
import { sql, type SqlBool } from "kysely";
import { padded, parts } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import type { Row } from "../db/schema.ts";
import { viewerIn } from "../db/viewer.ts";
import { mayStandAtHome, noReply, type Look } from "./rules.ts";

type List = Pick<Row<"lists">, "id" | "account_id" | "replies_policy">;

/** Ids of statuses, newest first. Ask only for one's own list. */
export async function listStatusIds({ db, now }: Look, list: List, paging: Paging): Promise<number[]> {
  const { id, account_id, replies_policy } = list;
  const policy = { followed: replies_policy === "followed", none: replies_policy === "none" };
  const rows = await selectOfList(db, { ...paging, ...policy, id, account_id, now: now() });
  return inOrder(rows, paging).map((row) => row.id);
}

type Asked = Paging & Rule & { now: number };

const selectOfList = prepare((db, { id, account_id, followed, none, now, ...paging }: Asked) => {
  const query = db
    .selectFrom("statuses")
    .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
    .innerJoin("list_members", "list_members.account_id", "statuses.account_id")
    .select("home_entries.status_id as id")
    .where("home_entries.account_id", "=", account_id)
    .where("list_members.list_id", "=", id)
    .where(repliesRule({ id, account_id, followed, none }))
    .where((eb) => mayStandAtHome(account_id, now)(eb as never));
  return paged(query, "home_entries.status_id", paging);
});

/** Those of the lists that show the status: one query for 500 of them. */
export async function listsShowing({ db, now }: Look, status_id: number, list_ids: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const ids of parts(list_ids, 500)) {
    const rows = await db
      .selectFrom("statuses")
      .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
      .innerJoin("list_members", "list_members.account_id", "statuses.account_id")
      .innerJoin("lists", (join) =>
        join.onRef("lists.id", "=", "list_members.list_id").onRef("lists.account_id", "=", "home_entries.account_id"),
      )
      .select("lists.id")
      .where("lists.id", "in", padded(ids))
      .where("statuses.id", "=", status_id)
      .where(anyRepliesRule)
      .where((eb) => mayStandAtHome(viewerIn("lists.account_id"), now())(eb as never))
      .execute();
    found.push(...rows.map(({ id }) => id));
  }
  return found;
}

/** The rule of each list, where a query is about many. */
const anyRepliesRule = sql<SqlBool>`(lists.replies_policy = 'followed' or (${noReply}) or (lists.replies_policy = 'list'
  and (statuses.in_reply_to_account_id = lists.account_id or exists (select 1 from list_members as answered
    where answered.list_id = lists.id and answered.account_id = statuses.in_reply_to_account_id))))`;

type Rule = { id: number; account_id: number; followed: boolean; none: boolean };

/** That the reader follows both, the home entry has seen to. */
function repliesRule({ id, account_id, followed, none }: Rule) {
  if (followed) return sql<SqlBool>`1 = 1`;
  if (none) return sql<SqlBool>`(${noReply})`;
  return sql<SqlBool>`((${noReply}) or statuses.in_reply_to_account_id = ${account_id} or exists (
    select 1 from list_members as answered where answered.list_id = ${id} and answered.account_id = statuses.in_reply_to_account_id))`;
}
