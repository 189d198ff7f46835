/** Sends reactions and their withdrawal to the author of the status, and to nobody else. Each is the handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith, KithEventOf } from "../../kith.ts";
import { findStatusById } from "../../statuses/find.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toReaction, toUnreaction, type ReactionDeed } from "../write/reaction.ts";
import type { Writer } from "../write/writer.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverReaction(kith: Kith, event: KithEventOf<"reaction.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("reactions").selectAll().where("id", "=", event.reaction_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await toAuthor(kith, row, job, toReaction);
}

export async function deliverUnreaction(kith: Kith, event: KithEventOf<"reaction.removed">, job: Job): Promise<void> {
  await toAuthor(kith, event, job, toUnreaction);
}

type Given = { status_id: number; account_id: number; name: string; image_url: string; uri: string };
type Write = (deed: ReactionDeed, writer: Writer) => Parameters<typeof serialise>[0];

/** A reaction by one of ours to a status from elsewhere; any other is no news outside. */
async function toAuthor(kith: Kith, given: Given, job: Job, write: Write): Promise<void> {
  const actor = await findAccountById(kith.db, given.account_id);
  const status = await findStatusById(kith.db, given.status_id);
  const author = status === undefined ? undefined : await findAccountById(kith.db, status.account_id);
  if (actor?.host !== "" || status === undefined || status.local === 1 || author === undefined || author.suspended_at > 0)
    return await nothingToSend(kith, job);
  const deed = { ...given, actor_uri: actor.uri, object_uri: status.uri, author_uri: author.uri };
  const activity = await serialise(write(deed, await loadWriter(kith)), "reaction");
  await send(kith, { account_id: actor.id, status_id: null, activity, inboxes: [author.inbox_url], priority: 1 }, job);
}
