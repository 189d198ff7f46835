/** What somebody has chosen and noted for themselves alone, for the archive of all that they have here. */
import { readSettings } from "../accounts/settings.ts";
import { findUser } from "../accounts/users.ts";
import { fromJson, rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";
import { loadFilters } from "../filters/load.ts";

/** JSON: settings, filters, tags that are followed and shown, and what one has noted about others. */
export async function writePersonal(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const user = await findUser(db, id);
  const policy = db.selectFrom("notification_policies").selectAll().where("account_id", "=", id);
  const { account_id: _, ...notifications } = (await policy.executeTakeFirst()) ?? { account_id: id };
  const said = {
    email: user?.email ?? "",
    language: user?.locale ?? "",
    joined_at: user === undefined ? null : rfc3339(user.created_at),
    settings: user === undefined ? {} : readSettings(user),
    notifications,
    filters: (await loadFilters(db, id)).map(({ filter: { title, context, action, expires_at }, keywords }) => ({
      title,
      context: fromJson(context),
      action,
      expires_at: expires_at === 0 ? null : rfc3339(expires_at),
      keywords: keywords.map(({ keyword, whole_word }) => ({ keyword, whole_word: whole_word === 1 })),
    })),
    followed_tags: await tagsOf(db, "followed_tags", id),
    featured_tags: await tagsOf(db, "featured_tags", id),
    featured_accounts: await featured(db, id),
    notes: await notesOf(db, id),
  };
  return JSON.stringify(said, undefined, 2);
}

async function tagsOf(db: Reads, table: "followed_tags" | "featured_tags", id: number): Promise<string[]> {
  const rows = await db
    .selectFrom(table)
    .innerJoin("tags", "tags.id", `${table}.tag_id`)
    .select("tags.display_name")
    .where(`${table}.account_id`, "=", id)
    .orderBy(`${table}.id`)
    .execute();
  return rows.map(({ display_name }) => display_name);
}

/** Uris. */
async function featured(db: Reads, id: number): Promise<string[]> {
  const rows = await db
    .selectFrom("endorsements")
    .innerJoin("accounts", "accounts.id", "endorsements.target_id")
    .select("accounts.uri")
    .where("endorsements.account_id", "=", id)
    .orderBy("endorsements.id")
    .execute();
  return rows.map(({ uri }) => uri);
}

const notesOf = async (db: Reads, id: number): Promise<{ uri: string; comment: string }[]> =>
  await db
    .selectFrom("account_notes")
    .innerJoin("accounts", "accounts.id", "account_notes.target_id")
    .select(["accounts.uri", "account_notes.comment"])
    .where("account_notes.account_id", "=", id)
    .orderBy("accounts.id")
    .execute();
