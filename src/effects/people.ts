/** What follows what happens to people: whom they follow, what they are told, and what becomes of their accounts. */
import { sendAsked, sendConfirmation, sendNotice } from "../access/letters.ts";
import { dropAccess } from "../access/tokens.ts";
import { separateFromHost } from "../blocks/domains.ts";
import {
  deliverBlock,
  deliverFollow,
  deliverFollowAnswer,
  deliverUnblock,
  deliverUnfollow,
} from "../federation/deliver/people.ts";
import { fetchVisited, refreshStale } from "../federation/effects.ts";
import { forgetDigests } from "../federation/followers/ours.ts";
import { synchroniseFollowers } from "../federation/followers/theirs.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import { forgetFilters } from "../filters/load.ts";
import { forgetFollowed } from "../follows/followed.ts";
import { tendGroup, tendLeft } from "../groups/chat.ts";
import { severAccount } from "../moderation/sever.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
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

/** What came by it goes. */
async function endFollow(kith: Kith, ended: KithEventOf<"follow.removed" | "follow.rejected">): Promise<void> {
  await removeFromHome(kith, ended.account_id, ended.target_id);
  await tendLeft(kith, ended);
}

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
          await tendGroup(kith, made);
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
      "return-messages": {
        run: async (kith, event) => await (await import("../conversations/kept.ts")).returnMessages(kith, event),
        lane: ofPair,
      },
    },
  },
  // Named when it ended visits only: jobs of older versions may still wait under this name.
  "host.shunned": { later: { "end-visits": { run: separateFromHost, lane: perAccount } } },
  "account.created": {
    later: {
      confirm: { run: async (kith, { account_id }, job) => await sendConfirmation(kith, account_id, job), priority: 0 },
      "tell-staff": {
        run: async (kith, event, job) => await (await import("../notifications/sign-ups.ts")).tellStaff(kith, event, job),
      },
    },
  },
  "access.told": { later: { letter: { run: sendNotice } } },
  "letter.asked": {
    later: { letter: { run: sendAsked, priority: 0, unique_key: ({ user_id, what }) => `letter/${what}/${user_id}` } },
  },
  "email.asked": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../access/email-change.ts")).sendEmailChange(kith, event, job),
        priority: 0,
      },
    },
  },
  "email.changed": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../access/email-change.ts")).sendFarewellToEmail(kith, event, job),
        priority: 0,
      },
    },
  },
  "archive.asked": {
    later: {
      make: {
        // Few ask for it, and it reads what everything else has to tell.
        run: async (kith, event) => await (await import("../federation/archive.ts")).makeArchive(kith, event),
        priority: 2,
        lane: perAccount,
      },
    },
  },
  "account.updated": {
    now: [dropBytes, (kith, { account_id }) => dropAccess(kith, account_id)],
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/profile.ts")).deliverProfile(kith, event, job),
        delay: PROFILE,
        unique_key: ({ account_id }) => `profile/${account_id}`,
        priority: 2,
      },
    },
  },
  "account.moved": {
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/move.ts")).deliverMove(kith, event, job),
        when: ({ local }) => local,
        lane: perAccount,
        priority: 0,
      },
      "carry-over": {
        run: async (kith, event) => await (await import("../moves/carry.ts")).carryOver(kith, event),
        lane: perAccount,
      },
    },
  },
  "follows.imported": {
    later: {
      follow: {
        run: async (kith, event) => await (await import("../moves/import.ts")).carryOutImports(kith, event),
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
  "recommendation.written": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/recommendation.ts")).offerRecommendation(kith, event, job),
        lane: ofRecommendation,
        priority: 0,
      },
    },
  },
  "recommendation.answered": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/recommendation.ts")).deliverRecommendationAnswer(kith, event, job),
        lane: ofRecommendation,
        priority: 0,
      },
    },
  },
  "recommendation.revoked": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/recommendation.ts")).deliverRecommendationEnd(kith, event, job),
        lane: ofRecommendation,
        priority: 0,
      },
    },
  },
  "account.marked": { now: [(kith, { account_id }) => dropAccess(kith, account_id)] },
  "account.suspended": { later: { sever: { run: severAccount, lane: perAccount } } },
  "account.warned": {
    later: {
      letter: { run: async (kith, event, job) => await (await import("../moderation/letters.ts")).sendWarning(kith, event, job) },
    },
  },
  "account.approved": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../moderation/letters.ts")).sendApproval(kith, event, job),
      },
    },
  },
  "account.condemned": {
    later: {
      erase: {
        run: async (kith, event) => await (await import("../moderation/erase.ts")).eraseAccount(kith, event),
        priority: 2,
        lane: perAccount,
      },
    },
  },
  "account.erased": {
    later: {
      groups: { run: async (kith, event) => await (await import("../groups/inherit.ts")).inheritGroups(kith, event) },
      farewell: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/profile.ts")).deliverFarewell(kith, event, job),
      },
      "end-follows": {
        run: async (kith, event) => await (await import("../moderation/erase.ts")).endFollowsOf(kith, event),
        priority: 2,
        delay: HOUR,
      },
    },
  },
  "access.changed": { now: [(kith, { user_id }) => dropAccess(kith, user_id)] },
  "tokens.revoked": { now: [(kith, { user_id }) => dropAccess(kith, user_id), streamRevoked] },
} satisfies Consequences);
