/** Statuses that arrive from elsewhere: Creates, Updates, and what was fetched. */
import type { Account, Reads, Row, Status } from "../db/schema.ts";
import { isFollowedHere } from "../follows/followed.ts";
import { findPlace, type Place } from "../groups/place.ts";
import { judgeIntroduction } from "../friends/introductions.ts";
import { replaceEvent } from "../events/store.ts";
import type { Kith } from "../kith.ts";
import { asksTheSame, replacePoll } from "../polls/insert.ts";
import { receiveStamp } from "../quotes/answer.ts";
import { addStatus, tellLate } from "./add.ts";
import { changeStatus, saysTheSame } from "./change.ts";
import { findOriginal, findSeenStatus, findStatusById, findStatusByUri, isBare } from "./find.ts";
import { findVisibleAbroad } from "./load.ts";
import { localOnes } from "./notices.ts";
import { takeMarks } from "./parts.ts";
import { isQuiet } from "./quiet.ts";
import { addBlindReaders } from "./readers.ts";
import { knownAs, loadKnownMedia, moveFilms } from "./remote-media.ts";
import type { StatusContent, StatusEntry } from "./entry.ts";
import { contentOf, entryOf, type RemoteStatus } from "./remote.ts";
import { isOurs } from "../uris.ts";
import { isOpen } from "./visible.ts";

const SECOND = 1000;

/**
 * Takes in a status of a remote author. The caller has checked that the author's server vouches for it, and resolved the accounts that it mentions.
 *
 * @returns the status, also when it was there already; undefined when it is refused: its author is suspended here, it has been deleted
 * before, the uri belongs to somebody else, or it concerns nobody here and was not asked for
 */
export async function receiveStatus(kith: Kith, author: Account, remote: RemoteStatus): Promise<Status | undefined> {
  if (author.host === "" || author.suspended_at > 0 || author.deleted_at > 0) return undefined;
  const known = await findStatusByUri(kith.db, remote.uri);
  const settled = known !== undefined && (known.account_id === author.id || !isBare(known));
  if (settled && remote.awaits_uri === undefined && known.visibility === "direct" && known.local === 0)
    await (await import("./held.ts")).receiveReleased(kith, known.id);
  if (settled && (remote.quiet === true || !(await isQuiet(kith, known))))
    return await readBy(kith, ownAndAlive(known, author), remote.addressed ?? []);
  const parent = await findParent(kith.db, author, remote);
  const quoted = await findQuoted(kith.db, author, remote);
  const place = await placeOf(kith, author, remote, parent);
  const wanted = settled || remote.wanted === true || parent !== undefined || quoted?.local === 1 || place !== undefined;
  if (!wanted && !(await concernsAnybody(kith, author, [...remote.mentions, ...(remote.addressed ?? [])]))) return undefined;
  const introduction = await judge(kith, author, remote);
  if (introduction === "refused") return undefined;
  const introduces = introduction === "taken" ? remote.introduces : undefined;
  const visibility = place?.closed === true ? "limited" : remote.visibility;
  // Before a moderator of the group has seen it, nobody does.
  const mentions = place?.closed === true && place.waits ? [] : remote.mentions;
  const plain = { ...entryOf(author, { ...remote, visibility, mentions, introduces }, { parent, quoted }, kith.now()), place };
  const entry = await awaiting(kith, plain, remote);
  if (entry === undefined) return undefined;
  const { status, added } = await addStatus(kith, entry);
  const own = ownAndAlive(status, author);
  // What somebody's look has fetched, perhaps at this very moment, comes by itself now, and is told to those whom it concerns.
  if (!added && own !== undefined && entry.quiet !== true) await tellLate(kith, own, entry);
  return added ? own : await readBy(kith, own, remote.addressed ?? []);
}

/** What its author's server keeps to itself until a group of ours has let it in, is kept so here. Undefined for what no group of ours takes. */
async function awaiting(kith: Kith, entry: StatusEntry, { awaits_uri }: RemoteStatus): Promise<StatusEntry | undefined> {
  if (awaits_uri === undefined || !isOurs(kith.instance, awaits_uri)) return entry;
  const { place, visibility, mentions, addressed = [] } = entry;
  if (place === undefined || place.group.uri !== awaits_uri) return undefined;
  if (!place.waits || place.closed) return entry;
  const { hold } = await import("./held.ts");
  const said = { mentions: [...mentions], addressed: [...addressed], blind: [] };
  return hold(entry, { group_id: place.group.id, visibility, closed: false, ...said });
}

/** The group in which it is: one of ours that lets it in, or one for members only that has passed it on. */
async function placeOf(
  kith: Kith,
  author: Account,
  remote: RemoteStatus,
  parent: Status | undefined,
): Promise<Place | undefined> {
  if (remote.shown_in !== undefined) return { group: remote.shown_in, waits: false, closed: true };
  if (remote.quiet === true) return undefined;
  const named = [...new Set([...remote.mentions, ...(remote.addressed ?? [])])];
  return await findPlace(kith.db, { author, visibility: remote.visibility, parent, named }, kith.now());
}

/** What is for a few may come in a copy for each of them, which names nobody else: each copy brings its own reader. */
async function readBy(kith: Kith, status: Status | undefined, addressed: readonly number[]): Promise<Status | undefined> {
  if (status?.visibility === "limited" && addressed.length > 0) await addBlindReaders(kith, status, addressed);
  return status;
}

/** Of what introduces nobody: nothing. */
async function judge(kith: Kith, author: Account, { introduces, visibility, mentions }: RemoteStatus) {
  if (introduces === undefined || visibility !== "direct" || !introduces.every((id) => mentions.includes(id))) return "plain";
  const local = await localOnes(kith.db, introduces);
  return local.length === 0 ? "plain" : await judgeIntroduction(kith, author.id, introduces, local);
}

const ownAndAlive = (status: Status, author: Account): Status | undefined =>
  status.account_id === author.id && status.deleted_at === 0 ? status : undefined;

async function findParent(db: Reads, author: Account, remote: RemoteStatus): Promise<Status | undefined> {
  const parent =
    remote.in_reply_to_id !== undefined
      ? await findStatusById(db, remote.in_reply_to_id)
      : remote.in_reply_to_uri === undefined
        ? undefined
        : await findSeenStatus(db, remote.in_reply_to_uri);
  const original = parent === undefined ? undefined : await findOriginal(db, parent);
  // Whoever is in a group elsewhere, only its own server knows.
  if (remote.shown_in !== undefined && original?.group_id === remote.shown_in.id) return original;
  // Who answers what they cannot have seen has guessed its id. Of other servers' statuses we cannot know.
  const guessed = original?.local === 1 && original.deleted_at === 0 && !(isOpen(original) && original.local_only === 0);
  return guessed ? await findVisibleAbroad(db, author.id, original.id) : original;
}

/** What all may see, or the author's own: of other statuses nobody elsewhere can know but by guessing. */
async function findQuoted(db: Reads, author: Account, remote: RemoteStatus): Promise<Status | undefined> {
  const found = remote.quoted_id === undefined ? undefined : await findStatusById(db, remote.quoted_id);
  const quoted = found === undefined ? undefined : await findOriginal(db, found);
  if (quoted === undefined || quoted.deleted_at > 0 || quoted.local_only === 1) return undefined;
  return isOpen(quoted) || quoted.account_id === author.id ? quoted : undefined;
}

/** Whether anybody here follows the author or is mentioned. */
async function concernsAnybody(kith: Kith, author: Account, mentions: readonly number[]): Promise<boolean> {
  if (await isFollowedHere(kith, author)) return true;
  return mentions.length > 0 && (await localOnes(kith.db, mentions)).length > 0;
}

/** `outdated`: what was told is older than what is here, and nothing of it holds. */
type Edited = { status: Status; outdated: boolean };

/**
 * Takes in an edit of a known status by its author. With `updated` (ms) it is one if that is newer than what is here, and nothing if it is older; without, or
 * when it says the same, it only counts the poll anew.
 *
 * @returns the status as it is now, or undefined when there is none to edit
 */
export async function receiveEdit(kith: Kith, author: Account, remote: RemoteStatus): Promise<Edited | undefined> {
  const found = await findStatusByUri(kith.db, remote.uri);
  const status = found === undefined ? undefined : ownAndAlive(found, author);
  if (status === undefined || status.local === 1 || author.suspended_at > 0) return undefined;
  if (isOutdated(status, remote.updated)) return { status, outdated: true };
  await receiveConsent(kith, status, remote);
  const now = kith.now();
  const content = contentOf(remote, now);
  await takeMarks(kith, status, content.remote_media);
  const told_at = Math.min(remote.updated ?? 0, now);
  const edited_at = editedAt(Math.max(status.edited_at, status.told_at, status.created_at), told_at);
  if (edited_at === undefined || (await isRecount(kith.db, status, content))) {
    await recount(kith, status, content);
    if (told_at > Math.max(status.edited_at, status.told_at)) await keepTold(kith, status, told_at);
    return { status, outdated: false };
  }
  const edited = await kith.write(
    async (tx, happened) =>
      (await changeStatus(tx, kith, happened, { id: status.id, content, edited_at })) ?? (await findStatusById(tx, status.id)),
  );
  return edited && { status: edited, outdated: false };
}

/** Whether what its server said at that time (ms) has been said anew since. Of what says no time nobody knows. */
export function isOutdated({ edited_at, told_at }: Status, told: number | undefined): boolean {
  const last = Math.max(edited_at, told_at);
  return told !== undefined && told > 0 && told < last && !inSecondOf(last, told);
}

/** What has been believed and was no edit, as a film that takes no comments any more: what was said before that and comes later is not to undo it. */
const keepTold = async (kith: Kith, { id }: Status, told_at: number): Promise<void> =>
  await kith.write(
    async (tx) =>
      void (await tx.updateTable("statuses").set({ told_at }).where("id", "=", id).where("told_at", "<", told_at).execute()),
  );

/** Undefined for what is not newer. */
function editedAt(last: number, told: number): number | undefined {
  if (told > last) return told;
  return inSecondOf(last, told) ? last + 1 : undefined;
}

/** Most servers tell whole seconds: of two changes in the same one, that is the later which has come later. */
const inSecondOf = (last: number, told: number): boolean => told % SECOND === 0 && told === last - (last % SECOND);

/** Who may do what with it, and whether it may quote: both can change without an edit. */
async function receiveConsent(
  kith: Kith,
  status: Status,
  { quote_policy = 0, interactions = 0, quote_stamp }: RemoteStatus,
): Promise<void> {
  if (quote_stamp !== undefined) await receiveStamp(kith, status, quote_stamp);
  if (quote_policy === status.quote_policy && interactions === status.interactions) return;
  await kith.write(
    async (tx) =>
      await tx
        .updateTable("statuses")
        .set((eb) => ({ quote_policy, interactions, version: eb("version", "+", 1) }))
        .where("id", "=", status.id)
        .execute(),
  );
}

async function isRecount(db: Reads, status: Status, content: StatusContent): Promise<boolean> {
  const media = await loadKnownMedia(db, status);
  const known = new Map([...knownAs(media, content.remote_media)].map(([now, row]) => [row, now.remote_url]));
  const poll = await findPoll(db, status);
  const same = (poll === undefined) === (content.poll === undefined);
  const urls = media.map((row) => known.get(row) ?? row.remote_url);
  return (
    same &&
    saysTheSame(status, urls, content) &&
    (poll === undefined || content.poll === undefined || asksTheSame(poll, content.poll))
  );
}

const findPoll = async (db: Reads, status: Status): Promise<Row<"polls"> | undefined> =>
  await db.selectFrom("polls").selectAll().where("status_id", "=", status.id).executeTakeFirst();

/** New votes in a poll that asks what it asked, more who come, other files and sizes of a film. */
async function recount(kith: Kith, status: Status, content: StatusContent): Promise<void> {
  if (content.remote_media.some(({ video }) => video !== undefined))
    await kith.write(async (tx) => await moveFilms(tx, kith, status, content.remote_media));
  const { event } = content;
  if (event !== undefined)
    await kith.write(
      async (tx, happened) => await replaceEvent(tx, kith, happened, { status, event, invited: content.mentions }),
    );
  const poll = await findPoll(kith.db, status);
  if (poll === undefined || content.poll === undefined || !asksTheSame(poll, content.poll)) return;
  await kith.write(async (tx) => await replacePoll(tx, kith, status, content.poll));
}
