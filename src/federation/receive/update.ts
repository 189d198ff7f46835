/** Update: of a status by its author, or of an account by itself. */
import { receiveAccount } from "../../accounts/receive.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { refetchAccount } from "../lookup/account.ts";
import { dropActor } from "../lookup/actor.ts";
import { toRemoteAccount } from "../lookup/profile.ts";
import { isActor, readActor } from "../read/actor.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { isA, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { receiveCollectionUpdate } from "./collection.ts";
import { receiveEditedNote, receiveNote } from "./note.ts";
import { objectOf, type Receive } from "./receive.ts";

export const receiveUpdate: Receive = async (kith, activity, actor) => {
  if (await receiveCollectionUpdate(kith, activity, actor)) return;
  const { object } = activity;
  if (object !== undefined && isA(object, "ChatGroup"))
    return await (await import("./chat.ts")).receiveGroupUpdate(kith, object, actor);
  const doc = await objectOf(kith, activity, actor);
  if (isActor(doc)) await receiveProfile(kith, doc, actor);
  else if (isA(doc, "Playlist")) await (await import("./playlist.ts")).receivePlaylistOf(kith, doc, actor);
  // Of a suspended account only its own news are heard, for they may say that it is so no more.
  else if (isNote(doc) && actor.suspended_at === 0) await receiveChange(kith, doc, actor);
};

/** An edit may overtake its Create, which then finds the newer status there and changes nothing. */
async function receiveChange(kith: Kith, doc: Doc, actor: Account): Promise<void> {
  const record = readNoteRecord(doc, actor.followers_url || undefined);
  if ((await receiveEditedNote(kith, actor, record)) === undefined) await receiveNote(kith, actor, record);
}

async function receiveProfile(kith: Kith, doc: Doc, actor: Account): Promise<void> {
  const record = readActor(doc);
  if (record.uri !== actor.uri) throw new Unreadable("an Update of another account");
  dropActor(kith, actor.uri);
  // A new name has to be confirmed by WebFinger.
  const renamed = record.username.toLowerCase() !== actor.username_lower;
  if (renamed) await refetchAccount(kith, actor);
  else await receiveAccount(kith, toRemoteAccount(record, { username: record.username, host: actor.host }));
}
