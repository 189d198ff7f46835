/**
 * Groups whose servers let their people tell the followers themselves what they do there (Mbin), where others have the group pass it on (FEP-1b12): it counts as if the
 * group had said it, for there a server speaks as both.
 */
import { prepare } from "../../db/prepared.ts";
import { evened } from "../../db/lists.ts";
import type { Account, Status } from "../../db/schema.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { tellsStraight } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import { isOpen } from "../../statuses/visible.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { id, ids, object, sameOrigin, types, type Doc } from "../read/shape.ts";
import { carryOut, showUnannounced } from "./moderation.ts";

/** Addressees that are looked at, of each kind. */
const MOST = 10;

/** The group of its actor's own server in which it was done, if somebody here follows that; undefined also where groups speak for themselves. */
export async function findStraightGroup(
  kith: Kith,
  { raw }: Pick<ActivityRecord, "raw">,
  actor: Account,
): Promise<Account | undefined> {
  const uris = [raw.audience, raw.to, raw.cc]
    .flatMap((named) => ids(named, MOST))
    .filter((uri) => sameOrigin(uri, actor.uri) && uri !== actor.uri && uri !== actor.followers_url);
  if (uris.length === 0 || actor.actor_type === "Group" || !(await tellsStraight(kith.db, actor.host))) return undefined;
  const [group] = await selectGroups(kith.db, { uris: evened(uris) });
  return group !== undefined && (await isFollowedHere(kith, group)) ? group : undefined;
}

const selectGroups = prepare((db, { uris }: { uris: string[] }) =>
  db
    .selectFrom("accounts")
    .selectAll()
    .where("uri", "in", uris)
    .where("actor_type", "=", "Group")
    .where("deleted_at", "=", 0)
    .where("suspended_at", "=", 0),
);

/** What begins a thread is the group's, too; answers only stand in their threads. */
export async function showStraight(kith: Kith, group: Account, status: Status): Promise<void> {
  if (isOpen(status)) await showUnannounced(kith, group, status);
}

const DECISIONS: readonly string[] = ["Add", "Delete", "Lock", "Remove"];
const TAKEN_BACK: readonly string[] = ["Delete", "Lock"];

/** Whether it was what a moderator has decided, or an administrator, whom no list names: then it has been carried out. */
export async function receiveStraightDecision(kith: Kith, activity: ActivityRecord, actor: Account): Promise<boolean> {
  const undone = activity.type === "Undo" ? object(activity.raw.object) : undefined;
  const kinds = undone === undefined ? DECISIONS : TAKEN_BACK;
  if (!types(undone ?? activity.raw).some((type) => kinds.includes(type))) return false;
  const group = await findStraightGroup(kith, activity, actor);
  if (group === undefined || (await isOwn(kith, undone ?? activity.raw, actor))) return false;
  await carryOut(kith, { group, actor_uri: actor.uri, doc: activity.raw });
  return true;
}

/** Whoever deletes their own post decides nothing about others. */
async function isOwn(kith: Kith, doc: Doc, actor: Account): Promise<boolean> {
  if (!types(doc).includes("Delete")) return false;
  const uri = id(doc.object);
  const status = uri === undefined || uri === actor.uri ? undefined : await findKnownStatus(kith, uri);
  return status === undefined || status.account_id === actor.id;
}
