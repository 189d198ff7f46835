/** Somebody is gone who looked after groups: what was theirs goes to whom they have left it with. */
import { findAccountById } from "../accounts/find.ts";
import { inheritChats } from "../chats/owner.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { askForOwner } from "./orphans.ts";
import { insertModerator, loadStaff } from "./roles.ts";

/** The first of the other moderators who lives here owns it then; without any somebody is asked (`orphans.ts`). The handler of a job. */
export async function inheritGroups(kith: Kith, { account_id }: KithEventOf<"account.erased">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined) return;
  await inheritChats(kith, account_id);
  const rows = await kith.db.selectFrom("group_moderators").selectAll().where("uri", "=", account.uri).execute();
  for (const { group_id, role } of rows) {
    const heirs = (await loadStaff(kith.db, group_id)).filter((one) => one.account.id !== account_id && one.account.host === "");
    await kith.write(async (tx) => {
      await tx.deleteFrom("group_moderators").where("group_id", "=", group_id).where("uri", "=", account.uri).execute();
      const [heir] = heirs;
      if (role === "owner" && heir !== undefined)
        await insertModerator(tx, { group_id, uri: heir.account.uri, role: "owner", position: 0 });
    });
    if (role === "owner" && heirs.length === 0) await askForOwner(kith, group_id);
  }
}
