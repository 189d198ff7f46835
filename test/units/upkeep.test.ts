// Recurring work that has not come to an end goes on at once, instead of falling behind by a little every day.
import { expect, test } from "vitest";
import { scheduleRecurring } from "../../src/follow-up.ts";
import { openTestKith } from "../world/instance.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test("upkeep that says there is more has its next turn at once, and otherwise after its usual pause", async () => {
  const kith = await openTestKith("alpha.test");
  const words = {
    type: "link",
    title: "A page",
    html: "",
    embed_url: "",
    image: "",
    image_description: "",
    blurhash: "",
  } as const;
  const about = { description: "", language: "", provider_name: "", provider_url: "", author_name: "", author_url: "" };
  const size = { width: 0, height: 0, published_at: 0, fetched_at: kith.now() - 20 * DAY };
  const cards = Array.from({ length: 250 }, (_, n) => ({
    id: n + 1,
    url: `https://pages.test/${n}`,
    ...words,
    ...about,
    ...size,
  }));
  await kith.write(async (tx) => await tx.insertInto("cards").values(cards).execute());
  const left = async () => (await kith.db.selectFrom("cards").select("id").execute()).length;
  await scheduleRecurring(kith);
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  expect(await left()).toBe(150);
  for (let turn = 0; turn < 2; turn++) {
    kith.clock.advance(2000);
    await kith.worker.drain();
  }
  expect(await left()).toBe(0);
  const next = await kith.db
    .selectFrom("jobs")
    .select("run_at")
    .where("kind", "=", "every/forget-cards")
    .executeTakeFirstOrThrow();
  expect(next.run_at - kith.now()).toBeGreaterThan(DAY - MINUTE);
});
