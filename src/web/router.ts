/** The door for people with a browser: pages and forms that work without scripts. Mounted last, so that what nobody answers becomes a page, too. */
import compression from "compression";
import { Router, type ErrorRequestHandler } from "express";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { aboutRoutes } from "./about.ts";
import { actionRoutes } from "./actions.ts";
import { openAssets } from "./assets.ts";
import { collectionRoutes } from "./collections.ts";
import { composeRoutes } from "./compose.ts";
import { elsewhereRoutes } from "./elsewhere.ts";
import { answerError } from "./failure.ts";
import { pageHeaders } from "./headers.ts";
import { hostRoutes } from "./hosts.ts";
import { languageRoutes } from "./language.ts";
import { relayRoutes } from "./relays.ts";
import { movingRoutes } from "./moving.ts";
import { notificationRoutes } from "./notifications.ts";
import { passwordRoutes } from "./password.ts";
import { peopleRoutes } from "./people.ts";
import { profileRoutes } from "./profile.ts";
import { recoverRoutes } from "./recover.ts";
import { respond, type Route } from "./respond.ts";
import { searchRoutes } from "./search.ts";
import { settingsRoutes } from "./settings.ts";
import { setupRoutes } from "./setup.ts";
import { signInRoutes } from "./sign-in.ts";
import { signUpRoutes } from "./sign-up.ts";
import { threadRoutes } from "./thread.ts";
import { timelineRoutes } from "./timelines.ts";

/** The first that fits answers: fixed paths stand before those that begin with a name. */
const ROUTES: readonly Route[] = [
  ...aboutRoutes,
  ...languageRoutes,
  ...timelineRoutes,
  ...notificationRoutes,
  ...searchRoutes,
  ...collectionRoutes,
  ...composeRoutes,
  ...actionRoutes,
  ...settingsRoutes,
  ...movingRoutes,
  ...passwordRoutes,
  ...signInRoutes,
  ...signUpRoutes,
  ...setupRoutes,
  ...recoverRoutes,
  ...elsewhereRoutes,
  ...hostRoutes,
  ...relayRoutes,
  ...peopleRoutes,
  ...profileRoutes,
  ...threadRoutes,
];

/** Answers of fewer bytes gain nothing by compression. */
const WORTH_COMPRESSING = 1024;

export function webRouter(kith: Kith): Router {
  const router = Router({ caseSensitive: true });
  const assets = openAssets();
  router.get("/assets/:name", async (req, res, next) => {
    if (!(await assets.serve(req, res))) next();
  });
  router.get("/favicon.ico", (_req, res) => res.redirect(302, assets.url("icon.svg")));
  router.get("/robots.txt", (_req, res) => void res.type("text/plain").send(ROBOTS));
  router.use(pageHeaders(kith.instance), compression({ threshold: WORTH_COMPRESSING }));
  for (const route of ROUTES) {
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
  "User-agent: *\nDisallow: /search\nDisallow: /auth/\nDisallow: /sign_in\nDisallow: /sign_up\nDisallow: /compose\nDisallow: /settings/\n";
