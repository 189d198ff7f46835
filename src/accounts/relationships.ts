/** What an account is to others, for many at once, in the same seven queries whatever their number. */
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Follow, Reads, Row } from "../db/schema.ts";

/** Mastodon's Relationship, with numbers: `languages` null = all; `muting_expires_at` in ms, 0 = never. */
export type Relationship = {
  id: number;
  following: boolean;
  showing_reblogs: boolean;
  notifying: boolean;
  languages: string[] | null;
  followed_by: boolean;
  blocking: boolean;
  blocked_by: boolean;
  muting: boolean;
  muting_notifications: boolean;
  muting_expires_at: number;
  requested: boolean;
  requested_by: boolean;
  domain_blocking: boolean;
  endorsed: boolean;
  note: string;
};

/** @param now ms: mutes that have run out are none */
export async function loadRelationships(
  db: Reads,
  viewer_id: number,
  account_ids: readonly number[],
  now: number,
): Promise<Map<number, Relationship>> {
  const ids = padded(account_ids);
  const own = byTarget(
    await db.selectFrom("follows").selectAll().where("account_id", "=", viewer_id).where("target_id", "in", ids).execute(),
  );
  const others = await db
    .selectFrom("follows")
    .select(["account_id", "state"])
    .where("target_id", "=", viewer_id)
    .where("account_id", "in", ids)
    .execute();
  const followers = new Map(others.map(({ account_id, state }) => [account_id, state]));
  const blocks = await db
    .selectFrom("blocks")
    .select("target_id as id")
    .where("account_id", "=", viewer_id)
    .where("target_id", "in", ids)
    .execute();
  const blockers = await db
    .selectFrom("blocks")
    .select("account_id as id")
    .where("target_id", "=", viewer_id)
    .where("account_id", "in", ids)
    .execute();
  const [blocking, blocked_by] = [idsOf(blocks), idsOf(blockers)];
  const mutes = byTarget(
    await db.selectFrom("mutes").selectAll().where("account_id", "=", viewer_id).where("target_id", "in", ids).execute(),
  );
  const hosts = await loadHostBlocked(db, viewer_id, ids);
  const notes = await db
    .selectFrom("account_notes")
    .selectAll()
    .where("account_id", "=", viewer_id)
    .where("target_id", "in", ids)
    .execute();
  const comments = new Map(notes.map(({ target_id, comment }) => [target_id, comment]));
  const relationshipTo = (id: number): Relationship => ({
    id,
    ...asFollow(own.get(id)),
    followed_by: followers.get(id) === "accepted",
    requested_by: followers.get(id) === "pending",
    blocking: blocking.has(id),
    blocked_by: blocked_by.has(id),
    ...asMute(mutes.get(id), now),
    domain_blocking: hosts.has(id),
    endorsed: false,
    note: comments.get(id) ?? "",
  });
  return new Map(account_ids.map((id) => [id, relationshipTo(id)]));
}

async function loadHostBlocked(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("accounts")
    .innerJoin("account_domain_blocks", "account_domain_blocks.host", "accounts.host")
    .select("accounts.id")
    .where("account_domain_blocks.account_id", "=", viewer_id)
    .where("accounts.id", "in", ids)
    .execute();
  return idsOf(rows);
}

function asFollow(follow: Follow | undefined) {
  const accepted = follow?.state === "accepted";
  const languages = follow === undefined ? [] : fromJson(follow.languages);
  return {
    following: accepted,
    requested: follow?.state === "pending",
    showing_reblogs: accepted && follow.reblogs === 1,
    notifying: accepted && follow.notify === 1,
    languages: languages.length === 0 ? null : languages,
  };
}

function asMute(mute: Row<"mutes"> | undefined, now: number) {
  const muting = mute !== undefined && (mute.expires_at === 0 || mute.expires_at > now);
  return { muting, muting_notifications: muting && mute.notifications === 1, muting_expires_at: muting ? mute.expires_at : 0 };
}

const byTarget = <Item extends { target_id: number }>(rows: readonly Item[]): Map<number, Item> =>
  new Map(rows.map((row) => [row.target_id, row]));
const idsOf = (rows: readonly { id: number }[]): Set<number> => new Set(rows.map(({ id }) => id));
