/** A vote in a poll of ours: a Note with a name and nothing to say, which answers the Question (checklist 49). */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { receiveVote } from "../../polls/vote.ts";
import { findVisibleAbroad } from "../../statuses/load.ts";
import { localStatusId } from "../../uris.ts";
import type { NoteRecord } from "../read/note.ts";
import { Unreadable } from "../read/unreadable.ts";

/** Whether it is a vote; it is then not a status. */
export const isVote = (record: NoteRecord): boolean =>
  record.type === "Note" &&
  record.name !== "" &&
  record.content_html === "" &&
  record.in_reply_to_uri !== undefined &&
  record.attachments.length === 0;

/** Counts a vote by `actor`, who must see the poll. What comes too late or names no option is passed over. @throws Unreadable when it is another's vote */
export async function receiveVoteNote(kith: Kith, actor: Account, record: NoteRecord): Promise<void> {
  if (record.author_uri !== actor.uri) throw new Unreadable("a vote by another account");
  const status_id = localStatusId(kith.instance, record.in_reply_to_uri ?? "");
  const status = status_id === undefined ? undefined : await findVisibleAbroad(kith.db, actor.id, status_id);
  if (status?.local === 1) await receiveVote(kith, actor, status, { title: record.name, uri: record.uri });
}
