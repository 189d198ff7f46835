/** Posts that come again, by forms: made of one that was to come once, sent twice, and written anew far away. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { openSite } from "./site.ts";
import { hidden, picture, signedIn, writes } from "./writing-site.ts";

test("what is to come again and not once is not lost by a mistake on the way, comes once though it is sent twice, and goes on on its own clocks", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  const all = async () => ({
    scheduled: (await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute()).length,
    recurring: await site.kith.db.selectFrom("recurring_statuses").selectAll().execute(),
  });
  await updateProfile(site.kith, ann, { settings: { time_zone: "Europe/Berlin" } });
  for (const scheduled_at of ["2027-02-30T09:00", "0000-01-01T00:00"])
    expect((await writes(surfer, { text: "On no day", scheduled_at })).status).toBe(422);
  await writes(surfer, { text: "Weekly", scheduled_at: "2026-06-15T00:30", file_1: await picture(), description_1: "x" });
  const { id } = await site.kith.db.selectFrom("scheduled_statuses").select("id").executeTakeFirstOrThrow();
  const media_ids = hidden((await surfer.get(`/compose?scheduled=${id}`)).text, "media_ids");
  const with_picture = { media_ids, [`description_${media_ids}`]: "x" };
  const weekly = { text: "Weekly", scheduled_at: "2026-06-15T00:30", repeat: "weekly", repeat_days: "1", ...with_picture };
  const early = await writes(surfer, { ...weekly, scheduled_id: String(id), repeat_until: "2026-06-01" });
  expect([early.status, early.text.includes("It would never come")]).toEqual([422, true]);
  expect(await all()).toEqual({ scheduled: 1, recurring: [] });
  for (let n = 0; n < 2; n++)
    expect((await writes(surfer, { ...weekly, scheduled_id: String(id) })).headers.location).toBe("/recurring");
  const { scheduled, recurring } = await all();
  expect([scheduled, recurring.length, recurring[0]?.starts]).toEqual([0, 1, "2026-06-15T00:30"]);
  const [row] = recurring;
  // In New York it is Sunday evening; what is said there of its words changes nothing about when it comes.
  await updateProfile(site.kith, ann, { settings: { time_zone: "America/New_York" } });
  const form = (await surfer.get(`/compose?recurring=${row?.id}`)).text;
  expect(form).toContain('name="scheduled_at" value="2026-06-15T00:30"');
  expect(form).toContain("Europe/Berlin");
  await surfer.send(`/recurring/${row?.id}/pause`, {}, { from: "/recurring" });
  const better = { ...weekly, text: "Every week", recurring_id: String(row?.id) };
  expect((await writes(surfer, { ...better, repeat_until: "never" })).text).toContain("Europe/Berlin");
  await writes(surfer, better);
  const [rests] = (await all()).recurring;
  expect([rests?.state, rests?.due_at, rests?.starts, rests?.time_zone]).toEqual([
    "paused",
    0,
    "2026-06-15T00:30",
    "Europe/Berlin",
  ]);
  await surfer.send(`/recurring/${row?.id}/resume`, {}, { from: "/recurring" });
  expect((await all()).recurring[0]?.due_at).toBe(row?.due_at);
});
