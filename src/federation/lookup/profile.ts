/** From an actor's document to the account that the domain keeps. */
import type { RemoteAccount } from "../../accounts/record.ts";
import type { ActorRecord } from "../read/actor.ts";
import type { Name } from "./webfinger.ts";

/** @param name what WebFinger has confirmed, or the actor's name at its own host */
export function toRemoteAccount(record: ActorRecord, { username, host }: Name): RemoteAccount {
  const { keys: _keys, webfinger: _webfinger, ...rest } = record;
  return { ...rest, username, host };
}
