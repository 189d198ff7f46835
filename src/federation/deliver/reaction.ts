/** Sends reactions and their withdrawal to the author of the status, and to nobody else. Each is the handler of a job. */
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toReaction, toUnreaction, type ReactionDeed } from "../write/reaction.ts";
import type { Writer } from "../write/writer.ts";
import { findAddress, isOneLike, settleLike, type Mark } from "./marks.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverReaction(kith: Kith, event: KithEventOf<"reaction.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("reactions").selectAll().where("id", "=", event.reaction_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await toAuthor(kith, row, job, toReaction);
}

export async function deliverUnreaction(kith: Kith, event: KithEventOf<"reaction.removed">, job: Job): Promise<void> {
  await toAuthor(kith, event, job, toUnreaction);
}

type Given = Mark & { name: string; image_url: string; uri: string };
type Write = (deed: ReactionDeed, writer: Writer) => Parameters<typeof serialise>[0];

async function toAuthor(kith: Kith, given: Given, job: Job, write: Write): Promise<void> {
  const address = await findAddress(kith, given);
  const author = address?.inbox_url;
  if (address === undefined || author === undefined) return await nothingToSend(kith, job);
  if (await isOneLike(kith, address)) return await settleLike(kith, address, job);
  const activity = await serialise(write({ ...given, ...address }, await loadWriter(kith)), "reaction");
  await send(kith, { account_id: given.account_id, status_id: null, activity, inboxes: [author], priority: 1 }, job);
}
