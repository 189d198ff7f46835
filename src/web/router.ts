/** The door for people with a browser: pages and forms that work without scripts. Mounted last, so that what nobody answers becomes a page, too. */
import { constants } from "node:zlib";
import compression from "compression";
import { Router, type ErrorRequestHandler } from "express";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { UNSUBSCRIBE_PATH } from "../mailing/unsubscribe.ts";
import { adminRoutes } from "./admin/routes.ts";
import { aboutRoutes } from "./reading/about.ts";
import { actionRoutes } from "./reading/actions.ts";
import { openAssets, serveSiteStyle } from "./frame/assets.ts";
import { calendarRoutes } from "./writing/calendar.ts";
import { collectionRoutes } from "./reading/collections.ts";
import { composeRoutes } from "./writing/compose.ts";
import { composeHelpRoutes } from "./writing/compose-help.ts";
import { deleteRoutes } from "./writing/deleting.ts";
import { draftRoutes } from "./writing/drafts.ts";
import { editRoutes } from "./writing/editing.ts";
import { elsewhereRoutes } from "./people/elsewhere.ts";
import { embedRoutes } from "./reading/embed.ts";
import { eventFormRoutes } from "./events/event-forms.ts";
import { eventSeriesRoutes } from "./events/event-series.ts";
import { eventRoutes } from "./events/events.ts";
import { exploreRoutes } from "./reading/explore.ts";
import { answerError } from "./frame/failure.ts";
import { feedRoutes } from "./reading/feeds.ts";
import { filterRoutes } from "./settings/filters.ts";
import { pageHeaders } from "./frame/headers.ts";
import { compilePages } from "./frame/inside.ts";
import { insightRoutes } from "./reading/insights.ts";
import { groupFindingRoutes } from "./groups/group-finding.ts";
import { groupMakingRoutes } from "./groups/group-making.ts";
import { groupPostRoutes } from "./groups/group-posts.ts";
import { groupStaffRoutes } from "./groups/group-staff.ts";
import { groupEventRoutes } from "./groups/group-events.ts";
import { groupRoutes } from "./groups/groups.ts";
import { keptAwayRoutes } from "./people/kept-away.ts";
import { mailRoutes, serveUnsubscribe } from "./settings/mail.ts";
import { languageRoutes } from "./frame/language.ts";
import { circleRoutes } from "./people/circles.ts";
import { cvRoutes } from "./people/cv.ts";
import { friendRoutes } from "./people/friends.ts";
import { listRoutes } from "./people/lists.ts";
import { messageRoutes } from "./messages/messages.ts";
import { serveLive } from "./live.ts";
import { movingRoutes } from "./settings/moving.ts";
import { dataRoutes } from "./settings/data.ts";
import { preferenceRoutes } from "./settings/preferences.ts";
import { sessionRoutes } from "./access/sessions.ts";
import { twoFactorRoutes } from "./access/two-factor.ts";
import { notificationRequestRoutes } from "./reading/notification-requests.ts";
import { notificationRoutes } from "./reading/notifications.ts";
import { passwordRoutes } from "./access/password.ts";
import { peopleRoutes } from "./people/people.ts";
import { profileRoutes } from "./people/profile.ts";
import { readingRoutes } from "./reading/reading.ts";
import { recoverRoutes } from "./access/recover.ts";
import { recurringRoutes } from "./writing/recurring.ts";
import { recommendationRoutes } from "./people/recommendations.ts";
import { relationRoutes } from "./people/relations.ts";
import { reportRoutes } from "./people/report.ts";
import { respond, type Route } from "./frame/respond.ts";
import { searchRoutes } from "./reading/search.ts";
import { settingsRoutes } from "./settings/settings.ts";
import { setupRoutes } from "./access/setup.ts";
import { shortcutRoutes } from "./settings/shortcuts.ts";
import { signInRoutes } from "./access/sign-in.ts";
import { signUpRoutes } from "./access/sign-up.ts";
import { storyRoutes } from "./reading/stories.ts";
import { tagRoutes } from "./reading/tags.ts";
import { teamQueueRoutes } from "./teams/team-queue.ts";
import { teamRoutes } from "./teams/teams.ts";
import { threadRoutes } from "./reading/thread.ts";
import { timelineRoutes } from "./reading/timelines.ts";
import { ownVideoRoutes } from "./videos/own-videos.ts";
import { videoUploadRoutes } from "./videos/video-uploads.ts";
import { videoRoutes } from "./videos/videos.ts";

/** The first that fits answers: fixed paths stand before those that begin with a name. */
export const webRoutes: readonly Route[] = [
  ...aboutRoutes,
  ...feedRoutes,
  ...embedRoutes,
  ...languageRoutes,
  ...exploreRoutes,
  ...videoRoutes,
  ...videoUploadRoutes,
  ...ownVideoRoutes,
  ...eventFormRoutes,
  ...eventSeriesRoutes,
  ...eventRoutes,
  ...circleRoutes,
  ...storyRoutes,
  ...friendRoutes,
  ...cvRoutes,
  ...recommendationRoutes,
  ...listRoutes,
  ...insightRoutes,
  ...groupFindingRoutes,
  ...groupMakingRoutes,
  ...groupRoutes,
  ...groupEventRoutes,
  ...groupStaffRoutes,
  ...groupPostRoutes,
  ...filterRoutes,
  ...keptAwayRoutes,
  ...timelineRoutes,
  ...tagRoutes,
  ...shortcutRoutes,
  ...notificationRoutes,
  ...notificationRequestRoutes,
  ...searchRoutes,
  ...collectionRoutes,
  ...composeRoutes,
  ...composeHelpRoutes,
  ...editRoutes,
  ...deleteRoutes,
  ...calendarRoutes,
  ...draftRoutes,
  ...recurringRoutes,
  ...teamRoutes,
  ...teamQueueRoutes,
  ...messageRoutes,
  ...actionRoutes,
  ...relationRoutes,
  ...reportRoutes,
  ...settingsRoutes,
  ...preferenceRoutes,
  ...mailRoutes,
  ...sessionRoutes,
  ...twoFactorRoutes,
  ...dataRoutes,
  ...movingRoutes,
  ...passwordRoutes,
  ...signInRoutes,
  ...signUpRoutes,
  ...setupRoutes,
  ...recoverRoutes,
  ...elsewhereRoutes,
  ...adminRoutes,
  ...peopleRoutes,
  ...readingRoutes,
  ...profileRoutes,
  ...threadRoutes,
];

/** Answers of fewer bytes gain nothing by compression. */
const WORTH_COMPRESSING = 1024;
/** Brotli takes memory for the largest window unless told: many pages at once then cost three times as much. Pages fit into a quarter of a megabyte. */
const PACKING = {
  threshold: WORTH_COMPRESSING,
  brotli: { params: { [constants.BROTLI_PARAM_LGWIN]: 18 } },
};

export function webRouter(kith: Kith): Router {
  const router = Router({ caseSensitive: true });
  const assets = openAssets();
  router.get("/assets/:name", (req, res, next) => {
    if (!serveSiteStyle(kith, req.params.name, res)) next();
  });
  router.get("/assets/:name", async (req, res, next) => {
    if (!(await assets.serve(req, res))) next();
  });
  router.get("/favicon.ico", (_req, res) => {
    const own = kith.instance.icons["32"];
    res.redirect(302, own === undefined ? assets.url("icon.svg") : kith.files.url(own));
  });
  router.get("/robots.txt", (_req, res) => void res.type("text/plain").send(ROBOTS));
  router.use(pageHeaders(kith.instance), compression(PACKING));
  router.get("/live", async (req, res) => await serveLive(kith, assets, { req, res }));
  router.post(UNSUBSCRIBE_PATH, async (req, res) => await serveUnsubscribe(kith, { req, res }));
  const findPage = compilePages(webRoutes);
  for (const route of webRoutes) {
    router[route.method](route.path, async (req, res) => await respond(kith, assets, route, { req, res, findPage }));
  }
  router.use(() => {
    throw missing();
  });
  const failed: ErrorRequestHandler = async (error, req, res, next) => {
    if (res.headersSent) next(error);
    else await answerError(kith, assets, error, { req, res });
  };
  router.use(failed);
  return router;
}

/** Pages that are other for everyone, or cost more than they tell. */
const ROBOTS =
  "User-agent: *\nDisallow: /search\nDisallow: /auth/\nDisallow: /mail/\nDisallow: /sign_in\nDisallow: /sign_up\nDisallow: /compose\nDisallow: /settings/\nDisallow: /insights\nDisallow: /admin\n";
