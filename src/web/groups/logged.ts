/** What of a group's log is shown: what was done, by whom, and about what. */
import { loadAccounts } from "../../accounts/find.ts";
import type { Row } from "../../db/schema.ts";
import type { GroupLog } from "../../../views/groups/group-staff.ts";
import type { Visit } from "../frame/visit.ts";
import { loadFor } from "../reading/timelines.ts";

export async function loadLogged(visit: Visit, rows: readonly Row<"group_log">[]): Promise<Omit<GroupLog, "pager">> {
  const people = rows.flatMap(({ actor_id, account_id }) => [actor_id, account_id]);
  const ids = [...new Set(rows.map(({ status_id }) => status_id).filter((id) => id > 0))];
  return { rows, accounts: await loadAccounts(visit.kith.db, new Set(people)), statuses: await loadFor(visit, ids, "public") };
}
