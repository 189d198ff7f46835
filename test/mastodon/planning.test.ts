/** The calendar over the API, and posts that come again: each of their times once, whatever crashes. */
import { expect, test } from "vitest";
import { getAccount } from "../../src/accounts/find.ts";
import { blankEvent } from "../../src/events/draft.ts";
import { holdSeries } from "../../src/events/series.ts";
import { runRecurring } from "../../src/recurring/run.ts";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { uploads } from "./pixel.ts";

type Entry = { type: string; id: string; day: string; at: string | null; movable: boolean; event: { title: string } | null };
type Recurring = { id: string; state: string; runs: number; next: { date: string; at: string }[] };

const calendar = async (person: Person, from: string, until: string) =>
  await person.api<Entry[]>("GET", `/api/kith/v1/calendar?from=${from}&until=${until}`);
const daily = { freq: "daily" };

/** The clocks of Berlin go forward on 29 March 2026, at two in the morning. */
const inBerlin = async (world: World, name: string): Promise<Person> => await livesIn(world, name, "Europe/Berlin");

async function livesIn(world: World, name: string, time_zone: string): Promise<Person> {
  const person = await world.person(`${name}@alpha.test`);
  await world.instance("alpha.test").write(
    async (tx) =>
      void (await tx
        .updateTable("users")
        .set({ settings: JSON.stringify({ time_zone }) })
        .where("id", "=", Number(person.id))
        .execute()),
  );
  return person;
}

/** A minute of every day, as two processes that both look. */
async function days(world: World, count: number): Promise<void> {
  const kith = world.instance("alpha.test");
  for (let day = 0; day < count; day++) {
    await world.passes("1 day");
    await Promise.all([runRecurring(kith), runRecurring(kith), publishScheduled(kith)]);
  }
  await world.settles();
}

/** On two Saturdays, of which the first is announced. */
async function holdChoir(world: World, holder: Person): Promise<void> {
  const kith = world.instance("alpha.test");
  const at = Date.parse("2027-03-20T17:00:00Z");
  const times = { starts_at: at, ends_at: at + 3_600_000, time_zone: "Europe/Berlin" };
  const rule = { freq: "weekly", interval: 1, weekdays: [6], monthday: 0, nth: 0, until: "", count: 2, except: [] } as const;
  const words = { text: "", media_ids: [], language: "en" };
  const event = { ...blankEvent, title: "Choir", ...times };
  await holdSeries(kith, await getAccount(kith.db, Number(holder.id)), words, { event, rule });
}

test("the calendar has drafts, posts that wait or come again, and events; what is one's own is moved, at the same time of day", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await inBerlin(world, "alice"), await inBerlin(world, "bob")];
  const draft = await alice.api<{ id: string }>("POST", "/api/kith/v1/drafts", { status: "Half a thought" });
  const post = await alice.api<{ id: string }>("POST", "/api/v1/statuses", {
    status: "Later",
    scheduled_at: "2027-03-27T08:00:00Z",
  });
  const event = async (holder: Person, title: string, more: object = {}) =>
    await holder.api<{ id: string }>("POST", "/api/kith/v1/events", {
      title,
      start: "2027-03-27T17:00:00Z",
      end: "2027-03-27T19:00:00Z",
      time_zone: "Europe/Berlin",
      ...more,
    });
  const [own, his] = [await event(alice, "Mine"), await event(bob, "His")];
  await event(bob, "Elsewhere");
  await alice.api("POST", `/api/kith/v1/events/${his.id}/rsvp`, { answer: "yes" });
  await alice.api("POST", "/api/kith/v1/recurring", { status: "Good morning", starts: "2027-03-27T07:00", recurrence: daily });
  await holdChoir(world, alice);
  const move = async (person: Person, type: string, id: string, day: string) =>
    (await person.asks("POST", "/api/kith/v1/calendar/move", { type, id, day })).status;
  expect(await move(alice, "draft", draft.id, "2027-03-27")).toBe(200);
  const told = (await calendar(alice, "2027-03-27", "2027-03-28")).map(({ type, at, movable }) => [type, at, movable]);
  expect(told).toEqual([
    ["draft", null, true],
    ["recurring", "2027-03-27T06:00:00.000Z", false],
    ["scheduled", "2027-03-27T08:00:00.000Z", true],
    ["event", "2027-03-27T17:00:00.000Z", true],
    ["event", "2027-03-27T17:00:00.000Z", false],
    ["series", "2027-03-27T17:00:00.000Z", false],
  ]);
  // The next day is the one on which the clocks go forward: nine in the morning is an hour earlier.
  for (const [type, id] of [
    ["draft", draft.id],
    ["scheduled", post.id],
    ["event", own.id],
  ] as const)
    expect(await move(alice, type, id, "2027-03-28")).toBe(200);
  const after = (await calendar(alice, "2027-03-28", "2027-03-29")).map(({ type, at }) => [type, at]);
  expect(after).toEqual([
    ["draft", null],
    ["recurring", "2027-03-28T05:00:00.000Z"],
    ["scheduled", "2027-03-28T07:00:00.000Z"],
    ["event", "2027-03-28T16:00:00.000Z"],
  ]);
  for (const [who, type, id, day, status] of [
    [alice, "event", his.id, "2027-03-29", 404],
    [bob, "draft", draft.id, "2027-03-29", 404],
    [bob, "scheduled", post.id, "2027-03-29", 404],
    [alice, "draft", draft.id, "2027-02-30", 422],
    [alice, "scheduled", post.id, "2020-01-01", 422],
    [alice, "recurring", "1", "2027-03-29", 422],
  ] as const)
    expect(await move(who, type, id, day)).toBe(status);
  expect((await calendar(bob, "2027-03-01", "2027-04-01")).map(({ type }) => type)).toEqual(["event", "event"]);
});

test("where clocks go forward at midnight a week has its last hour, and what is moved or held on the day after stands on that day", async () => {
  await using world = await createWorld("alpha.test");
  // In Santiago midnight is one o'clock on Sunday, 6 September 2026.
  const alice = await livesIn(world, "alice", "America/Santiago");
  const later = async (scheduled_at: string) =>
    await alice.api<{ id: string }>("POST", "/api/v1/statuses", { status: "Later", scheduled_at });
  await later("2026-09-06T03:30:00Z");
  const moved = await later("2026-09-08T03:30:00Z");
  expect((await calendar(alice, "2026-08-31", "2026-09-06")).map(({ day }) => day)).toEqual(["2026-09-05"]);
  await alice.api("POST", "/api/kith/v1/calendar/move", { type: "scheduled", id: moved.id, day: "2026-09-06" });
  expect(await calendar(alice, "2026-09-06", "2026-09-07")).toMatchObject([
    { day: "2026-09-06", at: "2026-09-06T04:30:00.000Z" },
  ]);
});

test("days of which no clock speaks are refused", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await inBerlin(world, "alice");
  const { id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/drafts", { status: "Half a thought" });
  for (const day of ["soon", "0000-01-01", "9999-12-01"]) {
    expect((await alice.asks("GET", `/api/kith/v1/calendar?from=${day}`)).status).toBe(422);
    expect((await alice.asks("POST", "/api/kith/v1/calendar/move", { type: "draft", id, day })).status).toBe(422);
  }
});

test("what comes again comes each time once, with a picture of its own, rests, leaves out a day, and ends", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await inBerlin(world, "alice");
  const bob = await world.person("bob@alpha.test");
  const picture = await uploads(alice, "A dot");
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  const made = await alice.api<Recurring>("POST", "/api/kith/v1/recurring", {
    status: "Good morning",
    media_ids: [picture],
    starts: `${today}T00:01`,
    recurrence: { ...daily, count: 6 },
  });
  expect([made.state, made.next.length]).toEqual(["active", 3]);
  const path = `/api/kith/v1/recurring/${made.id}`;
  for (const [method, at] of [
    ["GET", path],
    ["DELETE", path],
    ["POST", `${path}/pause`],
    ["POST", `${path}/skip`],
  ] as const)
    expect((await bob.asks(method, at, method === "POST" ? { date: today } : undefined)).status).toBe(404);
  await days(world, 2);
  const posts = await alice.profile(alice);
  expect(posts.map(({ content }) => content)).toEqual(["<p>Good morning</p>", "<p>Good morning</p>"]);
  const pictures = posts.flatMap(({ media_attachments }) => media_attachments);
  expect(new Set([picture, ...pictures.map(({ id }) => id)]).size).toBe(3);
  expect(new Set(pictures.map(({ url }) => url)).size).toBe(2);
  // The next is left out; while it rests nothing comes, and what was missed is not made up for.
  const { next } = await alice.api<Recurring>("GET", path);
  await alice.api("POST", `${path}/skip`, { date: next[0]?.date });
  await days(world, 1);
  expect(await alice.profile(alice)).toHaveLength(2);
  expect((await alice.api<Recurring>("POST", `${path}/pause`)).state).toBe("paused");
  await days(world, 1);
  expect(await alice.profile(alice)).toHaveLength(2);
  expect((await alice.api<Recurring>("POST", `${path}/resume`)).state).toBe("active");
  await days(world, 3);
  const { state, runs } = await alice.api<Recurring>("GET", path);
  expect([state, runs, (await alice.profile(alice)).length]).toEqual(["ended", 3, 3]);
  await alice.api("DELETE", path);
  // Its own picture is free again.
  expect((await alice.posts("Once more", { media_ids: [picture] })).media_attachments).toHaveLength(1);
});

test("a crash between its steps makes it neither twice nor never; days that nobody saw to are not made up for", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await inBerlin(world, "alice");
  const kith = world.instance("alpha.test");
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  await alice.api("POST", "/api/kith/v1/recurring", { status: "Still here", starts: `${today}T00:01`, recurrence: daily });
  await world.passes("5 days");
  // It dies once its turn is written and before anything is published: who comes next finds the scheduled status.
  const dying = { ...kith, write: async (work: Parameters<typeof kith.write>[0]) => await dieAfter(await kith.write(work)) };
  await expect(runRecurring(dying as typeof kith)).rejects.toThrow("the process died");
  await Promise.all([runRecurring(kith), runRecurring(kith), publishScheduled(kith), publishScheduled(kith)]);
  await world.settles();
  expect(await alice.profile(alice)).toHaveLength(1);
  expect(await kith.db.selectFrom("recurring_runs").selectAll().execute()).toHaveLength(1);
  await days(world, 1);
  expect(await alice.profile(alice)).toHaveLength(2);
});

async function dieAfter(_done: unknown): Promise<never> {
  throw new Error("the process died");
}

test("what would never come, or is no rule, is refused", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await inBerlin(world, "alice");
  for (const body of [
    { starts: "2020-01-01T09:00", recurrence: { ...daily, until: "2020-02-01" } },
    { starts: "2020-01-01T09:00", recurrence: { ...daily, count: 3 } },
    { starts: "tomorrow", recurrence: daily },
    { starts: "2027-01-01T09:00", recurrence: { freq: "monthly" } },
    { starts: "2027-01-01T09:00", recurrence: { ...daily, interval: 0 } },
    { starts: "2027-01-01T09:00", time_zone: "Mars/Base", recurrence: daily },
    { starts: "2027-01-01T09:00", recurrence: daily, status: "" },
  ])
    expect((await alice.asks("POST", "/api/kith/v1/recurring", { status: "x", ...body })).status).toBe(422);
});
