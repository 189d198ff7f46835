/** Somebody is gone who looked after groups: what was theirs goes to whom they have left it with. */
import { findAccountById } from "../accounts/find.ts";
import { inheritChats } from "../chats/owner.ts";
import type { Account, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent, KithEventOf } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { findOwnGroup, findStanding } from "./load.ts";
import { writeLog } from "./log.ts";
import { askForOwner, hasOwner } from "./orphans.ts";
import { holdGroup, insertModerator, loadStaff } from "./roles.ts";

/** The first of the other moderators who lives here owns it then; without any somebody is asked (`orphans.ts`). The handler of a job. */
export async function inheritGroups(kith: Kith, { account_id }: KithEventOf<"account.erased">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined) return;
  await inheritChats(kith, account_id);
  const rows = await kith.db.selectFrom("group_moderators").select("group_id").where("uri", "=", account.uri).execute();
  for (const { group_id } of rows) {
    const owned = await kith.write(async (tx, happened) => await passOn(tx, kith, happened, { group_id, account }));
    if (!owned) await askForOwner(kith, group_id);
  }
}

/** The group is held: whoever has left, or has been taken out or dismissed until now, is no heir. False when somebody has to be asked. */
async function passOn(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  { group_id, account: { id, uri } }: { group_id: number; account: Account },
): Promise<boolean> {
  await holdGroup(tx, group_id);
  await tx.deleteFrom("group_moderators").where("group_id", "=", group_id).where("uri", "=", uri).execute();
  // Of one elsewhere its own server takes care.
  if ((await findOwnGroup(tx, group_id)) === undefined || (await hasOwner(tx, group_id))) return true;
  for (const { account } of await loadStaff(tx, group_id)) {
    if (account.id === id || account.host !== "" || account.suspended_at > 0) continue;
    if ((await findStanding(tx, group_id, account.id)) !== "member") continue;
    await insertModerator(tx, { group_id, uri: account.uri, role: "owner", position: 0 });
    await writeLog(tx, kith, happened, { group_id, by: account, act: "inherited" });
    const notice = { account_id: account.id, type: "group_inherited", from_account_id: group_id, subject_id: group_id } as const;
    await notify(tx, kith, happened, notice);
    return true;
  }
  return false;
}
