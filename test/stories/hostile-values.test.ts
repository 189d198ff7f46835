/** Values that are none: an object where a word belongs, a name that no database keeps. They are read as nothing, and nobody, at every door. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { createWorld } from "../world/world.ts";

test("objects that have no value where a word or a number belongs are read as nothing said", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  await followsStranger(world, alice, mallory);
  const none = { toString: "x", valueOf: 1 };
  expect((await mallory.sends("alpha.test", { ...mallory.activity("Like", alice.uri), type: none })).status).toBe(202);
  for (const value of [none, [none], [[none]], { "@value": none }, { "@value": [none] }]) {
    const place = { type: "Place", name: "Here", latitude: value, longitude: value };
    const event = {
      type: "Event",
      name: "E",
      startTime: "2026-07-01T10:00:00Z",
      location: place,
      maximumAttendeeCapacity: value,
    };
    const film = {
      type: "Video",
      name: "V",
      hasParts: [{ name: "One", startOffset: value }],
      duration: value,
      aspectRatio: value,
    };
    for (const kind of [event, film])
      await mallory.sends("alpha.test", mallory.activity("Create", mallory.note("<p>x</p>", kind)));
  }
  await world.settles();
  const { db } = world.instance("alpha.test");
  expect(await db.selectFrom("inbox").select("last_error").where("last_error", "<>", "").execute()).toEqual([]);
  // What says so of a literal (the last two) is no JSON-LD at all, and not taken.
  expect(await alice.home()).toHaveLength(6);
});

/** Where a name may stand. */
const NAMED = [
  "/@%00",
  "/@%00.atom",
  "/@%00/media",
  "/@%00/events.ics",
  "/@%00/videos.rss",
  "/@%00/1",
  "/tags/%00.json",
  "/groups/join/%00",
  "/explore/groups?q=%00",
  "/explore/people?q=%00",
  "/explore/events?q=%00",
  "/users/%00/outbox",
  "/media/%00",
  "/.well-known/webfinger?resource=acct:%00@alpha.test",
  "/oauth/authorize?client_id=%00&redirect_uri=%00&response_type=code",
  "/api/v1/accounts/lookup?acct=%00",
  "/api/v1/timelines/tag/%00",
  "/api/v1/directory?order=%00&max_id[%00]=1",
];

test("a name with U+0000 in it is nobody's, at every door", async () => {
  await using world = await createWorld("alpha.test");
  await world.person("alice@alpha.test");
  for (const accept of ["text/html", "application/activity+json"])
    for (const path of NAMED) {
      const { status } = await world.visitor("alpha.test")("GET", path, { headers: { accept } });
      expect([path, status < 500]).toEqual([path, true]);
    }
});
