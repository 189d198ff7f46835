/** What everybody here sees: announcements on their day, emojis of one's own and of others, trends as they are decided; and the numbers of the dashboard. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { gatherEmojis } from "../../src/emojis/gather.ts";
import { loadGauges, noteGauges } from "../../src/health/gauges.ts";
import { publishDue } from "../../src/announcements/write.ts";
import { openSite, type Site } from "./site.ts";

async function owned(site: Site) {
  const ada = await site.joins("ada");
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  return { ada, surfer };
}

const blob = async (width: number, height: number): Promise<Blob> =>
  new Blob(
    [
      new Uint8Array(
        await sharp({ create: { width, height, channels: 4, background: "red" } })
          .png()
          .toBuffer(),
      ),
    ],
    { type: "image/png" },
  );

test("an announcement waits for its day, is changed, taken back and deleted", async () => {
  await using site = await openSite({ time_zone: "Europe/Berlin" });
  const { surfer } = await owned(site);
  const { kith } = site;
  const path = "/admin/announcements";
  // The clock of the tests: 1 June 2026, 12:00 UTC, which is 14:00 in Berlin.
  await surfer.send(path, { text: "New disk on @ada's day", scheduled_at: "2026-06-01T15:00", starts_at: "", ends_at: "" });
  const one = async () => await kith.db.selectFrom("announcements").selectAll().orderBy("id").executeTakeFirstOrThrow();
  expect([(await one()).scheduled_at, (await one()).published_at]).toEqual([Date.UTC(2026, 5, 1, 13), 0]);
  kith.clock.advance(2 * 3_600_000);
  await publishDue(kith);
  expect((await surfer.get(path)).text).toContain("Published");
  const { id } = await one();
  await surfer.send(`${path}/${id}`, { text: "A newer disk", starts_at: "", ends_at: "" }, { from: `${path}/${id}` });
  expect([(await one()).text, (await one()).published_at > 0]).toEqual(["A newer disk", true]);
  await surfer.send(`${path}/${id}/withdraw`, {}, { from: path });
  expect((await one()).published_at).toBe(0);
  await surfer.send(`${path}/${id}/publish`, {}, { from: path });
  expect((await one()).published_at).toBeGreaterThan(0);
  const wrong = await surfer.send(path, {
    text: "Ends before it begins",
    starts_at: "2026-06-03T10:00",
    ends_at: "2026-06-02T10:00",
  });
  expect([wrong.status, wrong.text.includes('value="2026-06-03T10:00"')]).toEqual([422, true]);
  await surfer.send(`${path}/${id}/remove`, {}, { from: path });
  expect(await kith.db.selectFrom("announcements").select("id").execute()).toEqual([]);
});

test("emojis are added, sorted, switched off, and copied from others", async () => {
  await using site = await openSite();
  const { ada, surfer } = await owned(site);
  const { kith } = site;
  const path = "/admin/emojis";
  expect(
    (await surfer.send(path, { shortcode: "linden", category: "Trees", picture: await blob(400, 300) }, { files: true })).status,
  ).toBe(303);
  const mine = await kith.db.selectFrom("custom_emojis").selectAll().executeTakeFirstOrThrow();
  expect(mine).toMatchObject({ shortcode: "linden", host: "", category: "Trees", visible: 1, disabled: 0 });
  const file = await site.surfer().get(new URL(mine.image_url).pathname);
  expect([file.status, file.headers["content-type"]]).toEqual([200, "image/png"]);
  expect((await surfer.send(path, { shortcode: "linden", picture: await blob(32, 32) }, { files: true })).status).toBe(422);
  expect((await surfer.send(path, { shortcode: "no spaces", picture: await blob(32, 32) }, { files: true })).status).toBe(422);
  expect((await surfer.send(path, { shortcode: "text", picture: new Blob(["words"]) }, { files: true })).status).toBe(422);
  const offered = async () => JSON.parse((await surfer.get("/api/v1/custom_emojis", { accept: "application/json" })).text).length;
  expect(await offered()).toBe(1);
  await surfer.send(`${path}/${mine.id}/change`, { category: "Old", disabled: "1" }, { from: path });
  expect([await offered(), (await kith.db.selectFrom("custom_emojis").selectAll().executeTakeFirst())?.category]).toEqual([
    0,
    "Old",
  ]);
  const status = await site.posts(ada, "I like :linden:");
  const row = await kith.db.selectFrom("statuses").select("emojis").where("id", "=", Number(status)).executeTakeFirstOrThrow();
  expect(row.emojis).toBe("[]");
  await surfer.send(`${path}/${mine.id}/remove`, {}, { from: path });
  expect((await surfer.get(path)).text).toContain("No custom emoji yet.");
});

test("emojis of other servers are gathered from what arrives, and found by name", async () => {
  await using site = await openSite();
  const { ada, surfer } = await owned(site);
  const { kith } = site;
  const id = Number(await site.posts(ada, "as if it came from elsewhere"));
  const emojis = JSON.stringify([
    { shortcode: "carrot", url: "https://far.test/carrot.png" },
    { shortcode: "<b>", url: "https://far.test/b.png" },
    { shortcode: "bad", url: "javascript:1" },
  ]);
  await kith.write(async (tx) => {
    await tx.updateTable("accounts").set({ host: "far.test" }).where("id", "=", ada.id).execute();
    await tx.updateTable("statuses").set({ local: 0, emojis }).where("id", "=", id).execute();
  });
  await gatherEmojis(kith);
  await gatherEmojis(kith);
  await kith.write(async (tx) => await tx.updateTable("accounts").set({ host: "" }).where("id", "=", ada.id).execute());
  const found = await kith.db.selectFrom("custom_emojis").select(["shortcode", "host", "image_url"]).execute();
  expect(found).toEqual([{ shortcode: "carrot", host: "far.test", image_url: "https://far.test/carrot.png" }]);
  expect((await surfer.get("/admin/emojis?from=elsewhere&name=car")).text).toContain("far.test");
  expect((await surfer.get("/admin/emojis?from=elsewhere&name=x")).text).toContain("Nothing fits");
});

test("trends are approved and rejected", async () => {
  await using site = await openSite();
  const { ada, surfer } = await owned(site);
  const { kith } = site;
  await site.posts(ada, "dig #garden");
  const { id } = await kith.db.selectFrom("tags").select("id").executeTakeFirstOrThrow();
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("trends")
        .values({
          id: kith.newId(),
          kind: "tag",
          subject_id: id,
          state: "pending",
          score: 3,
          language: "",
          updated_at: 1,
          reviewed_at: 0,
        })
        .execute(),
  );
  expect((await surfer.get("/admin")).text).toContain("tag to review");
  expect((await surfer.get("/admin/trends")).text).toContain("#garden");
  const decide = async (state: string) =>
    (await surfer.send("/admin/trends/review", { kind: "tags", id: String(id), state }, { from: "/admin/trends" })).status;
  const state = async () => (await kith.db.selectFrom("trends").select("state").executeTakeFirstOrThrow()).state;
  expect([await decide("approved"), await state()]).toEqual([303, "approved"]);
  expect([await decide("rejected"), await state()]).toEqual([303, "rejected"]);
  expect(await decide("loved")).toBe(404);
});

test("what only people who are signed in may read is read by whoever reviews what trends", async () => {
  await using site = await openSite();
  const { ada, surfer } = await owned(site);
  const { kith } = site;
  const id = Number(await site.posts(ada, "purring loudly"));
  await kith.write(async (tx) => {
    await tx.updateTable("accounts").set({ signed_in_only: 1 }).where("id", "=", ada.id).execute();
    const trend = { id: kith.newId(), kind: "status", subject_id: id, state: "pending", score: 3, language: "" } as const;
    await tx
      .insertInto("trends")
      .values({ ...trend, updated_at: 1, reviewed_at: 0 })
      .execute();
  });
  expect((await surfer.get("/admin/trends?kind=statuses")).text).toContain("purring loudly");
});

test("the dashboard draws what was read off, with a table for each picture", async () => {
  await using site = await openSite();
  const { surfer } = await owned(site);
  const { kith } = site;
  await noteGauges(kith);
  kith.clock.advance(2 * 86_400_000);
  await noteGauges(kith);
  const read = await loadGauges(kith.db, { from: 0, step: 86_400_000 });
  expect(read.get("database")?.length).toBe(2);
  expect((read.get("memory")?.[0]?.value ?? 0) > 1_000_000).toBe(true);
  const { text } = await surfer.get("/admin?days=90");
  expect(text.match(/<figure class="plot">/g)).toHaveLength(10);
  // Whom the server reached has not been counted yet.
  expect(text.match(/<svg viewBox[^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(9);
  expect(text.match(/Show as table/g)).toHaveLength(9);
  kith.clock.advance(61 * 86_400_000);
  await noteGauges(kith);
  expect((await loadGauges(kith.db, { from: 0, step: 86_400_000 })).get("jobs")?.length).toBe(1);
});
