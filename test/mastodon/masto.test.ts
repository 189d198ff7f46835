/** A client library that many apps are built on, `masto`, through its whole surface: it knows Mastodon, and nothing of us. */
import { afterAll, describe, expect, test } from "vitest";
import { details } from "./masto/details.ts";
import { groups as inGroups } from "./masto/groups.ts";
import { notices } from "./masto/notices.ts";
import { knownAs, offered, plain } from "./masto/offered.ts";
import { openOthers, outside } from "./masto/outside.ts";
import { people } from "./masto/people.ts";
import { places } from "./masto/places.ts";
import { openMasto } from "./masto/setting.ts";
import { staff } from "./masto/staff.ts";
import { talking } from "./masto/talking.ts";
import { operations } from "./operations.ts";

const called = new Set<string>();

const groups = { talking, notices, people, places, details, groups: inGroups, staff };
for (const [name, steps] of Object.entries(groups))
  describe(name, () => {
    const setting = openMasto(called);
    for (const [title, step] of Object.entries(steps)) test(title, async () => await step(setting));
  });

describe("outside", async () => {
  const others = await openOthers();
  const setting = openMasto(called, others.options);
  afterAll(others.close);
  for (const [title, step] of Object.entries(outside)) test(title, async () => await step(setting));
});

/** What it offers and Mastodon has no more, or has never documented. */
const GONE = [
  // Cards are part of their statuses since 3.0; the first search ended with 4.0; languages are part of the second instance.
  "GET /api/v1/instance/languages",
  "GET /api/v1/search",
  "GET /api/v1/statuses/{}/card",
];
/** What it does not offer. Streams it hears over one WebSocket, at `/api/v1/streaming`. */
const NOT_OFFERED = [
  "DELETE /api/v1/media/{}",
  "GET /.well-known/oauth-authorization-server",
  "GET /api/oembed",
  "GET /api/v1/instance/privacy_policy",
  "GET /api/v1/instance/rules",
  "GET /api/v1/instance/terms_of_service",
  "GET /api/v1/instance/terms_of_service/{}",
  ...["direct", "hashtag", "hashtag/local", "health", "list", "public", "public/local", "public/remote", "user"].map(
    (name) => `GET /api/v1/streaming/${name}`,
  ),
  "GET /api/v1/streaming/user/notification",
  "GET /api/v1_alpha/async_refreshes/{}",
  "GET /health",
  "GET /oauth/authorize",
  "GET /oauth/userinfo",
  "POST /api/v1/statuses/{}/quotes/{}/revoke",
  "PUT /api/v1/statuses/{}/interaction_policy",
];

const left = (known: readonly string[]): string[] => {
  const reached = new Set([...called].map((request) => knownAs(request, known)));
  return known.filter((one) => !reached.has(one)).toSorted();
};

test("nothing that it can do was left out", () => {
  expect(offered().length).toBeGreaterThan(200);
  expect(left(offered())).toEqual(GONE.toSorted());
});

test("nothing that is documented was left out but what it does not offer", () => {
  expect(left(operations.map(({ method, path }) => plain(method, path)))).toEqual(NOT_OFFERED.toSorted());
});
