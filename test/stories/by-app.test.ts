/** What only pages did, apps do, between two servers of Kith: posting what was kept, choosing who hears what one has seen, calendars, links into groups, judging stories. */
import { expect, test } from "vitest";
import { rollDays } from "../../src/insights/roll.ts";
import { runRecurring } from "../../src/recurring/run.ts";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import { expireStories } from "../../src/stories/end.ts";
import { uploads } from "../mastodon/pixel.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { homeOf, plain } from "./gardeners.ts";

const AT = "/api/kith/v1";
type Named = { id: string };
type Story = Named & { text: string };

async function friends(world: World) {
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.follows(bob);
  await bob.follows(alice);
  await world.settles();
  return { alice, bob };
}

test("a draft and what is scheduled are posted at once, each once, and reach the other server; what is refused stays", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await friends(world);
  const draft = await alice.api<Named>("POST", `${AT}/drafts`, { status: "Begun long ago" });
  const posted = await alice.api<StatusJson>("POST", `${AT}/drafts/${draft.id}/publish`);
  expect(posted.content).toContain("Begun long ago");
  expect((await alice.asks("POST", `${AT}/drafts/${draft.id}/publish`)).status).toBe(404);
  const scheduled_at = new Date(world.clock.now() + 86_400_000).toISOString();
  const waiting = await alice.api<Named>("POST", "/api/v1/statuses", { status: "For tomorrow", scheduled_at });
  expect((await bob.asks("POST", `${AT}/scheduled_statuses/${waiting.id}/publish`)).status).toBe(404);
  await alice.api("POST", `${AT}/scheduled_statuses/${waiting.id}/publish`);
  await world.passes("2 days");
  expect(await homeOf(bob)).toEqual(["For tomorrow", "Begun long ago"]);
  expect([await alice.api("GET", `${AT}/drafts`), await alice.api("GET", "/api/v1/scheduled_statuses")]).toEqual([[], []]);
  const late = await alice.api<Named>("POST", `${AT}/drafts`, { status: "So it was", in_reply_to_id: posted.id });
  await alice.deletes(posted);
  expect((await alice.asks("POST", `${AT}/drafts/${late.id}/publish`)).status).toBe(404);
  expect((await alice.api<Named[]>("GET", `${AT}/drafts`)).map(({ id }) => id)).toEqual([late.id]);
});

test("whoever lets nobody know what they have seen is not told to authors elsewhere, from when they say so; what is chosen for all stories holds", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await friends(world);
  const shows = async (text: string) => {
    const story = await alice.api<Story>("POST", `${AT}/stories`, { text, expires_in: 3600 });
    await world.settles();
    return story;
  };
  const looks = async (text: string) => {
    const tray = await bob.api<{ stories: Story[] }[]>("GET", `${AT}/stories`);
    const story = tray.flatMap(({ stories }) => stories).find((one) => one.text === text);
    await bob.api("POST", `${AT}/stories/${story!.id}/seen`);
    await world.settles();
  };
  const seen = async ({ id }: Story) => (await alice.api<unknown[]>("GET", `${AT}/stories/${id}/viewers`)).length;
  expect(await bob.api("GET", `${AT}/stories/settings`)).toEqual({ views: true, keep: false });
  const first = await shows("One");
  await looks("One");
  expect(await bob.api("PATCH", `${AT}/stories/settings`, { views: false })).toEqual({ views: false, keep: false });
  const second = await shows("Two");
  await looks("Two");
  expect([await seen(first), await seen(second)]).toEqual([1, 0]);
  expect(await alice.api("PATCH", `${AT}/stories/settings`, { keep: true })).toEqual({ views: true, keep: true });
  const third = await shows("Three");
  await world.passes("2 hours");
  await expireStories(world.instance("alpha.test"));
  expect((await alice.api<Story[]>("GET", `${AT}/stories/archive`)).map(({ id }) => id)).toEqual([third.id]);
});

test("one's calendar has an address, with what one goes to elsewhere; another in its place shuts it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await friends(world);
  const start = new Date(world.clock.now() + 86_400_000).toISOString();
  const event = await bob.api<Named & { status: StatusJson }>("POST", `${AT}/events`, { title: "Walk by the river", start });
  await world.settles();
  const theirs = (await alice.sees(event.status)) as (StatusJson & { event: Named }) | undefined;
  await alice.api("POST", `${AT}/events/${theirs!.event.id}/rsvp`, { answer: "yes" });
  await world.settles();
  const { url } = await alice.api<{ url: string }>("GET", `${AT}/events/feed`);
  const reads = async (address: string) => await world.visitor("alpha.test")("GET", new URL(address).pathname);
  expect((await reads(url)).text).toContain("SUMMARY:Walk by the river");
  const other = await alice.api<{ url: string }>("POST", `${AT}/events/feed/renew`);
  expect([(await reads(url)).status, (await reads(other.url)).status]).toEqual([404, 200]);
  expect(await alice.api("PATCH", `${AT}/calendar/settings`, { time_zone: "Asia/Tokyo" })).toEqual({ time_zone: "Asia/Tokyo" });
  const at = start.slice(0, 10);
  const [entry] = await alice.api<{ day: string }[]>("GET", `${AT}/calendar?from=${at}`);
  const there = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Tokyo", dateStyle: "short" }).format(new Date(start));
  expect(entry?.day).toBe(there);
  expect((await alice.asks("PATCH", `${AT}/calendar/settings`, { time_zone: "Mars/Olympus" })).status).toBe(422);
});

test("a link says where it leads before it is taken, also into a group that tells outsiders nothing; once it is over, nothing", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice } = await friends(world);
  const ben = await world.person("ben@alpha.test");
  const closed = { name: "cellar", title: "The cellar", note: "Who knows, knows", private: true, membership: "invitation" };
  const group = await alice.api<Named>("POST", `${AT}/groups`, closed);
  const link = await alice.api<Named & { code: string }>("POST", `${AT}/groups/${group.id}/links`, { max_uses: 1 });
  const visitor = world.visitor("alpha.test");
  const told = await visitor("GET", `${AT}/groups/links/${link.code}`);
  expect(told.json()).toMatchObject({
    id: group.id,
    acct: "cellar",
    title: "The cellar",
    note: expect.stringContaining("Who knows"),
  });
  expect(JSON.stringify((await visitor("GET", `${AT}/groups/${group.id}`)).json())).not.toContain("The cellar");
  await ben.api("POST", `${AT}/groups/links/${link.code}`);
  expect((await visitor("GET", `${AT}/groups/links/${link.code}`)).status).toBe(404);
});

async function reportedFrom(world: World, bob: Person, of: Person) {
  const [there] = await bob.api<{ stories: Story[] }[]>("GET", `${AT}/stories`);
  const target = await bob.finds(of.handle);
  const story_ids = [there!.stories[0]!.id];
  await bob.api("POST", "/api/v1/reports", { account_id: target.id, story_ids, comment: "Look", forward: true });
  await world.settles();
}

test("a story that somebody elsewhere reports is seen and taken down by an app of those who judge it, and is gone on both servers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await friends(world);
  const [judge, ben] = [await staffOf(world, "judge@alpha.test", "moderator"), await world.person("ben@alpha.test")];
  const story = await alice.api<Story>("POST", `${AT}/stories`, { text: "Bad words" });
  await world.settles();
  await reportedFrom(world, bob, alice);
  const [report] = await judge.api<Named[]>("GET", "/api/v1/admin/reports");
  const at = `${AT}/admin/reports/${report!.id}/stories`;
  expect(await judge.api("GET", at)).toMatchObject([{ id: story.id, text: "Bad words" }]);
  for (const one of [ben, alice]) expect((await one.asks("GET", at)).status).toBe(403);
  expect(await judge.api("POST", at, { story_ids: [story.id], text: "Not here" })).toMatchObject({ action_taken: true });
  await world.settles();
  for (const one of [alice, bob]) expect(JSON.stringify(await one.api("GET", `${AT}/stories`))).not.toContain("Bad words");
  expect((await alice.notifications()).map(({ type }) => type)).toContain("moderation_warning");
});

test("insights are told as files, too, and those of the server to who sees its dashboard, to nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  await rollDays(world.instance("alpha.test"));
  const { alice, bob } = await friends(world);
  const boss = await staffOf(world, "boss@alpha.test", "owner");
  await alice.posts("Counted");
  await world.settles();
  world.clock.advance(3 * 86_400_000);
  while (await rollDays(world.instance("alpha.test")));
  const file = await alice.asks("GET", `${AT}/accounts/${alice.id}/insights/days.csv`);
  expect(file.headers["content-type"]).toBe("text/csv; charset=utf-8");
  const [head, day] = file.text.split("\r\n");
  expect(head).toBe("day,posts,servers,homes,interactions,followers,boosted,boosts_elsewhere");
  // One server has it, which is too few to be told.
  expect(day).toMatch(/^\d{4}-\d\d-\d\d,1,<5,/);
  for (const one of ["days.csv", "sites.csv"])
    expect((await bob.asks("GET", `${AT}/accounts/${(await bob.finds(alice.handle)).id}/insights/${one}`)).status).toBe(404);
  expect((await alice.asks("GET", `${AT}/accounts/${alice.id}/insights/people.csv`)).status).toBe(404);
  const together = await boss.api<{ totals: { posts: number } }>("GET", `${AT}/admin/insights`);
  expect(together.totals.posts).toBe(1);
  expect((await alice.asks("GET", `${AT}/admin/insights`)).status).toBe(403);
});

test("what comes again comes to the other server each time, once, with its picture, and no more when it has ended", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  const { alice, bob } = await friends(world);
  const starts = `${new Date(world.clock.now()).toISOString().slice(0, 10)}T23:00`;
  const repeats = { starts, time_zone: "UTC", recurrence: { freq: "daily" }, media_ids: [await uploads(alice, "A dot")] };
  const made = await alice.api<Named>("POST", `${AT}/recurring`, { status: "Good night", ...repeats });
  const goesBy = async (days: number) => {
    for (let hour = 0; hour < days * 24; hour += 6) {
      await world.passes("6 hours");
      await runRecurring(kith);
      await publishScheduled(kith);
    }
    await world.settles();
  };
  await goesBy(3);
  const came = (await bob.home()).map(({ content, media_attachments }) => [plain(content), media_attachments.length]);
  expect(came).toEqual([
    ["Good night", 1],
    ["Good night", 1],
    ["Good night", 1],
  ]);
  await alice.api("DELETE", `${AT}/recurring/${made.id}`);
  await goesBy(2);
  expect(await homeOf(bob)).toHaveLength(3);
});
