/**
 * Sends favourites and their withdrawal to the author of the status, and to the groups elsewhere in which it stands, for which they are votes; to nobody
 * else. Each is the handler of a job.
 */
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toLike, toUndo, type Deed } from "../write/activities.ts";
import type { Writer } from "../write/writer.ts";
import { findAddress, isOneLike, settleLike } from "./marks.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverFavourite(kith: Kith, event: KithEventOf<"favourite.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("favourites").select("uri").where("id", "=", event.favourite_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await toAuthor(kith, { ...event, uri: row.uri }, job, { write: (deed, writer) => toLike(deed, writer), removed: false });
}

export async function deliverUnfavourite(kith: Kith, event: KithEventOf<"favourite.removed">, job: Job): Promise<void> {
  const write: Write = (deed, writer) => toUndo("Like", deed, { to: [], cc: [] }, writer);
  await toAuthor(kith, event, job, { write, removed: true });
}

type Favourite = { favourite_id: number; status_id: number; account_id: number; uri: string };
type Write = (deed: Deed, writer: Writer) => Parameters<typeof serialise>[0];

async function toAuthor(kith: Kith, favourite: Favourite, job: Job, { write, removed }: { write: Write; removed: boolean }) {
  const address = await findAddress(kith, favourite);
  if (address === undefined) return await nothingToSend(kith, job);
  const uri = favourite.uri || `${address.actor_uri}#likes/${favourite.favourite_id}`;
  if (await isOneLike(kith, address)) return await settleLike(kith, address, job, removed ? uri : undefined);
  const activity = {
    ...(await serialise(write({ ...address, uri }, await loadWriter(kith)), "status")),
    ...address.polls.audience,
  };
  await send(kith, { account_id: favourite.account_id, status_id: null, activity, inboxes: address.inboxes, priority: 1 }, job);
}
