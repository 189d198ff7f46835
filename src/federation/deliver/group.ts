/**
 * What groups of ours pass on to the servers of their members (FEP-1b12): what our people do in them, as whole activities inside an Announce, and what
 * their moderators decide. What others do in them is passed on as it came (`share.ts`). Each is the handler of a job.
 */
import { findAccountById } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { GroupAct } from "../../db/values.ts";
import { findLogEntry } from "../../groups/log.ts";
import { findOwnGroup } from "../../groups/load.ts";
import { keepsFromDoers } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findStatusById } from "../../statuses/find.ts";
import { actorUri, moderatorsUri } from "../../uris.ts";
import { renderActivity, renderUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toDelete, toLike, toUndo } from "../write/activities.ts";
import type { Json } from "../write/complete.ts";
import { GROUP_CONTEXT } from "../write/context.ts";
import { toReaction, toUnreaction } from "../write/reaction.ts";
import { PUBLIC } from "../write/writer.ts";
import { followerInboxes, followersEver, inboxesOf } from "./recipients.ts";
import { nothingToSend, send, sendAll, type Envelope, type Job } from "./send.ts";
import { loadOwn } from "./status.ts";

/** For whom what a group says is: everybody who follows it, or of one for its members, these alone. */
export const audienceIn = ({ members_only, followers_url }: Account): { to: string[]; cc: string[] } =>
  members_only === 1 ? { to: [followers_url], cc: [] } : { to: [PUBLIC], cc: [followers_url] };

/** @param context that of the inner activity, where it has none of its own */
export const toAnnouncement = (
  group: Account,
  inner: Json,
  { id, now, context = GROUP_CONTEXT }: { id: number; now: number; context?: unknown },
): Json => ({
  "@context": context,
  id: `${group.uri}#announces/${id}`,
  type: "Announce",
  actor: group.uri,
  published: rfc3339(now),
  ...audienceIn(group),
  object: inner,
});

/** An activity of ours inside the group's Announce. @param ended the status of which this is the end: who has left the group since then is told, too */
async function envelopeIn(
  kith: Kith,
  group: Account,
  { "@context": context, ...inner }: Json,
  ended?: number,
): Promise<Envelope> {
  const activity = toAnnouncement(group, inner, { id: kith.newId(), now: kith.now(), context });
  const inboxes = await (ended === undefined ? followerInboxes(kith, group.id) : followersEver(kith, group.id, ended));
  return { account_id: group.id, status_id: null, activity, inboxes, priority: 1 };
}

export const share = async (kith: Kith, group: Account, inner: Json, job: Job): Promise<void> =>
  await send(kith, await envelopeIn(kith, group, inner), job);

export const findHere = async (kith: Kith, id = 0): Promise<Account | undefined> => (await findOwnGroup(kith.db, id))?.account;

/** What one of ours has posted. */
export async function shareStatus(kith: Kith, event: KithEventOf<"group.entered">, job: Job): Promise<void> {
  const group = await findHere(kith, event.group_id);
  const found = group === undefined ? undefined : await loadOwn(kith, { ...event, local: true });
  if (group === undefined || found === undefined) return await nothingToSend(kith, job);
  await share(kith, group, await renderActivity(kith, found.status, found.page), job);
}

export async function shareEdit(kith: Kith, event: KithEventOf<"status.edited">, job: Job): Promise<void> {
  const group = await findHere(kith, event.group_id);
  const found = group === undefined ? undefined : await loadOwn(kith, event);
  if (group === undefined || found === undefined) return await nothingToSend(kith, job);
  await share(kith, group, await renderUpdate(kith, found.status, found.page), job);
}

export async function shareDelete(kith: Kith, event: KithEventOf<"status.deleted">, job: Job): Promise<void> {
  const group = await findHere(kith, event.group_id);
  if (group === undefined || event.reblog_of_id !== null) return await nothingToSend(kith, job);
  const actor_uri = actorUri(kith.instance, event.account_id);
  const deed = { actor_uri, object_uri: event.uri, was: event.was, groups: [group.uri] };
  const inner = await serialise(toDelete(deed, audienceIn(group), await loadWriter(kith)), "gone");
  await send(kith, await envelopeIn(kith, group, inner, event.status_id), job);
}

/** A vote for it, where servers of the group's kind count them. */
export async function shareFavourite(
  kith: Kith,
  event: KithEventOf<"favourite.added"> | KithEventOf<"favourite.removed">,
  job: Job,
): Promise<void> {
  const group = await findHere(kith, event.group_id);
  const status = await findStatusById(kith.db, event.status_id);
  if (group === undefined || status === undefined || status.deleted_at > 0) return await nothingToSend(kith, job);
  const actor_uri = actorUri(kith.instance, event.account_id);
  const deed = { uri: `${actor_uri}#likes/${event.favourite_id}`, actor_uri, object_uri: status.uri };
  const writer = await loadWriter(kith);
  const given = event.type === "favourite.added";
  const like = given ? toLike(deed, writer) : toUndo("Like", deed, { to: [], cc: [] }, writer);
  await share(kith, group, { ...(await serialise(like, "status")), audience: group.uri }, job);
}

/** A reaction, in a group for its members: what is said in an open one is told to its author, who is asked by whoever wants to know. */
export async function shareReaction(
  kith: Kith,
  event: KithEventOf<"reaction.added"> | KithEventOf<"reaction.removed">,
  job: Job,
): Promise<void> {
  const group = await findHere(kith, event.group_id);
  const status = await findStatusById(kith.db, event.status_id);
  const author = status === undefined ? undefined : await findAccountById(kith.db, status.account_id);
  const given = event.type === "reaction.removed" ? event : await findReaction(kith, event.reaction_id);
  if (group?.members_only !== 1 || status === undefined || author === undefined || given === undefined || status.deleted_at > 0)
    return await nothingToSend(kith, job);
  const actor_uri = actorUri(kith.instance, event.account_id);
  const { name, image_url, uri } = given;
  const deed = { name, image_url, uri, actor_uri, object_uri: status.uri, author_uri: author.uri };
  const write = event.type === "reaction.removed" ? toUnreaction : toReaction;
  await share(kith, group, await serialise(write(deed, await loadWriter(kith)), "reaction"), job);
}

const findReaction = async ({ db }: Kith, id: number) =>
  await db.selectFrom("reactions").select(["name", "image_url", "uri"]).where("id", "=", id).executeTakeFirst();

/** What a moderator of ours has decided; whom it bans is told as well. */
export async function shareDecision(kith: Kith, event: KithEventOf<"group.decided">, job: Job): Promise<void> {
  const [group, entry] = [await findHere(kith, event.group_id), await findLogEntry(kith.db, event.log_id)];
  const by = entry === undefined ? undefined : await findAccountById(kith.db, entry.actor_id);
  if (group === undefined || entry === undefined || by === undefined) return await nothingToSend(kith, job);
  const inner = await toDecision(kith, { group, by, entry, event });
  if (inner === undefined) return await nothingToSend(kith, job);
  const told = await envelopeIn(kith, group, inner, entry.act === "removed" ? entry.status_id : undefined);
  const ban = entry.act === "banned" || entry.act === "unbanned";
  const inboxes = ban ? await inboxesOf(kith, [entry.account_id], "own") : [];
  const straight: Envelope = { account_id: by.id, status_id: null, activity: inner, inboxes, priority: 1 };
  await sendAll(kith, [told, straight], job);
}

/** What one of ours decides about a group elsewhere, for its server to carry out; and here, where that would not tell us. */
export async function askGroup(kith: Kith, event: KithEventOf<"group.asked">, job: Job): Promise<void> {
  const [group, by] = [await findAccountById(kith.db, event.group_id), await findAccountById(kith.db, event.by_id)];
  if (group === undefined || by === undefined || by.deleted_at > 0) return await nothingToSend(kith, job);
  const activity = await toDecision(kith, { group, by, entry: { ...event, id: event.decision_id }, event });
  if (activity === undefined) return await nothingToSend(kith, job);
  const inboxes = await inboxesOf(kith, [group.id], "own");
  if (await keepsFromDoers(kith.db, group.host))
    await (await import("../receive/moderation.ts")).carryOut(kith, { group, actor_uri: by.uri, doc: activity });
  await send(kith, { account_id: by.id, status_id: null, activity, inboxes, priority: 1 }, job);
}

type Entry = Pick<Row<"group_log">, "id" | "act" | "account_id" | "status_id" | "reason">;
type Decided = { group: Account; by: Account; entry: Entry; event: { expires_at: number; with_posts: boolean } };
type Wording = {
  type: "Add" | "Block" | "Delete" | "Lock" | "Remove";
  undo?: true;
  about: "status" | "account";
  target?: "featured" | "moderators" | "group";
};

const WORDINGS: Readonly<Partial<Record<GroupAct, Wording>>> = {
  pinned: { type: "Add", about: "status", target: "featured" },
  unpinned: { type: "Remove", about: "status", target: "featured" },
  locked: { type: "Lock", about: "status" },
  unlocked: { type: "Lock", about: "status", undo: true },
  removed: { type: "Delete", about: "status" },
  restored: { type: "Delete", about: "status", undo: true },
  banned: { type: "Block", about: "account", target: "group" },
  unbanned: { type: "Block", about: "account", target: "group", undo: true },
  appointed: { type: "Add", about: "account", target: "moderators" },
  dismissed: { type: "Remove", about: "account", target: "moderators" },
};

/** Undefined for what is the group's own business. */
async function toDecision(kith: Kith, { group, by, entry, event }: Decided): Promise<Json | undefined> {
  const wording = WORDINGS[entry.act];
  const about = wording === undefined ? undefined : await aboutOf(kith, wording, entry);
  if (wording === undefined || about === undefined) return undefined;
  const { to, cc } = audienceIn(group);
  const id = `${by.uri}#decisions/${entry.id}`;
  const addressed = { actor: by.uri, to, cc: [group.uri, ...cc], audience: group.uri };
  const act: Json = {
    id: wording.undo === true ? `${id}/undone` : id,
    type: wording.type,
    ...addressed,
    object: about,
    ...targetOf(kith, group, wording),
    // By this Lemmy tells a moderator's Delete from an author's.
    ...(entry.reason === "" && wording.type !== "Delete" ? {} : { summary: entry.reason }),
    ...(wording.type === "Block" ? { removeData: event.with_posts } : {}),
    ...(event.expires_at > 0 ? { endTime: rfc3339(event.expires_at), expires: rfc3339(event.expires_at) } : {}),
  };
  const context = { "@context": GROUP_CONTEXT };
  return wording.undo === true ? { ...context, id, type: "Undo", ...addressed, object: act } : { ...context, ...act };
}

async function aboutOf({ db }: Kith, { about }: Wording, entry: Entry): Promise<string | undefined> {
  if (about === "account") return (await findAccountById(db, entry.account_id))?.uri;
  return (await findStatusById(db, entry.status_id))?.uri;
}

function targetOf({ instance }: Kith, group: Account, { target }: Wording): Json {
  if (target === undefined) return {};
  const uri = { featured: group.featured_url, moderators: moderatorsUri(instance, group.id), group: group.uri }[target];
  return { target: uri };
}
