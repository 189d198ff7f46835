/** Events that come again, on pages: chosen in a form, their dates and calendars, and changing one or all; for a circle, whom alone they concern. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { ensureCircles } from "../../src/circles/circles.ts";
import { addMembers } from "../../src/circles/members.ts";
import { follow } from "../../src/follows/follow.ts";
import { openSite, type Fields, type Surfer } from "./site.ts";

const values: Fields = {
  title: "Harvest dance",
  text: "Bring apples",
  starts: "2027-01-31T19:00",
  time_zone: "Europe/Berlin",
  join_mode: "free",
};
const pathOf = (answer: { headers: Record<string, string | string[] | undefined> }): string => String(answer.headers["location"]);
const eventIn = (text: string): string => /\/events\/(\d+)\.ics/.exec(text)?.[1] ?? "";

/** Alice, who has Bob in her circle of close friends, and Cleo, who is not in it. */
async function gather() {
  const site = await openSite();
  const [alice, bob] = [await site.joins("alice"), await site.joins("bob")];
  await site.joins("cleo");
  const [hers, his, others] = [site.surfer(), site.surfer(), site.surfer()];
  await hers.signsIn("alice");
  await his.signsIn("bob");
  await others.signsIn("cleo");
  await follow(site.kith, bob, alice);
  const [circle] = await ensureCircles(site.kith, alice.id);
  await addMembers(site.kith, circle!, [bob.id]);
  const audience = { visibility: "limited", circle_id: String(circle!.id) };
  const makes = async (more: Fields) =>
    await hers.send("/events", { ...values, ...audience, ...more }, { from: "/events/new", files: true });
  return { site, hers, his, others, makes };
}

const monthly = { repeat: "monthly_last_weekday", repeat_interval: "2", repeat_count: "5" };

test("one that comes again is chosen in a form, has its dates on a page and in calendars, and one of them is left out", async () => {
  const { site, hers, his, others, makes } = await gather();
  await using _ = site;
  const wrong = await makes({ ...monthly, repeat_interval: "0" });
  expect([wrong.status, wrong.text.includes("It cannot recur in that way")]).toEqual([422, true]);
  expect(wrong.text).toContain('value="monthly_last_weekday" selected');
  expect((await makes({ ...monthly, circle_id: "1" })).text).toContain("Close friends");
  const page = pathOf(await makes(monthly));
  const seen = await his.get(page);
  const id = eventIn(seen.text);
  expect(seen.text).toContain("Every 2 months on the last Sunday, 5 times");
  for (const path of [page, `/events/${id}/series`, `/events/${id}/series.ics`])
    expect((await others.get(path)).status).toBe(404);
  const dates = await his.get(`/events/${id}/series`);
  const days = ["2027-03-28T17:00", "2027-05-30T17:00", "2027-07-25T17:00", "2027-09-26T17:00"];
  expect([...dates.text.matchAll(/<time datetime="([^"]+)"/g)].map(([, at = ""]) => at.slice(0, 16))).toEqual(days);
  // One of the five is announced already.
  expect(dates.text).toContain("Every 2 months on the last Sunday, 5 times");
  expect(dates.text).not.toContain("/series/skip");
  for (const act of ["skip", "end"])
    expect((await his.send(`/events/${id}/series/${act}`, { date: "2027-03-28" }, { from: page })).status).toBe(404);
  await hers.send(`/events/${id}/series/skip`, { date: "2027-05-30" }, { from: `/events/${id}/series` });
  const file = (await his.get(`/events/${id}/series.ics`)).text;
  expect(file).toContain("RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU;COUNT=4\r\nEXDATE;TZID=Europe/Berlin:20270530T190000");
  expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect((await his.get(`/events/${id}.ics`)).text).not.toContain("RRULE:FREQ=MONTHLY");
  // In the tables of days stand those that are still to come, for who may know of it; but not the one that was left out.
  const months = async (surfer: Surfer, month: string) =>
    (
      await Promise.all(
        [`/explore/events/month?month=${month}`, `/scheduled/calendar?month=${month}`].map((at) => surfer.get(at)),
      )
    ).map(({ text }) => text.includes(`/events/${id}/series`));
  expect([await months(hers, "2027-03"), await months(hers, "2027-05"), await months(hers, "2027-07")]).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ]);
  expect([await months(his, "2027-03"), await months(others, "2027-03")]).toEqual([
    [true, false],
    [false, false],
  ]);
  // Who has said to come to one has said nothing of the others.
  const feed = async (surfer: Surfer) => /\/events\/feed\/[\w-]+\.ics/.exec((await surfer.get("/events?feed=1")).text)?.[0] ?? "";
  await his.send(`/events/${id}/rsvp`, { answer: "yes" }, { from: page });
  expect(await months(his, "2027-03")).toEqual([true, true]);
  expect((await his.get(await feed(hers))).text).toContain("RRULE:FREQ=MONTHLY");
  expect((await his.get(await feed(his))).text).not.toContain("RRULE:FREQ=MONTHLY");
});

test("its picture is described anew, replaced and taken away; a change is of one or of all that come, and the end is the end", async () => {
  const { site, hers, his, makes } = await gather();
  await using _ = site;
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#264" } })
    .png()
    .toBuffer();
  const picture = new Blob([new Uint8Array(bytes)]);
  const page = pathOf(await makes({ ...monthly, picture, description: "Trees" }));
  const id = eventIn((await his.get(page)).text);
  const saves = async (more: Fields) =>
    await hers.send(`/events/${id}/edit`, { ...values, repeat: "weekly", ...more }, { from: `/events/${id}/edit`, files: true });
  const shown = async () => {
    const { text } = await his.get(page);
    return ["Trees", "Oaks", "Elms"].filter((word) => text.includes(word));
  };
  expect(await shown()).toEqual(["Trees"]);
  await saves({ description: "Oaks" });
  expect(await shown()).toEqual(["Oaks"]);
  await saves({ description: "Elms", picture });
  expect(await shown()).toEqual(["Elms"]);
  await saves({ description: "", remove_picture: "1" });
  expect(await shown()).toEqual([]);
  // Only this one was changed so far.
  expect((await his.get(`/events/${id}/series`)).text).toContain("Every 2 months on the last Sunday");
  expect((await hers.get(`/events/${id}/edit`)).text).toContain('value="monthly_last_weekday" selected');
  await saves({ which: "all", title: "Songs", repeat_interval: "1" });
  expect((await his.get(page)).text).toContain("Every week on Sunday");
  await hers.send(`/events/${id}/series/end`, {}, { from: `/events/${id}/series` });
  expect((await his.get(`/events/${id}/series`)).text).toContain("No more are to come");
});
