/** Drafts, scheduled posts, posts that are written anew, and what the scripts of the form ask for. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { contentsOf } from "../../src/drafts/drafts.ts";
import { draftOf } from "../../src/scheduled/schedule.ts";
import { openSite, type Fields } from "./site.ts";
import { hidden, mediaOf, picture, signedIn, statuses, writes } from "./writing-site.ts";

test("what is scheduled waits on its page and in the calendar, and can be written anew, moved, posted and deleted", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await updateProfile(site.kith, ann, { settings: { time_zone: "Asia/Tokyo" } });
  const soon = await writes(surfer, { text: "Too soon", scheduled_at: "2026-06-01T21:02" });
  expect(soon.status).toBe(422);
  expect(soon.text).toContain("at least five minutes from now");
  expect(soon.text).toContain('value="2026-06-01T21:02"');
  const later = await writes(surfer, {
    text: "Later",
    scheduled_at: "2026-06-20T09:00",
    file_1: await picture(),
    description_1: "x",
  });
  expect(later.headers.location).toBe("/scheduled");
  const [row] = await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute();
  expect(new Date(row?.scheduled_at ?? 0).toISOString()).toBe("2026-06-20T00:00:00.000Z");
  const id = row?.id ?? 0;
  expect((await surfer.get("/scheduled")).text).toContain("Later");
  const calendar = (await surfer.get("/scheduled/calendar?month=2026-06")).text;
  expect(calendar).toMatch(/20<\/span><ul><li[^>]*><a href="\/compose\?scheduled=\d+"><time[^>]*>09:00/);
  expect((await surfer.get("/scheduled/calendar?month=2026-07")).text).not.toContain("/compose?scheduled=");

  const form = await surfer.get(`/compose?scheduled=${id}`);
  expect(form.text).toContain('value="2026-06-20T09:00"');
  const media_ids = hidden(form.text, "media_ids");
  const edited = { text: "Later, better", scheduled_id: String(id), media_ids, [`description_${media_ids}`]: "x" };
  await writes(surfer, { ...edited, scheduled_at: "2026-06-21T09:00" });
  const [changed] = await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute();
  expect([changed?.id, draftOf(changed ?? { params: "{}" }).text]).toEqual([id, "Later, better"]);
  const moved = await surfer.send(`/scheduled/${id}/move`, { scheduled_at: "2026-06-22T10:00" }, { from: "/scheduled" });
  expect(moved.status).toBe(303);
  const refused = await surfer.send(`/scheduled/${id}/move`, { scheduled_at: "2020-01-01T10:00" }, { from: "/scheduled" });
  expect([refused.status, refused.text.includes("at least five minutes")]).toEqual([422, true]);
  expect((await surfer.send(`/scheduled/${id}/publish`, {}, { from: "/scheduled" })).status).toBe(303);
  expect((await statuses(site)).map(({ text }) => text)).toEqual(["Later, better"]);
  expect(await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute()).toEqual([]);
  await writes(surfer, { text: "Never", scheduled_at: "2026-06-20T09:00" });
  const [never] = await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute();
  await surfer.send(`/scheduled/${never?.id}/delete`, {}, { from: "/scheduled" });
  expect(await site.kith.db.selectFrom("scheduled_statuses").selectAll().execute()).toEqual([]);
});

test("nobody opens, moves or posts what somebody else has scheduled or drafted", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  await writes(surfer, { text: "Mine, later", scheduled_at: "2026-06-20T09:00" });
  await writes(surfer, { text: "Mine, a draft", do: "draft" });
  const scheduled = await site.kith.db.selectFrom("scheduled_statuses").select("id").executeTakeFirstOrThrow();
  const draft = await site.kith.db.selectFrom("drafts").select("id").executeTakeFirstOrThrow();
  await site.joins("eve");
  const eve = site.surfer();
  await eve.signsIn("eve");
  expect((await eve.get(`/compose?scheduled=${scheduled.id}`)).status).toBe(404);
  expect((await eve.get(`/compose?draft=${draft.id}`)).status).toBe(404);
  for (const path of [`/scheduled/${scheduled.id}/publish`, `/scheduled/${scheduled.id}/delete`, `/drafts/${draft.id}/publish`])
    expect((await eve.send(path, {}, { from: "/compose" })).status).toBe(404);
  const stolen = await writes(eve, { text: "Stolen", scheduled_id: String(scheduled.id) });
  expect(stolen.status).toBe(422);
  expect(await statuses(site)).toEqual([]);
});

test("a draft is kept whole, goes on where it was left, and is gone once it is posted", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const begun = { text: "Half a thought", spoiler_text: "Thinking", visibility: "private", language: "fr", poll_option_1: "One" };
  const kept = await writes(surfer, { ...begun, do: "draft" });
  expect(kept.headers.location).toBe("/drafts");
  const [row] = await site.kith.db.selectFrom("drafts").selectAll().execute();
  expect(contentsOf(row ?? { params: "{}" })).toMatchObject({
    text: "Half a thought",
    language: "fr",
    poll: { options: ["One"] },
  });
  expect((await surfer.get("/drafts")).text).toContain("Half a thought");
  const form = (await surfer.get(`/compose?draft=${row?.id}`)).text;
  expect(form).toContain('value="Thinking"');
  expect(form).toContain('name="poll_option_1" type="text" value="One"');
  expect(hidden(form, "draft_id")).toBe(String(row?.id));
  const refused = await surfer.send(`/drafts/${row?.id}/publish`, {}, { from: "/drafts" });
  expect([refused.status, refused.text.includes("A poll needs at least two")]).toEqual([422, true]);
  await writes(surfer, { ...begun, poll_option_2: "Two", poll_expires_in: "3600", draft_id: String(row?.id) });
  expect(await site.kith.db.selectFrom("drafts").selectAll().execute()).toEqual([]);
  expect((await statuses(site)).map(({ text }) => text)).toEqual(["Half a thought"]);
});

test("a script keeps what is typed as one draft, which goes when nothing is left of it", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const keeps = async (fields: Fields) => await surfer.send("/compose/keep", fields, { from: "/compose", files: true });
  const { draft_id } = (await keeps({ text: "A long thought", draft_id: "" })).json() as { draft_id: string };
  await keeps({ text: "A longer thought", draft_id });
  const rows = await site.kith.db.selectFrom("drafts").selectAll().execute();
  expect(rows.map((row) => [String(row.id), contentsOf(row).text])).toEqual([[draft_id, "A longer thought"]]);
  expect((await keeps({ text: " ", draft_id })).json()).toEqual({ draft_id: "" });
  expect(await site.kith.db.selectFrom("drafts").selectAll().execute()).toEqual([]);
});

test("a script uploads one file and gets the part of the form for it, or what is wrong with it", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const sends = async (file: Blob) => await surfer.send("/compose/media", { file }, { from: "/compose", files: true });
  const taken = (await sends(await picture())).json() as { id: string; ready: boolean; html: string };
  expect(taken.ready).toBe(true);
  expect(taken.html).toContain(`name="description_${taken.id}"`);
  const refused = await sends(new Blob(["nothing"], { type: "image/png" }));
  expect([refused.status, refused.json()]).toEqual([422, { error: "This kind of file cannot be taken here." }]);
});

test("names, tags and emoji are completed", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await site.joins("bob");
  await site.posts(ann, "Hello #Garden");
  const emoji = {
    id: 1,
    shortcode: "carrot",
    host: "",
    uri: "",
    image_url: "https://x.test/c.png",
    category: "",
    visible: 1,
    updated_at: 0,
  };
  await site.kith.write(
    async (tx) =>
      await tx
        .insertInto("custom_emojis")
        .values({ ...emoji, visible: 1, disabled: 0 })
        .execute(),
  );
  const values = async (q: string) =>
    (
      (await surfer.get(`/compose/complete?${new URLSearchParams({ q }).toString()}`)).json() as { items: { value: string }[] }
    ).items.map(({ value }) => value);
  expect(await values("@bo")).toEqual(["@bob"]);
  expect(await values("#gar")).toEqual(["#Garden"]);
  expect(await values(":car")).toEqual([":carrot:"]);
  expect(await values("car")).toEqual([]);
});

test("a post that is deleted to be written anew comes back as a draft with its picture", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  await writes(surfer, { text: "With a typpo", spoiler_text: "Words", file_1: await picture(), description_1: "A square" });
  const [status] = await statuses(site);
  const path = `/statuses/${status?.id}/delete`;
  expect((await surfer.get(path)).text).toContain("Delete and write anew");
  const { headers } = await surfer.send(path, { do: "redraft" });
  expect(headers.location).toMatch(/^\/compose\?draft=\d+$/);
  expect(await statuses(site)).toEqual([]);
  const form = (await surfer.get(String(headers.location))).text;
  expect(form).toContain("With a typpo</textarea>");
  expect(form).toContain("A square</textarea>");
  const media_ids = hidden(form, "media_ids");
  await writes(surfer, {
    text: "With a typo",
    media_ids,
    draft_id: hidden(form, "draft_id"),
    [`description_${media_ids}`]: "A square",
  });
  expect((await mediaOf(site)).map(({ status_id }) => status_id)).toEqual([(await statuses(site))[0]?.id]);
});

test("the calendar shows a week and a list, and moves what is planned by a form", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await updateProfile(site.kith, ann, { settings: { time_zone: "Asia/Tokyo" } });
  await writes(surfer, { text: "Later", scheduled_at: "2026-06-20T09:00" });
  await writes(surfer, { text: "A thought", do: "draft" });
  const scheduled = await site.kith.db.selectFrom("scheduled_statuses").select("id").executeTakeFirstOrThrow();
  const draft = await site.kith.db.selectFrom("drafts").select("id").executeTakeFirstOrThrow();
  const week = "/scheduled/calendar?shape=week&day=2026-06-20";
  const moves = async (fields: Fields) =>
    await surfer.send("/scheduled/calendar/move", { ...fields, return_to: week }, { from: week });
  expect((await surfer.get(week)).text).toContain(`name="id" value="${scheduled.id}"`);
  expect((await moves({ kind: "scheduled", id: String(scheduled.id), day: "2026-06-17" })).headers.location).toBe(week);
  expect((await moves({ kind: "draft", id: String(draft.id), day: "2026-06-18" })).headers.location).toBe(week);
  const [seen, list] = [await surfer.get(week), await surfer.get("/scheduled/calendar?shape=list&day=2026-06-01")];
  expect(seen.text).toContain("Moved to 18 June 2026.");
  for (const { text } of [seen, list]) {
    expect(text).toMatch(/data-day="2026-06-17"><h3>[^<]*<\/h3><ul><li class="is-scheduled"/);
    expect(text).toMatch(/data-day="2026-06-18"><h3>[^<]*<\/h3><ul><li class="is-draft"/);
  }
  const refused = await moves({ kind: "scheduled", id: String(scheduled.id), day: "2020-01-01" });
  expect([refused.status, refused.text.includes("at least five minutes from now"), refused.text.includes("is-draft")]).toEqual([
    422,
    true,
    true,
  ]);
  const { scheduled_at } = await site.kith.db.selectFrom("scheduled_statuses").select("scheduled_at").executeTakeFirstOrThrow();
  expect(new Date(scheduled_at).toISOString()).toBe("2026-06-17T00:00:00.000Z");
});

test("a post is written to come again, in the form in which one schedules; its page leaves out a time, and ends it", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await updateProfile(site.kith, ann, { settings: { time_zone: "Europe/Berlin" } });
  const wrong = await writes(surfer, { text: "Again", repeat: "weekly" });
  expect([
    wrong.status,
    wrong.text.includes("Choose when it comes for the first time"),
    wrong.text.includes("Again</textarea>"),
  ]).toEqual([422, true, true]);
  const fields = { text: "Again", scheduled_at: "2026-10-20T09:00", repeat: "weekly", repeat_days: "2", repeat_count: "5" };
  expect((await writes(surfer, fields)).headers.location).toBe("/recurring");
  const row = await site.kith.db.selectFrom("recurring_statuses").selectAll().executeTakeFirstOrThrow();
  const page = (await surfer.get("/recurring")).text;
  // The clocks go back on the 25th: nine in the morning stays nine in the morning.
  for (const at of ["2026-10-20T07:00", "2026-10-27T08:00", "2026-11-03T08:00"])
    expect(page).toContain(`datetime="${at}:00.000Z"`);
  expect(page).not.toContain("2026-11-10");
  expect((await surfer.get("/scheduled/calendar?month=2026-10")).text).toMatch(
    /is-recurring"><a href="\/compose\?recurring=\d+"/,
  );
  await surfer.send(`/recurring/${row.id}/skip`, { date: "2026-10-27" }, { from: "/recurring" });
  const form = (await surfer.get(`/compose?recurring=${row.id}`)).text;
  expect(hidden(form, "recurring_id")).toBe(String(row.id));
  await writes(surfer, { ...fields, text: "Again, better", recurring_id: String(row.id) });
  const after = (await surfer.get("/recurring")).text;
  expect(after).toContain("Again, better");
  expect(after).not.toContain("2026-10-27T08:00");
  await site.joins("eve");
  const eve = site.surfer();
  await eve.signsIn("eve");
  expect((await eve.send(`/recurring/${row.id}/end`, {}, { from: "/compose" })).status).toBe(404);
  expect((await writes(eve, { ...fields, recurring_id: String(row.id) })).status).toBe(422);
  await surfer.send(`/recurring/${row.id}/end`, {}, { from: "/recurring" });
  expect(await site.kith.db.selectFrom("recurring_statuses").selectAll().execute()).toEqual([]);
});
