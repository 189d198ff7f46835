/**
 * Announce, when a group says it (FEP-1b12: Lemmy, Mbin, PieFed, NodeBB, Friendica): it passes on what its members do, whole activities and all.
 *
 * The group is believed about what it shows. Of others' activities it is only the messenger: what they wrote, also on the group's own server, is fetched
 * from where it is, for on some servers anybody can be a group. What they liked counts when their own server says so, and there are too many likes
 * to ask about each that the group's own server has.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import { servesDeleted } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import { receiveDelete } from "../../statuses/delete.ts";
import { receiveReblog, receiveUnreblog } from "../../statuses/reblog.ts";
import { isOurs, localStatusId } from "../../uris.ts";
import { getRemoteAccount, refetchAccount } from "../lookup/account.ts";
import { unavailable } from "../../errors.ts";
import { isGone } from "../lookup/failure.ts";
import { isGoneAtOrigin } from "../lookup/gone.ts";
import { findKnownStatus, getRemoteStatus, getRestored } from "../lookup/status.ts";
import { readActivity, type ActivityRecord } from "../read/activity.ts";
import { visibilityOf } from "../read/audience.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id, isA, sameOrigin, types, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { hasBeenIn } from "../../groups/belong.ts";
import { receiveAnnounce } from "./announce.ts";
import { receiveDislike, receiveEmojiReact, receiveLike } from "./like.ts";
import { receiveVouched, undoesLike } from "./members.ts";
import { receiveEditedNote } from "./note.ts";
import { assertModerates, decideRemoval, DECIDES, TAKES_BACK, type Decide } from "./moderation.ts";
import type { Receive } from "./receive.ts";
import { receiveUndo } from "./undo.ts";

/** ms for a status and what it answers. */
const TIMEOUT = 30_000;

type Inner = { doc: Doc; uri: string };
type Share = (kith: Kith, inner: Inner, announce: ActivityRecord, group: Account) => Promise<void>;

/** A reblog by anybody, or what a group passes on. Of a group that nobody here follows nothing is unwrapped: it could direct our requests. */
export const receiveAnnounceOf: Receive = async (kith, activity, actor) => {
  const { object } = activity;
  if (actor.actor_type === "Group") await letIn(kith, activity, actor);
  // Named by its address alone (Friendica), it is had from there, by whoever may have it.
  if (actor.actor_type === "Group" && object !== undefined && isForMembers(activity, actor))
    return await receiveForMembers(kith, activity, actor);
  const kind =
    actor.actor_type === "Group" && object !== undefined ? types(object).find((type) => PASSED_ON.has(type)) : undefined;
  if (object === undefined || kind === undefined) return await receiveAnnounce(kith, activity, actor);
  const inner = innerOf(object);
  if (inner === undefined || !(await isHeard(kith, inner, actor))) return;
  if (actor.passes_on === 0 && isOfOthers(inner, kind, actor)) await notePassesOn(kith, actor);
  await SHARES[kind]?.(kith, inner, activity, actor);
};

/** Somebody here follows the group; or it is the end of what it has shown here, when somebody did. */
async function isHeard(kith: Kith, { doc, uri }: Inner, group: Account): Promise<boolean> {
  if (await isFollowedHere(kith, group)) return true;
  const shown = isA(doc, "Delete") ? await findKnownStatus(kith, uri) : undefined;
  return shown !== undefined && (await hasBeenIn(kith.db, group.id, shown));
}

const isForMembers = ({ raw }: ActivityRecord, { followers_url }: Account): boolean =>
  visibilityOf(raw, followers_url || undefined) === "private";

/**
 * What somebody elsewhere has done, or a vote: a blog of WordPress is a group, too, which passes on what its own authors write and nothing else.
 */
function isOfOthers({ doc }: Inner, kind: string, group: Account): boolean {
  const actor = id(doc.actor);
  return VOTES.has(kind) || (actor !== undefined && !sameOrigin(actor, group.uri));
}
const VOTES: ReadonlySet<string> = new Set(["Like", "Dislike", "Undo"]);

/** Not all groups do: others show posts, and that is all. It is noticed once. */
const notePassesOn = async (kith: Kith, { id: group_id }: Account): Promise<void> =>
  void (await kith.write(
    async (tx) => await tx.updateTable("accounts").set({ passes_on: 1 }).where("id", "=", group_id).execute(),
  ));

/** What one of ours has posted there, and the group has looked at first. */
async function letIn(kith: Kith, { object, object_uri }: ActivityRecord, group: Account): Promise<void> {
  const uri = object !== undefined && types(object).includes("Create") ? id(object.object) : object_uri;
  const status_id = uri === undefined ? undefined : localStatusId(kith.instance, uri);
  if (status_id !== undefined) await (await import("../../statuses/held.ts")).approveHeld(kith, status_id, group);
}

/**
 * What a group for its members alone passes on to their servers. Its posts can be fetched from nowhere: they are believed by their authors' own proofs,
 * or by the group's word about the people of its own server.
 */
async function receiveForMembers(kith: Kith, announce: ActivityRecord, group: Account): Promise<void> {
  const { object } = announce;
  const inner = object === undefined ? undefined : innerOf(object);
  if (object === undefined || inner === undefined || !(await isHeard(kith, inner, group))) return;
  const activity = readActivity(object);
  if (isOurs(kith.instance, activity.actor_uri) || (await receiveVouched(kith, activity, { announce, group }))) return;
  const kind = types(object).find((type) => DECISIONS.has(type));
  if (kind !== undefined) await SHARES[kind]?.(kith, inner, announce, group);
}

function innerOf(doc: Doc): Inner | undefined {
  const uri = id(doc.object);
  return uri === undefined ? undefined : { doc, uri };
}

/** What somebody has posted to the group. Shown as its reblog, but answers only stand in their threads. */
const shareCreate: Share = async (kith, inner, announce, group) => {
  const status = await getRemoteStatus(kith, inner.uri, kith.now() + TIMEOUT).catch((error: unknown) => {
    // Its author's server may not have heard yet that the group has let it in.
    if (group.approves_posts === 1 && isGone(error)) throw unavailable("it is not there yet");
    throw error;
  });
  if (status !== undefined) await showInGroup(kith, group, status, announce);
};

/** What begins a thread is shown by the group; answers only stand in their threads. */
async function showInGroup(kith: Kith, group: Account, status: Status, announce: ActivityRecord): Promise<void> {
  if (status.in_reply_to_id !== null || status.in_reply_to_uri !== "") return;
  const visibility = visibilityOf(announce.raw, group.followers_url || undefined);
  await receiveReblog(kith, group, status, { uri: announce.uri, published: announce.published, visibility });
}

const shareUpdate: Share = async (kith, inner, _, group) => {
  // Lemmy and PieFed pass on to their members that a moderator has changed the group itself.
  if (inner.uri === group.uri) return void (await refetchAccount(kith, group));
  const known = await findKnownStatus(kith, inner.uri);
  if (known === undefined || known.local === 1) return;
  const doc = await fetchDocument(kith, inner.uri, TIMEOUT);
  if (!isNote(doc) || id(doc.id) !== inner.uri) return;
  const author = await findAccountById(kith.db, known.account_id);
  if (author !== undefined) await receiveEditedNote(kith, author, readNoteRecord(doc, author.followers_url || undefined));
};

/**
 * The group shows it no more, whoever has decided that. It is gone here when it is gone where it was written, else from the group alone: NodeBB goes
 * on serving for a minute what it has just deleted, and says of what its moderators delete that its author did. Where what is deleted is served for ever, the
 * group's word is taken for its own server's: there nobody speaks as a group but that.
 */
const shareDelete: Share = async (kith, inner, announce, group) => {
  if (inner.uri === group.uri) return await (await import("./group-end.ts")).receiveGroupEnd(kith, group, async () => true);
  const status = await findKnownStatus(kith, inner.uri);
  if (status === undefined) return;
  await receiveUnreblog(kith, group, "", status);
  const author = await findAccountById(kith.db, status.account_id);
  const { actor_uri } = readActivity(inner.doc);
  if (author !== undefined && status.local === 0) {
    if (actor_uri === author.uri && sameOrigin(author.uri, group.uri) && (await servesDeleted(kith.db, group.host)))
      return await receiveDelete(kith, author, status.uri);
    if (await isGoneAtOrigin(kith, inner.uri, TIMEOUT)) return await receiveDelete(kith, author, status.uri);
    await kith.write(async (_tx, happened) => happened({ type: "status.doubted", status_id: status.id }));
  }
  const decision = { group, actor_uri: actor_uri === author?.uri ? group.uri : actor_uri, doc: inner.doc, announce };
  await assertModerates(kith, decision);
  await decideRemoval(kith, decision);
};

/** What is done to a status, when the doer's own server says that it was. */
const shareDeed =
  (receive: Receive, mayBe: (activity: ActivityRecord) => boolean = () => true): Share =>
  async (kith, { doc }, _, group) => {
    const activity = readActivity(doc);
    if (!mayBe(activity) || isOurs(kith.instance, activity.uri)) return;
    const vouched = sameOrigin(activity.uri, group.uri)
      ? activity
      : readActivity(await fetchDocument(kith, activity.uri, TIMEOUT));
    if (
      vouched.uri !== activity.uri ||
      vouched.actor_uri !== activity.actor_uri ||
      vouched.type !== activity.type ||
      !mayBe(vouched)
    )
      throw new Unreadable("an activity that its origin does not know");
    const actor = await getRemoteAccount(kith, vouched.actor_uri);
    if (actor.host !== "" && actor.suspended_at === 0 && actor.deleted_at === 0) await receive(kith, vouched, actor);
  };

/** What the group's moderators decide, on the group's own word. */
const shareDecision =
  (decide: Decide, pick = (activity: ActivityRecord): Doc | undefined => activity.raw): Share =>
  async (kith, inner, announce, group) => {
    const activity = readActivity(inner.doc);
    const doc = pick(activity);
    if (doc === undefined) return;
    const decision = { group, actor_uri: activity.actor_uri, doc, announce };
    await assertModerates(kith, decision);
    await decide(kith, decision);
  };

const UNDOES: Readonly<Record<string, Share>> = Object.fromEntries(
  Object.entries(TAKES_BACK).map(([type, decide]) => [type, shareDecision(decide, ({ object }) => object)]),
);

/**
 * What its author restores in the group: shown there again, when their own server has it. Where what is deleted is served for ever that says nothing, and the author's
 * own activity has to be there as well. False for what its author has not taken back.
 */
async function shareRestored(kith: Kith, { doc }: Inner, announce: ActivityRecord, group: Account): Promise<boolean> {
  const { object, actor_uri } = readActivity(doc);
  const uri = object !== undefined && isA(object, "Delete") ? id(object.object) : undefined;
  const { findWithdrawn } = await import("../../statuses/withdrawn.ts");
  const found = uri === undefined ? undefined : await findWithdrawn(kith.db, uri);
  const author = found === undefined ? undefined : await findAccountById(kith.db, found.gone.account_id);
  if (uri === undefined || author === undefined || author.uri !== actor_uri) return false;
  if (!sameOrigin(author.uri, group.uri) && (await servesDeleted(kith.db, author.host)))
    await shareDeed(receiveUndo)(kith, { doc, uri }, announce, group);
  else await getRestored(kith, author, uri, kith.now() + TIMEOUT);
  const status = await findKnownStatus(kith, uri);
  const { isRemoved } = await import("../../groups/members.ts");
  // Its moderators' decision is another matter than its author's.
  if (status !== undefined && !(await isRemoved(kith.db, status.id, group.id))) await showInGroup(kith, group, status, announce);
  return true;
}

const shareUndo: Share = async (kith, inner, announce, group) => {
  const { object } = readActivity(inner.doc);
  if (await shareRestored(kith, inner, announce, group)) return;
  const kind = object === undefined ? undefined : types(object).find((type) => Object.hasOwn(UNDOES, type));
  const share = (kind === undefined ? undefined : UNDOES[kind]) ?? shareDeed(receiveUndo, undoesLike);
  await share(kith, inner, announce, group);
};

const SHARES: Readonly<Record<string, Share>> = {
  Create: shareCreate,
  Update: shareUpdate,
  Delete: shareDelete,
  Like: shareDeed(receiveLike),
  Dislike: shareDeed(receiveDislike),
  EmojiReact: shareDeed(receiveEmojiReact),
  Undo: shareUndo,
  ...Object.fromEntries(Object.entries(DECIDES).map(([type, decide]) => [type, shareDecision(decide)])),
};

/** What their moderators say, on the group's own word. */
const DECISIONS: ReadonlySet<string> = new Set(["Add", "Block", "Delete", "Lock", "Remove", "Undo"]);

/** All that groups pass on. What is not in the table above (reports) changes nothing here. */
const PASSED_ON: ReadonlySet<string> = new Set([...Object.keys(SHARES), "Flag"]);
