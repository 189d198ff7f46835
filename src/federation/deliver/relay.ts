/** What we send to relays: the request to be let in and its end, the answer to theirs, and what is public here. */
import type { Status } from "../../db/schema.ts";
import type { RelayKind } from "../../db/values.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { relaysOf } from "../../relays/load.ts";
import { loadRelays } from "../../relays/relays.ts";
import type { Json } from "../write/complete.ts";
import { ACTIVITYSTREAMS } from "../write/context.ts";
import { PUBLIC } from "../write/writer.ts";
import { nothingToSend, send, type Envelope, type Job } from "./send.ts";

/** Whom Mastodon's relays see followed: everybody. */
const followed = ({ kind, actor_uri }: { kind: RelayKind; actor_uri: string }): string =>
  kind === "mastodon" ? PUBLIC : actor_uri;

export async function askRelay(kith: Kith, { relay_id }: KithEventOf<"relay.asked">, job: Job): Promise<void> {
  const relay = (await loadRelays(kith.db)).find(({ id }) => id === relay_id);
  if (relay?.state !== "pending") return await nothingToSend(kith, job);
  await say(kith, relay.inbox_url, job, (actor) => ({ id: relay.follow_uri, type: "Follow", actor, object: followed(relay) }));
}

export async function leaveRelay(kith: Kith, { told }: KithEventOf<"relay.left">, job: Job): Promise<void> {
  if (told === undefined) return await nothingToSend(kith, job);
  await say(kith, told.inbox_url, job, (actor) => ({
    id: `${told.follow_uri}/undo`,
    type: "Undo",
    actor,
    object: { id: told.follow_uri, type: "Follow", actor, object: followed(told) },
  }));
}

/** A relay follows us in its turn. */
export async function acceptRelay(kith: Kith, { relay_id, uri }: KithEventOf<"relay.follows">, job: Job): Promise<void> {
  const relay = (await loadRelays(kith.db)).find(({ id }) => id === relay_id);
  if (relay === undefined) return await nothingToSend(kith, job);
  const answer_id = kith.newId();
  await say(kith, relay.inbox_url, job, (actor) => ({
    id: `${actor}#accepts/${answer_id}`,
    type: "Accept",
    actor,
    object: { id: uri, type: "Follow", actor: relay.actor_uri, object: actor },
  }));
}

async function say(kith: Kith, inbox: string, job: Job, write: (actor: string) => Json): Promise<void> {
  const { id: account_id, uri } = await kith.instanceAccount();
  const activity = { "@context": ACTIVITYSTREAMS, ...write(uri) };
  await send(kith, { account_id, status_id: null, activity, inboxes: [inbox], priority: 1 }, job);
}

const isForRelays = ({ visibility, reblog_of_id, local_only }: Status): boolean =>
  visibility === "public" && reblog_of_id === null && local_only === 0;

const inboxesOf = async (kith: Kith, wanted: RelayKind): Promise<string[]> =>
  (await relaysOf(kith)).flatMap(({ kind, state, inbox_url }) => (kind === wanted && state === "accepted" ? inbox_url : []));

/** Where a public status of ours, its edits and its end are sent as they are. */
export const relayInboxes = async (kith: Kith, status: Status): Promise<string[]> =>
  isForRelays(status) ? await inboxesOf(kith, "mastodon") : [];

/** What else is sent with a new status: LitePub's relays hear of it from the server itself. */
export async function relayAnnouncement(kith: Kith, status: Status): Promise<Envelope[]> {
  const inboxes = isForRelays(status) ? await inboxesOf(kith, "litepub") : [];
  if (inboxes.length === 0) return [];
  const { id: account_id, uri: actor, followers_url } = await kith.instanceAccount();
  const published = new Date(status.created_at).toISOString();
  const address = { to: [PUBLIC], cc: [followers_url] };
  const announce = { id: `${actor}#announces/${status.id}`, type: "Announce", actor, published, ...address, object: status.uri };
  const activity = { "@context": ACTIVITYSTREAMS, ...announce };
  return [{ account_id, status_id: null, activity, inboxes, priority: 2, open: true }];
}
