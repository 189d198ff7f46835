/** What only Kith has, below `/api/kith`: one table, which is read when somebody first asks for it. */
import type { Route } from "../respond.ts";
import { chatRoutes } from "./chats.ts";
import { circleRoutes } from "./circles.ts";
import { cvRoutes } from "./cv.ts";
import { draftRoutes } from "./drafts.ts";
import { eventRoutes } from "./events.ts";
import { friendRoutes } from "./friends.ts";
import { groupDecisionRoutes } from "./group-decisions.ts";
import { groupFeedRoutes } from "./group-feed.ts";
import { groupInvitationRoutes } from "./group-invitations.ts";
import { groupModerationRoutes } from "./group-moderation.ts";
import { groupRoutes } from "./groups.ts";
import { receiptRoutes } from "./receipts.ts";
import { recommendationRoutes } from "./recommendations.ts";
import { storyRoutes } from "./stories.ts";
import { threadRoutes } from "./threads.ts";

export const kithRoutes: readonly Route[] = [
  ...chatRoutes,
  ...circleRoutes,
  ...cvRoutes,
  ...draftRoutes,
  ...eventRoutes,
  ...friendRoutes,
  ...groupDecisionRoutes,
  ...groupFeedRoutes,
  ...groupInvitationRoutes,
  ...groupModerationRoutes,
  ...groupRoutes,
  ...receiptRoutes,
  ...recommendationRoutes,
  ...storyRoutes,
  ...threadRoutes,
];
