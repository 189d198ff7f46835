/** From a status as its server wrote it to the status that the domain keeps: mentions, parent and quote become accounts and statuses of ours. */
import { findAccountByHandle, findAccountByUri } from "../../accounts/find.ts";
import { evened } from "../../db/lists.ts";
import { prepare } from "../../db/prepared.ts";
import type { Account, Status } from "../../db/schema.ts";
import { EVENT_LIMITS } from "../../events/draft.ts";
import type { Introduced } from "../../friends/introductions.ts";
import type { Kith } from "../../kith.ts";
import { lockThread, unlockThread } from "../../groups/locks.ts";
import { policyOfUris } from "../../quotes/policy.ts";
import { unsaidPolicy } from "../../quotes/unsaid.ts";
import { policyOfUrl } from "../../moderation/policy.ts";
import { interactionsOfUris } from "../../statuses/consent.ts";
import { findStatusById } from "../../statuses/find.ts";
import { receivePin, unpin } from "../../statuses/pin.ts";
import { isOutdated, receiveEdit, receiveStatus } from "../../statuses/receive.ts";
import { isOpen } from "../../statuses/visible.ts";
import type { RemoteMedia } from "../../statuses/entry.ts";
import type { RemoteStatus } from "../../statuses/remote.ts";
import { firstGraphemes } from "../../text/count.ts";
import { isTimeZone } from "../../words/locale.ts";
import { isOurs, localStatusId } from "../../uris.ts";
import { inOurTime } from "../clocks.ts";
import { isTheirs } from "../lookup/failure.ts";
import type { AttachmentRecord } from "../read/attachments.ts";
import type { NoteRecord } from "../read/note.ts";
import { withoutQuoteLine } from "../read/quote-line.ts";
import { PUBLIC } from "../write/writer.ts";
import { Unreadable } from "../read/unreadable.ts";

/** - `wanted`: somebody here asked for it; - `rootless`: what it answers is not to be looked for; - `quiet`: nobody is told of it; - `shown_in`: the group for members only that has passed it on */
export type Circumstances = { wanted?: boolean; rootless?: boolean; quiet?: boolean; shown_in?: Account };

/**
 * Takes in a status whose own server vouches for it.
 *
 * @throws Unreadable when it is not the author's
 */
export async function receiveNote(
  kith: Kith,
  author: Account,
  record: NoteRecord,
  circumstances: Circumstances = {},
): Promise<Status | undefined> {
  assertAuthor(author, record);
  const status = await receiveStatus(kith, author, await toRemoteStatus(kith, author, record, circumstances));
  // A Create that its Updates have overtaken says what was so at first.
  if (status !== undefined && isOutdated(status, inOurTime(kith, record.uri, record.updated ?? record.published))) return status;
  if (record.stickied?.pinned === true) await pinnedAsSaid(kith, status, record);
  return await closedAsSaid(kith, status, record);
}

/** Takes in an edit, likewise. Undefined when there is nothing to edit. */
export async function receiveEditedNote(kith: Kith, author: Account, record: NoteRecord): Promise<Status | undefined> {
  assertAuthor(author, record);
  const edited = await receiveEdit(kith, author, await toRemoteStatus(kith, author, record, {}));
  if (edited === undefined || edited.outdated) return edited?.status;
  await pinnedAsSaid(kith, edited.status, record);
  return await closedAsSaid(kith, edited.status, record);
}

/** ms for a channel that nobody here knows. */
const TIMEOUT = 10_000;

/** At the top of a group that is known here; nobody is asked for another. */
async function pinnedAsSaid(kith: Kith, status: Status | undefined, { stickied }: NoteRecord): Promise<void> {
  const group = stickied === undefined ? undefined : await findAccountByUri(kith.db, stickied.group_uri);
  if (status === undefined || group?.actor_type !== "Group" || group.host === "") return;
  await (stickied?.pinned === true ? receivePin : unpin)(kith, group, status);
}

/** A film or a thread that takes no comments has been locked by its channel or group: what is written to it would stand here alone. */
async function closedAsSaid(kith: Kith, status: Status | undefined, { comments }: NoteRecord): Promise<Status | undefined> {
  if (status === undefined || comments === undefined || (status.locked_by === 0) === comments.open) return status;
  const { channel_uri, open } = comments;
  const known = await findAccountByUri(kith.db, channel_uri);
  const channel = known ?? (open ? undefined : await kith.remote.findAccount(channel_uri, { timeout: TIMEOUT }).catch(asUnknown));
  if (channel?.actor_type !== "Group" || channel.uri !== channel_uri) return status;
  await (open ? unlockThread(kith, channel, status) : lockThread(kith, channel, status, ""));
  return (await findStatusById(kith.db, status.id)) ?? status;
}

function asUnknown(error: unknown): undefined {
  if (!isTheirs(error)) throw error;
  return undefined;
}

function assertAuthor(author: Account, record: NoteRecord): void {
  if (record.author_uri !== author.uri) throw new Unreadable("a status by another author");
}

async function toRemoteStatus(
  kith: Kith,
  author: Account,
  record: NoteRecord,
  { wanted, rootless, quiet, shown_in }: Circumstances,
): Promise<RemoteStatus> {
  const { in_reply_to_uri = "" } = record;
  const in_reply_to_id = localStatusId(kith.instance, in_reply_to_uri);
  const quoted_id = await findQuoted(kith, record.quote_uri);
  return {
    uri: record.uri,
    url: record.url,
    content: quoted_id === undefined ? record.content_html : withoutQuoteLine(record.content_html, record.quote_uri),
    spoiler_text: record.spoiler_text,
    title: record.type === "Page" || record.type === "Article" ? record.name : "",
    sensitive: record.sensitive,
    language: record.language ?? "",
    visibility: record.visibility,
    published: inOurTime(kith, record.uri, record.published),
    updated: inOurTime(kith, record.uri, record.updated),
    in_reply_to_id,
    in_reply_to_uri: in_reply_to_id !== undefined || rootless === true || in_reply_to_uri === "" ? undefined : in_reply_to_uri,
    mentions: [...(await knownIds(kith, namedIn(kith, record))), ...(await namedByPage(kith, record))],
    addressed: await addresseeIds(kith, author, record),
    introduces: await introducedIds(kith, record),
    posted_by: (await knownIds(kith, record.posted_by === undefined ? [] : [record.posted_by]))[0],
    chat_uri: record.chat_uri,
    awaits_uri: record.awaits,
    tags: record.tags,
    emojis: record.emojis,
    media: (await policyOfUrl(kith, record.uri)).reject_media ? [] : record.attachments.map(toMedia),
    poll: record.poll && {
      ...record.poll,
      expires_at: inOurTime(kith, record.uri, record.poll.expires_at),
      options: record.poll.options.map(({ title, votes }) => ({ title, votes_count: votes })),
    },
    event: toEvent(record),
    conversation_uri: record.conversation_uri ?? record.context_uri,
    context_uri: record.context_uri,
    quoted_id,
    quote_stamp: record.quote_authorization_uri,
    quote_unasked: record.quote_unasked,
    quote_policy: record.policy_unsaid ? await unsaidPolicy(kith, author.host) : policyOfUris(record.quote_policy, author),
    interactions: interactionsOfUris(
      record.interactions,
      author,
      record.mentions.map(({ href }) => href),
    ),
    wanted,
    quiet,
    shown_in,
  };
}

/** One without a name is no event, but what it says; guests by letter are for its own server to invite. */
function toEvent({ event }: NoteRecord): RemoteStatus["event"] {
  if (event === undefined || event.title === "") return undefined;
  const time_zone = isTimeZone(event.time_zone) ? event.time_zone : "UTC";
  return { ...event, title: firstGraphemes(event.title, EVENT_LIMITS.title), time_zone, mail_guests: false };
}

/** Whom it names, and whom of ours it answers, when it is addressed to them: NodeBB's answers name nobody. */
function namedIn(kith: Kith, record: NoteRecord): string[] {
  const named = record.mentions.map(({ href }) => href);
  const { in_reply_to_uri: parent = "", to, cc } = record;
  if (!isOpen(record) || localStatusId(kith.instance, parent) === undefined) return named;
  const answered = [...to, ...cc].find((uri) => parent.startsWith(`${uri}/statuses/`));
  return answered === undefined || named.includes(answered) ? named : [...named, answered];
}

/** Whom a chat message is for, where it names their page: so Mbin (met as 1.10.1) addresses its own. */
async function namedByPage(kith: Kith, { type, mentions }: NoteRecord): Promise<number[]> {
  const page = type === "ChatMessage" ? (mentions[0]?.href ?? "") : "";
  const ours = `${kith.instance.origin}/@`;
  const account = page.startsWith(ours) ? await findAccountByHandle(kith.db, page.slice(ours.length), "") : undefined;
  return account === undefined || account.deleted_at > 0 ? [] : [account.id];
}

/** The accounts among these uris that are known, ours and others, in one query; nobody is fetched for being mentioned. */
async function knownIds(kith: Kith, uris: readonly string[]): Promise<number[]> {
  if (uris.length === 0) return [];
  const rows = await selectKnown(kith.db, { uris: evened(uris) });
  return rows.map(({ id }) => id);
}

/** Both have to be known, and to be two. */
async function introducedIds(kith: Kith, { introduces, refers }: NoteRecord): Promise<Introduced | undefined> {
  if (introduces.length !== 2) return undefined;
  const [one, other] = await knownIds(kith, introduces);
  if (one === undefined || other === undefined) return undefined;
  const [referred] = refers === undefined || !introduces.includes(refers) ? [] : await knownIds(kith, [refers]);
  return referred === undefined ? [one, other] : [one, other, referred];
}

const selectKnown = prepare((db, { uris }: { uris: string[] }) =>
  db.selectFrom("accounts").select("id").where("uri", "in", uris).where("deleted_at", "=", 0),
);

/**
 * So that it can be said in which group it stands, and answers find their way there; it may be one in which nobody here is. Where that cannot be had, the
 * status is shown without it.
 *
 * @param timeout ms
 */
export async function fetchGroup(kith: Kith, record: NoteRecord, timeout: number): Promise<void> {
  const [uri] = record.audience;
  if (uri === undefined || uri === PUBLIC || record.type === "Video" || !isOpen(record) || isOurs(kith.instance, uri)) return;
  if ((await knownIds(kith, [uri])).length > 0) return;
  await kith.remote.findAccount(uri, { timeout }).catch((error: unknown) => {
    if (!isTheirs(error)) throw error;
  });
}

/**
 * Who is addressed without being mentioned, as far as it matters here: what is for everybody may be for a group; what is for a few is for those of
 * them who live here.
 */
async function addresseeIds(kith: Kith, author: Account, record: NoteRecord): Promise<number[]> {
  const mentioned = new Set(record.mentions.map(({ href }) => href));
  const uris = [...new Set([...record.to, ...record.cc, ...record.audience])].filter(
    (uri) => uri !== PUBLIC && uri !== author.uri && uri !== author.followers_url && !mentioned.has(uri),
  );
  if (uris.length === 0) return [];
  const query = kith.db.selectFrom("accounts").select("id").where("uri", "in", uris).where("deleted_at", "=", 0);
  const found = isOpen(record)
    ? query.where("actor_type", "=", "Group")
    : query.where((eb) => eb.or([eb("host", "=", ""), eb("actor_type", "=", "Group")]));
  return (await found.execute()).map(({ id }) => id);
}

async function findQuoted(kith: Kith, uri: string | undefined): Promise<number | undefined> {
  if (uri === undefined) return undefined;
  const ours = localStatusId(kith.instance, uri);
  if (ours !== undefined) return ours;
  return (await kith.db.selectFrom("statuses").select("id").where("uri", "=", uri).where("deleted_at", "=", 0).executeTakeFirst())
    ?.id;
}

export const toMedia = (file: AttachmentRecord): RemoteMedia => ({
  remote_url: file.url,
  preview_remote_url: file.preview_url,
  mime_type: file.media_type,
  kind: file.kind,
  description: file.description,
  blurhash: file.blurhash,
  width: file.width,
  height: file.height,
  focus: file.focus && { x: file.focus[0], y: file.focus[1] },
  duration: file.duration,
  video: file.video,
});
