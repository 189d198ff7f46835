/** What an account is to others, for many at once, in the same nine queries whatever their number. */
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
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
  /** They follow each other; or one has asked for that, and waits. */
  friend: boolean;
  friend_requested: boolean;
  friend_requested_by: boolean;
  note: string;
};

/** @param now ms: mutes that have run out are none */
export async function loadRelationships(
  db: Reads,
  viewer_id: number,
  account_ids: readonly number[],
  now: number,
): Promise<Map<number, Relationship>> {
  const asked = { viewer_id, ids: padded(account_ids) };
  const own = byTarget(await selectFollows(db, asked));
  const others = await selectFollowers(db, asked);
  const followers = new Map(others.map(({ account_id, state }) => [account_id, state]));
  const [blocking, blocked_by] = [idsOf(await selectBlocks(db, asked)), idsOf(await selectBlockers(db, asked))];
  const mutes = byTarget(await selectMutes(db, asked));
  const hosts = idsOf(await selectHostBlocked(db, asked));
  const notes = await selectNotes(db, asked);
  const endorsed = idsOf(await selectEndorsed(db, asked));
  const asking = await selectFriendRequests(db, asked);
  const asked_ids = new Set(asking.filter((row) => row.account_id === viewer_id).map(({ target_id }) => target_id));
  const asker_ids = new Set(asking.filter((row) => row.target_id === viewer_id).map(({ account_id }) => account_id));
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
    endorsed: endorsed.has(id),
    friend: own.get(id)?.state === "accepted" && followers.get(id) === "accepted",
    friend_requested: asked_ids.has(id),
    friend_requested_by: asker_ids.has(id),
    note: comments.get(id) ?? "",
  });
  return new Map(account_ids.map((id) => [id, relationshipTo(id)]));
}

type Asked = { viewer_id: number; ids: number[] };

const selectFollows = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("follows").selectAll().where("account_id", "=", viewer_id).where("target_id", "in", ids),
);
const selectFollowers = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("follows").select(["account_id", "state"]).where("target_id", "=", viewer_id).where("account_id", "in", ids),
);
const selectBlocks = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("blocks").select("target_id as id").where("account_id", "=", viewer_id).where("target_id", "in", ids),
);
const selectBlockers = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("blocks").select("account_id as id").where("target_id", "=", viewer_id).where("account_id", "in", ids),
);
const selectMutes = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("mutes").selectAll().where("account_id", "=", viewer_id).where("target_id", "in", ids),
);
const selectHostBlocked = prepare((db, { viewer_id, ids }: Asked) =>
  db
    .selectFrom("accounts")
    .innerJoin("account_domain_blocks", "account_domain_blocks.host", "accounts.host")
    .select("accounts.id")
    .where("account_domain_blocks.account_id", "=", viewer_id)
    .where("accounts.id", "in", ids),
);
const selectNotes = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("account_notes").selectAll().where("account_id", "=", viewer_id).where("target_id", "in", ids),
);
/** Between the viewer and these, in either direction. */
export const selectFriendRequests = prepare((db, { viewer_id, ids }: Asked) =>
  db
    .selectFrom("friend_requests")
    .select(["account_id", "target_id"])
    // Who was declined is not told.
    .where((eb) =>
      eb.or([
        eb.and([eb("account_id", "=", viewer_id), eb("target_id", "in", ids), eb("taken_back_at", "=", 0)]),
        eb.and([eb("target_id", "=", viewer_id), eb("account_id", "in", ids), eb("declined_at", "=", 0)]),
      ]),
    ),
);
const selectEndorsed = prepare((db, { viewer_id, ids }: Asked) =>
  db.selectFrom("endorsements").select("target_id as id").where("account_id", "=", viewer_id).where("target_id", "in", ids),
);

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
