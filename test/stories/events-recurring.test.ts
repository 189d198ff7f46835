/** Events that come again: each is announced once and by itself, at the same hour in summer and winter, until they are changed or ended. */
import { expect, test } from "vitest";
import { announceNextEvents } from "../../src/events/recur.ts";
import { remindOfEvents } from "../../src/events/remind.ts";
import { uploads } from "../mastodon/pixel.ts";
import { letterBox } from "../web/letters.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, holds, sees, type EventJson } from "./gatherings.ts";

const at = "/api/kith/v1/events";
type Again = EventJson & { recurrence: { rrule: string; date: string; next: string | null } | null };

const heldBy = async (who: Person): Promise<(Again & { pictures: string[] })[]> => {
  const path = `${at}?mine=true&from=2000-01-01`;
  const statuses = await who.api<{ event: Again; media_attachments: { description: string }[] }[]>("GET", path);
  return statuses.map(({ event, media_attachments }) => ({
    ...event,
    pictures: media_attachments.map(({ description }) => description),
  }));
};
const waits = async (world: World, until: string, minutes = 1): Promise<void> =>
  await world.passes(`${Math.ceil((Date.parse(until) - world.clock.now()) / 60_000) + minutes} minutes`);

// Thursdays at half past six in Berlin; clocks go back on 25 October.
const THURSDAYS = [
  "2026-10-15T16:30:00.000Z",
  "2026-10-22T16:30:00.000Z",
  "2026-10-29T17:30:00.000Z",
  "2026-11-05T17:30:00.000Z",
] as const;

test("a weekly event is announced one after the other, here and elsewhere, at the hour of its place, once each, with its picture", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const rrule = "FREQ=WEEKLY;COUNT=4";
  const first = (await holds(alice, THURSDAYS[0], {
    rrule,
    media_ids: [await uploads(alice, "A field")],
    end: "2026-10-15T18:30:00Z",
  })) as Again;
  await world.settles();
  expect(first.recurrence).toMatchObject({ rrule: "FREQ=WEEKLY;BYDAY=TH;COUNT=4", date: "2026-10-15", next: "2026-10-22" });
  const dates = await alice.api<{ date: string; start: string }[]>("GET", `${at}/${first.id}/dates`);
  expect(dates.map(({ start }) => start)).toEqual(THURSDAYS.slice(1));
  expect((await bob.asks("DELETE", `${at}/${first.id}/dates/2026-10-22`)).status).toBe(404);
  await alice.api("DELETE", `${at}/${first.id}/dates/2026-10-29`);
  // Nothing before its time; then one, however often one looks, and whoever looks at once.
  await announceNextEvents(kith);
  expect(await heldBy(alice)).toHaveLength(1);
  await waits(world, THURSDAYS[0]);
  await Promise.all([announceNextEvents(kith), announceNextEvents(kith)]);
  await announceNextEvents(kith);
  await world.settles();
  const both = await heldBy(alice);
  expect(both.map(({ start, title, pictures }) => [start, title, pictures])).toEqual([
    [THURSDAYS[0], first.title, ["A field"]],
    [THURSDAYS[1], first.title, ["A field"]],
  ]);
  expect(await bob.api<unknown[]>("GET", `${at}?from=2000-01-01`)).toHaveLength(2);
  // A crash after the announcement and before the next date is noted: it is announced no second time.
  const noted = { next_date: "2026-10-22", next_at: Date.parse(THURSDAYS[1]), announce_at: 1 };
  await kith.write(async (tx) => {
    await tx.updateTable("event_series").set(noted).execute();
    await tx.deleteFrom("idempotency_keys").execute();
  });
  await announceNextEvents(kith);
  expect(await heldBy(alice)).toHaveLength(2);
  // The third has been left out; the fourth is the last, for four were to be.
  await waits(world, THURSDAYS[1]);
  await announceNextEvents(kith);
  expect((await heldBy(alice)).map(({ start }) => start)).toEqual([THURSDAYS[0], THURSDAYS[1], THURSDAYS[3]]);
  expect((await sees(alice, first)) as Again).toMatchObject({ recurrence: { next: null } });
});

test("letters of reminder and to guests are in their reader's language, on the clocks of the place and on theirs", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const dance = await holds(alice, THURSDAYS[0], { mail_guests: true });
  const settings = JSON.stringify({ event_letters: true, time_zone: "America/New_York" }) as never;
  await kith.write(async (tx) => {
    await tx.updateTable("users").set({ locale: "de", settings }).where("id", "=", Number(ann.id)).execute();
  });
  await answers(ann, dance, "yes");
  const guest = { headers: { "accept-language": "fr" }, body: { name: "Gus", email: "gus@mail.test" } };
  expect((await world.visitor("alpha.test")("POST", `${at}/${dance.id}/guests`, guest)).status).toBe(200);
  await world.settles();
  expect(letters.at(-1)).toMatchObject({ to: "gus@mail.test", text: expect.stringMatching(/18:30/) });
  expect(letters.at(-1)!.subject).not.toContain("Are you coming");
  await waits(world, THURSDAYS[0], -30);
  await remindOfEvents(kith);
  await world.settles();
  const letter = letters.find(({ to }) => to.startsWith("ann@"));
  expect(letter?.subject).toContain("In einer Stunde");
  expect(letter?.text).toMatch(/18:30.*\(.*12:30.*\)/s);
});

test("changing one leaves the others; changing all that come changes the next; the end is the end", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const start = new Date(Math.ceil(world.clock.now() / 86_400_000) * 86_400_000 + 86_400_000).toISOString();
  const first = (await holds(alice, start, { rrule: "FREQ=DAILY", time_zone: "UTC" })) as Again;
  for (const rrule of ["FREQ=HOURLY", "nonsense", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=32"])
    await expect(holds(alice, start, { rrule })).rejects.toThrow();
  await alice.api("PUT", `${at}/${first.id}`, { title: "Once at another place", place_name: "Barn" });
  const due = async (hours: number): Promise<Again[]> => {
    await world.passes(`${hours} hours`);
    await announceNextEvents(kith);
    return await heldBy(alice);
  };
  const [, second] = await due(48);
  expect(second).toMatchObject({ title: "Harvest dance", place: { name: "Village hall" }, state: "confirmed" });
  // From the second on: another name, an hour later, every other day.
  const later = new Date(Date.parse(second!.start) + 3_600_000).toISOString();
  await alice.api("PUT", `${at}/${second!.id}`, { title: "Dance by lamplight", start: later, rrule: "FREQ=DAILY;INTERVAL=2" });
  const [, , third] = await due(26);
  expect(third).toMatchObject({ title: "Dance by lamplight", start: new Date(Date.parse(later) + 48 * 3_600_000).toISOString() });
  expect((await sees(alice, first)) as Again).toMatchObject({ title: "Once at another place" });
  // What passes while the server sleeps is not announced; what comes then is.
  const afterwards = await due(24 * 9);
  expect(afterwards).toHaveLength(4);
  expect(Date.parse(afterwards[3]!.start)).toBeGreaterThan(world.clock.now());
  await alice.api("PUT", `${at}/${afterwards[3]!.id}`, { rrule: "" });
  expect(await due(24 * 5)).toHaveLength(4);
  expect(await kith.db.selectFrom("event_series").select("announce_at").execute()).toEqual([{ announce_at: 0 }]);
});
