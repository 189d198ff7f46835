/**
 * What the simulation takes for granted about people and other servers. Each number says where it is from; what no source says is an assumption, chosen
 * so that it errs on the dear side. `docs/scale.md` shows them.
 */

/** `source` "": an assumption. */
export type Fact = { value: number; unit: string; says: string; source: string };

const STATISTICS = "https://federated.works/page/collaboration/statistics";
const FEDILIVE = "https://zenodo.org/records/14869106";
const SIZES = "https://hachyderm.io/users/maegul/statuses/110308681819741420";
const OBSERVER = "https://mastodawn.com/post/109875634281763402";

const fact = (value: number, unit: string, says: string, source = ""): Fact => ({ value, unit, says, source });

export const FACTS = Object.freeze({
  hosts: fact(30_000, "servers", "known elsewhere; statistics of January 2024 count 22,000 to 26,000", STATISTICS),
  host_slope: fact(
    1.5,
    "",
    "size of the k-th server ~ (k + offset)^-slope: half of all people on the largest 20, four fifths on 130",
    SIZES,
  ),
  host_offset: fact(6, "", "of the same curve", SIZES),
  dead: fact(
    0.3,
    "of the servers",
    "dead at any time; three in four servers of 2018 were gone four years later",
    "https://fediscience.org/@tfardet/108221080113686767",
  ),
  gone: fact(0.2, "of the servers", "of them for good; a fifth of these goes, and as many come back, within the year"),
  hangs: fact(0.5, "of the dead", "take the connection and say nothing until our deadline; the others refuse at once"),
  slow: fact(0.03, "of the living", "at a time need seconds to answer"),
  answer_ms: fact(200, "ms", "median of a healthy server's answer, lognormal; mean 300 ms, one in a hundred over 2 s"),
  answer_spread: fact(0.9, "", "sigma of the same"),
  slow_ms: fact(4000, "ms", "of a slow one's, lognormal with a sigma of 0.4"),
  fediverse: fact(1_250_000, "people", "active in a month on all other servers together", STATISTICS),
  monthly: fact(
    0.3,
    "of our people",
    "are here in a month; 11 % is the mean of all servers, 30 % and more is found on lively ones",
    SIZES,
  ),
  daily: fact(0.4, "of those", "are here on a day"),
  posts: fact(
    0.65,
    "a day",
    "by each person active in the month: 105 million posts from December 2022 to February 2023 by 2.7 million",
    OBSERVER,
  ),
  favourites: fact(1.27, "a post", "1.7 million favourites of 1.36 million posts in thirteen days", FEDILIVE),
  boosts: fact(0.62, "a post", "0.84 million boosts of the same", FEDILIVE),
  replies: fact(0.4, "of the posts", "answer somebody"),
  edits: fact(0.08, "of the posts", "are edited or deleted later"),
  takes_back: fact(0.03, "of what is sent", "takes something back: deletions, ends of follows, boosts and favourites"),
  followers: fact(15, "followers elsewhere", "median of an active person; lognormal"),
  followers_spread: fact(1.7, "", "sigma of the same: a mean of 64, the first of 300,000 people has 40,000"),
  follows: fact(100, "accounts", "that an active person follows, popular ones far more often (Zipf)"),
  media: fact(0.25, "of the posts", "have pictures, 1.3 of them"),
  picture_bytes: fact(450_000, "bytes", "of a picture with its small version, as we keep it"),
  looked: fact(60, "pictures", "that a person looks at on a day"),
  small_bytes: fact(60_000, "bytes", "of each, mostly the small version"),
  requests: fact(200, "requests", "to the API by a person's apps on a day"),
} as const satisfies Record<string, Fact>);

export type Facts = { readonly [Name in keyof typeof FACTS]: number };

/** The values alone, some of them changed. */
export const factsOf = (changed: Partial<Facts> = {}): Facts =>
  ({ ...Object.fromEntries(Object.entries(FACTS).map(([name, { value }]) => [name, value])), ...changed }) as Facts;
