/** Groups elsewhere (communities, magazines, forums) in which a thread is: an answer in it is for them, too. */
import type { Reads, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { isOpen } from "./visible.ts";

const MOST = 5;

/** Ids, ascending: of groups to which the parent was addressed, or which show it. Nothing that is not for everybody goes there by itself. */
export async function groupsOfThread(db: Reads, parent: Status | undefined, visibility: Visibility): Promise<number[]> {
  if (parent === undefined || !isOpen(parent) || !isOpen({ visibility })) return [];
  const groups = (column: "addressed" | "shown") => {
    const query = db.selectFrom("accounts").select("accounts.id").where("accounts.actor_type", "=", "Group");
    const standing = query.where("accounts.host", "<>", "").where("accounts.suspended_at", "=", 0);
    return column === "addressed"
      ? standing.where("accounts.id", "in", (eb) =>
          eb.selectFrom("mentions").select("account_id").where("status_id", "=", parent.id).where("blind", "=", 0),
        )
      : standing.where("accounts.id", "in", (eb) =>
          eb.selectFrom("statuses").select("account_id").where("reblog_of_id", "=", parent.id).where("deleted_at", "=", 0),
        );
  };
  const found = [...(await groups("addressed").limit(MOST).execute()), ...(await groups("shown").limit(MOST).execute())];
  return [...new Set(found.map(({ id }) => id))].sort((a, b) => a - b).slice(0, MOST);
}
