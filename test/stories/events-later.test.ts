/** What comes of an event with time: reminders, guests by letter, calendars behind a secret. */
import { expect, test } from "vitest";
import { remindOfEvents } from "../../src/events/remind.ts";
import { forgetGuests } from "../../src/events/guests.ts";
import { createWorld } from "../world/world.ts";
import { does, makes } from "./gardeners.ts";
import { answers, comers, holds, inDays, sees } from "./gatherings.ts";
import type { Letter } from "../../src/mail/open.ts";
import { letterBox, type LetterBox } from "../web/letters.ts";
import { writeToGuest } from "../../src/events/letters.ts";
import type { TestKith } from "../world/instance.ts";

test("whoever comes is reminded a day and an hour before, once each, and nobody else is", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [alice, ann, abe] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("abe@alpha.test"),
  ];
  const dance = await holds(alice, inDays(world.clock, 3));
  await answers(ann, dance, "yes");
  await answers(abe, dance, "no");
  const reminded = async (who: typeof ann) => (await who.notifications()).filter(({ type }) => type === "event_reminder").length;
  await remindOfEvents(kith);
  expect(await reminded(ann)).toBe(0);
  await world.passes("50 hours");
  for (let n = 0; n < 3; n++) await remindOfEvents(kith);
  expect([await reminded(ann), await reminded(abe)]).toEqual([1, 0]);
  await world.passes("21 hours");
  await world.passes("30 minutes");
  for (let n = 0; n < 3; n++) await remindOfEvents(kith);
  expect([await reminded(ann), await reminded(abe)]).toEqual([2, 0]);
});

/** The mail server is away at first, then takes the letter, and the process dies before the job is done: its next attempts send nothing more. */
async function onceEach(kith: TestKith, { letters }: LetterBox): Promise<void> {
  const { id: rsvp_id } = await kith.db.selectFrom("event_rsvps").select("id").where("email", "<>", "").executeTakeFirstOrThrow();
  const { send } = kith.mail;
  const tried: Letter[] = [];
  let away = true;
  Object.assign(kith.mail, {
    send: async (letter: Letter) => {
      tried.push(letter);
      if (away) throw new Error("the mail server is away");
      await send(letter);
    },
  });
  const before = letters.length;
  const attempt = async (id: number) =>
    await writeToGuest(kith, { type: "event.guest", rsvp_id, what: "asked" }, { row: { id } } as never);
  await expect(attempt(1)).rejects.toThrow("away");
  away = false;
  for (let n = 0; n < 3; n++) await attempt(1);
  await attempt(2);
  expect(letters.length).toBe(before + 2);
  expect(tried[1]).toEqual(tried[0]);
  expect(tried.map(({ message_id }) => message_id)).toEqual([
    "<event.1@alpha.test>",
    "<event.1@alpha.test>",
    "<event.2@alpha.test>",
  ]);
  Object.assign(kith.mail, { send });
  letters.length = before;
}

test("a guest is as many people as they may be, and called what fits on a line; a letter to who has proven nothing says nothing of theirs", async () => {
  await using world = await createWorld("alpha.test");
  const { letters } = letterBox({ kith: world.instance("alpha.test") });
  const alice = await world.person("alice@alpha.test");
  const dance = await holds(alice, inDays(world.clock, 3), { mail_guests: true, capacity: 2, guests_max: 1 });
  const visitor = world.visitor("alpha.test");
  const form = async (path: string, fields: Record<string, string>) => {
    const page = await visitor("GET", path);
    const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0]!;
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!;
    const headers = { cookie, origin: "https://alpha.test", "content-type": "application/x-www-form-urlencoded" };
    return (await visitor("POST", path, { headers, body: new URLSearchParams({ csrf, ...fields }).toString() })).status;
  };
  const asks = async (name: string, number: string) =>
    await form(`/events/${dance.id}/guest`, { name, email: "gus@mail.test", number });
  expect(await asks(`G${"\u0301".repeat(1000)}`, "1")).toBe(422);
  expect(await asks("Gus", "3")).toBe(422);
  expect(await asks("Win at evil.example", "-50")).toBe(303);
  await world.settles();
  expect(letters).toHaveLength(1);
  expect(letters[0]!.text).not.toContain("evil.example");
  const link = /https:\/\/alpha\.test(\/events\/guest\/\S+)/.exec(letters[0]!.text)![1]!;
  expect(await form(link, { answer: "yes" })).toBe(303);
  expect(await sees(alice, dance)).toMatchObject({ going_count: 1 });
});

test("a guest without an account proves their address, is counted, hears of changes and withdraws; their address is shown to nobody and forgotten", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const mailbox = letterBox({ kith });
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const dance = await holds(alice, inDays(world.clock, 3), {
    mail_guests: true,
    capacity: 2,
    guests_max: 1,
    place_name: "Green",
  });
  const shut = await holds(alice, inDays(world.clock, 3));
  const visitor = world.visitor("alpha.test");
  const asks = async (id: string, body: object) => (await visitor("POST", `/api/kith/v1/events/${id}/guests`, { body })).status;
  expect(await asks(shut.id, { name: "Gus", email: "gus@mail.test" })).toBe(403);
  expect(await asks(dance.id, { name: "Gus", email: "no address" })).toBe(422);
  expect(await asks(dance.id, { name: "Gus", email: "gus@mail.test", number: 9 })).toBe(422);
  expect(await asks(dance.id, { name: "Gus", email: "Gus@mail.test", number: 2 })).toBe(200);
  await world.settles();
  const [letter] = mailbox.letters;
  expect(letter).toMatchObject({ to: "gus@mail.test" });
  const link = /https:\/\/alpha\.test(\/events\/guest\/\S+)/.exec(letter!.text)![1]!;
  await onceEach(kith, mailbox);
  // Nobody comes by a letter that nobody has answered, nor by somebody else's link.
  expect((await sees(alice, dance)).going_count).toBe(0);
  expect((await visitor("GET", `${link}x`)).status).toBe(404);
  const page = await visitor("GET", link);
  expect([page.status, page.text]).toEqual([200, expect.stringContaining("Green")]);
  const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0]!;
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!;
  const says = async (answer: string) =>
    (
      await visitor("POST", link, {
        headers: { cookie, origin: "https://alpha.test", "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ csrf, answer }).toString(),
      })
    ).status;
  expect(await says("yes")).toBe(303);
  await world.settles();
  expect(await sees(alice, dance)).toMatchObject({ going_count: 2 });
  expect((await comers(alice, dance))[0]).toMatchObject({ name: "Gus", account: null, number: 2 });
  expect((await comers(ann, dance))[0]).toMatchObject({ name: null, account: null });
  expect(JSON.stringify(await comers(alice, dance))).not.toContain("mail.test");
  expect(await answers(ann, dance, "yes")).toMatchObject({ state: "waiting" });
  await world.passes("1 minute");
  await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { place_name: "The barn" });
  await world.settles();
  expect(mailbox.letters.at(-1)!.text).toContain("The barn");
  expect(await says("no")).toBe(303);
  await world.settles();
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, rsvp: { state: "yes" } });
  await world.passes("34 days");
  await forgetGuests(kith);
  expect(await kith.db.selectFrom("event_rsvps").select("id").where("email", "<>", "").execute()).toEqual([]);
  // Whoever comes by their link afterwards is told why it leads nowhere.
  const late = await world.visitor("alpha.test")("GET", link, { headers: { accept: "text/html" } });
  expect([late.status, late.text]).toEqual([404, expect.stringContaining("This link has run out")]);
});

test("calendars: one event, those of an account, and one's own behind a secret that can be renewed", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const dance = await holds(alice, inDays(world.clock, 3), { title: "Dance; with, commas" });
  await holds(alice, inDays(world.clock, 4), { title: "Secret", visibility: "private" });
  await answers(ann, dance, "yes");
  const visitor = world.visitor("alpha.test");
  const one = await visitor("GET", `/events/${dance.id}.ics`);
  expect(String(one.headers["content-type"])).toContain("text/calendar");
  expect(one.text).toContain("SUMMARY:Dance\\; with\\, commas");
  expect(one.text).toContain("SEQUENCE:0");
  const all = await visitor("GET", "/@alice/events.ics");
  expect(all.text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  expect(all.text).not.toContain("Secret");
  const kith = world.instance("alpha.test");
  const { feedSecret, renewFeed } = await import("../../src/events/calendar.ts");
  const secret = await feedSecret(kith, Number(ann.id));
  expect((await visitor("GET", `/events/feed/${secret}.ics`)).text).toContain("Dance");
  const fresh = await renewFeed(kith, Number(ann.id));
  expect((await visitor("GET", `/events/feed/${secret}.ics`)).status).toBe(404);
  expect((await visitor("GET", `/events/feed/${fresh}.ics`)).text).toContain("Dance");
  // Who asks again is told that nothing has changed, however much later.
  const feed = await visitor("GET", `/events/feed/${fresh}.ics`);
  await world.passes("1 minute");
  const again = { headers: { "if-none-match": String(feed.headers["etag"]) } };
  const same = await visitor("GET", `/events/feed/${fresh}.ics`, again);
  expect([same.status, same.text, same.headers["cache-control"]]).toEqual([304, "", "private, no-cache"]);
  await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { state: "cancelled" });
  expect((await visitor("GET", `/events/feed/${fresh}.ics`, again)).status).toBe(200);
  const after = (await visitor("GET", `/events/feed/${fresh}.ics`)).text;
  expect(after).toContain("STATUS:CANCELLED");
  expect(after).toContain("SEQUENCE:1");
});

test("places are not given twice, however many ask at once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const people = [];
  for (let n = 0; n < 6; n++) people.push(await world.person(`p${n}@alpha.test`));
  const dance = await holds(alice, inDays(world.clock, 5), { capacity: 3 });
  const states = (await Promise.all(people.map(async (one) => await answers(one, dance, "yes")))).map(({ state }) => state);
  expect(states.filter((state) => state === "yes")).toHaveLength(3);
  expect(await sees(alice, dance)).toMatchObject({ going_count: 3, waiting_count: 3 });
});

test("whoever is in a private group no more has no place at what it holds, and hears nothing of it but its end, here or elsewhere", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const rose = await world.stranger("rose@mobilizon.test");
  const says = async (type: string, object: string) => {
    await rose.sends("alpha.test", rose.activity(type, object, { to: [ann.uri] }));
    await world.settles();
  };
  const family = await makes(ann, { name: "family", private: true });
  await ben.follows("@family");
  await says("Follow", family.uri);
  for (const { id } of await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`))
    await does(ann, family, `requests/${id}/accept`);
  const dance = await holds(ann, inDays(world.clock, 5), { group_id: family.id, capacity: 1 });
  await answers(ben, dance, "yes");
  await says("Join", dance.status.uri);
  expect(await sees(ann, dance)).toMatchObject({ going_count: 1, waiting_count: 1 });
  const out = async ({ id }: { id: string }) => await ann.api("DELETE", `/api/kith/v1/groups/${family.id}/members/${id}`);
  await out(await ann.finds(rose.handle));
  await world.settles();
  const before = rose.inbox.documents.length;
  await answers(ben, dance, "no");
  expect(await sees(ann, dance)).toMatchObject({ going_count: 0, waiting_count: 0 });
  await answers(ben, dance, "yes");
  await out(ben);
  await ann.api("PUT", `/api/kith/v1/events/${dance.id}`, { title: "Without them" });
  await world.settles();
  expect([await sees(ann, dance), await comers(ann, dance)]).toMatchObject([{ going_count: 0, waiting_count: 0 }, []]);
  expect((await ben.notifications()).map(({ type }) => type)).not.toContain("update");
  expect(rose.inbox.documents.slice(before)).toEqual([]);
  await ann.api("DELETE", `/api/kith/v1/events/${dance.id}`);
  await world.settles();
  // Her server has what it was sent while she was in it, and is to let go of that.
  const end = { type: "Announce", object: { type: "Delete", object: { id: dance.status.uri } } };
  expect(rose.inbox.documents.slice(before)).toMatchObject([end]);
});
