/** The directory: people of this server and those it has heard of, who want to be found. */
import { sql, type SqlBool } from "kysely";
import { isLetIn } from "../accounts/let-in.ts";
import { notHiddenFrom } from "../blocks/hidden.ts";
import type { Account } from "../db/schema.ts";
import type { OpenTo } from "../db/values.ts";
import type { Kith } from "../kith.ts";

/** `open_to`: only those who tell everybody that they want to hear about that. */
export type Directory = {
  order: "active" | "new";
  local: boolean;
  offset: number;
  limit: number;
  open_to?: OpenTo | undefined;
};

// Word for word the condition of the partial index: with bound values SQLite would not use it.
const wantsToBeFound = sql<SqlBool>`accounts.discoverable = 1 and accounts.silenced_at = 0 and accounts.suspended_at = 0 and accounts.deleted_at = 0`;

/** Those who wrote last, or who came last, first; without those whom the viewer (0 = anybody) does not want to see. */
export async function loadDirectory(
  kith: Kith,
  viewer_id: number,
  { order, local, offset, limit, open_to }: Directory,
): Promise<Account[]> {
  let query = kith.db
    .selectFrom("accounts")
    .selectAll("accounts")
    .where(wantsToBeFound)
    .where("accounts.moved_to_uri", "=", "")
    .where(isLetIn)
    .where(notHiddenFrom(viewer_id, "accounts.id", kith.now()));
  if (local) query = query.where("accounts.host", "=", "");
  if (open_to !== undefined)
    query = query.where("accounts.id", "in", (eb) =>
      eb
        .selectFrom("cv_words")
        .select("cv_words.account_id")
        .where("cv_words.kind", "=", "open_to")
        .where("cv_words.word", "=", open_to),
    );
  if (order === "active") query = query.orderBy("accounts.last_status_at", "desc");
  return await query.orderBy("accounts.id", "desc").limit(limit).offset(offset).execute();
}
