/** What all receivers of activities share: their shape, and how they come by the object of an activity. */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { isOurs, localAccountId } from "../../uris.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";

/**
 * Does what an activity says. That its actor sent it has been proven; nothing about its object has. Returns the status that it has brought, if it has it at hand.
 *
 * Handling twice does no harm. Throws Unreadable for what its actor may not say; other errors bring the activity back later.
 */
export type Receive = (kith: Kith, activity: ActivityRecord, actor: Account) => Promise<Status | void>;

/** Who has done something, and the status that it has brought, if that is at hand. */
export type Doer = { actor: Account; brought?: Status | undefined };

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

/** The local account with this uri; undefined for any other uri. */
export async function findLocalAccount(kith: Kith, uri: string | undefined): Promise<Account | undefined> {
  const account_id = uri === undefined ? undefined : localAccountId(kith.instance, uri);
  const account = account_id === undefined ? undefined : await findAccountById(kith.db, account_id);
  return account?.host === "" && account.deleted_at === 0 ? account : undefined;
}
