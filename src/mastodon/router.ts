/** The door for Mastodon's clients: every route of the API in one table, behind one place that answers. */
import { Router, type Request, type Response } from "express";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { adminAccountRoutes } from "./admin/accounts.ts";
import { adminAnnouncementRoutes } from "./admin/announcements.ts";
import { adminStatusRoutes } from "./admin/statuses.ts";
import { adminPolicyRoutes } from "./admin/policies.ts";
import { announcementRoutes } from "./announcements.ts";
import { adminAuditRoutes } from "./admin/audit.ts";
import { adminBlockRoutes } from "./admin/blocks.ts";
import { adminDomainRoutes } from "./admin/domains.ts";
import { adminHostRoutes } from "./admin/hosts.ts";
import { adminRelayRoutes } from "./admin/relays.ts";
import { adminInsightRoutes } from "./admin/insights.ts";
import { adminReportRoutes } from "./admin/reports.ts";
import { accountRoutes } from "./accounts.ts";
import { annualReportRoutes } from "./annual-reports.ts";
import { appRoutes } from "./apps.ts";
import { draftRoutes } from "./drafts.ts";
import { chatRoutes } from "./kith/chats.ts";
import { circleRoutes } from "./kith/circles.ts";
import { storyRoutes } from "./kith/stories.ts";
import { eventRoutes } from "./kith/events.ts";
import { recommendationRoutes } from "./kith/recommendations.ts";
import { cvRoutes } from "./kith/cv.ts";
import { friendRoutes } from "./kith/friends.ts";
import { conversationRoutes } from "./conversations.ts";
import { collectionRoutes } from "./collections.ts";
import { withDeprecations } from "./deprecated.ts";
import { discoveryRoutes } from "./discovery.ts";
import { featuredTagRoutes } from "./featured-tags.ts";
import { filterRoutes } from "./filters.ts";
import { filterV1Routes } from "./filters-v1.ts";
import { groupedNotificationRoutes } from "./grouped-notifications.ts";
import { instanceRoutes } from "./instance.ts";
import { listRoutes } from "./lists.ts";
import { markerRoutes } from "./markers.ts";
import { mediaRoutes } from "./media.ts";
import { movingRoutes } from "./moving.ts";
import { notificationRoutes } from "./notifications.ts";
import { notificationRequestRoutes } from "./notification-requests.ts";
import { oembedRoutes } from "./oembed.ts";
import { peopleListRoutes } from "./people-lists.ts";
import { pollRoutes } from "./polls.ts";
import { profileRoutes } from "./profile.ts";
import { pushRoutes } from "./push.ts";
import { quoteRoutes } from "./quotes.ts";
import { groupDecisionRoutes } from "./groups.ts";
import { groupFeedRoutes } from "./kith/group-feed.ts";
import { groupInvitationRoutes } from "./kith/group-invitations.ts";
import { groupModerationRoutes } from "./kith/group-moderation.ts";
import { groupRoutes } from "./kith/groups.ts";
import { receiptRoutes } from "./receipts.ts";
import { reactionRoutes } from "./reactions.ts";
import { relationshipRoutes } from "./relationships.ts";
import { reportRoutes } from "./reports.ts";
import { get, nobody, respond, user, writePreflight, type Route } from "./respond.ts";
import { compileRoutes } from "./routes.ts";
import { scheduledRoutes } from "./scheduled-statuses.ts";
import { searchRoutes } from "./search.ts";
import { statusMarkRoutes } from "./status-marks.ts";
import { statusRoutes } from "./statuses.ts";
import { serveStream } from "./streaming.ts";
import { tagRoutes } from "./tags.ts";
import { trendRoutes } from "./trends.ts";
import { threadRoutes } from "./threads.ts";
import { timelineRoutes } from "./timelines.ts";
import { translationRoutes } from "./translations.ts";

export const routes: readonly Route[] = withDeprecations([
  ...accountRoutes,
  ...adminAccountRoutes,
  ...adminAnnouncementRoutes,
  ...adminPolicyRoutes,
  ...adminStatusRoutes,
  ...announcementRoutes,
  ...adminAuditRoutes,
  ...adminBlockRoutes,
  ...adminDomainRoutes,
  ...adminHostRoutes,
  ...adminRelayRoutes,
  ...adminInsightRoutes,
  ...adminReportRoutes,
  ...annualReportRoutes,
  ...appRoutes,
  ...chatRoutes,
  ...circleRoutes,
  ...eventRoutes,
  ...storyRoutes,
  ...friendRoutes,
  ...cvRoutes,
  ...recommendationRoutes,
  ...conversationRoutes,
  ...collectionRoutes,
  ...discoveryRoutes,
  ...draftRoutes,
  ...featuredTagRoutes,
  ...filterRoutes,
  ...filterV1Routes,
  ...groupedNotificationRoutes,
  ...instanceRoutes,
  ...listRoutes,
  ...markerRoutes,
  ...mediaRoutes,
  ...movingRoutes,
  ...notificationRequestRoutes,
  ...notificationRoutes,
  ...groupDecisionRoutes,
  ...groupRoutes,
  ...groupFeedRoutes,
  ...groupModerationRoutes,
  ...groupInvitationRoutes,
  ...oembedRoutes,
  ...peopleListRoutes,
  ...pollRoutes,
  ...profileRoutes,
  ...pushRoutes,
  ...quoteRoutes,
  ...receiptRoutes,
  ...reactionRoutes,
  ...relationshipRoutes,
  ...reportRoutes,
  ...scheduledRoutes,
  ...searchRoutes,
  ...statusMarkRoutes,
  ...statusRoutes,
  ...threadRoutes,
  ...tagRoutes,
  ...timelineRoutes,
  ...translationRoutes,
  ...trendRoutes,
]);

const STREAMING = "/api/v1/streaming/";
const ADMIN = /^\/api\/v\d\/admin\//;

const absent = async (): Promise<never> => {
  throw missing();
};
const nowhere = get("/api", nobody, absent);
/** What is not there is told to administrators only; all others hear that it is not for them. */
const adminOnly = get("/api/v1/admin", user("admin:read"), absent);

/** Answers all below `/api`, also what does not exist, and `/health`; everything else goes on. */
export function mastodonRouter(kith: Kith): Router {
  const find = compileRoutes(routes);
  const router = Router();
  router.use((req: Request, res: Response, next) => {
    const { path, method } = req;
    if (path === "/health" || path === "/health/") return void res.type("text/plain").send("OK");
    if (!path.startsWith("/api/")) return next();
    if (method === "OPTIONS") return writePreflight(res);
    if (path.startsWith(STREAMING)) return void serveStream(kith, path.slice(STREAMING.length), { req, res });
    const found = find(method, path);
    void respond(kith, found?.route ?? (ADMIN.test(path) ? adminOnly : nowhere), found?.params ?? {}, { req, res });
  });
  return router;
}
