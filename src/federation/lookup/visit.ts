/**
 * Profiles that somebody looks at for the first time, or again after a day: the first page of the outbox, the pins, and the numbers that their server
 * counts. The statuses come quietly, for they are no news.
 */
import { findAccountById } from "../../accounts/find.ts";
import { noteCounts } from "../../accounts/counts.ts";
import { wantCards } from "../../cards/wanted.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { accountTurn, endTurn } from "../../refreshes/turns.ts";
import { keepPins, MAX_REMOTE } from "../../statuses/pin.ts";
import { receiveReblog } from "../../statuses/reblog.ts";
import { isOpen } from "../../statuses/visible.ts";
import { readActivity, type ActivityRecord } from "../read/activity.ts";
import { visibilityOf } from "../read/audience.ts";
import { isNote } from "../read/note.ts";
import { id, isA, sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { refetchAccount } from "./account.ts";
import { beginErrand, type Errand } from "./errand.ts";
import { readListing, toListed, type Listed, type Listing } from "./listing.ts";
import { keepListedTags } from "./visit-tags.ts";
import { fetchListed, findListed, keepQuietly, readRecord } from "./thread-nodes.ts";

const HOUR = 3_600_000;
/** Statuses of the outbox; its head and its first page are read. */
const STATUSES = 40;
const PAGES = 2;

const nothing: Listing = Object.freeze({ items: [], total: undefined, whole: false });

/** Fetches what a profile shows, and ends the turn. */
export async function fetchProfile(kith: Kith, account_id: number): Promise<void> {
  const known = await findAccountById(kith.db, account_id);
  const stale = known !== undefined && known.fetched_at < kith.now() - HOUR;
  const account = stale ? await refetchAccount(kith, known) : known;
  const ok =
    account !== undefined && account.suspended_at === 0 && account.deleted_at === 0 && (await readProfile(kith, account));
  if (ok) await wantCards(kith, await loadNewest(kith, account));
  const every = kith.instance.limits.profile_hours * HOUR;
  await kith.write(
    async (tx) => await endTurn(tx, kith, accountTurn(account_id), ok ? { ok, every } : { ok: false, every: HOUR }),
  );
}

/** What the profile shows first. */
async function loadNewest({ db }: Kith, { id: account_id }: Account): Promise<number[]> {
  const newest = db.selectFrom("statuses").select("id").where("account_id", "=", account_id).orderBy("id", "desc");
  return (await newest.limit(STATUSES).execute()).map(({ id: status_id }) => status_id);
}

async function readProfile(kith: Kith, account: Account): Promise<boolean> {
  const errand = beginErrand(kith);
  const list = async (url: string, pages: number, items: number) =>
    url === "" ? nothing : await readListing(errand, url, account.uri, { pages, items, announces: true });
  const outbox = await list(account.outbox_url, PAGES, STATUSES);
  // Outboxes begin with the newest; what is answered comes before its answers.
  for (const item of (await openActivities(errand, account, outbox.items)).toReversed())
    await (item.announce === undefined ? keepOwn(errand, account, item) : keepAnnounce(errand, account, item));
  const featured = await list(account.featured_url, PAGES, MAX_REMOTE);
  const pins: Status[] = [];
  for (const item of featured.items) {
    // What a group pins has been posted to it by others; whether it was is seen when it is pinned.
    const status = await (account.actor_type === "Group" ? keepListed(errand, item, () => true) : keepOwn(errand, account, item));
    if (status !== undefined) pins.push(status);
  }
  if (featured.items.length > 0 || featured.whole) await keepPins(kith, account, pins, featured.whole && errand.isSmooth());
  await keepListedTags(errand, account);
  const told = account.actor_type === "Group" ? await (await import("./group.ts")).fetchTold(errand, account) : undefined;
  for (const item of told?.events ?? []) await keepListed(errand, item, (doc) => isA(doc, "Event"));
  await noteCounts(kith, account, {
    statuses: outbox.total,
    followers: told?.total ?? (await list(account.followers_url, 1, 0)).total,
    following: (await list(account.following_url, 1, 0)).total,
  });
  return errand.isSmooth();
}

/**
 * Some outboxes hold only addresses, of activities or of statuses: each is asked for once, from the account's own server only, and what it turns out to
 * be about is what is meant.
 */
async function openActivities(errand: Errand, account: Account, items: readonly Listed[]): Promise<Listed[]> {
  const opened: Listed[] = [];
  for (const item of items) {
    if (item.doc !== undefined || item.announce !== undefined || (await findListed(errand, item)) !== undefined) {
      opened.push(item);
      continue;
    }
    // What somebody has said is on their own server.
    if (!sameOrigin(item.uri, account.uri)) continue;
    const doc = await errand.fetchObject(item.uri);
    const listed = typeof doc === "string" || !isBy(doc, account) ? undefined : toListed(doc, account.uri, true);
    if (listed !== undefined) opened.push(listed);
  }
  return opened;
}

/** An activity of the account; of a status, its own reader says whose it is. */
const isBy = (doc: Doc, { uri }: Account): boolean => isNote(doc) || id(doc.actor) === uri;

/** A status of the account itself, for everybody; known or taken in. */
async function keepOwn(errand: Errand, account: Account, item: Listed): Promise<Status | undefined> {
  const status = await keepListed(errand, item, (doc) => readRecord(doc)?.author_uri === account.uri);
  return status?.account_id === account.id ? status : undefined;
}

/** A boost by the account: what is boosted is fetched from its own server. */
async function keepAnnounce(errand: Errand, account: Account, item: Listed): Promise<void> {
  const activity = announceOf(item);
  if (activity === undefined || activity.actor_uri !== account.uri) return;
  const original = await keepListed(errand, { uri: item.uri }, () => true);
  const visibility = visibilityOf(activity.raw, account.followers_url || undefined);
  if (original === undefined || !isOpen({ visibility })) return;
  await receiveReblog(errand.kith, account, original, {
    uri: activity.uri,
    published: activity.published,
    visibility,
    quiet: true,
  });
}

function announceOf({ announce }: Listed): ActivityRecord | undefined {
  try {
    return announce === undefined ? undefined : readActivity(announce);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return undefined;
  }
}

async function keepListed(errand: Errand, item: Listed, wanted: (doc: Doc) => boolean): Promise<Status | undefined> {
  const known = await findListed(errand, item);
  if (known !== undefined) return typeof known === "string" ? undefined : known;
  const doc = await fetchListed(errand, item);
  if (typeof doc === "string" || !wanted(doc)) return undefined;
  const kept = await keepQuietly(errand, doc);
  return typeof kept === "string" ? undefined : kept;
}
