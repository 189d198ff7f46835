/**
 * Votes against: which statuses may have them, and what a page shows of them.
 *
 * They belong to groups, whose people sort by them what they read: to those that live here unless they have switched them off, to those elsewhere that
 * pass on what their people do (FEP-1b12, whose Dislike is one of these), and to videos of PeerTube. Nothing else takes them, wherever they come from.
 * What stands in a group elsewhere says so itself, or the first post of its thread does, or the group has shown it.
 */
import { sql } from "kysely";
import { grouped, padded } from "../db/lists.ts";
import type { Reads, Status, Tx } from "../db/schema.ts";
import { countOn } from "./counts.ts";
import type { Happened } from "./entry.ts";
import type { PageVotes, StatusPage } from "./page.ts";

/** Software whose groups count a Dislike, by the name that it gives itself in NodeInfo: for those of which no document has said it yet. */
const COUNTING: readonly string[] = ["lemmy", "mbin", "kbin", "piefed", "nodebb", "friendica", "kith"];
/** Of these, what is posted stands in a group whether or not it names it. */
const FORUMS: readonly string[] = ["lemmy", "piefed"];

/** `group_ids`: the groups elsewhere that are to be told. */
type Takes = { group_ids: readonly number[] };
type Candidate = {
  status_id: number;
  group_id: number;
  /** `thread`: of the first post of its thread. */
  kind: "group" | "thread" | "author" | "video";
  own: number | null;
  none: number;
  passes_on: number;
  software: string;
};

/** Of these statuses, those that take votes against. Three statements at most, whatever their number. */
export async function loadVotable(db: Reads, statuses: readonly Pick<Status, "id">[]): Promise<Map<number, Takes>> {
  if (statuses.length === 0) return new Map();
  const ids = sql.join(padded(statuses.map(({ id }) => id)));
  // Whatever answers is younger than what it answers, so the first of a thread has its least id.
  const first = sql`select s.id as status_id, (select min(f.id) from statuses as f where f.conversation_id = s.conversation_id) as first_id
    from statuses as s where s.id in (${ids}) and s.in_reply_to_id is not null and s.conversation_id > 0 and s.visibility in ('public', 'unlisted')`;
  const { rows } = await sql<Candidate>`
    select c.status_id, c.group_id, c.kind, g.downvotes as own, a.no_downvotes as none, a.passes_on, coalesce(h.software, '') as software from (
      select id as status_id, group_id, 'group' as kind from statuses where id in (${ids}) and group_id > 0
      union select status_id, account_id, 'group' from mentions where status_id in (${ids})
      union select r.reblog_of_id, r.account_id, 'group' from statuses as s join statuses as r on r.reblog_of_id = s.id and r.deleted_at = 0
        where s.id in (${ids}) and s.title <> ''
      union select t.status_id, m.account_id, 'thread' from (${first}) as t join mentions as m on m.status_id = t.first_id and m.blind = 0
      union select t.status_id, r.account_id, 'thread' from (${first}) as t join statuses as s on s.id = t.first_id
        join statuses as r on r.reblog_of_id = s.id and r.deleted_at = 0 where s.title <> ''
      union select id, account_id, 'author' from statuses where id in (${ids}) and local = 0
      union select media.status_id, accounts.id, 'video' from media join videos on videos.media_id = media.id and videos.channel_uri <> ''
        join accounts on accounts.uri = videos.channel_uri where media.status_id in (${ids})
    ) as c join accounts as a on a.id = c.group_id
      left join groups as g on g.account_id = a.id
      left join hosts as h on h.host = a.host
    where a.actor_type = 'Group' or c.kind = 'author'`.execute(db);
  const found = grouped(rows.filter(takes), ({ status_id }) => status_id);
  return new Map(
    [...found].map(([id, candidates]) => [
      id,
      {
        group_ids: [
          ...new Set(candidates.flatMap(({ kind, own, group_id }) => (kind !== "author" && own === null ? group_id : []))),
        ],
      },
    ]),
  );
}

function takes({ kind, own, none, passes_on, software }: Candidate): boolean {
  if (kind === "video") return true;
  const [name = ""] = software.split(" ", 1);
  if (kind === "author") return FORUMS.includes(name);
  if (own === null) return none === 0 && (passes_on === 1 || COUNTING.includes(name));
  // What answers in a group of ours stands in it by our own word alone.
  return own === 1 && kind === "group";
}

/** What a viewer is shown of those that take them. */
export async function loadVotes(
  db: Reads,
  viewer_id: number,
  statuses: readonly Pick<Status, "id" | "favourites_count" | "downvotes_count">[],
): Promise<Map<number, PageVotes>> {
  const votable = await loadVotable(db, statuses);
  if (votable.size === 0) return new Map();
  const mine = viewer_id === 0 ? new Set<number>() : await loadMine(db, viewer_id, [...votable.keys()]);
  return new Map(
    statuses
      .filter(({ id }) => votable.has(id))
      .map(({ id, favourites_count, downvotes_count: against }) => [
        id,
        { score: favourites_count - against, against, mine: mine.has(id) },
      ]),
  );
}

async function loadMine(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("downvotes")
    .select("status_id")
    .where("account_id", "=", viewer_id)
    .where("status_id", "in", padded(ids))
    .execute();
  return new Set(rows.map(({ status_id }) => status_id));
}

/** A page of a group, or of what may stand in one, with its votes. */
export const withVotes = async (db: Reads, page: StatusPage): Promise<StatusPage> => ({
  ...page,
  votes: await loadVotes(
    db,
    page.viewer_id,
    [...page.statuses.values()].filter(({ reblog_of_id }) => reblog_of_id === null),
  ),
});

/** Returns what there was. */
export async function removeDownvote(
  tx: Tx,
  account_id: number,
  { id: status_id }: Pick<Status, "id">,
): Promise<{ id: number; uri: string } | undefined> {
  const gone = await tx
    .deleteFrom("downvotes")
    .where("account_id", "=", account_id)
    .where("status_id", "=", status_id)
    .returning(["id", "uri"])
    .executeTakeFirst();
  if (gone !== undefined) await countOn(tx, status_id, "downvotes_count", -1);
  return gone;
}

/** By one of ours: those who were told of it are told. */
export async function takeDownvote(
  tx: Tx,
  happened: Happened,
  account_id: number,
  { id: status_id, group_id }: Pick<Status, "id" | "group_id">,
): Promise<void> {
  const gone = await removeDownvote(tx, account_id, { id: status_id });
  if (gone !== undefined) happened({ type: "downvote.removed", status_id, account_id, uri: gone.uri, group_id });
}
