/** Events that do not stay as they were: people are turned away, wait for a place, are reminded of another time, and what was to be is deleted. */
import { expect, test } from "vitest";
import { remindOfEvents } from "../../src/events/remind.ts";
import { letterBox } from "../web/letters.ts";
import { createWorld } from "../world/world.ts";
import { answers, comers, finds, holds, inDays, sees } from "./gatherings.ts";

const at = "/api/kith/v1/events";
const HOUR = 3_600_000;

test("who has been turned away does not come in by saying no and yes again, here or elsewhere; only the organiser lets them in", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  const dance = await holds(alice, inDays(world.clock, 3));
  await world.settles();
  const far = await finds(bob, dance);
  await answers(ann, dance, "yes");
  await answers(bob, far, "yes");
  await world.settles();
  for (const { id } of await comers(alice, dance)) await alice.api("POST", `${at}/${dance.id}/rsvps/${id}/reject`);
  await world.settles();
  for (const answer of ["no", "maybe", "yes"]) {
    await answers(ann, dance, answer);
    await answers(bob, far, answer);
    await world.settles();
  }
  expect((await comers(alice, dance)).map(({ state }) => state)).toEqual(["declined", "declined"]);
  expect(await sees(ann, dance)).toMatchObject({ going_count: 0, rsvp: { state: "declined" } });
  expect(await sees(bob, far)).toMatchObject({ rsvp: { state: "declined" } });
  for (const { id } of await comers(alice, dance)) await alice.api("POST", `${at}/${dance.id}/rsvps/${id}/accept`);
  await world.settles();
  expect(await sees(ann, dance)).toMatchObject({ going_count: 2, rsvp: { state: "yes" } });
});

test("among those who come nobody sees whom they have blocked or muted, who has blocked them, or who is suspended; the organiser sees all", async () => {
  await using world = await createWorld("alpha.test");
  const names = ["alice", "ann", "abe", "amy", "art"];
  const [alice, ann, abe, amy, art] = await Promise.all(names.map(async (name) => await world.person(`${name}@alpha.test`)));
  const kith = world.instance("alpha.test");
  const dance = await holds(alice!, inDays(world.clock, 3));
  for (const one of [ann!, abe!, amy!, art!]) await answers(one, dance, "yes");
  const seen = async (who: typeof ann) => (await comers(who!, dance)).map(({ account }) => account?.acct);
  expect(await seen(ann)).toEqual(["ann", "abe", "amy", "art"]);
  await ann!.api("POST", `/api/v1/accounts/${abe!.id}/block`);
  await ann!.api("POST", `/api/v1/accounts/${amy!.id}/mute`);
  expect([await seen(ann), await seen(abe), await seen(amy)]).toEqual([
    ["ann", "art"],
    ["abe", "amy", "art"],
    ["ann", "abe", "amy", "art"],
  ]);
  await kith.write(async (tx) => {
    await tx.updateTable("accounts").set({ suspended_at: 1 }).where("id", "=", Number(art!.id)).execute();
  });
  expect([await seen(ann), await seen(alice)]).toEqual([["ann"], ["ann", "abe", "amy", "art"]]);
  const page = await world.visitor("alpha.test")("GET", `/events/${dance.id}/people`, { headers: { accept: "text/html" } });
  expect(page.text).toContain("amy");
  expect(page.text).not.toContain("@art");
});

test("who waits for a place and answers again keeps their turn; who wants more places goes to the end", async () => {
  await using world = await createWorld("alpha.test");
  const names = ["alice", "ann", "abe", "amy", "art"];
  const [alice, ann, abe, amy, art] = await Promise.all(names.map(async (name) => await world.person(`${name}@alpha.test`)));
  const dance = await holds(alice!, inDays(world.clock, 3), { capacity: 1, guests_max: 1 });
  for (const one of [ann!, abe!, amy!, art!]) {
    await answers(one, dance, "yes");
    await world.passes("1 minute");
  }
  await answers(abe!, dance, "yes", { message: "I would love to" });
  await answers(amy!, dance, "yes", { number: 2 });
  await answers(ann!, dance, "no");
  const states = async () => await Promise.all([abe!, amy!, art!].map(async (one) => (await answersOf(one, dance)).state));
  const answersOf = async (one: typeof ann, event: typeof dance) => (await sees(one!, event)).rsvp!;
  expect(await states()).toEqual(["yes", "waiting", "waiting"]);
  await answers(abe!, dance, "no");
  expect(await states()).toEqual(["no", "waiting", "yes"]);
});

test("of whole days people are reminded once, on the morning before; of what is put off by minutes not of tomorrow again", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const settings = JSON.stringify({ event_letters: true }) as never;
  await kith.write(async (tx) => {
    await tx.updateTable("users").set({ settings }).where("id", "=", Number(ann.id)).execute();
  });
  const midnight = Math.ceil(world.clock.now() / (24 * HOUR)) * 24 * HOUR + 72 * HOUR;
  const iso = (ms: number) => new Date(ms).toISOString();
  const fair = await holds(alice, iso(midnight), { title: "Fair", all_day: true, time_zone: "UTC" });
  const walk = await holds(alice, iso(midnight + 6 * HOUR), { title: "Walk", time_zone: "UTC" });
  for (const event of [fair, walk]) await answers(ann, event, "yes");
  const waits = async (ms: number): Promise<string[]> => {
    await world.passes(`${Math.round((ms - world.clock.now()) / 60_000)} minutes`);
    const before = letters.length;
    for (let n = 0; n < 2; n++) await remindOfEvents(kith);
    await world.settles();
    return letters
      .slice(before)
      .map(({ subject }) => subject)
      .toSorted();
  };
  expect(await waits(midnight - 20 * HOUR)).toEqual([]);
  expect(await waits(midnight - 14.5 * HOUR)).toEqual(["Tomorrow: Fair", "Tomorrow: Walk"]);
  expect(await waits(midnight - HOUR / 2)).toEqual([]);
  await alice.api("PUT", `${at}/${walk.id}`, { start: iso(midnight + 7 * HOUR) });
  expect(await waits(midnight + HOUR)).toEqual([]);
  expect(await waits(midnight + 6.5 * HOUR)).toEqual(["In an hour: Walk"]);
  // As text, and as HTML in which the addresses can be followed; both say where reminders are chosen.
  const { text, html = "" } = letters.at(-1)!;
  for (const href of [`https://alpha.test/events/${walk.id}`, "https://alpha.test/events#reminders"]) {
    expect(text).toContain(`\n${href}\n`);
    expect(html).toContain(`<a href="${href}">`);
  }
});

test("guests by letter hear that an event does not take place when it, or the account of its organiser, is deleted", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [alice, arno] = [await world.person("alice@alpha.test"), await world.person("arno@alpha.test")];
  const visitor = world.visitor("alpha.test");
  const says = async (link: string, answer: string): Promise<void> => {
    const page = await visitor("GET", link);
    const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0]!;
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!;
    const headers = { cookie, origin: "https://alpha.test", "content-type": "application/x-www-form-urlencoded" };
    await visitor("POST", link, { headers, body: new URLSearchParams({ csrf, answer }).toString() });
    await world.settles();
  };
  const comes = async (id: string, name: string): Promise<string> => {
    const body = { name, email: `${name}@mail.test` };
    await visitor("POST", `${at}/${id}/guests`, { body, headers: { "accept-language": "de" } });
    await world.settles();
    const link = /https:\/\/alpha\.test(\/events\/guest\/\S+)/.exec(letters.at(-1)!.text)![1]!;
    await says(link, "yes");
    return link;
  };
  const over = await holds(alice, inDays(world.clock, 1), { mail_guests: true });
  const [dance, walk] = [
    await holds(alice, inDays(world.clock, 5), { mail_guests: true }),
    await holds(arno, inDays(world.clock, 6), { mail_guests: true }),
  ];
  await comes(over.id, "olga");
  await comes(dance.id, "gus");
  await comes(walk.id, "mia");
  // One that is called off says so behind the link of a letter, too, and nobody comes to it any more.
  const tea = await holds(alice, inDays(world.clock, 7), { mail_guests: true, title: "Tea" });
  const link = await comes(tea.id, "ida");
  await alice.api("PUT", `${at}/${tea.id}`, { state: "cancelled" });
  const seen = async () => (await visitor("GET", link)).text;
  expect(await seen()).toContain("Called off");
  expect(await seen()).not.toContain("You come.");
  await says(link, "no");
  expect(await seen()).not.toContain('name="answer"');
  await world.passes("50 hours");
  letters.length = 0;
  for (const { id } of [over, dance]) await alice.api("DELETE", `${at}/${id}`);
  await world.settles();
  expect(letters).toMatchObject([{ to: "gus@mail.test", subject: "„Harvest dance“ ist abgesagt" }]);
  expect(letters[0]!.text).toContain("findet nicht statt");
  letters.length = 0;
  await kith.write(async (tx, happened) => {
    await tx.updateTable("accounts").set({ suspended_at: world.clock.now() }).where("id", "=", Number(arno.id)).execute();
    happened({ type: "account.condemned", account_id: Number(arno.id) });
  });
  await world.settles();
  expect(letters).toMatchObject([{ to: "mia@mail.test", text: expect.stringContaining("findet nicht statt") }]);
});

test("a time without an offset is on the clocks of the place, a whole day its midnights, through the API as in a form", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const times = async (values: object): Promise<unknown[]> => {
    const { start, end } = await holds(alice, "2027-03-28T10:30", values);
    return [start, end];
  };
  // Clocks in Berlin go forward on that morning, so that it is 08:30 in UTC, and the day has 23 hours.
  expect(await times({ end: "2027-03-28 12:00:00" })).toEqual(["2027-03-28T08:30:00.000Z", "2027-03-28T10:00:00.000Z"]);
  const day = ["2027-03-27T23:00:00.000Z", "2027-03-28T22:00:00.000Z"];
  expect(await times({ all_day: true, end: "2027-03-28T18:00" })).toEqual(day);
  expect(await times({ all_day: true, start: "2027-03-28", end: "2027-03-29" })).toEqual(day);
  expect(await times({ all_day: true, start: "2027-03-28", end: "2027-03-28" })).toEqual(day);
  expect((await alice.asks("POST", at, { title: "Dance", start: "soon" })).json()).toEqual({
    error: "Validation failed: The beginning is no time",
  });
  const dance = await holds(alice, "2027-03-28", { all_day: true });
  const later = await alice.api<typeof dance>("PUT", `${at}/${dance.id}`, { start: "2027-04-02T09:00" });
  expect(later.start).toBe("2027-04-01T22:00:00.000Z");
});
