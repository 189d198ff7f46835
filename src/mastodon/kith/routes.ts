/** What only Kith has, below `/api/kith`: one table, which is read when somebody first asks for it. */
import type { Route } from "../respond.ts";
import { calendarRoutes } from "./calendar.ts";
import { chatRoutes } from "./chats.ts";
import { circleRoutes } from "./circles.ts";
import { cvRoutes } from "./cv.ts";
import { draftRoutes } from "./drafts.ts";
import { eventDateRoutes } from "./event-dates.ts";
import { eventRoutes } from "./events.ts";
import { friendRoutes } from "./friends.ts";
import { groupDecisionRoutes } from "./group-decisions.ts";
import { groupFeedRoutes } from "./group-feed.ts";
import { groupInvitationRoutes } from "./group-invitations.ts";
import { groupModerationRoutes } from "./group-moderation.ts";
import { groupRoutes } from "./groups.ts";
import { insightRoutes } from "./insights.ts";
import { mailRoutes } from "./mail.ts";
import { playlistRoutes } from "./playlists.ts";
import { receiptRoutes } from "./receipts.ts";
import { recommendationRoutes } from "./recommendations.ts";
import { recurringRoutes } from "./recurring.ts";
import { storyRoutes } from "./stories.ts";
import { submissionRoutes } from "./submissions.ts";
import { teamRoutes } from "./teams.ts";
import { threadRoutes } from "./threads.ts";
import { uploadRoutes } from "./uploads.ts";
import { videoRoutes } from "./videos.ts";
import { voteRoutes } from "./votes.ts";

export const kithRoutes: readonly Route[] = [
  ...calendarRoutes,
  ...chatRoutes,
  ...circleRoutes,
  ...cvRoutes,
  ...draftRoutes,
  ...eventDateRoutes,
  ...eventRoutes,
  ...friendRoutes,
  ...groupDecisionRoutes,
  ...groupFeedRoutes,
  ...groupInvitationRoutes,
  ...groupModerationRoutes,
  ...groupRoutes,
  ...insightRoutes,
  ...mailRoutes,
  ...playlistRoutes,
  ...receiptRoutes,
  ...recommendationRoutes,
  ...recurringRoutes,
  ...storyRoutes,
  ...submissionRoutes,
  ...teamRoutes,
  ...threadRoutes,
  ...uploadRoutes,
  ...videoRoutes,
  ...voteRoutes,
];
