/** What was written for a group that does not take it any more, before its time comes: said at once, refused then, and never lost. */
import { expect, test } from "vitest";
import { announceNextEvents } from "../../src/events/recur.ts";
import { runRecurring } from "../../src/recurring/run.ts";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import type { NotificationJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { makeSurfer } from "../web/site.ts";
import { createWorld } from "../world/world.ts";
import { does, makes } from "./gardeners.ts";
import { holds, inDays } from "./gatherings.ts";

type Kept = {
  id: string;
  refused?: string | null;
  barred: { reason: string; joining: boolean; group: { acct: string } } | null;
  params: { text: string; title: string | null; group_id: string | null };
};
type Entry = Kept & { type: string };
type Said = { id: string; reason: string };
type Notice = NotificationJson & { refused_draft?: Said; refused_recurring?: Said; refused_event?: Said };
type Recurring = { id: string; state: string; runs: number; refused: string | null; next: unknown[] };

const drafts = async (who: Person): Promise<Kept[]> => await who.api("GET", "/api/kith/v1/drafts");
const scheduled = async (who: Person): Promise<Kept[]> => await who.api("GET", "/api/v1/scheduled_statuses");
const DAY = 86_400_000;

test("drafts and scheduled posts say that their group has shut, banned their author, or is left; then they are drafts again, with the reason", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [gardens, cooks] = [await makes(ann), await makes(ann, { name: "cooks", title: "Cooks" })];
  for (const { acct } of [gardens, cooks]) await ben.follows(`@${acct}@alpha.test`);
  await world.settles();
  const soon = new Date(world.clock.now() + DAY).toISOString();
  const later = { status: "Red ones", title: "Roses", scheduled_at: soon };
  await ben.api("POST", "/api/v1/statuses", { ...later, group_id: gardens.id });
  await ben.api("POST", "/api/kith/v1/drafts", { status: "Soup", group_id: cooks.id });
  const bars = async () => [await drafts(ben), await scheduled(ben)].map((list) => list.map(({ barred }) => barred));
  expect(await bars()).toEqual([[null], [null]]);
  expect((await scheduled(ben))[0]?.params).toMatchObject({ title: "Roses", group_id: gardens.id });

  await ben.api("POST", `/api/kith/v1/groups/${cooks.id}/leave`);
  await does(ann, gardens, `bans/${ben.id}`, { reason: "Rude" });
  expect(await bars()).toMatchObject([
    [{ joining: true, group: { acct: "cooks" } }],
    [{ joining: false, reason: "gardens has banned you, so you cannot post there: Rude", group: { acct: "gardens" } }],
  ]);
  const calendar = await ben.api<Entry[]>("GET", "/api/kith/v1/calendar");
  expect(calendar.filter(({ type }) => type === "scheduled")).toMatchObject([{ barred: { group: { acct: "gardens" } } }]);
  expect((await ben.asks("POST", "/api/v1/statuses", { ...later, group_id: gardens.id })).status).toBe(403);

  await ann.api("DELETE", `/api/kith/v1/groups/${cooks.id}`, { confirm: "cooks" });
  await world.settles();
  expect((await drafts(ben))[0]?.barred).toMatchObject({ reason: "This group has been closed", joining: false });

  await world.passes("25 hours");
  await publishScheduled(world.instance("alpha.test"));
  expect(await scheduled(ben)).toEqual([]);
  const [again] = await drafts(ben);
  expect(again).toMatchObject({ refused: expect.stringContaining("Rude"), params: { text: "Red ones", title: "Roses" } });
  const told = async () => await ben.api<Notice[]>("GET", "/api/v1/notifications?types[]=post_refused");
  expect(await told()).toMatchObject([{ refused_draft: { id: again?.id, reason: expect.stringContaining("Rude") } }]);
  // Once it says something else it has not been refused, and with it goes what was told of it.
  await ben.api("PUT", `/api/kith/v1/drafts/${again?.id}`, { status: "Red ones" });
  expect((await drafts(ben))[0]).toMatchObject({ refused: null, barred: null });
  await ben.api("DELETE", `/api/kith/v1/drafts/${again?.id}`);
  expect(await told()).toEqual([]);
});

test("what comes again every day is refused once: it rests, says why, is told, and goes on when its author has seen to it", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann);
  await ben.follows("@gardens@alpha.test");
  const starts = `${new Date(world.clock.now()).toISOString().slice(0, 10)}T23:00`;
  const path = "/api/kith/v1/recurring";
  const post = { status: "Water them", title: "Roses", group_id: gardens.id };
  const { id } = await ben.api<Recurring>("POST", path, { ...post, starts, recurrence: { freq: "daily" } });
  const days = async (count: number) => {
    for (let day = 0; day < count; day++) {
      await world.passes("1 day");
      await runRecurring(kith);
      await world.settles();
    }
  };
  const seen = async () => await ben.api<Recurring>("GET", `${path}/${id}`);
  const told = async () => await ben.api<Notice[]>("GET", "/api/v1/notifications?types[]=post_refused");
  await days(1);
  expect(await ben.profile(ben)).toHaveLength(1);
  await does(ann, gardens, `bans/${ben.id}`, { reason: "Rude" });
  await days(3);
  expect(await seen()).toMatchObject({ state: "paused", runs: 1, next: [], refused: expect.stringContaining("Rude") });
  expect(await drafts(ben)).toEqual([]);
  expect(await told()).toMatchObject([{ refused_recurring: { id, reason: expect.stringContaining("Rude") } }]);
  expect(await ben.profile(ben)).toHaveLength(1);
  // Nothing has changed: it is refused again, and told again.
  expect(await ben.api("POST", `${path}/${id}/resume`)).toMatchObject({ state: "active", refused: null });
  expect(await told()).toEqual([]);
  await days(3);
  expect([(await seen()).state, (await told()).length, (await drafts(ben)).length]).toEqual(["paused", 1, 0]);
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}`);
  await ben.follows("@gardens@alpha.test");
  await ben.api("POST", `${path}/${id}/resume`);
  await days(2);
  expect(await ben.profile(ben)).toHaveLength(3);
  expect(await seen()).toMatchObject({ state: "active", runs: 3, refused: null });
});

test("a weekly event of which the next is refused rests, says why on its page, is told once, and goes on when its holder has seen to it", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann);
  await ben.follows("@gardens@alpha.test");
  const dance = await holds(ben, inDays(world.clock, 1), { rrule: "FREQ=WEEKLY", group_id: gardens.id });
  const ban = `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}`;
  await ann.api("POST", ban, { reason: "Rude" });
  const told = async () => await ben.api<Notice[]>("GET", "/api/v1/notifications?types[]=post_refused");
  const held = async () => (await ben.api<unknown[]>("GET", "/api/kith/v1/events?mine=true&from=2000-01-01")).length;
  type Seen = { recurrence: { next: string | null; refused?: string } };
  const seen = async (who = ben) => (await who.api<Seen>("GET", `/api/kith/v1/events/${dance.id}`)).recurrence;
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("ben");
  const page = async () => (await surfer.get(`/events/${dance.id}/series`)).text;
  const passes = async (hours: number) => {
    await world.passes(`${hours} hours`);
    await announceNextEvents(kith);
  };
  await passes(25);
  expect(await told()).toMatchObject([{ refused_event: { id: dance.id, reason: expect.stringContaining("Rude") } }]);
  expect([await page(), await page()].every((text) => text.includes("It rests") && text.includes("Rude"))).toBe(true);
  expect(await seen()).toMatchObject({ next: null, refused: expect.stringContaining("Rude") });
  expect(await seen(ann)).not.toHaveProperty("refused");
  // Whoever has put that away is not told the same again, for nobody tries.
  await ben.api("POST", "/api/v1/notifications/clear");
  for (let day = 0; day < 9; day++) await passes(24);
  expect([await told(), (await seen()).next]).toEqual([[], null]);
  // Nothing has changed: it is refused again, and told again.
  await ben.api("POST", `/api/kith/v1/events/${dance.id}/resume`);
  await passes(1);
  expect((await told()).length).toBe(1);
  await ann.api("DELETE", ban);
  await ben.follows("@gardens@alpha.test");
  const before = await held();
  await surfer.send(`/events/${dance.id}/series/resume`, {});
  await passes(1);
  expect([(await held()) - before, await told()]).toEqual([1, []]);
  expect(await page()).not.toContain("It rests");
  expect((await seen()).next).not.toBeNull();
});
