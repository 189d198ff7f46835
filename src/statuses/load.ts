/** Fills a page of statuses: about a dozen queries, whatever the page's size. */
import { grouped, padded } from "../db/lists.ts";
import type { Reads, Row, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Marks, PageMention, PageTag, StatusPage } from "./page.ts";
import { visibleTo } from "./visible.ts";

/**
 * Loads the statuses of `ids` that the viewer (0 = anybody) may see, with those they reblog and quote, and all that showing them takes.
 *
 * Ids of what is deleted or hidden fall out of the page; so does a reblog whose original may not be seen.
 */
export async function loadStatusPage(db: Reads, viewer_id: number, ids: readonly number[]): Promise<StatusPage> {
  const asked = await loadVisible(db, viewer_id, ids);
  const inner = asked.flatMap((status) => [status.reblog_of_id, status.quoted_id]).filter((id) => id !== null);
  const found = new Map(
    [...asked, ...(inner.length === 0 ? [] : await loadVisible(db, viewer_id, inner))].map((status) => [status.id, status]),
  );
  const shown = ids.filter((id) => {
    const status = found.get(id);
    return status !== undefined && (status.reblog_of_id === null || found.has(status.reblog_of_id));
  });
  return await completePage(db, viewer_id, shown, found);
}

/** A status that the viewer may see, or undefined. */
export async function findVisibleStatus(db: Reads, viewer_id: number, id: number): Promise<Status | undefined> {
  return (await loadVisible(db, viewer_id, [id]))[0];
}

/** @throws Refusal `missing`, also for what exists but may not be seen */
export async function getVisibleStatus(db: Reads, viewer_id: number, id: number | undefined): Promise<Status> {
  const status = id === undefined ? undefined : await findVisibleStatus(db, viewer_id, id);
  if (status === undefined) throw missing();
  return status;
}

const loadVisible = async (db: Reads, viewer_id: number, ids: Iterable<number>): Promise<Status[]> =>
  await db.selectFrom("statuses").selectAll().where("statuses.id", "in", padded(ids)).where(visibleTo(viewer_id)).execute();

async function completePage(
  db: Reads,
  viewer_id: number,
  ids: number[],
  statuses: ReadonlyMap<number, Status>,
): Promise<StatusPage> {
  const all = [...statuses.values()];
  // What is shown has its content in the original: a reblog itself has neither media nor mentions.
  const status_ids = padded(all.filter((status) => status.reblog_of_id === null).map((status) => status.id));
  const mentions = await db.selectFrom("mentions").selectAll().where("status_id", "in", status_ids).execute();
  const media = await db
    .selectFrom("media")
    .selectAll()
    .where("status_id", "in", status_ids)
    .orderBy("status_id")
    .orderBy("position")
    .execute();
  const polls = await db.selectFrom("polls").selectAll().where("status_id", "in", status_ids).execute();
  const account_ids = [
    ...all.flatMap((status) => [status.account_id, status.in_reply_to_account_id]),
    ...mentions.map((mention) => mention.account_id),
  ];
  return {
    viewer_id,
    ids,
    statuses,
    accounts: byId(await db.selectFrom("accounts").selectAll().where("id", "in", padded(account_ids)).execute()),
    media: grouped(media, (item) => item.status_id ?? 0),
    mentions: grouped2(mentions, (row) => ({ account_id: row.account_id, silent: row.silent === 1 })),
    tags: await loadTags(db, status_ids),
    polls: new Map(polls.map((poll) => [poll.status_id, poll])),
    apps: byId(await loadApps(db, all)),
    marks: viewer_id === 0 ? noMarks : await loadMarks(db, viewer_id, all, polls),
    filtered: new Map(),
  };
}

const byId = <Item extends { id: number }>(rows: readonly Item[]): Map<number, Item> => new Map(rows.map((row) => [row.id, row]));

function grouped2(rows: readonly Row<"mentions">[], mention: (row: Row<"mentions">) => PageMention): Map<number, PageMention[]> {
  return new Map([...grouped(rows, (row) => row.status_id)].map(([id, list]) => [id, list.map(mention)]));
}

async function loadTags(db: Reads, status_ids: readonly number[]): Promise<Map<number, PageTag[]>> {
  const rows = await db
    .selectFrom("status_tags")
    .innerJoin("tags", "tags.id", "status_tags.tag_id")
    .select(["status_tags.status_id", "tags.name", "tags.display_name"])
    .where("status_tags.status_id", "in", status_ids)
    .orderBy("tags.id")
    .execute();
  return grouped(rows, (row) => row.status_id);
}

async function loadApps(db: Reads, statuses: readonly Status[]): Promise<Row<"apps">[]> {
  const ids = statuses.map((status) => status.application_id).filter((id) => id !== null);
  return ids.length === 0 ? [] : await db.selectFrom("apps").selectAll().where("id", "in", padded(ids)).execute();
}

const noMarks: Marks = Object.freeze({
  favourited: new Set<number>(),
  reblogged: new Set<number>(),
  bookmarked: new Set<number>(),
  pinned: new Set<number>(),
  muted_conversations: new Set<number>(),
  votes: new Map<number, readonly number[]>(),
});

/** All that the viewer has done with these statuses, in one query and one more when there are polls. */
async function loadMarks(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
  polls: readonly Row<"polls">[],
): Promise<Marks> {
  const ids = padded(statuses.map((status) => status.id));
  const conversations = padded(statuses.map((status) => status.conversation_id));
  const mine = (table: "favourites" | "bookmarks" | "pins", mark: string) =>
    db
      .selectFrom(table)
      .select((eb) => [eb.val(mark).as("mark"), "status_id as id"])
      .where("account_id", "=", viewer_id)
      .where("status_id", "in", ids);
  const reblogs = db
    .selectFrom("statuses")
    .select((eb) => [eb.val("reblogged").as("mark"), eb.fn.coalesce("reblog_of_id", eb.lit(0)).as("id")])
    .where("account_id", "=", viewer_id)
    .where("reblog_of_id", "in", ids)
    .where("deleted_at", "=", 0);
  const muted = db
    .selectFrom("muted_conversations")
    .select((eb) => [eb.val("muted").as("mark"), "conversation_id as id"])
    .where("account_id", "=", viewer_id)
    .where("conversation_id", "in", conversations);
  const rows = await mine("favourites", "favourited")
    .unionAll(mine("bookmarks", "bookmarked"))
    .unionAll(mine("pins", "pinned"))
    .unionAll(reblogs)
    .unionAll(muted)
    .execute();
  const marked = (mark: string) => new Set(rows.filter((row) => row.mark === mark).map((row) => row.id));
  return {
    favourited: marked("favourited"),
    reblogged: marked("reblogged"),
    bookmarked: marked("bookmarked"),
    pinned: marked("pinned"),
    muted_conversations: marked("muted"),
    votes: polls.length === 0 ? new Map() : await loadVotes(db, viewer_id, polls),
  };
}

async function loadVotes(db: Reads, viewer_id: number, polls: readonly Row<"polls">[]): Promise<Map<number, number[]>> {
  const rows = await db
    .selectFrom("poll_votes")
    .select(["poll_id", "choice"])
    .where("account_id", "=", viewer_id)
    .where("poll_id", "in", padded(polls.map((poll) => poll.id)))
    .execute();
  return new Map([...grouped(rows, (row) => row.poll_id)].map(([id, list]) => [id, list.map((row) => row.choice)]));
}
