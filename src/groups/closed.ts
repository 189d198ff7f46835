/** Groups that are no more: those who were in them are told, whoever has closed them. */
import type { Kith } from "../kith.ts";
import { notify, type Notice } from "../notifications/notify.ts";

const AT_ONCE = 100;

/** Tells its members of this server, in portions; before it is closed. @param noticeTo what each is told; undefined for who knows it */
export async function tellMembers(
  kith: Kith,
  group_id: number,
  noticeTo: (account_id: number) => Notice | undefined,
): Promise<void> {
  for (let after = 0; ;) {
    const members = await kith.db
      .selectFrom("follows")
      .innerJoin("users", "users.id", "follows.account_id")
      .select(["follows.id", "follows.account_id"])
      .where("follows.target_id", "=", group_id)
      .where("follows.state", "=", "accepted")
      .where("follows.id", ">", after)
      .orderBy("follows.id")
      .limit(AT_ONCE)
      .execute();
    const last = members.at(-1);
    if (last === undefined) return;
    after = last.id;
    await kith.write(async (tx, happened) => {
      for (const { account_id } of members) {
        const notice = noticeTo(account_id);
        if (notice !== undefined) await notify(tx, kith, happened, notice);
      }
    });
  }
}
