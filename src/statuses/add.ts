/**
 * The one place where a status comes to be, whoever wrote it and wherever.
 *
 * Everything here happens in a single transaction or not at all, so nothing here may wait for the network: whatever must be fetched has
 * been fetched by `composeStatus` or by those who read remote statuses before we are called.
 */
import { firstLink } from "../cards/link.ts";
import { insertAudience } from "../circles/reach.ts";
import { insertIntroduction } from "../friends/introductions.ts";
import { insertEvent } from "../events/store.ts";
import type { Status, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { insertPoll } from "../polls/insert.ts";
import { enterGroup, insertWait, insertWaiting, type Waiting } from "../groups/entries.ts";
import { indexNew } from "../search/index.ts";
import { insertQuote, tellOfQuote } from "../quotes/add.ts";
import { enterHomes, enterHomesOfTags, enterOwnHome, entersHomes, HOME_DAYS, isMessage } from "../timelines/write.ts";
import { adoptChildren } from "./adopt.ts";
import { countStatus } from "./counts.ts";
import type { Added, Happened, StatusEntry } from "./entry.ts";
import { findSeenStatus, findStatusById } from "./find.ts";
import { claimKey } from "./idempotency.ts";
import { insertTeamPost } from "../teams/authors.ts";
import { insertStatus } from "./insert.ts";
import { FRESH, loadFollowers, noFollowers, notifyOfStatus, type Followers } from "./notices.ts";
import { insertAddressees, insertMentions, insertStatusMedia, insertStatusTags } from "./parts.ts";
import { endQuiet, markQuiet } from "./quiet.ts";

/**
 * Adds a status, a reblog included, with all that it brings about here: conversation, mentions, tags, media, counts, home entries,
 * notifications, events.
 *
 * Adding one that is there already (by uri, by idempotency key, or as a second reblog of the same status) changes nothing and returns
 * that one, which may be a tombstone.
 *
 * @throws Refusal `missing` when what is to be reblogged has been deleted, `invalid` when media have gone elsewhere meanwhile
 */
export const addStatus = async (kith: Kith, entry: StatusEntry): Promise<Added> =>
  await kith.write(async (tx, happened) => await addStatusIn(tx, kith, happened, entry));

async function addStatusIn(tx: Tx, kith: Kith, happened: Happened, asked: StatusEntry): Promise<Added> {
  const entry = await withParent(tx, asked);
  if (entry.scheduled_id !== undefined) await takeScheduled(tx, entry.scheduled_id);
  await assertAlive(tx, entry.reblog_of);
  const result = await insertStatus(tx, kith, entry);
  if (!result.added) return result;
  const { status } = result;
  const earlier = entry.idempotency_key === "" ? undefined : await claimKey(tx, status, entry.idempotency_key, kith.now());
  if (earlier !== undefined) return { status: earlier, added: false };
  await insertMentions(tx, status, entry.mentions);
  await insertAddressees(tx, status, entry.addressed ?? []);
  await insertAddressees(tx, status, entry.blind ?? [], "blindly");
  if (entry.introduces !== undefined) await insertIntroduction(tx, kith, status, entry.introduces);
  if (entry.written_by !== undefined) await insertTeamPost(tx, kith, status, entry.written_by);
  if (entry.circle !== undefined) await insertAudience(tx, status.id, entry.circle);
  const tag_ids = await insertStatusTags(tx, kith, status, entry.tags);
  await insertStatusMedia(tx, kith, status, entry);
  if (entry.poll !== undefined) await insertPoll(tx, kith, status, entry.poll);
  if (entry.event !== undefined) await insertEvent(tx, kith, { status, event: entry.event, invited: entry.mentions });
  if (entry.quoted !== undefined)
    await insertQuote(tx, kith, happened, {
      status,
      quoted: entry.quoted,
      stamp_uri: entry.quote_stamp ?? "",
      unasked: entry.quote_unasked,
      quiet: entry.quiet === true,
      held: entry.waiting !== undefined,
    });
  if (entry.waiting === undefined || status.reblog_of_id === null) await countStatus(tx, status, 1);
  // Nobody can have answered a status of ours before it was there.
  if (status.local === 0 && status.reblog_of_id === null) await adoptChildren(tx, status, kith.now());
  if (isFindable(status, entry)) await indexNew(tx, kith, status, entry);
  if (entry.place?.waits === true) await insertWaiting(tx, kith, happened, { status, group: entry.place.group });
  if (entry.waiting !== undefined) await keepWaiting(tx, kith, happened, { status, entry, waiting: entry.waiting });
  else if (entry.quiet === true) await markQuiet(tx, status, kith.now());
  else await tell(tx, kith, happened, { status, entry, tag_ids });
  return result;
}

type News = { status: Status; entry: StatusEntry; tag_ids: readonly number[] };

/** Its author sees it meanwhile; of others only the group hears of it. */
async function keepWaiting(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { status, entry, waiting }: { status: Status; entry: StatusEntry; waiting: Waiting },
): Promise<void> {
  await insertWait(tx, kith, status, waiting);
  if (status.local === 0) return;
  await enterOwnHome(tx, status);
  // One that lives here has it in its queue.
  if (entry.place?.waits === true) return;
  happened({ type: "status.held", status_id: status.id, account_id: status.account_id, group_id: waiting.group_id });
}

/** All whom a status that is there now concerns hear of it. */
export async function tell(tx: Tx, kith: Kith, happened: Happened, news: News): Promise<void> {
  const { status, entry } = news;
  const followers = await spread(tx, kith, happened, news);
  happened({
    type: "status.published",
    status_id: status.id,
    account_id: status.account_id,
    local: status.local === 1,
    visibility: status.visibility,
    reblog: status.reblog_of_id !== null,
    fresh: status.created_at > kith.now() - FRESH,
    elsewhere: followers.elsewhere || concernsOthers(entry) || entry.relayed === true,
    more_followers: followers.more,
    linked: isLinked(kith, status),
  });
  if (status.in_reply_to_uri !== "")
    happened({ type: "status.orphaned", status_id: status.id, in_reply_to_uri: status.in_reply_to_uri });
}

/** A status that had been fetched quietly is delivered: now it is told. Twice is once. */
export const tellLate = async (kith: Kith, { id }: Status, entry: StatusEntry): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const status = await findStatusById(tx, id);
    if (status === undefined || status.deleted_at > 0 || !(await endQuiet(tx, status))) return;
    const tags = await tx.selectFrom("status_tags").select("tag_id").where("status_id", "=", id).execute();
    await tellOfQuote(tx, kith, happened, id);
    await tell(tx, kith, happened, { status, entry, tag_ids: tags.map(({ tag_id }) => tag_id) });
  });

/** The parent may have arrived between reading the entry and now. */
async function withParent(tx: Tx, entry: StatusEntry): Promise<StatusEntry> {
  if (entry.parent !== undefined || entry.in_reply_to_uri === "") return entry;
  return { ...entry, parent: await findSeenStatus(tx, entry.in_reply_to_uri) };
}

/** Of two that publish a scheduled status at once, or after a crash once more, one finds it gone. */
async function takeScheduled(tx: Tx, id: number): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom("scheduled_statuses").where("id", "=", id).executeTakeFirst();
  if (numDeletedRows === 0n) throw missing();
}

/** What is reblogged may have been deleted between reading it and now. */
async function assertAlive(tx: Tx, original: Status | undefined): Promise<void> {
  if (original === undefined) return;
  const now = await findStatusById(tx, original.id);
  if (now === undefined || now.deleted_at > 0) throw missing();
}

/** Home entries and notifications. Returns what is known of the followers, of whom some may be left for the jobs. */
async function spread(tx: Tx, kith: Kith, happened: Happened, news: News): Promise<Followers> {
  const { status, entry } = news;
  const now = kith.now();
  const followers = entersHomes(status) ? await loadFollowers(tx, status.account_id) : noFollowers;
  // Members of a group that lives here have what it shows in their homes as it was posted.
  const shown = entry.author.actor_type === "Group" && status.local === 1 && status.reblog_of_id !== null;
  if (status.created_at > now - HOME_DAYS) {
    if (status.local === 1 && !isMessage(status)) await enterOwnHome(tx, status);
    if (followers.any && !shown) await enterHomes(tx, status, 0, now);
    if (entry.author.silenced_at === 0) await enterHomesOfTags(tx, status, news.tag_ids, now);
  }
  if (status.group_id > 0 && status.reblog_of_id === null) await enterGroup(tx, happened, status, now);
  await notifyOfStatus(tx, kith, happened, { status, entry, to_call: followers.to_call });
  return followers;
}

/** It names or answers somebody, who may live elsewhere. */
const concernsOthers = ({ mentions, addressed = [], blind = [], parent, quoted, reblog_of }: StatusEntry): boolean =>
  mentions.length + addressed.length + blind.length > 0 ||
  parent !== undefined ||
  quoted !== undefined ||
  reblog_of !== undefined;

const isLinked = (kith: Kith, { reblog_of_id, quoted_id, content }: Status): boolean =>
  reblog_of_id === null && quoted_id === null && firstLink(kith.instance, content) !== undefined;

/** Search knows what was written or named here, and what its author wants to be found. */
const isFindable = (status: Status, { author, mentions }: StatusEntry): boolean =>
  status.reblog_of_id === null && (status.local === 1 || author.indexable === 1 || mentions.length > 0);
