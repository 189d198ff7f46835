/** What all receivers of activities share: their shape, and how they come by the object of an activity. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { isOurs } from "../../uris.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";

/**
 * Does what an activity says. That its actor sent it has been proven; nothing about its object has.
 *
 * Handling twice does no harm. Throws Unreadable for what its actor may not say; other errors bring the activity back later.
 */
export type Receive = (kith: Kith, activity: ActivityRecord, actor: Account) => Promise<void>;

/**
 * The object of an activity: as it is embedded when it is of its actor's origin, otherwise from its own address (FEP-fe34). Read `id` from the
 * result.
 *
 * @throws as `fetchDocument`; Unreadable when there is none, or when it is ours
 */
export async function objectOf(kith: Kith, { object, object_uri }: ActivityRecord, actor: Account): Promise<Doc> {
  if (object_uri === undefined) throw new Unreadable("an activity without an object");
  if (isOurs(kith.instance, object_uri)) throw new Unreadable("somebody else's word about an object of ours");
  const own = object !== undefined && Object.keys(object).length > 2 && sameOrigin(object_uri, actor.uri);
  return own ? object : await fetchDocument(kith, object_uri);
}
