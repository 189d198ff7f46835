/** Says of routes that newer ones replace since when that is so, in the header of RFC 9745. They go on working. */
import type { Route } from "./respond.ts";

/** Method and path, with the day of the version of Mastodon that named a successor. */
const SINCE: readonly (readonly [string, string])[] = [
  ["GET /api/v1/instance", "2022-11-14"],
  ["POST /api/v1/media", "2020-04-05"],
  ["GET /api/v1/suggestions", "2021-05-16"],
  ["GET /api/v1/trends", "2022-03-30"],
  ["GET /api/v1/search", "2019-10-03"],
  ["GET /api/v1/timelines/direct", "2019-10-03"],
  ["GET /api/v1/accounts/:id/identity_proofs", "2022-03-30"],
  ["POST /api/v1/accounts/:id/pin", "2025-07-08"],
  ["POST /api/v1/accounts/:id/unpin", "2025-07-08"],
  ["GET /api/v1/filters", "2022-11-14"],
  ["POST /api/v1/filters", "2022-11-14"],
  ["GET /api/v1/filters/:id", "2022-11-14"],
  ["PUT /api/v1/filters/:id", "2022-11-14"],
  ["DELETE /api/v1/filters/:id", "2022-11-14"],
];

/** The routes, those that are deprecated with the header on what they answer. */
export function withDeprecations(routes: readonly Route[]): Route[] {
  const since = new Map(SINCE);
  return routes.map((route) => {
    const day = since.get(`${route.method} ${route.path}`);
    if (day === undefined) return route;
    const deprecation = `@${Date.parse(`${day}T00:00:00Z`) / 1000}`;
    return {
      ...route,
      handle: async (request) => {
        const answer = await route.handle(request);
        return { ...answer, headers: { ...answer.headers, deprecation } };
      },
    };
  });
}
