/** Create: a status that its own author sends, or a vote. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { addBlindReaders } from "../../statuses/readers.ts";
import { loadBlindReaders } from "../copies.ts";
import { isTheirs } from "../lookup/failure.ts";
import { getRemoteStatus, getReturnedFilm } from "../lookup/status.ts";
import { isNote, readNoteRecord, type NoteRecord } from "../read/note.ts";
import { isA } from "../read/shape.ts";
import { isStoryDoc } from "../read/story.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { isOurs } from "../../uris.ts";
import { fetchGroup, receiveNote } from "./note.ts";
import { objectOf, type Receive } from "./receive.ts";
import { findStraightGroup, showStraight } from "./straight.ts";
import { isVote, receiveVoteNote } from "./vote.ts";

/** ms for a quoted status, or a film: the author's next activities wait meanwhile. */
const TIMEOUT = 10_000;

export const receiveCreate: Receive = async (kith, activity, actor) => {
  const doc = await objectOf(kith, activity, actor);
  if (isStoryDoc(doc)) return await (await import("./story.ts")).receiveStoryOf(kith, doc, actor);
  if (isA(doc, "Playlist")) return await (await import("./playlist.ts")).receivePlaylistOf(kith, doc, actor);
  if (!isNote(doc)) return;
  const record = readNoteRecord(doc, actor.followers_url || undefined);
  if (isVote(record)) return await receiveVoteNote(kith, actor, record);
  if (record.quote_uri !== undefined) await fetchQuoted(kith, record, actor);
  if (record.visibility === "direct") await fetchPeople(kith, record, actor);
  if (record.introduces.length === 2) await fetchIntroduced(kith, record, actor);
  if (record.posted_by !== undefined) await fetchSigner(kith, record, actor);
  if (record.type === "Video" && (await getReturnedFilm(kith, record.uri, kith.now() + TIMEOUT)) !== undefined) return;
  // A stranger makes us fetch nobody.
  if (record.audience.length > 0 && (await isFollowedHere(kith, actor))) await fetchGroup(kith, record, TIMEOUT);
  const blind = await loadBlindReaders(kith, activity, actor, record);
  const group = await findStraightGroup(kith, activity, actor);
  const status = await receiveNote(kith, actor, record, { wanted: blind.length > 0 || group !== undefined });
  if (status === undefined) return;
  if (blind.length > 0) await addBlindReaders(kith, status, blind);
  if (group === undefined) return status;
  await showStraight(kith, group, status);
};

/** More people are in no chat. */
const MOST_PEOPLE = 63;

/** So that a message to several is shown with all of them. A stranger makes us fetch nobody, and who cannot be had stays unknown. */
async function fetchPeople(kith: Kith, { mentions }: NoteRecord, actor: Account): Promise<void> {
  const uris = mentions.map(({ href }) => href).filter((uri) => !isOurs(kith.instance, uri));
  if (uris.length === 0 || uris.length === mentions.length || uris.length > MOST_PEOPLE || !(await isFollowedHere(kith, actor)))
    return;
  await Promise.all(uris.map(async (uri) => await kith.remote.findAccount(uri, { timeout: TIMEOUT }).catch(notTheirs)));
}

/** So that whoever is introduced to somebody can ask them to be friends. A stranger makes us fetch nothing, and somebody who cannot be had stays unknown. */
async function fetchIntroduced(kith: Kith, { introduces }: NoteRecord, actor: Account): Promise<void> {
  if (!(await isFollowedHere(kith, actor))) return;
  for (const uri of introduces)
    if (!isOurs(kith.instance, uri)) await kith.remote.findAccount(uri, { timeout: TIMEOUT }).catch(notTheirs);
}

/** So that it can be said who of a team wrote it. A stranger makes us fetch nobody, and who cannot be had is not named. */
async function fetchSigner(kith: Kith, { posted_by }: NoteRecord, actor: Account): Promise<void> {
  if (posted_by !== undefined && (await isFollowedHere(kith, actor)))
    await kith.remote.findAccount(posted_by, { timeout: TIMEOUT }).catch(notTheirs);
}

function notTheirs(error: unknown): undefined {
  if (!isTheirs(error)) throw error;
  return undefined;
}

/** So that a quote is whole when it is shown. One that cannot be had does not keep the status out; a stranger makes us fetch nothing. */
async function fetchQuoted(kith: Kith, { quote_uri }: NoteRecord, actor: Account): Promise<void> {
  if (quote_uri === undefined || !(await isFollowedHere(kith, actor))) return;
  try {
    await getRemoteStatus(kith, quote_uri, kith.now() + TIMEOUT);
  } catch (error) {
    if (!isTheirs(error)) throw error;
  }
}
