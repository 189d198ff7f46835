/** Insights: an extension of ours. Null is a count of one to four; `at_least` names those that may be more. */
import type { Audience } from "../../insights/audience.ts";
import { isLeast, toldOf } from "../../insights/hiding.ts";
import type { Hint } from "../../insights/hints.ts";
import type { Insights } from "../../insights/load.ts";
import { rfc3339 } from "../../db/columns.ts";

const HIDDEN = ["servers", "homes", "interactions", "boosted", "boosts_elsewhere"] as const;

/** @param domain ours */
export const renderInsights = (insights: Insights, { servers, languages }: Audience, domain: string) => {
  const { span, by, buckets, posts, servers: taken, homes, interactions, rate, followers, growth, sites } = insights;
  const { boosted, boosts_elsewhere } = insights;
  return {
    span,
    by,
    buckets: buckets.map((bucket) => ({
      ...bucket,
      servers: toldOf(bucket.servers),
      homes: toldOf(bucket.homes),
      interactions: toldOf(bucket.interactions),
      boosted: toldOf(bucket.boosted),
      boosts_elsewhere: toldOf(bucket.boosts_elsewhere),
      at_least: HIDDEN.filter((name) => isLeast(bucket[name])),
    })),
    totals: { posts, servers: taken, homes, interactions, rate, followers, growth, boosted, boosts_elsewhere },
    sites: {
      from: sites.from || null,
      until: sites.until || null,
      items: sites.largest.map(({ name, count }) => ({ domain: name, visits: count })),
    },
    audience: {
      servers: servers.map(({ name, count }) => ({ domain: name || domain, people: count })),
      languages: languages.map(({ name, count }) => ({ language: name, people: count })),
    },
  };
};

/** `day` 0 is Monday, on the clocks of who asks. */
export const renderHint = ({ day, hour, answered, around, at }: Hint) => ({ day, hour, answered, around, next_at: rfc3339(at) });
