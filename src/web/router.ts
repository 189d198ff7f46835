/** The door for people with a browser: pages and forms that work without scripts. Mounted last, so that what nobody answers becomes a page, too. */
import { constants } from "node:zlib";
import compression from "compression";
import { Router, type ErrorRequestHandler } from "express";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { UNSUBSCRIBE_PATH } from "../mailing/unsubscribe.ts";
import { adminRoutes } from "./admin/routes.ts";
import { aboutRoutes } from "./about.ts";
import { actionRoutes } from "./actions.ts";
import { openAssets, serveSiteStyle } from "./assets.ts";
import { calendarRoutes } from "./calendar.ts";
import { collectionRoutes } from "./collections.ts";
import { composeRoutes } from "./compose.ts";
import { composeHelpRoutes } from "./compose-help.ts";
import { deleteRoutes } from "./deleting.ts";
import { draftRoutes } from "./drafts.ts";
import { editRoutes } from "./editing.ts";
import { elsewhereRoutes } from "./elsewhere.ts";
import { embedRoutes } from "./embed.ts";
import { eventFormRoutes } from "./event-forms.ts";
import { eventSeriesRoutes } from "./event-series.ts";
import { eventRoutes } from "./events.ts";
import { exploreRoutes } from "./explore.ts";
import { answerError } from "./failure.ts";
import { feedRoutes } from "./feeds.ts";
import { filterRoutes } from "./filters.ts";
import { pageHeaders } from "./headers.ts";
import { insightRoutes } from "./insights.ts";
import { groupFindingRoutes } from "./group-finding.ts";
import { groupMakingRoutes } from "./group-making.ts";
import { groupPostRoutes } from "./group-posts.ts";
import { groupStaffRoutes } from "./group-staff.ts";
import { groupEventRoutes } from "./group-events.ts";
import { groupRoutes } from "./groups.ts";
import { keptAwayRoutes } from "./kept-away.ts";
import { mailRoutes, serveUnsubscribe } from "./mail.ts";
import { languageRoutes } from "./language.ts";
import { circleRoutes } from "./circles.ts";
import { cvRoutes } from "./cv.ts";
import { friendRoutes } from "./friends.ts";
import { listRoutes } from "./lists.ts";
import { messageRoutes } from "./messages.ts";
import { serveLive } from "./live.ts";
import { movingRoutes } from "./moving.ts";
import { dataRoutes } from "./data.ts";
import { preferenceRoutes } from "./preferences.ts";
import { sessionRoutes } from "./sessions.ts";
import { twoFactorRoutes } from "./two-factor.ts";
import { notificationRequestRoutes } from "./notification-requests.ts";
import { notificationRoutes } from "./notifications.ts";
import { passwordRoutes } from "./password.ts";
import { peopleRoutes } from "./people.ts";
import { profileRoutes } from "./profile.ts";
import { readingRoutes } from "./reading.ts";
import { recoverRoutes } from "./recover.ts";
import { recurringRoutes } from "./recurring.ts";
import { recommendationRoutes } from "./recommendations.ts";
import { relationRoutes } from "./relations.ts";
import { reportRoutes } from "./report.ts";
import { respond, type Route } from "./respond.ts";
import { searchRoutes } from "./search.ts";
import { settingsRoutes } from "./settings.ts";
import { setupRoutes } from "./setup.ts";
import { shortcutRoutes } from "./shortcuts.ts";
import { signInRoutes } from "./sign-in.ts";
import { signUpRoutes } from "./sign-up.ts";
import { storyRoutes } from "./stories.ts";
import { tagRoutes } from "./tags.ts";
import { teamQueueRoutes } from "./team-queue.ts";
import { teamRoutes } from "./teams.ts";
import { threadRoutes } from "./thread.ts";
import { timelineRoutes } from "./timelines.ts";
import { ownVideoRoutes } from "./own-videos.ts";
import { videoUploadRoutes } from "./video-uploads.ts";
import { videoRoutes } from "./videos.ts";

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
  for (const route of webRoutes) {
    router[route.method](route.path, async (req, res) => await respond(kith, assets, route, { req, res }));
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
