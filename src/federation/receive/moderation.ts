/**
 * What the moderators of a group decide (FEP-1b12, as Lemmy, PieFed and Mbin send it): Lock, Block, Delete of others' posts, Add and Remove of
 * moderators and of what is pinned, and the Undo of these. It binds in that group and nowhere else.
 */
import { findAccountByUri } from "../../accounts/find.ts";
import { hasBeenIn, isIn } from "../../groups/belong.ts";
import { noteHeard, type HeardAct } from "../../groups/heard.ts";
import { lockThread, unlockThread } from "../../groups/locks.ts";
import { findBan, insertBan, removeBan, removeFromGroup, restoreToGroup } from "../../groups/members.ts";
import { isModerator } from "../../groups/moderators.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { receivePin, removePin } from "../../statuses/pin.ts";
import { receiveReblog, receiveUnreblog } from "../../statuses/reblog.ts";
import { findKnownStatus, getRemoteStatus } from "../lookup/status.ts";
import { learnModerators, moderates, moderatorsUrl } from "../lookup/moderators.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { visibilityOf } from "../read/audience.ts";
import { flag, id, instant, isA, object, text, types, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";

const TIMEOUT = 10_000;
const LONGEST_REASON = 500;

/** - `doc`: the decision, or of an Undo what is taken back; - `announce`: the group's own, where it has passed the decision on */
export type Decision = { group: Account; actor_uri: string; doc: Doc; announce?: ActivityRecord };
export type Decide = (kith: Kith, decision: Decision) => Promise<void>;

/** @throws Unreadable for whoever may not decide there */
export async function assertModerates(kith: Kith, { group, actor_uri, announce }: Decision): Promise<void> {
  if (!(await moderates(kith, group, actor_uri, { passed_on: announce !== undefined })))
    throw new Unreadable("a decision by somebody who does not moderate the group");
}

const reasonOf = (doc: Doc): string => text(doc.summary, LONGEST_REASON).trim();

/** The status that it is about, if that is known here and in the group, or what `belongs` asks for. */
async function concerned(kith: Kith, { group, doc }: Decision, belongs = isIn): Promise<Status | undefined> {
  const uri = id(doc.object);
  const status = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  return status !== undefined && (await belongs(kith.db, group.id, status)) ? status : undefined;
}

/** It has been done, and stands in what is known here of the group's log; `actor_id` 0 for who is not known here. `anew`: as in `noteHeard`. */
async function note(
  kith: Kith,
  { group, actor_uri, doc, anew }: Decision & { anew?: boolean },
  act: HeardAct,
  about: Status | Account,
): Promise<void> {
  const actor = actor_uri === group.uri ? group : await findAccountByUri(kith.db, actor_uri);
  const subject =
    "account_id" in about ? { status_id: about.id, account_id: about.account_id } : { status_id: 0, account_id: about.id };
  const [group_id, actor_id] = [group.id, actor?.id ?? 0];
  await noteHeard(kith, { group_id, actor_id, ...subject, act, reason: BEGINS.has(act) ? reasonOf(doc) : "" }, anew);
}

/** What is taken back bears the reason for which it was done. */
const BEGINS: ReadonlySet<HeardAct> = new Set(["locked", "removed", "banned"]);

const decideLock: Decide = async (kith, decision) => {
  const status = await concerned(kith, decision);
  if (status === undefined) return;
  await lockThread(kith, decision.group, status, reasonOf(decision.doc));
  await note(kith, decision, "locked", status);
};

const undoLock: Decide = async (kith, decision) => {
  const status = await concerned(kith, decision);
  if (status === undefined) return;
  // Of what was not locked there is nothing to tell, here and below.
  if (await unlockThread(kith, decision.group, status)) await note(kith, decision, "unlocked", status);
};

/** Somebody whom the group may ban: anybody but itself. Who is not known here has posted nothing here. */
async function banned(kith: Kith, { group, actor_uri, doc }: Decision): Promise<Account | undefined> {
  const uri = id(doc.object);
  // A ban from somewhere else is no word of the group about itself.
  const target = id(doc.target) ?? (actor_uri === group.uri ? group.uri : undefined);
  if (uri === undefined || target !== group.uri || uri === group.uri) return undefined;
  return await findAccountByUri(kith.db, uri);
}

export const decideBan: Decide = async (kith, decision) => {
  const { group, doc } = decision;
  const account = await banned(kith, decision);
  const expires_at = instant(doc.endTime ?? doc.expires) ?? 0;
  if (account === undefined || (expires_at > 0 && expires_at <= kith.now())) return;
  const { sweep } = await import("../../groups/sweep.ts");
  const [who, reason] = [{ group_id: group.id, account_id: account.id }, reasonOf(doc)];
  const before = await findBan(kith.db, account.id, [group.id], kith.now());
  await kith.write(async (tx, happened) => {
    await insertBan(tx, { ...who, reason, expires_at, created_at: kith.now() });
    if (flag(doc.removeData)) await sweep(tx, happened, { ...who, what: "remove", reason });
  });
  await note(kith, { ...decision, anew: before === undefined }, "banned", account);
};

export const undoBan: Decide = async (kith, decision) => {
  const { group, doc } = decision;
  const account = await banned(kith, decision);
  if (account === undefined) return;
  const { sweep } = await import("../../groups/sweep.ts");
  const who = { group_id: group.id, account_id: account.id };
  const done = await kith.write(async (tx, happened) => {
    const was_banned = await removeBan(tx, who);
    const swept = flag(doc.removeData) && (await sweep(tx, happened, { ...who, what: "restore", reason: "" }));
    return was_banned || swept;
  });
  if (done) await note(kith, decision, "unbanned", account);
};

/** What somebody else has written in the group goes from its threads; on its author's profile, here and elsewhere, it stays. */
export const decideRemoval: Decide = async (kith, decision) => {
  const status = await concerned(kith, decision, hasBeenIn);
  if (status === undefined) return;
  await removeFromGroup(kith, decision.group, [status], reasonOf(decision.doc));
  await note(kith, decision, "removed", status);
  await receiveUnreblog(kith, decision.group, "", status);
};

const undoRemoval: Decide = async (kith, decision) => {
  const { group, announce } = decision;
  const status = await concerned(kith, decision, hasBeenIn);
  if (status === undefined || (await restoreToGroup(kith, group, [status])).length === 0) return;
  await note(kith, decision, "restored", status);
  if (announce === undefined) return await showUnannounced(kith, group, status);
  if (!isThread(status)) return;
  const visibility = visibilityOf(announce.raw, group.followers_url || undefined);
  await receiveReblog(kith, group, status, { uri: announce.uri, published: announce.published, visibility });
};

/** What the group shows to others, and will not tell us (`hosts/software.ts`): its reblog, under a name of our making. */
export async function showUnannounced(kith: Kith, group: Account, status: Status): Promise<void> {
  if (!isThread(status)) return;
  const uri = `${group.uri}#shown/${kith.newId()}`;
  await receiveReblog(kith, group, status, { uri, published: undefined, visibility: "public" });
}

const isThread = ({ in_reply_to_id, in_reply_to_uri }: Status): boolean => in_reply_to_id === null && in_reply_to_uri === "";

/** Of who moderates the group only its own list says it, which is looked at again; what is pinned has to have been posted to it. */
const decideAdd: Decide = async (kith, decision) => {
  const { group, doc } = decision;
  const [uri, target] = [id(doc.object), id(doc.target)];
  if (uri === undefined) return;
  if (target === undefined) return await relistUnsaid(kith, decision, uri);
  if (isGroupItself(target, group)) return await undoRemoval(kith, decision);
  if (target !== group.featured_url) return await relist(kith, decision, { target, uri });
  const status = (await findKnownStatus(kith, uri)) ?? (await getRemoteStatus(kith, uri, kith.now() + TIMEOUT));
  if (status !== undefined && (await receivePin(kith, group, status))) await note(kith, decision, "pinned", status);
};

const decideRemove: Decide = async (kith, decision) => {
  const { group, doc } = decision;
  const [uri, target] = [id(doc.object), id(doc.target)];
  if (uri === undefined) return;
  if (target === undefined) return await relistUnsaid(kith, decision, uri);
  if (isGroupItself(target, group)) return await decideRemoval(kith, decision);
  if (target !== group.featured_url) return await relist(kith, decision, { target, uri });
  const status = await findKnownStatus(kith, uri);
  // Of what it had not pinned there is nothing to tell.
  if (status !== undefined && (await removePin(kith, group, status))) await note(kith, decision, "unpinned", status);
};

/** NodeBB takes a thread out of the group that it stands in, and not away. */
const isGroupItself = (target: string, { uri, outbox_url }: Account): boolean => target === uri || target === outbox_url;

/** PieFed leaves out to what it adds somebody where a community has been made by its API. Of what is no post it can only be the moderators. */
async function relistUnsaid(kith: Kith, { group }: Decision, uri: string): Promise<void> {
  if ((await findKnownStatus(kith, uri)) === undefined) await learnModerators(kith, group);
}

/** What the list says then has been done. */
async function relist(kith: Kith, decision: Decision, { target, uri }: { target: string; uri: string }): Promise<void> {
  const { group } = decision;
  // Who is asked for the first time where the list is reads it: it says already what has been done.
  const before = await isModerator(kith.db, group.id, uri);
  if (target !== (await moderatorsUrl(kith, group))) return;
  await learnModerators(kith, group);
  const account = await findAccountByUri(kith.db, uri);
  if (account === undefined || (await isModerator(kith.db, group.id, uri)) === before) return;
  await note(kith, decision, before ? "dismissed" : "appointed", account);
}

/**
 * A Block by a group, or one that names where it holds, is no block between people but a ban, which moderators also send straight to the server of
 * whom they ban. Whether it was one; from a whole server nobody is banned by it here.
 */
export async function receiveBanOf(
  kith: Kith,
  { doc, actor, decide }: { doc: Doc; actor: Account; decide: Decide },
): Promise<boolean> {
  const target = id(doc.target) ?? actor.uri;
  if (target === actor.uri && actor.actor_type !== "Group") return false;
  const group = target === actor.uri ? actor : await findAccountByUri(kith.db, target);
  if (group === undefined || group.host === "" || group.actor_type !== "Group" || group.suspended_at > 0) return true;
  const decision = { group, actor_uri: actor.uri, doc };
  await assertModerates(kith, decision);
  await decide(kith, decision);
  return true;
}

/** By the type of the decision. */
export const DECIDES: Readonly<Record<"Add" | "Block" | "Lock" | "Remove", Decide>> = {
  Add: decideAdd,
  Block: decideBan,
  Lock: decideLock,
  Remove: decideRemove,
};

/** By the type of what is taken back. */
export const TAKES_BACK: Readonly<Record<"Block" | "Delete" | "Lock", Decide>> = {
  Block: undoBan,
  Delete: undoRemoval,
  Lock: undoLock,
};

/** What one of ours has decided about a group elsewhere, which will not tell us that it has carried it out. */
export async function carryOut(kith: Kith, decision: Decision): Promise<void> {
  const undone = isA(decision.doc, "Undo") ? object(decision.doc.object) : undefined;
  const doc = undone ?? decision.doc;
  const kinds: Readonly<Record<string, Decide>> = undone === undefined ? { ...DECIDES, Delete: decideRemoval } : TAKES_BACK;
  const kind = types(doc).find((type) => Object.hasOwn(kinds, type));
  if (kind !== undefined) await kinds[kind]?.(kith, { ...decision, doc });
}
