/** What follows what happens to people: whom they follow, what they are told, and what becomes of their accounts. */
import { sendEmailChange, sendFarewellToEmail } from "../access/email-change.ts";
import { sendConfirmation, sendNotice } from "../access/letters.ts";
import { dropAccess } from "../access/tokens.ts";
import { makeArchive } from "../federation/archive.ts";
import { deliverMove } from "../federation/deliver/move.ts";
import {
  deliverBlock,
  deliverFollow,
  deliverFollowAnswer,
  deliverUnblock,
  deliverUnfollow,
} from "../federation/deliver/people.ts";
import {
  deliverRecommendationAnswer,
  deliverRecommendationEnd,
  offerRecommendation,
} from "../federation/deliver/recommendation.ts";
import { deliverFarewell, deliverProfile } from "../federation/deliver/profile.ts";
import { fetchVisited, refreshStale } from "../federation/effects.ts";
import { forgetDigests } from "../federation/followers/ours.ts";
import { synchroniseFollowers } from "../federation/followers/theirs.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import { forgetFilters } from "../filters/load.ts";
import { forgetFollowed } from "../follows/followed.ts";
import { inheritGroups } from "../groups/inherit.ts";
import { endFollowsOf, eraseAccount } from "../moderation/erase.ts";
import { sendApproval, sendWarning } from "../moderation/letters.ts";
import { severAccount } from "../moderation/sever.ts";
import { carryOver } from "../moves/carry.ts";
import { carryOutImports } from "../moves/import.ts";
import { tellStaff } from "../notifications/sign-ups.ts";
import { duePushes, sendPush } from "../push/send.ts";
import {
  streamConversation,
  streamFilters,
  streamListEnd,
  streamMerged,
  streamNotification,
  streamRevoked,
} from "../streams/publish.ts";
import { backfillHome, rebuildHome, removeFromHome } from "../timelines/fill.ts";
import type { Consequences } from "./kinds.ts";
import { ofHost, ofPair, ofRecommendation, perAccount } from "./lanes.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Who edits a profile often saves several times in a row. */
const PROFILE = 5000;

export const peopleEffects: Consequences = Object.freeze({
  "list.removed": { now: [streamListEnd] },
  "follow.requested": { later: { deliver: { run: deliverFollow, lane: ofPair, priority: 0 } } },
  "follow.accepted": {
    now: [dropBytes, forgetDigests],
    later: {
      deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 },
      backfill: { run: async (kith, { account_id, target_id }) => await backfillHome(kith, account_id, target_id) },
    },
  },
  "follow.rejected": {
    now: [dropBytes, forgetDigests, forgetFollowed],
    later: {
      deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 },
      "empty-home": { run: async (kith, { account_id, target_id }) => await removeFromHome(kith, account_id, target_id) },
    },
  },
  "follow.removed": {
    now: [dropBytes, forgetDigests, forgetFollowed],
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
  "account.created": {
    later: {
      confirm: { run: async (kith, { account_id }) => await sendConfirmation(kith, account_id), priority: 0 },
      "tell-staff": { run: tellStaff },
    },
  },
  "access.told": { later: { letter: { run: sendNotice } } },
  "email.asked": { later: { letter: { run: sendEmailChange, priority: 0 } } },
  "email.changed": { later: { letter: { run: sendFarewellToEmail, priority: 0 } } },
  "archive.asked": { later: { make: { run: makeArchive, priority: 2, lane: perAccount } } },
  "account.updated": {
    now: [dropBytes, (kith, { account_id }) => dropAccess(kith, account_id)],
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
    later: { follow: { run: carryOutImports, lane: ({ account_id }) => `import/${account_id}`, priority: 2 } },
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
  "recommendation.written": { later: { deliver: { run: offerRecommendation, lane: ofRecommendation, priority: 0 } } },
  "recommendation.answered": { later: { deliver: { run: deliverRecommendationAnswer, lane: ofRecommendation, priority: 0 } } },
  "recommendation.revoked": { later: { deliver: { run: deliverRecommendationEnd, lane: ofRecommendation, priority: 0 } } },
  "account.marked": { now: [(kith, { account_id }) => dropAccess(kith, account_id)] },
  "account.suspended": { later: { sever: { run: severAccount, lane: perAccount } } },
  "account.warned": { later: { letter: { run: sendWarning } } },
  "account.approved": { later: { letter: { run: sendApproval } } },
  "account.condemned": { later: { erase: { run: eraseAccount, priority: 2, lane: perAccount } } },
  "account.erased": {
    later: {
      groups: { run: inheritGroups },
      farewell: { run: deliverFarewell },
      "end-follows": { run: endFollowsOf, priority: 2, delay: HOUR },
    },
  },
  "access.changed": { now: [(kith, { user_id }) => dropAccess(kith, user_id)] },
  "tokens.revoked": { now: [(kith, { user_id }) => dropAccess(kith, user_id), streamRevoked] },
} satisfies Consequences);
