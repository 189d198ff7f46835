/** Sends what our people publish, edit, delete and reblog. Each is the handler of a job. */
import type { Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { takesChatMessages } from "../../hosts/software.ts";
import { lasting } from "../../media/apart.ts";
import { isFree } from "../../quotes/policy.ts";
import { findStatusById } from "../../statuses/find.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { loadMet } from "../../statuses/met.ts";
import { authorOf, originalOf, type StatusPage } from "../../statuses/page.ts";
import { isOpen } from "../../statuses/visible.ts";
import { activityUri, actorUri, followersUri } from "../../uris.ts";
import { renderActivity, renderUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toDelete, toUndo } from "../write/activities.ts";
import { groupsOf, type Audience } from "../write/audience.ts";
import { PUBLIC } from "../write/writer.ts";
import type { Json } from "../write/complete.ts";
import { addressedTo, asChatMessage } from "../write/copy.ts";
import { endedApart, keptApart } from "./apart.ts";
import {
  blindIds,
  followerInboxes,
  followersEver,
  inboxesOf,
  loadBlindElsewhere,
  mentionedIds,
  remoteRebloggers,
  shownByOurs,
} from "./recipients.ts";
import { relayAnnouncement, relayInboxes } from "./relay.ts";
import { nothingToSend, send, sendAll, type Envelope, type Job } from "./send.ts";

/** A new status or reblog of ours: its Create or Announce. */
export async function deliverStatus(kith: Kith, event: KithEventOf<"status.published">, job: Job): Promise<void> {
  const found = await loadOwn(kith, event);
  if (found === undefined) return await nothingToSend(kith, job);
  const { status, page } = found;
  const answers = status.visibility === "direct" && status.in_reply_to_uri !== "";
  const reply = answers ? await (await import("./story.ts")).pixelfedReply(kith, status) : undefined;
  if (reply !== undefined) return await send(kith, { ...envelopeOf(status), ...reply }, job);
  const inboxes = status.reblog_of_id === null ? await readersOf(kith, status, page) : await readersOfReblog(kith, status, page);
  if (status.reblog_of_id === null && groupsOf(status, page).some(({ host }) => host !== ""))
    await (await import("./untold.ts")).showUntold(kith, status, page);
  // Building the document costs far more than finding that nobody elsewhere reads it.
  const relayed = await relayAnnouncement(kith, status);
  if (inboxes.length + relayed.length === 0) return await nothingToSend(kith, job);
  const activity = await inTheirWords(kith, found, await renderActivity(kith, status, page));
  const open = isOpen(status) && (await goesFurther(kith, status, page));
  const envelope = { ...envelopeOf(status), open, activity, inboxes };
  await sendAll(kith, [...(await toEach(kith, status, page, envelope)), ...relayed], job);
}

/** A message to one person, whose server may know one word for it alone. */
async function inTheirWords(kith: Kith, { status, page }: { status: Status; page: StatusPage }, activity: Json): Promise<Json> {
  const [reader, other] = status.visibility === "direct" ? (page.mentions.get(status.id) ?? []) : [];
  const host = reader === undefined || other !== undefined ? "" : (page.accounts.get(reader.account_id)?.host ?? "");
  return host !== "" && (await takesChatMessages(kith.db, host))
    ? asChatMessage(activity, (url) => lasting(kith, url))
    : activity;
}

/** An edit: to whoever has the status, and to those who know it by a reblog. */
export async function deliverEdit(kith: Kith, event: KithEventOf<"status.edited">, job: Job): Promise<void> {
  const found = await loadOwn(kith, event);
  if (found === undefined || found.status.reblog_of_id !== null) return await nothingToSend(kith, job);
  const { status, page } = found;
  const met = isOpen(status) ? await loadMet(kith.db, status.id) : [];
  const inboxes = [
    ...(await readersOf(kith, status, page)),
    ...(await inboxesOf(kith, met, "shared")),
    ...(await sharersOf(kith, status)),
  ];
  if (inboxes.length === 0) return await nothingToSend(kith, job);
  const activity = await inTheirWords(kith, found, await renderUpdate(kith, status, page));
  await sendAll(kith, await toEach(kith, status, page, { ...envelopeOf(status), activity, inboxes }), job);
}

/** A deletion, or a reblog taken back: to everybody who may have it. */
export async function deliverDelete(kith: Kith, event: KithEventOf<"status.deleted">, job: Job): Promise<void> {
  const status = event.local
    ? await kith.db.selectFrom("statuses").selectAll().where("id", "=", event.status_id).executeTakeFirst()
    : undefined;
  if (status === undefined || status.local_only === 1) return await nothingToSend(kith, job);
  if (status.reblog_of_id !== null) return await deliverUnreblog(kith, status, job);
  const direct = isForFew(status);
  const people = isForMembers(status)
    ? [status.group_id]
    : [...(await mentionedIds(kith, status.id)), ...answeredBy(status), ...(await quotedUnasked(kith, status))];
  const inboxes = [
    ...(direct ? [] : await followersEver(kith, status.account_id, status.id)),
    ...(await inboxesOf(kith, people, direct ? "own" : "shared")),
    ...(direct ? [] : await inboxesOf(kith, event.met ?? [], "shared")),
    ...(await sharersOf(kith, status, followersEver)),
    ...(await relayInboxes(kith, status)),
  ];
  const groups = await groupUris(kith, status);
  const deed = { actor_uri: actorOf(kith, status), object_uri: status.uri, was: event.was, groups };
  const activity = toDelete(deed, direct ? nobody : everybody(kith, status), await loadWriter(kith));
  const envelope = { ...envelopeOf(status), activity: await serialise(activity, "gone"), inboxes };
  await sendAll(kith, direct ? await endedApart(kith, envelope) : [envelope], job);
}

/** Of the groups in which it stood, as what it said named them (`groupsOf` in `../write/audience.ts`); not one that it has been moved out of. */
async function groupUris({ db }: Kith, { id, group_id, visibility }: Status): Promise<string[]> {
  const named = db.selectFrom("mentions").select("account_id").where("status_id", "=", id).where("blind", "=", 0);
  const found = await db
    .selectFrom("accounts")
    .select("uri")
    .where("actor_type", "=", "Group")
    .where((eb) => eb.or([eb("id", "=", group_id), ...(isOpen({ visibility }) ? [eb("id", "in", named)] : [])]))
    .execute();
  return found.map(({ uri }) => uri);
}

async function deliverUnreblog(kith: Kith, reblog: Status, job: Job): Promise<void> {
  const original = await kith.db
    .selectFrom("statuses")
    .select(["uri", "account_id"])
    .where("id", "=", reblog.reblog_of_id)
    .executeTakeFirst();
  if (original === undefined) return await nothingToSend(kith, job);
  // Of one that still waited for the author nobody else has heard.
  const held = reblog.visibility === "direct";
  const inboxes = [
    ...(held ? [] : await followersEver(kith, reblog.account_id, reblog.id)),
    ...(await inboxesOf(kith, [original.account_id, ...(await mentionedIds(kith, reblog.id))], "shared")),
  ];
  const uri = activityUri(kith.instance, reblog.account_id, reblog.id);
  const deed = { uri, actor_uri: actorOf(kith, reblog), object_uri: original.uri };
  const activity = toUndo("Announce", deed, held ? nobody : everybody(kith, reblog), await loadWriter(kith));
  await send(kith, { ...envelopeOf(reblog), activity: await serialise(activity, "status"), inboxes }, job);
}

/** The status with its page as its author sees it; undefined for what is not ours, is gone, or never leaves this server. */
export async function loadOwn(kith: Kith, event: { status_id: number; account_id: number; local: boolean }) {
  if (!event.local) return undefined;
  const page = await loadStatusPage(kith.db, event.account_id, [event.status_id]);
  const status = page.ids.length === 0 ? undefined : page.statuses.get(event.status_id);
  return status === undefined || status.local_only === 1 ? undefined : { status, page };
}

/**
 * Followers, those mentioned, and the author of what it answers; a direct or limited one goes to those addressed alone, each at their own door. By that alone
 * does a server know for whom it is that nothing names.
 */
export async function readersOf(kith: Kith, status: Status, page: StatusPage): Promise<string[]> {
  const mentioned = (page.mentions.get(status.id) ?? []).map(({ account_id }) => account_id);
  if (isForMembers(status)) return await inboxesOf(kith, [status.group_id], "own");
  const blind = await blindIds(kith, status.id);
  if (isForFew(status)) return await inboxesOf(kith, [...mentioned, ...blind], "own");
  return [
    ...(await inboxesOf(kith, blind, "own")),
    ...(await followerInboxes(kith, status.account_id)),
    ...(await inboxesOf(kith, [...mentioned, ...answeredBy(status), ...(await quotedUnasked(kith, status))], "shared")),
    ...(await relayInboxes(kith, status)),
  ];
}

/** What is for a few, as each of their servers is to have it; all else as it is. */
async function toEach(kith: Kith, status: Status, page: StatusPage, envelope: Envelope): Promise<Envelope[]> {
  if (!isForFew(status) || isForMembers(status)) return [envelope];
  return await keptApart(kith, status.visibility === "limited" ? await copiesOf(kith, status, page, envelope) : [envelope]);
}

/**
 * What is for a circle, for each of its people by itself: addressed to them and to those whom all may know of, and to nobody else. So every server
 * knows for whom it is, and nobody learns who else is in the circle.
 */
async function copiesOf(kith: Kith, status: Status, page: StatusPage, { activity, ...envelope }: Envelope): Promise<Envelope[]> {
  const mentioned = (page.mentions.get(status.id) ?? []).map(({ account_id }) => account_id);
  const open = { ...envelope, activity, inboxes: await inboxesOf(kith, mentioned, "own") };
  const copies = (await loadBlindElsewhere(kith, status.id)).map(({ id, uri, inbox_url }) => ({
    ...envelope,
    activity: addressedTo(activity, { uri, mark: id }),
    inboxes: [inbox_url],
  }));
  return [open, ...copies];
}

/** The author of what it answers hears of it, mentioned or not, if it is for everybody. */
const answeredBy = (status: Status): (number | null)[] => (isOpen(status) ? [status.in_reply_to_account_id] : []);
/** Nor does the author of what it quotes hear of that otherwise, where nobody is asked. */
async function quotedUnasked({ db }: Kith, { quoted_id, visibility }: Status): Promise<number[]> {
  if (quoted_id === null || !isOpen({ visibility })) return [];
  const quoted = await findStatusById(db, quoted_id);
  return quoted !== undefined && isFree(quoted) ? [quoted.account_id] : [];
}

/** For nobody but those whom it addresses. */
const isForFew = ({ visibility }: Status): boolean => visibility === "direct" || visibility === "limited";
/** For nobody but a group, which passes it on to its members. */
const isForMembers = ({ visibility, group_id }: Status): boolean => visibility === "limited" && group_id > 0;
/**
 * Whether somebody may pass it on who then has to show whose it is: who is answered or named, a group, a relay. What begins a thread of its own everybody
 * has from here, and what shows its author to strangers would cost more than all else that is done for it.
 */
const goesFurther = async (kith: Kith, status: Status, page: StatusPage): Promise<boolean> =>
  status.in_reply_to_uri !== "" ||
  status.group_id > 0 ||
  (page.mentions.get(status.id) ?? []).length > 0 ||
  (await relayInboxes(kith, status)).length > 0;

const readersOfReblog = async (kith: Kith, reblog: Status, page: StatusPage): Promise<string[]> => [
  ...(await followerInboxes(kith, reblog.account_id)),
  ...(await inboxesOf(kith, [authorOf(originalOf(reblog, page), page).id], "shared")),
  ...(await inboxesOf(kith, await blindIds(kith, reblog.id), "own")),
];

/** Whose inboxes of those who follow an account: those of now, or all who may have a status. */
type Followers = (kith: Kith, account_id: number, status_id: number) => Promise<string[]>;

/** Those who know it by a reblog, also by one of ours, be it that of the group in which it is. @param followers of the group */
export const sharersOf = async (kith: Kith, status: Status, followers: Followers = followerInboxes): Promise<string[]> => [
  ...(await inboxesOf(kith, await remoteRebloggers(kith, status.id), "shared")),
  ...(await shownByOurs(kith, status.id)),
  ...(status.group_id > 0 && isOpen(status) ? await followers(kith, status.group_id, status.id) : []),
];

/** What is for everybody is signed, so that others may pass it on. */
export const envelopeOf = (status: Status) => ({
  account_id: status.account_id,
  status_id: status.id,
  priority: status.visibility === "direct" ? (0 as const) : (1 as const),
  open: isOpen(status),
  for_followers: !isForFew(status),
});

const actorOf = ({ instance }: Kith, { account_id }: Status): string => actorUri(instance, account_id);
const nobody: Audience = Object.freeze({ to: [], cc: [] });
const everybody = ({ instance }: Kith, { account_id, visibility }: Status): Audience =>
  visibility === "private"
    ? { to: [followersUri(instance, account_id)], cc: [] }
    : { to: [PUBLIC], cc: [followersUri(instance, account_id)] };
