/** What is told of weeks of which something is hidden: on the page, in the file and to apps. */
import { expect, test } from "vitest";
import { loadAll } from "../../src/insights/page.ts";
import { rollDays } from "../../src/insights/roll.ts";
import { renderInsights } from "../../src/mastodon/entities/insights.ts";
import { member, openSite } from "./site.ts";

const DAY = 86_400_000;

test("a week of which something is hidden is told as at least so many: in its table, in the file and to apps", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ann = await member(site, "ann");
  await rollDays(kith);
  kith.clock.advance(22 * DAY);
  while (await rollDays(kith));
  const none = { posts: 1, interactions: 0, boosted: 0, boosts_elsewhere: 0, followers: 0, account_id: ann.account.id };
  // Of the week of 8 June one day is hidden, of that of 15 June all that there is.
  const days = [
    { day: Date.UTC(2026, 5, 9), homes: 40, servers: 40 },
    { day: Date.UTC(2026, 5, 11), homes: 3, servers: 9 },
    { day: Date.UTC(2026, 5, 16), homes: 2, servers: 0 },
  ];
  await kith.write(async (tx) => {
    for (const day of days)
      await tx
        .insertInto("insight_days")
        .values({ ...none, ...day })
        .execute();
  });
  const page = (await ann.surfer.get("/insights?span=quarter")).text;
  expect(page).toMatch(/<th scope="row">Week of 8 June[^<]*<\/th><td>49<\/td><td>at least 40<\/td>/);
  expect(page).toMatch(/<th scope="row">Week of 15 June[^<]*<\/th><td>0<\/td><td>fewer than 5<\/td>/);
  // Who hears the picture instead hears the same.
  expect(page).toMatch(/aria-label="Reach: Servers 0, Homes here fewer than 5"/);
  const file = (await ann.surfer.get(`/insights/${ann.account.id}/days.csv?span=quarter`)).text;
  expect(file).toContain("2026-06-08,2,49,>=40,0,");
  expect(file).toContain("2026-06-15,1,0,<5,0,");
  const { insights } = await loadAll(kith, ann.account, "quarter");
  const { buckets } = renderInsights(insights, { servers: [], languages: [] }, "alpha.test");
  expect(buckets.slice(-2).map(({ date, homes, at_least }) => [date, homes, at_least])).toEqual([
    ["2026-06-08", 40, ["homes"]],
    ["2026-06-15", null, []],
  ]);
});
