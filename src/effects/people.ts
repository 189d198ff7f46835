/** What follows what happens to people: whom they follow, what they are told, and what becomes of their accounts. */
import { sendAsked, sendConfirmation, sendNotice } from "../access/letters.ts";
import { dropAccess } from "../access/tokens.ts";
import { separateFromHost } from "../blocks/domains.ts";
import { forgetDigests } from "../federation/followers/ours.ts";
import {
  deliverBlock,
  deliverFarewell,
  deliverFollow,
  deliverFollowAnswer,
  deliverMove,
  deliverProfile,
  deliverRecommendationAnswer,
  deliverRecommendationEnd,
  deliverUnblock,
  deliverUnfollow,
  fetchVisited,
  makeArchive,
  offerRecommendation,
  refreshStale,
  synchroniseFollowers,
} from "../federation/handlers.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import { forgetFilters } from "../filters/load.ts";
import { forgetFollowed } from "../follows/followed.ts";
import { severAccount } from "../moderation/sever.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import {
  streamConversation,
  streamFilters,
  streamListEnd,
  streamMerged,
  streamNotification,
  streamRevoked,
} from "../streams/publish.ts";
import { backfillHome, rebuildHome, removeFromHome } from "../timelines/fill.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";
import { ofHost, ofPair, ofRecommendation, perAccount } from "./lanes.ts";

const chat = async () => await import("../groups/chat.ts");
const tendJoined = whenCalled(async () => (await chat()).tendJoined);
const tendLeft = whenCalled(async () => (await chat()).tendLeft);
const pushes = async () => await import("../push/send.ts");
const duePushes = whenCalled(async () => (await pushes()).duePushes);
const sendPush = whenCalled(async () => (await pushes()).sendPush);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Who edits a profile often saves several times in a row. */
const PROFILE = 5000;

/** What came by it goes. */
async function endFollow(kith: Kith, ended: KithEventOf<"follow.removed" | "follow.rejected">): Promise<void> {
  await removeFromHome(kith, ended.account_id, ended.target_id);
  await tendLeft(kith, ended);
  await goOnWith(kith, ended, false);
}

const goOnWith = whenCalled(async () => (await import("../moves/import.ts")).goOnWith);

export const peopleEffects: Consequences = Object.freeze({
  "list.removed": { now: [streamListEnd] },
  "follow.requested": { later: { deliver: { run: deliverFollow, lane: ofPair, priority: 0 } } },
  "follow.accepted": {
    now: [dropBytes, forgetDigests],
    later: {
      deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 },
      backfill: {
        run: async (kith, made) => {
          await backfillHome(kith, made.account_id, made.target_id);
          await tendJoined(kith, made);
          await goOnWith(kith, made, true);
        },
      },
    },
  },
  "follow.rejected": {
    now: [dropBytes, forgetDigests, forgetFollowed],
    later: {
      deliver: { run: deliverFollowAnswer, lane: ofPair, priority: 0 },
      "empty-home": { run: endFollow },
    },
  },
  "follow.removed": {
    now: [dropBytes, forgetDigests, forgetFollowed],
    later: {
      deliver: { run: deliverUnfollow, lane: ofPair, priority: 0 },
      "empty-home": { run: endFollow },
    },
  },
  "followers.differ": {
    later: { synchronise: { run: synchroniseFollowers, delay: MINUTE, priority: 2, unique_key: perAccount } },
  },
  "block.added": { later: { deliver: { run: deliverBlock, lane: ofPair, priority: 0 } } },
  "block.removed": { later: { deliver: { run: deliverUnblock, lane: ofPair, priority: 0 } } },
  "mute.ended": {
    later: {
      "return-messages": { run: whenCalled(async () => (await import("../conversations/kept.ts")).returnMessages), lane: ofPair },
    },
  },
  // Named when it ended visits only: jobs of older versions may still wait under this name.
  "host.shunned": { later: { "end-visits": { run: separateFromHost, lane: perAccount } } },
  "account.created": {
    later: {
      confirm: { run: async (kith, { account_id }, job) => await sendConfirmation(kith, account_id, job), priority: 0 },
      "tell-staff": { run: whenCalled(async () => (await import("../notifications/sign-ups.ts")).tellStaff) },
    },
  },
  "access.told": { later: { letter: { run: sendNotice } } },
  "letter.asked": {
    later: { letter: { run: sendAsked, priority: 0, unique_key: ({ user_id, what }) => `letter/${what}/${user_id}` } },
  },
  "email.asked": {
    later: { letter: { run: whenCalled(async () => (await import("../access/email-change.ts")).sendEmailChange), priority: 0 } },
  },
  "email.changed": {
    later: {
      letter: { run: whenCalled(async () => (await import("../access/email-change.ts")).sendFarewellToEmail), priority: 0 },
    },
  },
  "archive.asked": {
    later: {
      make: {
        run: makeArchive,
        priority: 2,
        lane: perAccount,
      },
    },
  },
  "account.updated": {
    now: [dropBytes, (kith, { account_id }) => dropAccess(kith, account_id)],
    later: {
      deliver: {
        run: deliverProfile,
        delay: PROFILE,
        unique_key: ({ account_id, widely = false }) => `profile/${account_id}${widely ? "/all" : ""}`,
        priority: 2,
      },
    },
  },
  "account.moved": {
    later: {
      deliver: { run: deliverMove, when: ({ local }) => local, lane: perAccount, priority: 0 },
      "carry-over": { run: whenCalled(async () => (await import("../moves/carry.ts")).carryOver), lane: perAccount },
    },
  },
  "follows.imported": {
    later: {
      follow: {
        run: whenCalled(async () => (await import("../moves/import.ts")).carryOutImports),
        lane: ({ account_id }) => `import/${account_id}`,
        priority: 2,
      },
    },
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
  "recommendation.signed": { later: { deliver: { run: offerRecommendation, lane: ofRecommendation, priority: 2 } } },
  "recommendation.answered": { later: { deliver: { run: deliverRecommendationAnswer, lane: ofRecommendation, priority: 0 } } },
  "recommendation.revoked": { later: { deliver: { run: deliverRecommendationEnd, lane: ofRecommendation, priority: 0 } } },
  "account.marked": { now: [(kith, { account_id }) => dropAccess(kith, account_id)] },
  "account.suspended": { later: { sever: { run: severAccount, lane: perAccount } } },
  "account.warned": {
    later: { letter: { run: whenCalled(async () => (await import("../moderation/letters.ts")).sendWarning) } },
  },
  "account.approved": {
    later: { letter: { run: whenCalled(async () => (await import("../moderation/letters.ts")).sendApproval) } },
  },
  "account.condemned": {
    later: {
      erase: {
        run: whenCalled(async () => (await import("../moderation/erase.ts")).eraseAccount),
        priority: 2,
        lane: perAccount,
      },
    },
  },
  "account.erased": {
    later: {
      groups: { run: whenCalled(async () => (await import("../groups/inherit.ts")).inheritGroups) },
      farewell: { run: deliverFarewell },
      "end-follows": {
        run: whenCalled(async () => (await import("../moderation/erase.ts")).endFollowsOf),
        priority: 2,
        delay: HOUR,
      },
    },
  },
  "access.changed": { now: [(kith, { user_id }) => dropAccess(kith, user_id)] },
  "tokens.revoked": { now: [(kith, { user_id }) => dropAccess(kith, user_id), streamRevoked] },
} satisfies Consequences);
