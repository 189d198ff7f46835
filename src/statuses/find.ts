/** Finds single statuses for those who act on them, whatever their visibility: for showing one, use `load.ts`. */
import { sql } from "kysely";
import { hasPage, pageAt, type Page } from "../db/pages.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";

const selectById = prepare((db, { id }: { id: number }) => db.selectFrom("statuses").selectAll().where("id", "=", id));
const selectByUri = prepare((db, { uri }: { uri: string }) => db.selectFrom("statuses").selectAll().where("uri", "=", uri));

export const findStatusById = async (db: Reads, id: number): Promise<Status | undefined> => (await selectById(db, { id }))[0];

/** Tombstones too: their `deleted_at` is not 0. */
export const findStatusByUri = async (db: Reads, uri: string): Promise<Status | undefined> => (await selectByUri(db, { uri }))[0];

const selectByPage = prepare((db, page: Page) =>
  db
    .selectFrom("statuses")
    .selectAll()
    .where(sql<boolean>`statuses.local = 0`)
    .where(hasPage("statuses", page))
    .where("deleted_at", "=", 0)
    .where("reblog_of_id", "is", null)
    .limit(1),
);

/** The status of another server that one reads there at this address. */
export const findStatusByPage = async (db: Reads, url: string): Promise<Status | undefined> =>
  (await selectByPage(db, pageAt(url)))[0];

/**
 * Whether this is the bare tombstone of what never was here: its account has said, too early, that it is gone, and only that account is held to it.
 * A neighbour on the same origin may say so of another's status, which must not keep that one out.
 */
export const isBare = ({ conversation_id, deleted_at }: Pick<Status, "conversation_id" | "deleted_at">): boolean =>
  conversation_id === 0 && deleted_at > 0;

/** A status that is or was here, by its uri: for whoever is not its author, a bare tombstone is nothing. */
export async function findSeenStatus(db: Reads, uri: string): Promise<Status | undefined> {
  const status = await findStatusByUri(db, uri);
  return status === undefined || isBare(status) ? undefined : status;
}

/**
 * A living status of its author, who wants to change it.
 *
 * @throws Refusal `missing`, also for somebody else's
 */
export async function getOwnStatus(db: Reads, account_id: number, id: number | undefined): Promise<Status> {
  const status = id === undefined ? undefined : await findStatusById(db, id);
  if (status === undefined || status.account_id !== account_id || status.deleted_at > 0) throw missing();
  return status;
}

/** What one acts on when one acts on a reblog: the status that it reblogs. */
export const findOriginal = async (db: Reads, status: Status): Promise<Status | undefined> =>
  status.reblog_of_id === null ? status : await findStatusById(db, status.reblog_of_id);
