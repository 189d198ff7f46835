/** Accept and Reject of an answer, a Like or an Announce of ours by the author of what it is about (GoToSocial's interaction policies). */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import { findWait } from "../../groups/entries.ts";
import type { Kith } from "../../kith.ts";
import { unfavourite } from "../../statuses/favourite.ts";
import { findOriginal, findStatusByUri } from "../../statuses/find.ts";
import { unreblog } from "../../statuses/reblog.ts";
import { isOurs, localStatusId } from "../../uris.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { id, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";

/** False when it is about something else. What nobody had to be asked for, or what was accepted, ends when it is rejected. */
export async function receiveConsentOf(
  kith: Kith,
  { uri, object_uri = "", raw }: ActivityRecord,
  actor: Account,
  accepted: boolean,
): Promise<boolean> {
  if (actor.actor_type === "Group") return false;
  const status_id = localStatusId(kith.instance, object_uri) ?? (await findOwnReblog(kith, object_uri))?.id;
  const wait = status_id === undefined ? undefined : await findWait(kith.db, status_id);
  if (status_id !== undefined && wait?.group_id === actor.id) {
    // 0.19.2 says no result, and means the Accept itself.
    const approval = id(raw["result"]) ?? uri;
    if (!sameOrigin(approval, actor.uri)) throw new Unreadable("consent of another server");
    const { approveHeld, refuseHeld } = await import("../../statuses/held.ts");
    if (accepted) await approveHeld(kith, status_id, actor, approval);
    else if (!(await rejectReblog(kith, object_uri, actor))) await refuseHeld(kith, status_id, actor, "");
    return true;
  }
  if (accepted) return false;
  if ((await rejectReblog(kith, object_uri, actor)) || (await rejectFavourite(kith, object_uri, actor))) return true;
  return status_id !== undefined && (await (await import("../../statuses/held.ts")).withdrawHeld(kith, status_id, actor));
}

/** A reblog of ours, by the uri of its Announce. */
async function findOwnReblog(kith: Kith, uri: string): Promise<Status | undefined> {
  const known = isOurs(kith.instance, uri) ? await findStatusByUri(kith.db, uri) : undefined;
  return known?.local === 1 && known.reblog_of_id !== null && known.deleted_at === 0 ? known : undefined;
}

async function rejectReblog(kith: Kith, uri: string, actor: Account): Promise<boolean> {
  const reblog = await findOwnReblog(kith, uri);
  const original = reblog === undefined ? undefined : await findOriginal(kith.db, reblog);
  const account = reblog === undefined ? undefined : await findAccountById(kith.db, reblog.account_id);
  if (reblog === undefined || account === undefined || original?.account_id !== actor.id) return false;
  await unreblog(kith, account, reblog);
  return true;
}

async function rejectFavourite(kith: Kith, uri: string, actor: Account): Promise<boolean> {
  const favourite = await kith.db
    .selectFrom("favourites")
    .innerJoin("statuses", "statuses.id", "favourites.status_id")
    .innerJoin("accounts", "accounts.id", "favourites.account_id")
    .select(["favourites.account_id", "favourites.status_id"])
    .where("favourites.uri", "=", uri)
    .where("accounts.host", "=", "")
    .where("statuses.account_id", "=", actor.id)
    .executeTakeFirst();
  if (favourite === undefined) return false;
  const account = await findAccountById(kith.db, favourite.account_id);
  const status = await kith.db.selectFrom("statuses").selectAll().where("id", "=", favourite.status_id).executeTakeFirst();
  if (account !== undefined && status !== undefined) await unfavourite(kith, account, status);
  return true;
}
