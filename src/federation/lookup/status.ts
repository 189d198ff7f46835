/** Remote statuses: known ones, and those that have to be fetched, with what they answer. */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { findSeenStatus, findStatusById } from "../../statuses/find.ts";
import { noteTotals } from "../../statuses/totals.ts";
import { isOurs, localStatusId } from "../../uris.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id, isA, object, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchGroup, receiveNote } from "../receive/note.ts";
import { fetchDocument } from "../signed.ts";
import { getRemoteAccount } from "./account.ts";
import { left } from "./deadline.ts";
import { forgive, once } from "./once.ts";
import { fetchBehind } from "./page.ts";
import { isTheirs } from "./failure.ts";

/** ms for the group in which a status stands: without it, it is shown all the same. */
const GROUP_TIMEOUT = 5000;
/** Statuses fetched for one: itself and what it answers, upwards. Endless threads are easily made. */
const MOST_PARENTS = 20;

/** The status with this uri if it is here and not deleted; for one of ours also by the activity that brought it, or by its page. */
export async function findKnownStatus(kith: Kith, uri: string): Promise<Status | undefined> {
  const status = await findStatusRow(kith, uri);
  return status === undefined || status.deleted_at > 0 ? undefined : status;
}

async function findStatusRow(kith: Kith, uri: string): Promise<Status | undefined> {
  if (!isOurs(kith.instance, uri)) return await findSeenStatus(kith.db, uri);
  const ours = localStatusId(kith.instance, uri);
  const status = ours === undefined ? undefined : await findStatusById(kith.db, ours);
  return status?.local === 1 ? status : undefined;
}

/**
 * The status behind a uri or page: known, or fetched with its author and what it answers (at most 20 upwards).
 *
 * Undefined when it may not be kept here. One that was here and is deleted is not fetched again.
 *
 * @param until the instant (ms) by which to have it
 * @param mayClimb asked before each further status upwards; what is not fetched then is not looked for later either
 * @throws as `fetchDocument`, and Unreadable when it is no status or its author did not write it
 */
export async function getRemoteStatus(
  kith: Kith,
  uri: string,
  until: number,
  mayClimb?: () => boolean,
): Promise<Status | undefined> {
  const row = await findStatusRow(kith, uri);
  if (row !== undefined) return row.deleted_at > 0 ? undefined : row;
  if (isOurs(kith.instance, uri)) return undefined;
  return await once(kith, "statuses", uri, async () => {
    const doc = await fetchBehind(kith, uri, until);
    const inner = innerUri(doc);
    if (inner === undefined) return await climb(kith, noteIn(doc), until, mayClimb);
    const known = await findStatusRow(kith, inner);
    if (known !== undefined || isOurs(kith.instance, inner)) return known?.deleted_at === 0 ? known : undefined;
    return await climb(kith, noteIn(await fetchDocument(kith, inner, left(kith, until))), until, mayClimb);
  });
}

/**
 * A film that is here again: PeerTube takes one back that is private for a while, and publishes it anew under its old id. What its own server says now counts, not what
 * is sent. Undefined when its author has taken none back, and when it is no film any more.
 *
 * @throws as `getRemoteStatus`
 */
export async function getReturnedFilm(kith: Kith, uri: string, until: number): Promise<Status | undefined> {
  const { findWithdrawn } = await import("../../statuses/withdrawn.ts");
  const found = await findWithdrawn(kith.db, uri);
  return found?.film === true ? await bringBack(kith, found.gone, until, "Video") : undefined;
}

/**
 * What its author had taken back and restores: as its own server has it now. Undefined when it has been taken back by nobody, or by somebody else, and when their server
 * has no such status of theirs; of whom somebody here follows, what is not known here is fetched all the same.
 *
 * @throws as `getRemoteStatus`
 */
export async function getRestored(kith: Kith, author: Account, uri: string, until: number): Promise<Status | undefined> {
  const { findWithdrawn } = await import("../../statuses/withdrawn.ts");
  const found = await findWithdrawn(kith.db, uri);
  // That it was not there just now is no news any more.
  forgive(kith, "statuses", uri);
  if (found !== undefined) return found.gone.account_id === author.id ? await bringBack(kith, found.gone, until) : undefined;
  // Where this was begun and broke off, nothing stands there any more.
  return (await isFollowedHere(kith, author)) ? await getRemoteStatus(kith, uri, until) : undefined;
}

/** @param type what it has to be */
async function bringBack(kith: Kith, gone: Status, until: number, type?: "Video"): Promise<Status | undefined> {
  const { uri } = gone;
  const { leaveUri } = await import("../../statuses/withdrawn.ts");
  return await once(kith, "statuses", uri, async () => {
    const doc = await fetchDocument(kith, uri, left(kith, until));
    if (!isNote(doc) || id(doc.id) !== uri || (type !== undefined && !isA(doc, type))) return undefined;
    const author = await findAccountById(kith.db, gone.account_id);
    if (author === undefined || readNoteRecord(doc).author_uri !== author.uri) return undefined;
    await leaveUri(kith, gone);
    return await climb(kith, doc, until);
  });
}

/** What an activity has brought, or what it shows; groups show whole activities. */
function innerUri(doc: Doc): string | undefined {
  if (![...BRINGING, "Announce"].some((type) => isA(doc, type))) return undefined;
  const shown = object(doc.object);
  return shown !== undefined && BRINGING.some((type) => isA(shown, type)) ? id(shown.object) : id(doc.object);
}

const BRINGING = ["Create", "Update"] as const;

/** From a status upwards to the first that is known, or the beginning; then down again, so that each finds its parent. */
async function climb(kith: Kith, first: Doc, until: number, mayClimb?: () => boolean): Promise<Status | undefined> {
  const chain = [first];
  const seen = new Set([id(first.id)]);
  let ends = false;
  for (let parent = await missingParent(kith, first); parent !== undefined;) {
    // What is this far up is not followed any further, or an endless thread would lead us on for ever.
    ends = chain.length === MOST_PARENTS || mayClimb?.() === false;
    const doc = ends ? undefined : await fetchParentNote(kith, parent, until);
    ends ||= doc === undefined && mayClimb !== undefined;
    if (doc === undefined || seen.has(id(doc.id))) break;
    seen.add(id(doc.id));
    chain.push(doc);
    parent = await missingParent(kith, doc);
  }
  let last: Status | undefined;
  for (const doc of chain.toReversed())
    last = await keepNote(kith, doc, { until, wanted: doc === first, rootless: ends && doc === chain.at(-1) });
  return last;
}

/** What a status answers, if that is not here and lives elsewhere. */
async function missingParent(kith: Kith, doc: Doc): Promise<string | undefined> {
  const parent = id(doc.inReplyTo);
  if (parent === undefined || isOurs(kith.instance, parent)) return undefined;
  return (await findStatusRow(kith, parent)) === undefined ? parent : undefined;
}

async function fetchParentNote(kith: Kith, parent: string, until: number): Promise<Doc | undefined> {
  try {
    return noteIn(await fetchDocument(kith, parent, left(kith, until)));
  } catch (error) {
    if (!isTheirs(error)) throw error;
    return undefined;
  }
}

function noteIn(doc: Doc): Doc {
  if (!isNote(doc)) throw new Unreadable("not a status");
  return doc;
}

type Keeping = { until: number; wanted: boolean; rootless: boolean };

/** Writes down a status that has come from its own address. What was only fetched on the way may fail without the wanted one failing. */
async function keepNote(kith: Kith, doc: Doc, { until, wanted, rootless }: Keeping): Promise<Status | undefined> {
  try {
    const author = await getRemoteAccount(kith, readNoteRecord(doc).author_uri, { until });
    const record = readNoteRecord(doc, author.followers_url || undefined);
    await fetchGroup(kith, record, Math.min(GROUP_TIMEOUT, left(kith, until)));
    const status = await receiveNote(kith, author, record, { wanted: true, rootless });
    if (status !== undefined) await noteTotals(kith, status, { likes: record.likes_count, shares: record.shares_count });
    return status;
  } catch (error) {
    if (wanted || !isTheirs(error)) throw error;
    return undefined;
  }
}
