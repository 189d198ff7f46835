/** What other servers run: when they are asked for it, what is kept of what they say, and what their software is known not to understand. */
import { evened, parts } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import { hash32 } from "../ids.ts";
import type { Kith } from "../kith.ts";

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const LONGEST = 50;
/** After so many failures in a row the wait has come to a week. */
const MOST_DOUBLINGS = 8;

/** Servers in good health that have never been asked, or not for long; who has waited longest comes first. */
export async function hostsToAsk({ db, now }: Kith, limit: number): Promise<string[]> {
  const due = db.selectFrom("hosts").select("host").where("state", "=", "ok").where("software_due", "<=", now());
  return (await due.orderBy("software_due").limit(limit).execute()).map(({ host }) => host);
}

/** As it is kept and shown: "" for what is no name. (NodeInfo has names in lower case, of letters, digits and hyphens; some servers' differ.) */
export function toSoftware(name: string, version: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/\s+/g, "-")
    .replace(/[^a-z0-9._-]/g, "")
    .slice(0, LONGEST);
  if (plain === "") return "";
  return `${plain} ${version
    .replace(/[^\w.+~ ()-]/g, "")
    .trim()
    .slice(0, LONGEST)}`.trimEnd();
}

/** @param software as it is kept */
export const isKith = (software: string): boolean => /^kith( |$)/.test(software);

/** Whether one of these servers does, as far as is known. */
export async function runsKith(db: Reads, hosts: readonly string[]): Promise<boolean> {
  if (hosts.length === 0) return false;
  const rows = await db.selectFrom("hosts").select("software").where("host", "in", evened(hosts)).execute();
  return rows.some(({ software }) => isKith(software));
}

/** It has said what it runs: it is asked again in a week, or a bit later, for what was asked together is not asked together again. */
export async function noteSoftware(kith: Kith, host: string, software: string): Promise<void> {
  const values = { software, software_failures: 0, software_due: kith.now() + WEEK + jitter(host, WEEK) };
  await kith.write(async (tx) => await tx.updateTable("hosts").set(values).where("host", "=", host).execute());
}

/** It has said nothing to be understood: what it said before stands, and it is asked again in an hour, two, four … a week. */
export async function noteSilence(kith: Kith, host: string): Promise<void> {
  await kith.write(async (tx) => {
    const row = await tx
      .updateTable("hosts")
      .set((eb) => ({ software_failures: eb("software_failures", "+", 1) }))
      .where("host", "=", host)
      .returning("software_failures")
      .executeTakeFirst();
    const failures = Math.min(row?.software_failures ?? 1, MOST_DOUBLINGS + 1);
    const wait = Math.min(HOUR * 2 ** (failures - 1), WEEK);
    const software_due = kith.now() + wait + jitter(host, wait);
    await tx.updateTable("hosts").set({ software_due }).where("host", "=", host).execute();
  });
}

/** Up to a fifth of a wait. */
const jitter = (host: string, wait: number): number => Math.round((wait * (hash32(host) % 1000)) / 5000);

/**
 * Software that shows nothing of an EmojiReact (FEP-c0e0), and what it does with a Like instead. As their sources have it, read in November 2026:
 *
 * - Mastodon: `ActivityPub::Activity.factory` (app/lib/activitypub/activity.rb) makes nothing of other types than it lists; reactions are wished for in
 *   issue mastodon#4106. glitch-soc's are a pull request still (glitch-soc#2462)
 * - GoToSocial: internal/federation/federatingdb has a file for each activity, none for this one
 * - Lemmy: `SharedInboxActivities` (crates/apub/src/activity_lists.rs); - Pixelfed: `Inbox::handleVerb` (app/Util/ActivityPub/Inbox.php)
 * - PeerTube: `processActivity` (server/core/lib/activitypub/process/process.ts); - BookWyrm: the classes of bookwyrm/activitypub/__init__.py
 * - snac: seen in `test/interop`
 *
 * All others get the EmojiReact. It is Pleroma's and Akkoma's own (docs: "AP extensions, emoji reactions"); Misskey and what came of it do the same with
 * Like, `EmojiReaction` and `EmojiReact` (misskey#5492, #17642), and themselves send a Like with `content` and `_misskey_reaction`; Friendica takes both
 * (friendica#12797); Hollo has a listener for it (src/federation/inbox.ts), as Iceshrimp does.
 */
const LIKES_ONLY: Readonly<Record<string, string>> = Object.freeze({
  mastodon: "drops activities of types that it does not know; a Like is a favourite",
  gotosocial: "has no such activity; a Like is a favourite",
  snac: "counts it as a Like, where it knows it at all; a Like is one in each version",
  lemmy: "has no such activity; a Like is a vote for the post",
  pixelfed: "has no such activity; a Like is a like",
  peertube: "has no such activity; a Like is a thumb up",
  bookwyrm: "has no such activity; a Like is a favourite",
});

/** Forks call themselves Mastodon and add their own name to its version (`4.3.0+fork`); of them only glitch and Hometown are known to be alike. */
const FORKED = /^mastodon .*\+(?!glitch|hometown)/;

/** Whether it is known that a server cannot show reactions; of an unknown one it is not. */
export async function showsLikesOnly(db: Reads, host: string): Promise<boolean> {
  const software = await softwareOf(db, host);
  return Object.hasOwn(LIKES_ONLY, nameIn(software)) && !FORKED.test(software);
}

const softwareOf = async (db: Reads, host: string): Promise<string> =>
  (await db.selectFrom("hosts").select("software").where("host", "=", host).executeTakeFirst())?.software ?? "";

const nameIn = (software: string): string => software.split(" ", 1)[0] ?? "";

/**
 * Whose groups do not pass on to a server what its own people have done in them. PieFed (met as 1.6.27): `announce_activity_to_followers`
 * (app/activitypub/routes.py) leaves out the doer's server, which "presumably already has the content". Mbin (met as 1.10.1): `AnnounceHandler` and
 * `GenericAnnounceHandler` (src/MessageHandler/ActivityPub/Outbox) leave it out as well.
 */
const KEEPS_FROM_DOERS: readonly string[] = ["mbin", "piefed"];

/** Whether others here learn from us, or not at all, what our own people have done in a group of that server. */
export const keepsFromDoers = async (db: Reads, host: string): Promise<boolean> =>
  KEEPS_FROM_DOERS.includes(nameIn(await softwareOf(db, host)));

/**
 * Of these, whose groups list their newest posts, whoever has written them, and may refuse what is posted to them without a word. PieFed (met as 1.6.27):
 * `community_outbox` (app/activitypub/routes.py) has all that is not refused and not waiting for a moderator.
 */
const LISTS_POSTS: readonly string[] = ["piefed"];

/** Whether the outbox of a group of that server tells what the group shows. */
export const listsPosts = async (db: Reads, host: string): Promise<boolean> =>
  LISTS_POSTS.includes(nameIn(await softwareOf(db, host)));

/** Whose address of a deleted post answers as before. PieFed (met as 1.6.27): `post_ap` and `comment_ap` (app/activitypub/routes.py) do not look whether it is deleted. */
const SERVES_DELETED: readonly string[] = ["piefed"];

/** Whether asking that server says nothing of whether something has been deleted. */
export const servesDeleted = async (db: Reads, host: string): Promise<boolean> =>
  SERVES_DELETED.includes(nameIn(await softwareOf(db, host)));

/**
 * Whose people tell a group's followers themselves what they do in the groups of their own server, as authors and as moderators; the group passes on only what
 * comes from elsewhere. Mbin (met as 1.10.1): `CreateHandler`, `LockHandler`, `AddHandler` and their like (src/MessageHandler/ActivityPub/Outbox).
 */
const TELLS_STRAIGHT: readonly string[] = ["mbin"];

/** Whether what somebody of that server says to be done in a group of the same server is the group's word, too. */
export const tellsStraight = async (db: Reads, host: string): Promise<boolean> =>
  TELLS_STRAIGHT.includes(nameIn(await softwareOf(db, host)));

/**
 * Which knows what is for one person alone as a ChatMessage (Pleroma's word), and nothing else. Mbin (met as 1.10.1): of a Note `Create` ends as "PM: not
 * implemented" (src/Service/ActivityPub/ActivityPubContent.php). Lemmy: `PrivateMessageType` (crates/apub) has `ChatMessage` first, and up to 0.19 alone.
 */
const TAKES_CHAT_MESSAGES: readonly string[] = ["lemmy", "mbin"];

export const takesChatMessages = async (db: Reads, host: string): Promise<boolean> =>
  TAKES_CHAT_MESSAGES.includes(nameIn(await softwareOf(db, host)));

/**
 * Whose people hold events to which anybody comes who says so: by an Accept, a TentativeAccept or a Reject of the event itself, which nobody answers. Friendica (met
 * as 2025.02-dev): `Receiver::routeActivities` (src/Protocol/ActivityPub/Receiver.php) knows those three, and neither Join nor Leave.
 */
const LETS_COME: readonly string[] = ["friendica"];

export const letsAnybodyCome = async (db: Reads, host: string): Promise<boolean> =>
  LETS_COME.includes(nameIn(await softwareOf(db, host)));

/**
 * Whose people quote each other without asking, and others as well. Misskey (met as 2026.3.2) and what goes by its rules: `NoteCreateService`
 * (packages/backend/src/core) lets whatever is public be quoted by everybody who is not blocked, from wherever, and tells its author.
 */
const QUOTES_FREELY: readonly string[] = ["misskey", "cherrypick", "sharkey"];
const MOST_KNOWN = 5000;

/** Asked at every post that comes, so it is known for an hour. */
export async function quotesFreely(kith: Pick<Kith, "db" | "cache" | "now">, host: string): Promise<boolean> {
  const cache = kith.cache<{ free: boolean; until: number }>("quotes-freely", MOST_KNOWN);
  const known = cache.get(host);
  if (known !== undefined && known.until > kith.now()) return known.free;
  const free = QUOTES_FREELY.includes(nameIn(await softwareOf(kith.db, host)));
  cache.set(host, { free, until: kith.now() + HOUR });
  return free;
}

/**
 * Which takes what is for one person alone as a message, and whatever else is not for everybody as for all who follow its author there. Pixelfed (met as 0.12.6):
 * `Inbox::handleCreateActivity` counts the addressees, `Helpers::getScope` has "private" for the rest (app/Util/ActivityPub).
 */
const SHOWS_TO_FOLLOWERS: readonly string[] = ["pixelfed"];

/** Those of the hosts where what is for several people stays with them only if each gets a copy. */
export const showsToFollowers = async (db: Reads, hosts: readonly string[]): Promise<Set<string>> =>
  await hostsWith(db, hosts, SHOWS_TO_FOLLOWERS);

/** Which reads stories in a form of its own. */
const READS_STORY_ADDS: readonly string[] = ["pixelfed"];

/** Those of the hosts that read stories as Pixelfed writes them. */
export const readsStoryAdds = async (db: Reads, hosts: readonly string[]): Promise<Set<string>> =>
  await hostsWith(db, hosts, READS_STORY_ADDS);

/**
 * Which believes the deletion of a post only where its shared inbox gets it, for it checks each signature as if that had been there. Pixelfed (met as 0.12.6):
 * `DeleteWorker::verifySignature`.
 */
const DELETES_BY_SHARED_INBOX: readonly string[] = ["pixelfed"];

/** Those of the hosts whose shared inbox has to get deletions. */
export const deletesBySharedInbox = async (db: Reads, hosts: readonly string[]): Promise<Set<string>> =>
  await hostsWith(db, hosts, DELETES_BY_SHARED_INBOX);

/** Behind all inboxes of which there is one way in, so that what comes to two of them has come twice: Lemmy, Mbin (1.10.1) and PieFed (1.6.27). */
const ONE_WAY_IN: readonly string[] = ["lemmy", "mbin", "piefed"];

/** Those of the hosts where one inbox is enough, whomever it is about. */
export const haveOneWayIn = async (db: Reads, hosts: readonly string[]): Promise<Set<string>> =>
  await hostsWith(db, hosts, ONE_WAY_IN);

/** Which know a deleted account only by its whole object. Pixelfed (met as 0.12.6): `DeleteWorker::handle` looks for its type. */
const WANTS_OBJECTS: readonly string[] = ["pixelfed"];

/** Those of the hosts that want more of what is deleted than its id. */
export const wantObjects = async (db: Reads, hosts: readonly string[]): Promise<Set<string>> =>
  await hostsWith(db, hosts, WANTS_OBJECTS);

const ROWS = 200;

async function hostsWith(db: Reads, hosts: readonly string[], names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of parts(hosts, ROWS)) {
    const rows = await db.selectFrom("hosts").select(["host", "software"]).where("host", "in", some).execute();
    for (const { host, software } of rows) if (names.includes(nameIn(software))) found.add(host);
  }
  return found;
}
