/** A village in which two months have been counted: of Mia, of a group that she looks after, and of the server. */
import { clocksOf, dateAfter, beginOf } from "../../src/insights/days.ts";
import type { Hours, Slot } from "../../src/insights/hours.ts";
import type { Kith } from "../../src/kith.ts";
import type { People } from "./village.ts";

const DAYS = 100;
const SITES = ["news.example", "lindenhof.example", "a-server-with-a-rather-long-name.some-district.example.org"];

export async function countDays(kith: Kith, people: People, group_id: number): Promise<void> {
  const clocks = clocksOf(kith);
  const today = clocks.isoDay(kith.now());
  const [since, until] = [beginOf(clocks, dateAfter(today, -DAYS)), beginOf(clocks, today)];
  const ids = [people["mia"]?.id ?? 0, group_id, (await kith.instanceAccount()).id];
  rememberHours(kith, people["mia"]?.id ?? 0);
  await kith.write(async (tx) => {
    await tx
      .insertInto("settings")
      .values({ key: "insights_counted", value: JSON.stringify({ since, until }) })
      .execute();
    // They have been here for as long.
    await tx.updateTable("accounts").set({ created_at: since }).where("id", "in", ids).execute();
    for (const account_id of ids) {
      for (let n = 0; n < DAYS; n++) {
        const day = beginOf(clocks, dateAfter(today, n - DAYS));
        const wave = (top: number, step: number) =>
          Math.max(0, Math.round(top * (1 + Math.sin((n + account_id) / step)) - top / 3));
        const row = { posts: n % 4, servers: wave(60, 5), homes: wave(90, 7), interactions: wave(12, 3), followers: 200 + n };
        await tx
          .insertInto("insight_days")
          .values({ account_id, day, ...row })
          .execute();
        for (const [at, host] of SITES.entries())
          await tx
            .insertInto("insight_referrers")
            .values({ account_id, day, host, count: 9 - at * 3 })
            .execute();
      }
    }
  });
}

/** Half a year of posts, as it were: the village is only minutes old. */
function rememberHours(kith: Kith, id: number): void {
  const slots: Slot[] = Array.from({ length: 168 }, (_, at) => ({ day: Math.floor(at / 24), hour: at % 24 }))
    .filter(({ day, hour }) => (hour * 7 + day) % 11 === 0)
    .map(({ day, hour }) => ({
      day,
      hour,
      posts: 4 + (hour % 3),
      interactions: 5 + hour * 2,
      people: hour > 16 ? 8 + day : null,
    }));
  const sum = (name: "posts" | "interactions") => slots.reduce((all, slot) => all + (slot[name] ?? 0), 0);
  const hours: Hours = { slots, posts: sum("posts"), interactions: sum("interactions") };
  kith.cache<{ hours: Hours; until: number }>("hints", 500).set(`${id} UTC`, { hours, until: kith.now() + 86_400_000 });
}

export const insightPages = (group_id: number): Readonly<Record<string, string>> => ({
  insights: "/insights",
  insights_year: "/insights?span=year",
  group_insights: `/groups/${group_id}/insights?span=quarter`,
});
