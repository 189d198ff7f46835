/** The door for apps: every route of the API in a table, behind one place that answers. What few ask for is in tables that are read on first use. */
import { Router, type Request, type Response } from "express";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { lazy } from "../lazy.ts";
import { announcementRoutes } from "./announcements.ts";
import { accountRoutes } from "./accounts.ts";
import { annualReportRoutes } from "./annual-reports.ts";
import { appRoutes } from "./apps.ts";
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
import { reactionRoutes } from "./reactions.ts";
import { relationshipRoutes } from "./relationships.ts";
import { reportRoutes } from "./reports.ts";
import { get, nobody, respond, user, writePreflight, type Route } from "./respond.ts";
import { compileRoutes } from "./routes.ts";
import { scheduledRoutes } from "./scheduled-statuses.ts";
import { searchRoutes } from "./search.ts";
import { statusMarkRoutes } from "./status-marks.ts";
import { statusRoutes } from "./statuses.ts";
import { serveStream } from "./streaming-door.ts";
import { tagRoutes } from "./tags.ts";
import { trendRoutes } from "./trends.ts";
import { timelineRoutes } from "./timelines.ts";
import { translationRoutes } from "./translations.ts";

const everyday: readonly Route[] = withDeprecations([
  ...accountRoutes,
  ...announcementRoutes,
  ...annualReportRoutes,
  ...appRoutes,
  ...conversationRoutes,
  ...collectionRoutes,
  ...discoveryRoutes,
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
  ...oembedRoutes,
  ...peopleListRoutes,
  ...pollRoutes,
  ...profileRoutes,
  ...pushRoutes,
  ...quoteRoutes,
  ...reactionRoutes,
  ...relationshipRoutes,
  ...reportRoutes,
  ...scheduledRoutes,
  ...searchRoutes,
  ...statusMarkRoutes,
  ...statusRoutes,
  ...tagRoutes,
  ...timelineRoutes,
  ...translationRoutes,
  ...trendRoutes,
]);

/** Tables of their own, by where all their paths begin; the first that fits has the route or nobody has. */
const APART: readonly { paths: RegExp; load: () => Promise<readonly Route[]> }[] = [
  { paths: /^\/api\/(?:kith\/)?v\d\/admin\//, load: async () => (await import("./admin/routes.ts")).adminRoutes },
  { paths: /^\/api\/kith\//, load: async () => (await import("./kith/routes.ts")).kithRoutes },
];

/** Every route there is. @throws Error when one stands in a table where it is not looked for */
export async function loadRoutes(): Promise<Route[]> {
  const apart = (path: string) => APART.find(({ paths }) => paths.test(path));
  const tables = [...(await Promise.all(APART.map(async ({ load }) => await load()))), everyday];
  tables.forEach((routes, n) => {
    const stray = routes.find(({ path }) => apart(path) !== APART[n]);
    if (stray !== undefined) throw new Error(`${stray.path} is not looked for in the table that has it`);
  });
  return tables.flat();
}

const STREAMING = "/api/v1/streaming/";
const ADMIN = /^\/api\/v\d\/admin\//;

const absent = async (): Promise<never> => {
  throw missing();
};
const nowhere = get("/api", nobody, absent);
/** What is not there is told to administrators only; all others hear that it is not for them. */
const adminOnly = get("/api/v1/admin", user("admin:read"), absent);

type Find = ReturnType<typeof compileRoutes>;

/** Answers all below `/api`, also what does not exist, and `/health`; everything else goes on. */
export function mastodonRouter(kith: Kith): Router {
  const find = compileRoutes(everyday);
  const apart = APART.map(({ paths, load }) => ({ paths, open: lazy(async () => compileRoutes(await load())) }));
  const reply = (by: Find, req: Request, res: Response) => {
    const found = by(req.method, req.path);
    const none = ADMIN.test(req.path) ? adminOnly : nowhere;
    void respond(kith, found?.route ?? none, found?.params ?? {}, { req, res });
  };
  const router = Router();
  router.use((req: Request, res: Response, next) => {
    const { path, method } = req;
    if (path === "/health" || path === "/health/") return void res.type("text/plain").send("OK");
    if (!path.startsWith("/api/")) return next();
    if (method === "OPTIONS") return writePreflight(res);
    if (path.startsWith(STREAMING))
      return void serveStream(kith, path.slice(STREAMING.length), { req, res }).then(undefined, next);
    const table = apart.find(({ paths }) => paths.test(path));
    if (table === undefined) return reply(find, req, res);
    table.open().then((by) => reply(by, req, res), next);
  });
  return router;
}
