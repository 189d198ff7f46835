/** The statuses of a thread that is being fetched: found here, or taken in when their own server shows them to all. */
import type { Account, Status } from "../../db/schema.ts";
import { findSeenStatus } from "../../statuses/find.ts";
import { noteTotals } from "../../statuses/totals.ts";
import { isOpen } from "../../statuses/visible.ts";
import { isOurs } from "../../uris.ts";
import { isNote, readNoteRecord, type NoteRecord } from "../read/note.ts";
import { id, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { receiveEditedNote, receiveNote } from "../receive/note.ts";
import { isVote } from "../receive/vote.ts";
import { findKnownAccount, getRemoteAccount } from "./account.ts";
import type { Listed } from "./listing.ts";
import type { Errand, Found } from "./errand.ts";
import { isTheirs } from "./failure.ts";
import { fetchAgain } from "./gone.ts";
import { findKnownStatus } from "./status.ts";

/** A status to look at, with its document if that has just been fetched; `depth` below the one that was opened. */
export type Node = { status: Status; depth: number; doc?: Doc };

/** What is listed, if it is here already. "refused" for what may not be shown to all, or is gone. */
export async function findListed({ kith }: Errand, { uri }: Listed): Promise<Found<Status> | undefined> {
  const ours = isOurs(kith.instance, uri);
  const status = ours ? await findKnownStatus(kith, uri) : await findSeenStatus(kith.db, uri);
  if (status === undefined) return ours ? "refused" : undefined;
  return status.deleted_at === 0 && isOpen(status) ? status : "refused";
}

/** The document of something listed that is not here: what the list has, if that is of its own origin, or from its address. */
export async function fetchListed(errand: Errand, { uri, doc }: Listed): Promise<Found<Doc>> {
  const found = doc ?? (await errand.fetchObject(uri));
  return typeof found !== "string" && !isFit(found) ? "refused" : found;
}

/** Only statuses for all, and never a vote. */
function isFit(doc: Doc): boolean {
  if (!isNote(doc)) return false;
  const record = readRecord(doc);
  return record !== undefined && isOpen(record) && !isVote(record);
}

/** Undefined for what its origin does not vouch for. */
export function readRecord(doc: Doc): NoteRecord | undefined {
  try {
    return readNoteRecord(doc);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return undefined;
  }
}

/** Takes in a status from its own document, without telling anybody. */
export async function keepQuietly(errand: Errand, doc: Doc): Promise<Found<Status>> {
  return await take(errand, doc, async (author, record) =>
    receiveNote(errand.kith, author, record, { wanted: true, quiet: true }),
  );
}

/** The document of a status that is here, anew, with what has changed in it. One that is gone there is gone here. */
export async function refreshNode(errand: Errand, { status, doc }: Node): Promise<Found<Doc>> {
  if (doc !== undefined) return doc;
  const fresh = await errand.ask(status.uri, async (until) => await fetchAgain(errand.kith, status, until));
  if (typeof fresh === "string" || !isNote(fresh) || id(fresh.id) !== status.uri)
    return fresh === "missed" ? "missed" : "refused";
  const changed = await take(errand, fresh, async (author, record) => receiveEditedNote(errand.kith, author, record));
  return typeof changed === "string" ? changed : fresh;
}

type Receive = (author: Account, record: NoteRecord) => Promise<Status | undefined>;

/** With its author, who is fetched if need be, and what it counts. */
async function take(errand: Errand, doc: Doc, receive: Receive): Promise<Found<Status>> {
  const { kith } = errand;
  const record = readRecord(doc);
  if (record === undefined) return "refused";
  const author = await authorOf(errand, record.author_uri);
  if (typeof author === "string") return author;
  try {
    const status = await receive(author, readNoteRecord(doc, author.followers_url || undefined));
    if (status === undefined) return "refused";
    await noteTotals(kith, status, { likes: record.likes_count, shares: record.shares_count });
    return status;
  } catch (error) {
    if (!isTheirs(error)) throw error;
    return "refused";
  }
}

async function authorOf(errand: Errand, uri: string): Promise<Found<Account>> {
  const known = await findKnownAccount(errand.kith, uri);
  return known ?? (await errand.ask(uri, async (until) => await getRemoteAccount(errand.kith, uri, { until })));
}
