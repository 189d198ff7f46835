/** Fills a page of statuses: about a dozen queries, whatever the page's size. */
import { originOf } from "../http/urls.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { loadMoved } from "../accounts/find.ts";
import { loadLinked } from "../collections/linked.ts";
import { grouped, padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import { asksWhoFollows } from "../collections/policy.ts";
import type { Account, Reads, Row, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { selectFriendRequests } from "../accounts/relationships.ts";
import { selectIntroductions } from "../friends/introductions.ts";
import { friendsAmong } from "../friends/load.ts";
import { asksForRelation, loadRelations, noRelations, type Relations } from "../quotes/policy.ts";
import { loadUnwanted } from "../quotes/unwanted.ts";
import { withTitles } from "../groups/inside.ts";
import { loadModerated } from "../groups/moderators.ts";
import { loadWaits } from "../groups/entries.ts";
import { loadReactions } from "../reactions/load.ts";
import { loadAnsweredStories } from "../stories/answered.ts";
import { loadVideosOf } from "../videos/load.ts";
import { loadBeside } from "./beside.ts";
import { deniedIn } from "./consent.ts";
import { groupsAmong, groupsOf, type StatusPage } from "./page.ts";
import { loadMarks, noMarks } from "./marks.ts";
import { sensitized } from "./sensitize.ts";
import { visibleTo } from "./visible.ts";

/**
 * Loads the statuses of `ids` that the viewer (0 = anybody, or `SOMEBODY`) may see, with those they reblog and quote, and all that showing them takes.
 *
 * Ids of what is deleted or hidden fall out of the page; so does a reblog whose original may not be seen.
 */
export async function loadStatusPage(db: Reads, viewer_id: number, ids: readonly number[]): Promise<StatusPage> {
  const asked = await loadVisible(db, viewer_id, ids);
  const inner = asked.flatMap((status) => [status.reblog_of_id, status.quoted_id]).filter((id) => id !== null);
  const found = new Map(
    [...asked, ...(inner.length === 0 ? [] : await loadVisible(db, viewer_id, inner))].map((status) => [status.id, status]),
  );
  // What a reblogged status quotes.
  const further = [...found.values()].flatMap(({ quoted_id }) => (quoted_id === null || found.has(quoted_id) ? [] : quoted_id));
  const quoted = asked.some(({ reblog_of_id }) => reblog_of_id !== null) && further.length > 0;
  if (quoted) for (const status of await loadVisible(db, viewer_id, further)) found.set(status.id, status);
  const shown = ids.filter((id) => {
    const status = found.get(id);
    return status !== undefined && (status.reblog_of_id === null || found.has(status.reblog_of_id));
  });
  const page = await completePage(db, viewer_id, shown, found);
  return sensitized({ ...page, denied: deniedIn(page) });
}

/** A status that the viewer may see, or undefined. A reblog is seen only with what it reblogs, or it would be a way round. */
export async function findVisibleStatus(db: Reads, viewer_id: number, id: number): Promise<Status | undefined> {
  const [status] = await loadVisible(db, viewer_id, [id]);
  if (status === undefined || status.reblog_of_id === null) return status;
  return (await loadVisible(db, viewer_id, [status.reblog_of_id])).length === 0 ? undefined : status;
}

/** A status that an account elsewhere may see and act on: of what stays on this server it can know only by guessing. */
export async function findVisibleAbroad(db: Reads, account_id: number, id: number): Promise<Status | undefined> {
  const status = (await findVisibleStatus(db, account_id, id)) ?? (await findAmongMembers(db, account_id, id));
  return status?.local_only === 1 ? undefined : status;
}

/** What is in a group elsewhere for its members: the group's own server sees to who of its people acts in it. */
async function findAmongMembers(db: Reads, account_id: number, id: number): Promise<Status | undefined> {
  const found = await db
    .selectFrom("statuses")
    .innerJoin("accounts as belonging", "belonging.id", "statuses.group_id")
    .innerJoin("accounts as reader", (join) => join.on("reader.id", "=", account_id))
    .selectAll("statuses")
    .select(["belonging.uri as group_uri", "reader.uri as reader_uri"])
    .where("statuses.id", "=", id)
    .where("statuses.visibility", "=", "limited")
    .where("statuses.deleted_at", "=", 0)
    .where("belonging.host", "<>", "")
    .where("reader.host", "<>", "")
    .where("reader.suspended_at", "=", 0)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { group_uri, reader_uri, ...status } = found;
  return originOf(group_uri) !== originOf(reader_uri) || (await isBlockedBetween(db, account_id, status.account_id))
    ? undefined
    : status;
}

/** @throws Refusal `missing`, also for what exists but may not be seen */
export async function getVisibleStatus(db: Reads, viewer_id: number, id: number | undefined): Promise<Status> {
  const status = id === undefined ? undefined : await findVisibleStatus(db, viewer_id, id);
  if (status === undefined) throw missing();
  return status;
}

type OfStatuses = { ids: number[] };

const selectVisible = prepare((db, { ids, viewer_id }: OfStatuses & { viewer_id: number }) =>
  db.selectFrom("statuses").selectAll().where("statuses.id", "in", ids).where(visibleTo(viewer_id)),
);
const selectOpen = prepare((db, { ids }: OfStatuses) =>
  db.selectFrom("statuses").selectAll().where("statuses.id", "in", ids).where(visibleTo(0)),
);
const selectAccounts = prepare((db, { ids }: OfStatuses) => db.selectFrom("accounts").selectAll().where("id", "in", ids));
const selectAudiences = prepare((db, { ids }: OfStatuses) =>
  db.selectFrom("status_circles").selectAll().where("status_id", "in", ids),
);
const selectApps = prepare((db, { ids }: OfStatuses) => db.selectFrom("apps").selectAll().where("id", "in", ids));
const loadVisible = async (db: Reads, viewer_id: number, ids: Iterable<number>): Promise<Status[]> =>
  viewer_id === 0 ? await selectOpen(db, { ids: padded(ids) }) : await selectVisible(db, { ids: padded(ids), viewer_id });

/** What showing these takes. */
export async function completePage(
  db: Reads,
  viewer_id: number,
  ids: number[],
  statuses: ReadonlyMap<number, Status>,
): Promise<StatusPage> {
  const all = [...statuses.values()];
  // What is shown has its content in the original: a reblog itself has neither media nor mentions.
  const contents = padded(all.filter((status) => status.reblog_of_id === null).map((status) => status.id));
  const { mentions, polls, cards, media, quotes, tags, events } = await loadBeside(db, viewer_id, contents);
  const lockers = [...new Set(all.map(({ locked_by }) => locked_by))].filter((id) => id > 0);
  const groups = [...new Set(all.map(({ group_id }) => group_id))].filter((id) => id > 0);
  const people = [
    ...groups,
    ...all.map(({ posted_by }) => posted_by).filter((id) => id > 0),
    ...all.flatMap((status) => [status.account_id, status.in_reply_to_account_id]),
    ...mentions.map((mention) => mention.account_id),
    ...cards.map(({ author_id }) => author_id),
    ...lockers,
  ];
  const accounts = byId(await selectAccounts(db, { ids: padded(people) }));
  const named = grouped(
    mentions,
    (row) => row.status_id,
    (row) => ({ account_id: row.account_id, silent: row.silent === 1 }),
  );
  const quoted = quotes.filter(({ state }) => state === "accepted").map(({ quoted_account_id }) => quoted_account_id);
  return {
    viewer_id,
    ids,
    statuses,
    accounts,
    moved: await loadMoved(db, accounts.values()),
    media: grouped(media, (item) => item.status_id ?? 0),
    videos: await loadVideosOf(db, media),
    mentions: named,
    groups: await withTitles(db, viewer_id, { groups: groupsOf(all, named, accounts), statuses }),
    tags: grouped(tags, (row) => row.status_id),
    events,
    polls: new Map(polls.map((poll) => [poll.status_id, poll])),
    quotes: new Map(quotes.map((quote) => [quote.status_id, quote])),
    unwanted: await loadUnwanted(db, viewer_id, quoted),
    cards: new Map(cards.map(({ status_id, ...card }) => [status_id, card])),
    relations: await loadViewerRelations(db, viewer_id, all, accounts),
    collections: await loadLinked(db, viewer_id, all),
    apps: byId(await loadApps(db, all)),
    marks: viewer_id <= 0 ? noMarks : await loadMarks(db, viewer_id, all, polls),
    filtered: new Map(),
    reactions: await loadReactions(db, viewer_id, all),
    moderated: await loadModerated(db, viewer_id, [...new Set([...lockers, ...groups, ...groupsAmong(accounts.values())])]),
    circles: await loadAudiences(db, viewer_id, all),
    waits: await loadWaits(db, viewer_id, all),
    introductions: await loadIntroductions(db, viewer_id, all),
    stories: await loadAnsweredStories(db, all),
  };
}

const byId = <Item extends { id: number }>(rows: readonly Item[]): Map<number, Item> => new Map(rows.map((row) => [row.id, row]));

/** Asked only where it depends on who follows whom whether a status may be quoted, or an account put into a collection. */
async function loadViewerRelations(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
  accounts: ReadonlyMap<number, Account>,
): Promise<Relations> {
  const quoted = statuses.filter((status) => asksForRelation(status) && status.account_id !== viewer_id);
  const featured = [...accounts.values()].filter((account) => asksWhoFollows(account));
  const authors = [...quoted.map(({ account_id }) => account_id), ...featured.map(({ id }) => id)];
  return viewer_id <= 0 || authors.length === 0 ? noRelations : await loadRelations(db, viewer_id, padded(authors));
}

/** Asked only where the viewer has written for a few. */
async function loadAudiences(db: Reads, viewer_id: number, statuses: readonly Status[]): Promise<StatusPage["circles"]> {
  const own = statuses.filter(({ visibility, account_id }) => visibility === "limited" && account_id === viewer_id);
  if (own.length === 0) return new Map();
  const rows = await selectAudiences(db, { ids: padded(own.map(({ id }) => id)) });
  return new Map(rows.map((row) => [row.status_id, row]));
}

/** Asked only of messages. */
async function loadIntroductions(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
): Promise<StatusPage["introductions"]> {
  const direct = statuses.filter(({ visibility }) => visibility === "direct");
  if (direct.length === 0) return new Map();
  const rows = await selectIntroductions(db, { ids: padded(direct.map(({ id }) => id)) });
  if (rows.length === 0) return new Map();
  const otherOf = ({ first_id, second_id }: Row<"introductions">) => (first_id === viewer_id ? second_id : first_id);
  const friends = await friendsAmong(db, viewer_id, rows.map(otherOf));
  const requests = await selectFriendRequests(db, { viewer_id, ids: padded(rows.map(otherOf)) });
  const standingOf = (other_id: number) => {
    if (friends.has(other_id)) return "friends";
    if (requests.some(({ target_id }) => target_id === other_id)) return "asked";
    return requests.some(({ account_id }) => account_id === other_id) ? "asking" : undefined;
  };
  return new Map(rows.map((row) => [row.status_id, { ...row, standing: standingOf(otherOf(row)) }]));
}

async function loadApps(db: Reads, statuses: readonly Status[]): Promise<Row<"apps">[]> {
  const ids = statuses.map((status) => status.application_id).filter((id) => id !== null);
  return ids.length === 0 ? [] : await selectApps(db, { ids: padded(ids) });
}
