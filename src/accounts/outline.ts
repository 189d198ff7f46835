/** Accounts in outline: what every answer reads anew, for who has the rest of them as text, which is true as long as the version is the same. */
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Account, Reads } from "../db/schema.ts";

export type AccountOutline = Pick<
  Account,
  "id" | "version" | "followers_count" | "following_count" | "statuses_count" | "last_status_at" | "members_only"
>;

const selectOutlines = prepare((db, { ids }: { ids: number[] }) =>
  db
    .selectFrom("accounts")
    .select(["id", "version", "followers_count", "following_count", "statuses_count", "last_status_at", "members_only"])
    .where("id", "in", ids),
);

export const loadAccountOutlines = async (db: Reads, ids: Iterable<number>): Promise<AccountOutline[]> =>
  await selectOutlines(db, { ids: padded(ids) });
