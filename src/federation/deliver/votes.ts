/** Where votes for and against are counted besides with the author: in the open groups elsewhere in which a status stands (FEP-1b12), which pass them on. */
import { findAccountById } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import { haveOneWayIn } from "../../hosts/software.ts";
import { hostOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import { loadVotable } from "../../statuses/against.ts";
import { isOpen } from "../../statuses/visible.ts";
import { inboxesOf } from "./recipients.ts";

/** `audience`: what the vote says of where it belongs, as the groups' servers write it; nothing where there is no group. */
export type Polls = { inboxes: string[]; audience: { audience?: string } };

/** A vote goes to the author and to the groups; to a server that hears the same by all its inboxes once. */
export async function inboxesToVote({ db }: Kith, author: readonly string[], { inboxes }: Polls): Promise<string[]> {
  const told = new Set(author.map(hostOf));
  const once = await haveOneWayIn(
    db,
    [...new Set(inboxes.map(hostOf))].filter((host) => told.has(host)),
  );
  return [...new Set([...author, ...inboxes.filter((inbox) => !once.has(hostOf(inbox)))])];
}

export async function pollsOf(kith: Kith, status: Pick<Status, "id" | "visibility">): Promise<Polls> {
  const group_ids = isOpen(status) ? ((await loadVotable(kith.db, [status])).get(status.id)?.group_ids ?? []) : [];
  const [group_id] = group_ids;
  const group = group_id === undefined ? undefined : await findAccountById(kith.db, group_id);
  return {
    inboxes: group_ids.length === 0 ? [] : await inboxesOf(kith, group_ids, "own"),
    audience: group === undefined ? {} : { audience: group.uri },
  };
}
