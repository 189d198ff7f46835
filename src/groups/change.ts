/** Changing what a group that lives here is and says of itself, and closing it. */
import { renderNote } from "../accounts/profile-text.ts";
import { readDescriptions, removeOldPortraits, type ProfileChanges } from "../accounts/update.ts";
import { flag, fromJson, toJson } from "../db/columns.ts";
import { acceptAllFollows } from "../follows/accept.ts";
import type { Account, Row } from "../db/schema.ts";
import { readAll } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { tellMembers } from "./closed.ts";
import type { GroupDraft } from "./create.ts";
import { isHidden, toPublicProfile } from "./inside.ts";
import { getOwnGroup, type Group } from "./load.ts";
import { placedPictures } from "./pictures.ts";
import { writeLog } from "./log.ts";
import { assertRole } from "./roles.ts";
import { readSaid } from "./texts.ts";

/** What is left out stays; `avatar` and `header` are names of stored files, "" = none. */
export type GroupChanges = Partial<Omit<GroupDraft, "name">> & Pick<ProfileChanges, "avatar" | "header">;

/** Returns the group as it is then. @throws Refusal `forbidden` for who does not look after it, `invalid` for what is too long */
export async function changeGroup(kith: Kith, group: Group, by: Account, changes: GroupChanges): Promise<Group> {
  const { account } = group;
  await assertRole(kith.db, group, by);
  const was_closed = account.members_only === 1;
  const closed = changes.private ?? was_closed;
  const said = await readRow(kith, group.group, { changes, closed, was_closed });
  const hidden = isHidden({ members_only: flag(closed) }, said);
  const row = { ...said, ...(await placedPictures(kith, said, hidden)) };
  await kith.write(async (tx, happened) => {
    await tx.updateTable("groups").set(row).where("account_id", "=", account.id).execute();
    const listed = changes.discoverable ?? account.discoverable === 1;
    await tx
      .updateTable("accounts")
      .set({
        ...toPublicProfile(row, hidden),
        members_only: flag(closed),
        indexable: flag(!closed),
        discoverable: flag(listed && !hidden),
        locked: flag(row.membership !== "public"),
        updated_at: kith.now(),
      })
      .where("id", "=", account.id)
      .execute();
    await writeLog(tx, kith, happened, { group_id: account.id, by, act: "changed" });
    happened({ type: "group.peopled", group_id: account.id });
    // Also where everybody is told nothing new: those who are in it elsewhere ask by that.
    happened({ type: "account.updated", account_id: account.id });
  });
  for (const before of [group.group, said]) await removeOldPortraits(kith, before, row);
  if (account.locked === 1 && row.membership === "public") await acceptAllFollows(kith, account);
  return await getOwnGroup(kith.db, account.id);
}

/** What is counted is not among it: posts come in meanwhile. */
type Values = Omit<Row<"groups">, "account_id" | "posts_count" | "last_post_at" | "created_by" | "created_at">;

/** @throws Refusal `invalid` with all that is wrong, by field */
export const readChanges = (before: Row<"groups">, changes: GroupChanges) => {
  const { title, note, rules, avatar, header, avatar_description, header_description } = changes;
  const said = () =>
    readSaid({ title: title ?? before.title, note: note ?? before.note_source, rules: rules ?? fromJson(before.rules) });
  const described = () => readDescriptions({ avatar, header, avatar_description, header_description });
  return readAll({ said, described });
};

type Turning = { changes: GroupChanges; closed: boolean; was_closed: boolean };

async function readRow(kith: Kith, before: Row<"groups">, { changes, closed, was_closed }: Turning): Promise<Values> {
  const { said, described } = readChanges(before, changes);
  return {
    avatar: changes.avatar ?? before.avatar,
    header: changes.header ?? before.header,
    avatar_description: described.avatar_description ?? before.avatar_description,
    header_description: described.header_description ?? before.header_description,
    title: said.title,
    note_source: said.note,
    note: changes.note === undefined ? before.note : await renderNote(kith, said.note),
    membership: changes.membership ?? before.membership,
    posting: changes.posting ?? before.posting,
    approve_first: flag(changes.approve_first ?? before.approve_first === 1),
    // Whoever makes it private wants it to be: what it is called and about stays known only where that is said.
    revealed: flag(!closed || (changes.revealed ?? (was_closed && before.revealed === 1))),
    chat: flag(changes.chat ?? before.chat === 1),
    downvotes: flag(changes.downvotes ?? before.downvotes === 1),
    rules: toJson(said.rules),
  };
}

/**
 * Ends a group: its members are told, its account goes, as one that is deleted does. What was posted there stays with those who wrote it; of a group
 * for its members alone, nobody else sees it any more.
 */
export async function closeGroup(kith: Kith, group: Group, by: Account): Promise<void> {
  const { account } = group;
  await assertRole(kith.db, group, by, "owner");
  const notice = { type: "group_closed", from_account_id: by.id, subject_id: account.id } as const;
  await tellMembers(kith, account.id, (account_id) => (account_id === by.id ? undefined : { account_id, ...notice }));
  await kith.write(async (tx, happened) => {
    await writeLog(tx, kith, happened, { group_id: account.id, by, act: "closed" });
    happened({ type: "group.peopled", group_id: account.id });
    for (const table of ["group_invitations", "group_links", "group_queue", "group_reports"] as const)
      await tx.deleteFrom(table).where("group_id", "=", account.id).execute();
    const waiting = tx.updateTable("group_waits").set({ state: "refused" }).where("group_id", "=", account.id);
    await waiting.where("state", "=", "waiting").execute();
    await tx.updateTable("accounts").set({ suspended_at: kith.now() }).where("id", "=", account.id).execute();
    happened({ type: "account.condemned", account_id: account.id });
  });
}
