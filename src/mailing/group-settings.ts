/** Which of one's groups come by mail, and how: each post as it comes, a letter a day, or not at all. */
import { localeOfUser } from "../access/language.ts";
import type { User } from "../db/schema.ts";
import type { GroupMailMode } from "../db/values.ts";
import { missing } from "../errors.ts";
import { loadJoined } from "../groups/directory.ts";
import { findGroupOf } from "../groups/lists.ts";
import type { Kith } from "../kith.ts";
import { nextMorning } from "./morning.ts";

export const GROUP_MAIL_MODES: readonly GroupMailMode[] = ["each", "daily"];
export type GroupMail = { id: number; title: string; mode: GroupMailMode | undefined };

/** Every group that somebody is in, by name. */
export async function loadGroupMail(kith: Kith, account_id: number): Promise<GroupMail[]> {
  const joined = await loadJoined(kith.db, account_id);
  const rows = await kith.db.selectFrom("group_mail").selectAll().where("account_id", "=", account_id).execute();
  const modes = new Map(rows.map(({ group_id, mode }) => [group_id, mode]));
  return joined.map(({ told }) => ({
    id: told.id,
    title: told.display_name || told.username,
    mode: modes.get(told.id),
  }));
}

/** @throws Refusal `missing` for a group that they are not in */
export async function setGroupMail(kith: Kith, user: User, group_id: number, mode: GroupMailMode | undefined): Promise<void> {
  const account_id = user.id;
  if (mode === undefined) {
    await kith.write(
      async (tx) =>
        void (await tx.deleteFrom("group_mail").where("account_id", "=", account_id).where("group_id", "=", group_id).execute()),
    );
    return;
  }
  if ((await findGroupOf(kith.db, account_id, group_id)) === undefined) throw missing();
  const now = kith.now();
  const due_at = mode === "daily" ? nextMorning(localeOfUser(kith, user), "daily", account_id, now) : 0;
  await kith.write(
    async (tx) =>
      void (await tx
        .insertInto("group_mail")
        .values({ account_id, group_id, mode, since: now, due_at })
        .onConflict((oc) => oc.columns(["account_id", "group_id"]).doUpdateSet({ mode, due_at }))
        .execute()),
  );
}
