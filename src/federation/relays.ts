/**
 * What relays send: answers to our requests, and news of what others have written. The news is only a hint where something is; it is fetched from there
 * by a job, and enters the federated timeline like anything that somebody here has asked for.
 */
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { relaysOf } from "../relays/load.ts";
import { receiveRelayAnswer, type Relay } from "../relays/relays.ts";
import { isOurs } from "../uris.ts";
import { isTheirs } from "./lookup/failure.ts";
import { findKnownStatus, getRemoteStatus } from "./lookup/status.ts";
import type { ActivityRecord } from "./read/activity.ts";
import { id, isA, sameOrigin } from "./read/shape.ts";

const TIMEOUT = 30_000;

/** True when the activity is between a relay and this server, and done with. That its actor sent it has been proven. */
export async function receiveFromRelay(kith: Kith, activity: ActivityRecord): Promise<boolean> {
  const relays = await relaysOf(kith);
  if (relays.length === 0) return false;
  if (activity.type === "Accept" || activity.type === "Reject") return await receiveAnswer(kith, relays, activity);
  const relay = relays.find(({ state, actor_uri }) => state === "accepted" && actor_uri === activity.actor_uri);
  if (relay === undefined) return false;
  if (activity.type === "Follow") return await receiveFollowBack(kith, relay, activity);
  if (activity.type !== "Announce") return false;
  const { object, object_uri } = activity;
  await noteRelayed(kith, relay, object !== undefined && isA(object, "Create") ? id(object.object) : object_uri);
  return true;
}

/** Only by who stands at the relay's own address, and only to the request that was sent last. */
async function receiveAnswer(
  kith: Kith,
  relays: readonly Relay[],
  { object_uri, actor_uri, type }: ActivityRecord,
): Promise<boolean> {
  const relay = relays.find(({ follow_uri }) => follow_uri === object_uri);
  if (relay === undefined) return false;
  if (sameOrigin(actor_uri, relay.inbox_url) && (relay.kind === "mastodon" || relay.actor_uri === actor_uri))
    await receiveRelayAnswer(kith, relay, actor_uri, type === "Accept" ? "accepted" : "rejected");
  return true;
}

/** LitePub's relays follow whom they are to pass on. */
async function receiveFollowBack(kith: Kith, relay: Relay, { uri, object_uri }: ActivityRecord): Promise<boolean> {
  if (relay.kind !== "litepub" || object_uri !== (await kith.instanceAccount()).uri) return false;
  await kith.write(async (_, happened) => happened({ type: "relay.follows", relay_id: relay.id, uri }));
  return true;
}

type Relayed = { type: string; actor_uri: string; object_uri: string | undefined };

/** Whether a relay, whose signature it bears, has passed on somebody's activity as it is; then it is done with. */
export async function takeRelayed(kith: Kith, signer_uri: string, { type, actor_uri, object_uri }: Relayed): Promise<boolean> {
  const relays = await relaysOf(kith);
  const by = relays.find((relay) => relay.state === "accepted" && relay.actor_uri === signer_uri);
  // What else it passes on has to speak for itself, like anything that somebody passes on.
  if (by === undefined || type !== "Create" || object_uri === undefined || !sameOrigin(object_uri, actor_uri)) return false;
  await noteRelayed(kith, by, object_uri);
  return true;
}

async function noteRelayed(kith: Kith, { id: relay_id }: Relay, uri: string | undefined): Promise<void> {
  if (uri === undefined || isOurs(kith.instance, uri) || (await findKnownStatus(kith, uri)) !== undefined) return;
  await kith.write(async (_, happened) => happened({ type: "status.relayed", uri, relay_id }));
}

/** Of what a relayed status answers so much is fetched, upwards, and of all that one relay brings so much a minute: nobody has asked for it. */
const MOST_PARENTS = 3;
const PARENTS_A_MINUTE = 60;
const MINUTE = 60_000;
const MOST_RELAYS = 1000;

/** Whether one more of what is answered may be fetched for a relay. */
function mayFetchParent(kith: Kith, relay_id: number): boolean {
  const windows = kith.cache<{ left: number; until: number }>("relayed-parents", MOST_RELAYS);
  const known = windows.get(String(relay_id));
  const window = known !== undefined && known.until > kith.now() ? known : { left: PARENTS_A_MINUTE, until: kith.now() + MINUTE };
  windows.set(String(relay_id), window);
  return window.left-- > 0;
}

/** The job. What cannot be had at once is missed: a relay is no duty. */
export async function fetchRelayed(kith: Kith, { uri, relay_id }: KithEventOf<"status.relayed">): Promise<void> {
  let left = MOST_PARENTS;
  try {
    await getRemoteStatus(kith, uri, kith.now() + TIMEOUT, () => left-- > 0 && mayFetchParent(kith, relay_id));
  } catch (error) {
    if (!isTheirs(error)) throw error;
    kith.log.debug("{uri} was relayed and is not to be had: {error}", { uri, error });
  }
}
