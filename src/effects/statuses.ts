/** What follows what happens to statuses, and to what belongs to them or is made of them. */
import {
  announceApproved,
  askAgain,
  askForFeature,
  askForQuote,
  askGroup,
  checkStamp,
  deliverCollection,
  deliverCollectionRemoval,
  deliverCounts,
  deliverDelete,
  deliverDownvote,
  deliverEdit,
  deliverFavourite,
  deliverFeatureAnswer,
  deliverFeatureRevocation,
  deliverFeaturedTag,
  deliverHeld,
  deliverItem,
  deliverItemRemoval,
  deliverPin,
  deliverQuoteAnswer,
  deliverReaction,
  deliverRefreshed,
  deliverRefusal,
  deliverRevocation,
  deliverStatus,
  deliverUnfavourite,
  deliverUnreaction,
  deliverVote,
  fetchOpened,
  fetchParent,
  findCollections,
  lookInGroup,
  refreshCollection,
  shareDecision,
  shareDelete,
  shareDownvote,
  shareEdit,
  shareFavourite,
  shareReaction,
  shareStatus,
} from "../federation/handlers.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import type { KithEventOf } from "../kith-events.ts";
import { LOOKS } from "../groups/unpassed.ts";
import { processMedia } from "../media/process.ts";
import { indexStatus } from "../search/index.ts";
import { streamMessage } from "../streams/chats.ts";
import { streamDelete, streamEdit, streamEntered, streamReactions, streamStatus, streamToReaders } from "../streams/publish.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences, Later } from "./kinds.ts";
import { ofCards, ofCollection, ofFeaturedTags, ofHost, ofMarks, ofStatus } from "./lanes.ts";

const fetchCard = whenCalled(async () => (await import("../cards/fetch.ts")).fetchCard);
const fanOut = async () => await import("../timelines/fanout.ts");
const fanOutRest = whenCalled(async () => (await fanOut()).fanOutRest);
const fanOutToMembers = whenCalled(async () => (await fanOut()).fanOutToMembers);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Votes come in swarms: others hear of them once in a while. */
const RECOUNT = 2 * MINUTE;
/** Reactions come in swarms, too; who looks on waits this long for them. */
const RETOLD = 2000;
/** A status that goes everywhere makes every server ask for its link: not all in the same moment. */
const anytime = () => Math.floor(Math.random() * MINUTE);

const tellVote = {
  deliver: { run: deliverDownvote, lane: ofMarks },
  group: { run: shareDownvote, when: ({ group_id = 0 }) => group_id > 0, lane: ofMarks },
} satisfies Record<string, Later<KithEventOf<"downvote.added" | "downvote.removed">>>;

export const statusEffects: Consequences = Object.freeze({
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
  "readers.added": { now: [streamToReaders] },
  "group.entered": {
    now: [dropBytes],
    later: {
      show: { run: whenCalled(async () => (await import("../groups/show.ts")).showInGroup), lane: ofStatus },
      share: { run: shareStatus, when: ({ local }) => local, lane: ofStatus },
      "fan-out": { run: fanOutToMembers, when: ({ more_members }) => more_members },
    },
  },
  "group.approved": { later: { share: { run: announceApproved, lane: ofStatus } } },
  "status.held": { later: { deliver: { run: deliverHeld, lane: ofStatus } } },
  "group.refused": { later: { tell: { run: deliverRefusal, lane: ofStatus } } },
  "group.asked": { later: { ask: { run: askGroup, lane: ({ group_id }) => `group/${group_id}` } } },
  "group.decided": { later: { share: { run: shareDecision, lane: ({ group_id }) => `group/${group_id}` } } },
  "group.posted": {
    later: {
      look: {
        run: lookInGroup,
        delay: ({ looks }) => LOOKS[looks] ?? 0,
        lane: ({ group_id }) => `look/${group_id}`,
        priority: 2,
        unique_key: ({ status_id }) => `look/${status_id}`,
      },
    },
  },
  "group.swept": {
    later: {
      sweep: {
        run: whenCalled(async () => (await import("../groups/sweep.ts")).sweepPosts),
        lane: ({ group_id, account_id }) => `sweep/${group_id}/${account_id}`,
      },
    },
  },
  "status.edited": {
    now: [dropBytes, streamEdit, streamMessage],
    later: {
      group: { run: shareEdit, when: ({ local, group_id = 0 }) => local && group_id > 0, lane: ofStatus },
      card: { run: fetchCard, priority: 2 },
      deliver: { run: deliverEdit, when: ({ local }) => local, lane: ofStatus },
      index: { run: indexStatus, priority: 2 },
    },
  },
  "status.deleted": {
    now: [dropBytes, streamDelete],
    later: {
      deliver: { run: deliverDelete, when: ({ local }) => local, lane: ofStatus },
      group: { run: shareDelete, when: ({ local, group_id = 0 }) => local && group_id > 0, lane: ofStatus },
      index: { run: indexStatus, priority: 2 },
    },
  },
  "media.lost": { later: { remove: { run: whenCalled(async () => (await import("../media/remove.ts")).removeLost) } } },
  "status.refreshed": {
    now: [dropBytes, streamEdit, streamMessage],
    later: { deliver: { run: deliverRefreshed, when: ({ local }) => local, lane: ofStatus } },
  },
  "status.doubted": {
    later: { ask: { run: askAgain, delay: RECOUNT, priority: 2, unique_key: ({ status_id }) => `doubted/${status_id}` } },
  },
  "quote.pending": {
    later: {
      ask: { run: askForQuote, when: ({ local }) => local, lane: ofStatus },
      // Mastodon forgets a request that it reads while it is still taking in the status, which comes at the same time.
      again: { run: askForQuote, when: ({ local }) => local, lane: ofStatus, delay: MINUTE, priority: 2 },
      "once-more": { run: askForQuote, when: ({ local }) => local, lane: ofStatus, delay: HOUR, priority: 2 },
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
  "card.wanted": {
    later: {
      fetch: { run: fetchCard, lane: ofCards, priority: 2, unique_key: ({ status_id }) => `card/${status_id}` },
    },
  },
  "status.orphaned": { later: { "fetch-parent": { run: fetchParent } } },
  "status.pinned": { later: { deliver: { run: deliverPin, lane: ofStatus } } },
  "status.unpinned": { later: { deliver: { run: deliverPin, lane: ofStatus } } },
  "tag.featured": { later: { deliver: { run: deliverFeaturedTag, lane: ofFeaturedTags } } },
  "tag.unfeatured": { later: { deliver: { run: deliverFeaturedTag, lane: ofFeaturedTags } } },
  "poll.voted": {
    now: [dropBytes],
    later: {
      deliver: { run: deliverVote, when: ({ local }) => local },
      recount: { run: deliverCounts, lane: ofStatus, delay: RECOUNT, unique_key: ({ poll_id }) => `recount/${poll_id}` },
    },
  },
  "poll.closed": { now: [dropBytes], later: { deliver: { run: deliverCounts, lane: ofStatus } } },
  "bookmark.added": { later: { index: { run: indexStatus, priority: 2 } } },
  "favourite.added": {
    now: [dropBytes],
    later: {
      deliver: { run: deliverFavourite, lane: ofMarks },
      group: { run: shareFavourite, when: ({ group_id = 0 }) => group_id > 0, lane: ofMarks },
      index: { run: indexStatus, priority: 2 },
    },
  },
  "favourite.removed": {
    now: [dropBytes],
    later: {
      deliver: { run: deliverUnfavourite, lane: ofMarks },
      group: { run: shareFavourite, when: ({ group_id = 0 }) => group_id > 0, lane: ofMarks },
    },
  },
  "downvote.added": { later: tellVote },
  "downvote.removed": { later: tellVote },
  "reaction.added": {
    later: {
      deliver: { run: deliverReaction, lane: ofMarks },
      group: { run: shareReaction, when: ({ group_id = 0 }) => group_id > 0, lane: ofMarks },
    },
  },
  "reaction.removed": {
    later: {
      deliver: { run: deliverUnreaction, lane: ofMarks },
      group: { run: shareReaction, when: ({ group_id = 0 }) => group_id > 0, lane: ofMarks },
    },
  },
  "reactions.settled": { now: [streamReactions, streamMessage] },
  "reactions.changed": {
    later: {
      stream: {
        run: whenCalled(async () => (await import("../reactions/settle.ts")).settleReactions),
        delay: RETOLD,
        priority: 2,
        unique_key: ({ status_id }) => `retold/${status_id}`,
      },
    },
  },
  "media.uploaded": {
    later: {
      // One of each at a time: minutes of films must not take the places of all other work.
      process: {
        run: async (kith, { media_id }, job) => await processMedia(kith, media_id, job),
        lane: ({ moving }) => (moving ? "media/moving" : "media/images"),
      },
    },
  },
} satisfies Consequences);
