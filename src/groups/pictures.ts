/** The files of the pictures of groups that live here: apart (`media/apart.ts`) where those alone see them who are in the group, so that every address of them ends. */
import { sql } from "kysely";
import type { Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { AT_ONCE, copiedTo, moveEach } from "../media/place.ts";
import { removePortrait } from "../media/portraits.ts";

type Pictures = Pick<Row<"groups">, "avatar" | "header">;

/** Names of the same pictures where they belong; those that have been copied for that are the caller's to remove, once the new ones stand in the row. */
export async function placedPictures(
  kith: Pick<Kith, "files">,
  { avatar, header }: Pictures,
  hidden: boolean,
): Promise<Pictures> {
  const { file, preview_file } = await copiedTo(kith, { file: avatar, preview_file: header }, hidden ? "private" : "media");
  return { avatar: file, header: preview_file };
}

/** Upkeep: pictures from before they lay apart. What cannot be moved now stays for the next day. Returns whether there may be more. */
export async function moveOldGroupPictures(kith: Kith): Promise<boolean> {
  const rows = await kith.db
    .selectFrom("groups")
    .innerJoin("accounts", "accounts.id", "groups.account_id")
    .select(["groups.account_id", "groups.avatar", "groups.header"])
    .where("accounts.members_only", "=", 1)
    .where("groups.revealed", "=", 0)
    .where(
      sql<boolean>`((groups.avatar > 'media/' and groups.avatar < 'media0') or (groups.header > 'media/' and groups.header < 'media0'))`,
    )
    .limit(AT_ONCE)
    .execute();
  return await moveEach(
    kith,
    rows,
    async (row) => await moveApart(kith, row),
    ({ account_id }) => `the pictures of group ${account_id}`,
  );
}

async function moveApart(kith: Kith, { account_id, ...before }: Pictures & { account_id: number }): Promise<void> {
  const after = await placedPictures(kith, before, true);
  const moved = await kith.write(async (tx, happened) => {
    const known = tx.updateTable("groups").set(after).where("account_id", "=", account_id);
    const row = await known
      .where("avatar", "=", before.avatar)
      .where("header", "=", before.header)
      .returning("account_id")
      .executeTakeFirst();
    if (row === undefined) return undefined;
    // Those who are in it elsewhere ask for them anew.
    await tx.updateTable("accounts").set({ updated_at: kith.now() }).where("id", "=", account_id).execute();
    happened({ type: "account.updated", account_id });
    return row;
  });
  const [gone, kept] = moved === undefined ? [after, before] : [before, after];
  for (const kind of ["avatar", "header"] as const) if (gone[kind] !== kept[kind]) await removePortrait(kith, gone[kind]);
}
