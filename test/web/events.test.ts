/** Events by forms, without scripts: announcing, answering, inviting, changing; and what outsiders see. */
import { expect, test } from "vitest";
import { openSite, textOf, type Fields, type Surfer } from "./site.ts";

const values: Fields = {
  title: "Harvest <dance>",
  text: "Bring *apples*",
  starts: "2027-03-28T01:30",
  ends: "2027-03-28T04:30",
  time_zone: "Europe/Berlin",
  place_name: "Village hall",
  place_address: "Main St 1",
  latitude: "52,5",
  longitude: "13.4",
  capacity: "5",
  guests_max: "2",
  visibility: "public",
  join_mode: "free",
  categories: "Music, Dance",
};

const makes = async (surfer: Surfer, more: Fields = {}) =>
  await surfer.send("/events", { ...values, ...more }, { from: "/events/new", files: true });
const pathOf = (answer: { headers: Record<string, string | string[] | undefined> }): string => String(answer.headers["location"]);
const eventIn = (text: string): string => /\/events\/(\d+)\.ics/.exec(text)?.[1] ?? "";

test("an event is announced in a form, stands on its page with date, place and calendar, and is answered there", async () => {
  await using site = await openSite();
  await site.joins("alice");
  await site.joins("bob");
  const [alice, bob, visitor] = [site.surfer(), site.surfer(), site.surfer()];
  await alice.signsIn("alice");
  await bob.signsIn("bob");
  const made = await makes(alice);
  expect(made.status).toBe(303);
  const page = pathOf(made);
  expect(page).toMatch(/^\/@alice\/\d+$/);
  const seen = await visitor.get(page);
  const id = eventIn(seen.text);
  expect(seen.text).toContain("Harvest &lt;dance&gt;");
  // The night in which the clocks go forward: three hours on the clock are two.
  expect(seen.text).toContain('datetime="2027-03-28T00:30:00.000Z"');
  expect(seen.text).toContain('datetime="2027-03-28T02:30:00.000Z"');
  expect(seen.text).toContain("geo:52.5,13.4");
  expect(seen.text).toContain("openstreetmap.org/?mlat=52.5&amp;mlon=13.4");
  const data = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(seen.text)?.[1] ?? "";
  expect(data).not.toContain("<");
  expect(JSON.parse(data)).toMatchObject({ "@type": "Event", name: "Harvest <dance>", startDate: "2027-03-28T00:30:00.000Z" });
  expect(seen.text).not.toContain("rsvp");
  expect((await bob.get(page)).text).toContain(`action="/events/${id}/rsvp"`);
  expect((await alice.get(page)).text).not.toContain(`action="/events/${id}/rsvp"`);
  expect(pathOf(await bob.send(`/events/${id}/rsvp`, { answer: "yes", number: "3", return_to: page }, { from: page }))).toBe(
    page,
  );
  const after = await bob.get(page);
  expect(after.text).toContain("You come.");
  expect(after.text).toContain("2 places left");
  for (const path of ["/explore/events", "/explore/events?q=hall", "/explore/events/month?month=2027-03", "/@alice"])
    expect((await visitor.get(path)).text).toContain("Harvest");
  expect((await visitor.get("/explore/events?q=moon")).text).not.toContain("Harvest");
  expect((await visitor.get("/explore/events/month?month=2027-04")).text).not.toContain("Harvest");
  for (const surfer of [alice, bob]) expect((await surfer.get("/events")).text).toContain("Harvest");
  expect(pathOf(await visitor.get(`/events/${id}`))).toBe(page);
  expect((await visitor.get(`/events/${id}.ics`)).text).toContain("DTSTART;TZID=Europe/Berlin:20270328T013000");
});

test("what was wrong is said beside what was typed; changing, inviting and letting in go by forms, too", async () => {
  await using site = await openSite();
  for (const name of ["alice", "bob", "ann"]) await site.joins(name);
  const [alice, bob, ann] = [site.surfer(), site.surfer(), site.surfer()];
  for (const [surfer, name] of [
    [alice, "alice"],
    [bob, "bob"],
    [ann, "ann"],
  ] as const)
    await surfer.signsIn(name);
  for (const [wrong, words, field] of [
    [{ starts: "tomorrow" }, "Say when it begins", "starts"],
    [{ ends: "2027-03-01T10:00" }, "The end must come after", "ends"],
    [{ time_zone: "Mars/Olympus" }, "Choose a time zone", "time_zone"],
    [{ handles: "@nobody" }, "Nobody is known by @nobody", "handles"],
    [{ online_url: "ftp://x" }, "A link begins with https", "online_url"],
  ] as const) {
    const again = await makes(alice, wrong);
    expect([again.status, again.text.includes(words), again.text.includes("Harvest &lt;dance&gt;")]).toEqual([422, true, true]);
    // It is said beside the field, and the way there stands above the form.
    for (const part of [`href="#f-${field}"`, `id="f-${field}-problem"`]) expect(again.text).toContain(part);
  }
  const page = pathOf(await makes(alice, { join_mode: "approval", all_day: "1" }));
  const id = eventIn((await alice.get(page)).text);
  expect((await alice.get(`/events/${id}.ics`)).text).toMatch(/DTSTART;VALUE=DATE:20270328\r\nDTEND;VALUE=DATE:20270329/);
  await bob.send(`/events/${id}/rsvp`, { answer: "yes" }, { from: page });
  expect((await bob.get(page)).text).toContain("You have asked");
  const people = await alice.get(`/events/${id}/people`);
  const rsvp = /people\/(\d+)\/accept/.exec(people.text)?.[1] ?? "";
  expect((await bob.get(`/events/${id}/people`)).text).not.toContain("/accept");
  expect((await bob.send(`/events/${id}/people/${rsvp}/accept`, {}, { from: page })).status).toBe(404);
  await alice.send(`/events/${id}/people/${rsvp}/accept`, {}, { from: `/events/${id}/people` });
  expect((await bob.get(page)).text).toContain("You come.");
  expect((await alice.get("/notifications")).text).toContain("wants to come to your event");
  expect((await bob.get("/notifications")).text).toContain("has a place for you");
  expect(pathOf(await alice.send(`/events/${id}/invite`, { handles: "@ann" }, { from: `/events/${id}/people` }))).toBe(
    `/events/${id}/people`,
  );
  expect((await ann.get("/notifications")).text).toContain("You are invited.");
  const form = await alice.get(`/events/${id}/edit`);
  expect(form.text).toContain('value="2027-03-28T00:00"');
  const edited = await alice.send(
    `/events/${id}/edit`,
    { ...values, all_day: "1", state: "cancelled", join_mode: "approval" },
    { from: `/events/${id}/edit`, files: true },
  );
  expect(pathOf(edited)).toBe(page);
  expect((await bob.get(page)).text).toContain("Called off");
  expect((await bob.get(`/events/${id}/edit`)).status).toBe(404);
});

test("what is for followers is nobody else's, in any of its forms; one's calendar has an address that can be renewed", async () => {
  await using site = await openSite();
  await site.joins("alice");
  await site.joins("bob");
  const [alice, bob, visitor] = [site.surfer(), site.surfer(), site.surfer()];
  await alice.signsIn("alice");
  await bob.signsIn("bob");
  const page = pathOf(await makes(alice, { visibility: "private" }));
  const id = eventIn((await alice.get(page)).text);
  for (const surfer of [bob, visitor])
    for (const path of [page, `/events/${id}`, `/events/${id}.ics`, `/events/${id}/people`, `/events/${id}/guest`])
      expect((await surfer.get(path)).status).toBe(404);
  expect((await bob.send(`/events/${id}/rsvp`, { answer: "yes" }, { from: "/events" })).status).toBe(404);
  for (const path of ["/explore/events", "/explore/events/month?month=2027-03", "/@alice/events.ics"])
    expect((await bob.get(path)).text).not.toContain("Harvest");
  expect((await alice.get("/events")).text).not.toContain("/events/feed/");
  const feed = /\/events\/feed\/[\w-]+\.ics/.exec((await alice.get("/events?feed=1")).text)?.[0] ?? "";
  expect((await visitor.get(feed)).text).toContain("Harvest");
  await alice.send("/events/feed/renew", {}, { from: "/events?feed=1" });
  expect((await visitor.get(feed)).status).toBe(404);
  await alice.send("/events/reminders", { event_reminders: "hour", event_letters: "1" }, { from: "/events" });
  expect((await alice.get("/events")).text).toMatch(/value="hour" selected/);
});

test("before an event is deleted to which somebody comes, its organiser is told that it can be called off; it is never made a draft", async () => {
  await using site = await openSite();
  await site.joins("alice");
  await site.joins("bob");
  const [alice, bob] = [site.surfer(), site.surfer()];
  await alice.signsIn("alice");
  await bob.signsIn("bob");
  const page = pathOf(await makes(alice));
  const id = eventIn((await alice.get(page)).text);
  const asked = async () => (await alice.get(`/statuses/${page.split("/").at(-1) ?? ""}/delete`)).text;
  expect(await asked()).not.toContain("Call the event off instead");
  await bob.send(`/events/${id}/rsvp`, { answer: "maybe" }, { from: page });
  const text = await asked();
  expect(text).toContain("Call the event off instead");
  expect(text).toContain(`href="/events/${id}/edit"`);
  expect(text).not.toContain('value="redraft"');
  // Who has answered is told what it is that has changed.
  const changes = async (more: Fields) =>
    await alice.send(`/events/${id}/edit`, { ...values, ...more }, { from: `/events/${id}/edit`, files: true });
  await changes({ place_name: "The barn" });
  const told = async () => textOf((await bob.get("/notifications")).text);
  expect(await told()).toContain("alice changed an event that you answered");
  await changes({ place_name: "The barn", state: "cancelled" });
  expect(await told()).toContain("alice called off an event that you answered");
});

test("of a whole day the day counts, also where it has no midnight", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const ann = site.surfer();
  await ann.signsIn("ann");
  // The clocks of Santiago go from midnight to one on Sunday, 6 September 2026.
  const whole = { all_day: "1", time_zone: "America/Santiago", starts: "2026-09-06T00:00", ends: "2026-09-06T00:00" };
  expect((await makes(ann, { ...whole, capacity: "", guests_max: "" })).status).toBe(303);
  const event = await site.kith.db.selectFrom("events").select(["starts_at", "ends_at"]).executeTakeFirstOrThrow();
  expect(event).toEqual({ starts_at: Date.parse("2026-09-06T04:00Z"), ends_at: Date.parse("2026-09-07T03:00Z") });
});
