/**
 * What follows what: the one table of consequences.
 *
 * A *later* effect is a job, queued in the transaction of the event and sure to run; a *now* effect runs after the commit and may be lost
 * in a crash (streams, caches). Nothing else in Kith enqueues jobs or publishes to streams.
 */
import { sendConfirmation } from "./access/letters.ts";
import { dropAccess } from "./access/tokens.ts";
import { makeReport } from "./annual/report.ts";
import { fetchCard } from "./cards/fetch.ts";
import type { Row } from "./db/schema.ts";
import {
  askForFeature,
  deliverCollection,
  deliverCollectionRemoval,
  deliverFeatureAnswer,
  deliverFeatureRevocation,
  deliverItem,
  deliverItemRemoval,
} from "./federation/deliver/collection.ts";
import { deliverFavourite, deliverUnfavourite } from "./federation/deliver/favourite.ts";
import { deliverFeaturedTag, deliverPin } from "./federation/deliver/feature.ts";
import { deliverMove } from "./federation/deliver/move.ts";
import { deliverFlag } from "./federation/deliver/flag.ts";
import { deliverReaction, deliverUnreaction } from "./federation/deliver/reaction.ts";
import {
  deliverBlock,
  deliverFollow,
  deliverFollowAnswer,
  deliverUnblock,
  deliverUnfollow,
} from "./federation/deliver/people.ts";
import { forgetHost, giveUpWaiting, holdWaiting, sendWaiting } from "./federation/deliver/hosts.ts";
import { deliverCounts, deliverVote } from "./federation/deliver/poll.ts";
import { deliverFarewell, deliverProfile } from "./federation/deliver/profile.ts";
import { askForQuote, checkStamp, deliverQuoteAnswer, deliverRefreshed, deliverRevocation } from "./federation/deliver/quote.ts";
import { deliverDelete, deliverEdit, deliverStatus } from "./federation/deliver/status.ts";
import { fetchOpened, fetchParent, fetchVisited, refreshStale } from "./federation/effects.ts";
import { findCollections, refreshCollection } from "./federation/lookup/collection.ts";
import { forgetDigests } from "./federation/followers/ours.ts";
import { synchroniseFollowers } from "./federation/followers/theirs.ts";
import { dropBytes } from "./federation/serve/bytes.ts";
import { forgetFilters } from "./filters/load.ts";
import { hash32 } from "./ids.ts";
import type { JobRequest } from "./jobs/queue.ts";
import type { Leased } from "./jobs/worker.ts";
import type { Kith, KithEvent, KithEventOf } from "./kith.ts";
import { streamPublished, streamReaction, streamRemoved } from "./mastodon/announcements.ts";
import { forgetAnswers } from "./mastodon/instance.ts";
import { processMedia } from "./media/process.ts";
import { enforceDomain } from "./moderation/enforce.ts";
import { endFollowsOf, eraseAccount } from "./moderation/erase.ts";
import { forgetIps } from "./moderation/ips.ts";
import { sendApproval, sendWarning } from "./moderation/letters.ts";
import { forgetPolicies } from "./moderation/policy.ts";
import { severAccount } from "./moderation/sever.ts";
import { carryOver } from "./moves/carry.ts";
import { followImported } from "./moves/follow-file.ts";
import { tellStaff } from "./notifications/sign-ups.ts";
import { duePushes, sendPush } from "./push/send.ts";
import { indexStatus } from "./search/index.ts";
import {
  streamConversation,
  streamDelete,
  streamEdit,
  streamEntered,
  streamFilters,
  streamListEnd,
  streamMerged,
  streamNotification,
  streamRevoked,
  streamStatus,
} from "./streams/publish.ts";
import { fanOutRest } from "./timelines/fanout.ts";
import { backfillHome, rebuildHome, removeFromHome } from "./timelines/fill.ts";

type Handler<Event> = (kith: Kith, event: Event, job: Leased<Row<"jobs">>) => Promise<void>;
type Options<Event> = Omit<JobRequest, "kind" | "payload" | "lane" | "unique_key" | "delay"> & {
  /** ms. */
  delay?: number | (() => number);
  /** Only for events of which this is true. */
  when?: (event: Event) => boolean;
  lane?: (event: Event) => string;
  unique_key?: (event: Event) => string;
};
export type Later<Event> = Options<Event> & { run: Handler<Event> };
export type Now<Event> = (kith: Kith, event: Event) => void | Promise<void>;
export type Consequences = {
  [Type in KithEvent["type"]]?: { now?: Now<KithEventOf<Type>>[]; later?: Record<string, Later<KithEventOf<Type>>> };
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Lanes: what is told to others about one thing is told in the order in which it happened, or an Undo could overtake what it undoes. In a lane the
 * more urgent job goes first, so those of one lane have one priority, unless the first is the most urgent anyway.
 */
const ofStatus = ({ status_id }: { status_id: number }) => `status/${status_id}`;
const ofFavourite = ({ account_id, status_id }: { account_id: number; status_id: number }) =>
  `favourite/${account_id}/${status_id}`;
const ofFeaturedTag = ({ account_id, tag_id }: { account_id: number; tag_id: number }) => `featured-tag/${account_id}/${tag_id}`;
const ofReactions = ({ account_id, status_id }: { account_id: number; status_id: number }) =>
  `reactions/${account_id}/${status_id}`;
const ofCollection = ({ collection_id }: { collection_id: number }) => `collection/${collection_id}`;
const ofPair = ({ account_id, target_id }: { account_id: number; target_id: number }) => `pair/${account_id}/${target_id}`;

/** A host that is asked for the same account by many statuses is asked once. */
const perHost = ({ host }: { host: string }) => `host/${host}`;
const perAccount = ({ account_id }: { account_id: number }) => `account/${account_id}`;

/** What is fetched because somebody looks takes a minute at worst: it has a few lanes, so that it never takes the places of all other work. */
const LANES = 3;
const ofHost = ({ host }: { host: string }) => `errand/${hash32(host) % LANES}`;

/** Votes come in swarms: others hear of them once in a while. */
const RECOUNT = 2 * MINUTE;
/** Who edits a profile often saves several times in a row. */
const PROFILE = 5000;

/** A status that goes everywhere makes every server ask for its link: not all in the same moment. */
const anytime = () => Math.floor(Math.random() * MINUTE);

export const consequences: Consequences = Object.freeze({
  "status.published": {
    now: [dropBytes, streamStatus],
    later: {
      deliver: { run: deliverStatus, when: ({ local, elsewhere }) => local && elsewhere, lane: ofStatus, priority: 0 },
      card: { run: fetchCard, when: ({ local, fresh, linked }) => local && fresh && linked, priority: 2 },
      "card-later": {
        run: fetchCard,
        when: ({ local, fresh, linked }) => !local && fresh && linked,
        delay: anytime,
        priority: 2,
      },
      "fan-out": { run: fanOutRest, when: ({ more_followers }) => more_followers },
    },
  },
  "homes.entered": { now: [streamEntered] },
  "list.removed": { now: [streamListEnd] },
  "status.edited": {
    now: [dropBytes, streamEdit],
    later: {
      card: { run: fetchCard, priority: 2 },
      deliver: { run: deliverEdit, when: ({ local }) => local, lane: ofStatus },
      index: { run: indexStatus, priority: 2 },
    },
  },
  "status.deleted": {
    now: [dropBytes, streamDelete],
    later: {
      deliver: { run: deliverDelete, when: ({ local }) => local, lane: ofStatus },
      index: { run: indexStatus, priority: 2 },
    },
  },
  "status.refreshed": {
    now: [dropBytes, streamEdit],
    later: { deliver: { run: deliverRefreshed, when: ({ local }) => local, lane: ofStatus } },
  },
  "quote.pending": {
    later: {
      ask: { run: askForQuote, when: ({ local }) => local, lane: ofStatus },
      check: { run: checkStamp, when: ({ local }) => !local, lane: ofStatus },
    },
  },
  "quote.stamped": { later: { check: { run: checkStamp, lane: ofStatus } } },
  "quote.answered": { later: { deliver: { run: deliverQuoteAnswer, lane: ofStatus, priority: 0 } } },
  "quote.revoked": { later: { deliver: { run: deliverRevocation, lane: ofStatus, priority: 0 } } },
  "collection.published": { later: { deliver: { run: deliverCollection, lane: ofCollection } } },
  "collection.removed": { later: { deliver: { run: deliverCollectionRemoval, lane: ofCollection } } },
  "collection.found": {
    later: { refresh: { run: refreshCollection, priority: 2, unique_key: ({ uri }) => `collection/${uri}` } },
  },
  "collections.wanted": {
    later: { find: { run: findCollections, priority: 2, unique_key: ({ account_id }) => `collections/${account_id}` } },
  },
  "collection_item.pending": { later: { ask: { run: askForFeature, lane: ofCollection } } },
  "collection_item.added": { later: { deliver: { run: deliverItem, lane: ofCollection } } },
  "collection_item.removed": { later: { deliver: { run: deliverItemRemoval, lane: ofCollection } } },
  "collection_item.answered": { later: { deliver: { run: deliverFeatureAnswer, lane: ofCollection } } },
  "collection_item.revoked": { later: { deliver: { run: deliverFeatureRevocation, lane: ofCollection } } },
  "thread.opened": {
    later: {
      fetch: { run: fetchOpened, lane: ofHost, unique_key: ({ conversation_id }) => `thread/${conversation_id}` },
    },
  },
  "status.orphaned": { later: { "fetch-parent": { run: fetchParent } } },
  "status.pinned": { later: { deliver: { run: deliverPin, lane: ofStatus } } },
  "status.unpinned": { later: { deliver: { run: deliverPin, lane: ofStatus } } },
  "tag.featured": { later: { deliver: { run: deliverFeaturedTag, lane: ofFeaturedTag } } },
  "tag.unfeatured": { later: { deliver: { run: deliverFeaturedTag, lane: ofFeaturedTag } } },
  "poll.voted": {
    now: [dropBytes],
    later: {
      deliver: { run: deliverVote, when: ({ local }) => local },
      recount: { run: deliverCounts, lane: ofStatus, delay: RECOUNT, unique_key: ({ poll_id }) => `recount/${poll_id}` },
    },
  },
  "poll.closed": { now: [dropBytes], later: { deliver: { run: deliverCounts, lane: ofStatus } } },
  "annual_report.requested": { later: { make: { run: makeReport, priority: 2 } } },
  "bookmark.added": { later: { index: { run: indexStatus, priority: 2 } } },
  "favourite.added": {
    now: [dropBytes],
    later: { deliver: { run: deliverFavourite, lane: ofFavourite }, index: { run: indexStatus, priority: 2 } },
  },
  "favourite.removed": { now: [dropBytes], later: { deliver: { run: deliverUnfavourite, lane: ofFavourite } } },
  "reaction.added": { later: { deliver: { run: deliverReaction, lane: ofReactions } } },
  "reaction.removed": { later: { deliver: { run: deliverUnreaction, lane: ofReactions } } },
  "follow.requested": { later: { deliver: { run: deliverFollow, lane: ofPair, priority: 0 } } },
  "follow.accepted": {
    now: [dropBytes, forgetDigests],
    later: {
      deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 },
      backfill: { run: async (kith, { account_id, target_id }) => await backfillHome(kith, account_id, target_id) },
    },
  },
  "follow.rejected": {
    now: [dropBytes, forgetDigests],
    later: { deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 } },
  },
  "follow.removed": {
    now: [dropBytes, forgetDigests],
    later: {
      deliver: { run: deliverUnfollow, lane: ofPair, priority: 0 },
      "empty-home": { run: async (kith, { account_id, target_id }) => await removeFromHome(kith, account_id, target_id) },
    },
  },
  "followers.differ": {
    later: { synchronise: { run: synchroniseFollowers, delay: MINUTE, priority: 2, unique_key: perAccount } },
  },
  "block.added": { later: { deliver: { run: deliverBlock, lane: ofPair, priority: 0 } } },
  "block.removed": { later: { deliver: { run: deliverUnblock, lane: ofPair, priority: 0 } } },
  "media.uploaded": {
    later: {
      // One of each at a time: minutes of films must not take the places of all other work.
      process: {
        run: async (kith, { media_id }, job) => await processMedia(kith, media_id, job),
        lane: ({ moving }) => (moving ? "media/moving" : "media/images"),
      },
    },
  },
  "account.created": {
    later: {
      confirm: { run: async (kith, { account_id }) => await sendConfirmation(kith, account_id), priority: 0 },
      "tell-staff": { run: tellStaff },
    },
  },
  "account.updated": {
    now: [dropBytes],
    later: {
      deliver: { run: deliverProfile, delay: PROFILE, unique_key: ({ account_id }) => `profile/${account_id}`, priority: 2 },
    },
  },
  "account.moved": {
    later: {
      deliver: { run: deliverMove, when: ({ local }) => local, lane: perAccount, priority: 0 },
      "carry-over": { run: carryOver, lane: perAccount },
    },
  },
  "follows.imported": {
    later: { follow: { run: followImported, lane: ({ account_id }) => `import/${account_id}`, priority: 2 } },
  },
  "account.visited": {
    later: { fetch: { run: fetchVisited, lane: ofHost, unique_key: ({ account_id }) => `visit/${account_id}` } },
  },
  "account.stale": { later: { refresh: { run: refreshStale, priority: 2, unique_key: perAccount } } },
  "account.returned": {
    later: { "rebuild-home": { run: async (kith, { account_id }) => await rebuildHome(kith, account_id), priority: 0 } },
  },
  "notification.created": {
    now: [streamNotification],
    later: { push: { run: duePushes, when: ({ push }) => push, lane: perAccount } },
  },
  // In a lane of its own: a subscription gets its messages in their order.
  "push.due": { later: { send: { run: sendPush, lane: ({ subscription_id }) => `push/${subscription_id}` } } },
  "notifications.merged": { now: [streamMerged] },
  "conversation.changed": { now: [streamConversation] },
  "filters.changed": { now: [(kith, { account_id }) => forgetFilters(kith, account_id), streamFilters] },
  "account.marked": { now: [(kith, { account_id }) => dropAccess(kith, account_id)] },
  "account.suspended": { later: { sever: { run: severAccount, lane: perAccount } } },
  "account.warned": { later: { letter: { run: sendWarning } } },
  "account.approved": { later: { letter: { run: sendApproval } } },
  "account.condemned": { later: { erase: { run: eraseAccount, priority: 2, lane: perAccount } } },
  "account.erased": {
    later: { farewell: { run: deliverFarewell }, "end-follows": { run: endFollowsOf, priority: 2, delay: HOUR } },
  },
  "report.forwarded": { later: { deliver: { run: deliverFlag } } },
  "announcement.published": { now: [streamPublished] },
  "announcement.removed": { now: [streamRemoved] },
  "announcement.reacted": { now: [streamReaction] },
  "instance.changed": { now: [forgetAnswers] },
  "ips.changed": { now: [forgetIps] },
  "domain.changed": {
    now: [forgetPolicies],
    later: { enforce: { run: enforceDomain, lane: ({ domain }) => `domain/${domain}` } },
  },
  "host.paused": { now: [forgetHost], later: { hold: { run: holdWaiting, lane: perHost } } },
  "host.released": { now: [forgetHost], later: { send: { run: sendWaiting, lane: perHost } } },
  "host.purged": { later: { "give-up": { run: giveUpWaiting, lane: perHost } } },
  "tokens.revoked": { now: [(kith, { user_id }) => dropAccess(kith, user_id), streamRevoked] },
} satisfies Consequences);
