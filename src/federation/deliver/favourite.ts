/** Sends favourites and their withdrawal to the author of the status, and to nobody else. Each is the handler of a job. */
import type { Kith, KithEventOf } from "../../kith.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toLike, toUndo, type Deed } from "../write/activities.ts";
import type { Writer } from "../write/writer.ts";
import { inboxesOf } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverFavourite(kith: Kith, event: KithEventOf<"favourite.added">, job: Job): Promise<void> {
  const row = await kith.db.selectFrom("favourites").select("uri").where("id", "=", event.favourite_id).executeTakeFirst();
  if (row === undefined) return await nothingToSend(kith, job);
  await toAuthor(kith, { ...event, uri: row.uri }, job, (deed, writer) => toLike(deed, writer));
}

export async function deliverUnfavourite(kith: Kith, event: KithEventOf<"favourite.removed">, job: Job): Promise<void> {
  await toAuthor(kith, event, job, (deed, writer) => toUndo("Like", deed, { to: [], cc: [] }, writer));
}

type Favourite = { favourite_id: number; status_id: number; account_id: number; uri: string };
type Write = (deed: Deed, writer: Writer) => Parameters<typeof serialise>[0];

/** A favourite by one of ours of a status from elsewhere; any other is no news outside. */
async function toAuthor(kith: Kith, favourite: Favourite, job: Job, write: Write): Promise<void> {
  const actor = await kith.db.selectFrom("accounts").select("host").where("id", "=", favourite.account_id).executeTakeFirst();
  const status = await kith.db
    .selectFrom("statuses")
    .select(["uri", "local", "account_id"])
    .where("id", "=", favourite.status_id)
    .executeTakeFirst();
  if (actor?.host !== "" || status === undefined || status.local === 1) return await nothingToSend(kith, job);
  const actor_uri = actorUri(kith.instance, favourite.account_id);
  const uri = favourite.uri || `${actor_uri}#likes/${favourite.favourite_id}`;
  const activity = await serialise(write({ uri, actor_uri, object_uri: status.uri }, await loadWriter(kith)), "status");
  const inboxes = await inboxesOf(kith, [status.account_id], "own");
  await send(kith, { account_id: favourite.account_id, status_id: null, activity, inboxes, priority: 1 }, job);
}
