/**
 * What moderators on other servers decide about a group of ours (FEP-1b12, as Lemmy, PieFed and Mbin send it): Lock, Block, Delete of others' posts, Add
 * and Remove of what is pinned and of moderators, and the Undo of these. Only whom the group lists; then it is passed on as any other act in it.
 */
import { findAccountByUri } from "../../accounts/find.ts";
import type { Account, Row, Status } from "../../db/schema.ts";
import { Refusal } from "../../errors.ts";
import type { Verdict } from "../../groups/decide.ts";
import { findOwnGroup, type Group } from "../../groups/load.ts";
import { appoint, dismiss, findRole } from "../../groups/roles.ts";
import type { Kith } from "../../kith.ts";
import { findStatusByUri } from "../../statuses/find.ts";
import { localAccountId, moderatorsUri } from "../../uris.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { flag, id, instant, object, text, types, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { announceIn } from "../share.ts";

const LONGEST_REASON = 500;

type Act = { group: Group; actor: Account; doc: Doc; undo: boolean };
type CarryOut = (kith: Kith, act: Act) => Promise<void>;

const KINDS: readonly string[] = ["Add", "Block", "Delete", "Lock", "Remove"];

/**
 * Whether it was such a decision: then it has been carried out and passed on.
 *
 * @throws Unreadable for whoever does not look after the group
 */
export async function receiveDecision(
  kith: Kith,
  row: Pick<Row<"inbox">, "id" | "body">,
  { type, raw }: ActivityRecord,
  actor: Account,
): Promise<boolean> {
  const undo = type === "Undo";
  const doc = undo ? object(raw.object) : raw;
  const kind = doc === undefined ? undefined : types(doc).find((each) => KINDS.includes(each));
  if (doc === undefined || kind === undefined) return false;
  const group = await groupOf(kith, kind, doc, actor);
  if (group === undefined) return false;
  if ((await findRole(kith.db, group.account.id, actor)) === undefined)
    throw new Unreadable("a decision by somebody who does not look after the group");
  try {
    await CARRIED_OUT[kind]?.(kith, { group, actor, doc, undo });
  } catch (error) {
    if (error instanceof Refusal) throw new Unreadable(`a decision that does not hold: ${error.message}`);
    throw error;
  }
  await announceIn(kith, group.account, row);
  return true;
}

/** The group of ours that it is about. What people do to their own, and to each other, is none. */
async function groupOf(kith: Kith, kind: string, doc: Doc, actor: Account): Promise<Group | undefined> {
  const target = id(doc.target);
  if (kind === "Block" || kind === "Add" || kind === "Remove") {
    const own =
      target === undefined
        ? undefined
        : localAccountId(kith.instance, target.replace(/\/(moderators|outbox|collections\/featured)$/, ""));
    return own === undefined ? undefined : await findOwnGroup(kith.db, own);
  }
  const status = await concernedIn(kith, doc);
  if (status === undefined || status.group_id === 0 || (kind === "Delete" && status.account_id === actor.id)) return undefined;
  return await findOwnGroup(kith.db, status.group_id);
}

async function concernedIn(kith: Kith, doc: Doc): Promise<Status | undefined> {
  const uri = id(doc.object);
  return uri === undefined ? undefined : ((await findKnownStatus(kith, uri)) ?? (await findStatusByUri(kith.db, uri)));
}

const reasonOf = (doc: Doc): string => text(doc.summary, LONGEST_REASON).trim();

const about =
  (done: Verdict, undone: Verdict): CarryOut =>
  async (kith, { group, actor, doc, undo }) => {
    const status = await concernedIn(kith, doc);
    if (status === undefined) throw new Unreadable("a decision about what is not here");
    const { decide } = await import("../../groups/decide.ts");
    await decide(kith, group, actor, { verdict: undo ? undone : done, status, reason: undo ? "" : reasonOf(doc) });
  };

const ban: CarryOut = async (kith, { group, actor, doc, undo }) => {
  const uri = id(doc.object);
  const target = uri === undefined ? undefined : await findAccountByUri(kith.db, uri);
  if (target === undefined) throw new Unreadable("a ban of somebody unknown");
  const with_posts = flag(doc.removeData);
  const { banFrom, unban } = await import("../../groups/membership.ts");
  if (undo) return void (await unban(kith, group, actor, { target, with_posts }));
  const expires_at = instant(doc.endTime ?? doc.expires) ?? 0;
  await banFrom(kith, group, actor, { target, reason: reasonOf(doc), expires_at, with_posts });
};

/** `add`: otherwise it is taken away; an Undo is the other of the two. */
const listing =
  (add: boolean): CarryOut =>
  async (kith, act) => {
    const { group, actor, doc, undo } = act;
    const adds = add !== undo;
    const target = id(doc.target);
    if (target === group.account.featured_url) return await about("pin", "unpin")(kith, { ...act, undo: !adds });
    // NodeBB takes a thread out of the group that it stands in.
    if (target !== moderatorsUri(kith.instance, group.account.id))
      return await about("restore", "remove")(kith, { ...act, undo: !adds });
    const uri = id(doc.object);
    const person = uri === undefined ? undefined : await findAccountByUri(kith.db, uri);
    if (person === undefined) throw new Unreadable("a moderator whom nobody knows");
    await (adds ? appoint : dismiss)(kith, group, actor, person);
  };

const CARRIED_OUT: Readonly<Record<string, CarryOut>> = {
  Add: listing(true),
  Block: ban,
  Delete: about("remove", "restore"),
  Lock: about("lock", "unlock"),
  Remove: listing(false),
};
