/** The people here: how much they say, how far that reaches, and whom they follow elsewhere. Averages, from the shape of the distributions. */
import type { Facts } from "./facts.ts";
import type { Hosts } from "./hosts.ts";

/** How many have so many followers elsewhere, weighed by how much they say. */
export type Class = { share: number; followers: number };

export type People = {
  /** With an account; active in the month; here on a day. */
  all: number;
  active: number;
  daily: number;
  classes: Class[];
  /** In an hour of the year's mean: what is said to all followers, what goes to one server only, posts, boosts and favourites by people here. */
  said: number;
  letters: number;
  posts: number;
  boosts: number;
  favourites: number;
  /** Deliveries to each server in such an hour, and their sum. */
  to: Float64Array;
  deliveries: number;
  /** What comes in such an hour: activities; of them what becomes a status, or a reblog; and entries of home timelines. */
  incoming: { activities: number; statuses: number; reblogs: number; favourites: number };
  home_entries: number;
  /** Accounts elsewhere that somebody here follows. */
  followed: number;
  /** Requests of other servers for what they have heard of. */
  fetches: number;
};

/** Who has more followers says more: as their square root. */
const TALKATIVE = 0.5;
/** Popularity of those who are followed elsewhere: the k-th ~ 1 / (k + this); they say more, too. */
const FAMOUS = 50;
const EAGER = 0.3;
/** Of what is boosted, so much was not known before and is fetched. */
const UNKNOWN = 0.4;
/** Account deletions, profiles, edits: beside what is said. */
const OTHER = 0.12;
/** Of the servers that are told of a boost of ours by others, so many do not know it and fetch it with its author. */
const FETCHING = 0.5;

export function makePeople(all: number, facts: Facts, hosts: Hosts): People {
  const active = all * facts.monthly;
  const [posts, classes] = [(active * facts.posts) / 24, classesOf(active, facts)];
  const [boosts, favourites] = [posts * facts.boosts, posts * facts.favourites];
  // The more people are here, the more of what they do stays here.
  const outside = Math.max(0.5, 1 - 0.05 - 0.3 * Math.sqrt(all / 1e6));
  const passed_on = posts * facts.replies * 0.5 * outside;
  const said = posts * (1 + facts.edits) + boosts + passed_on + active * (0.02 / 24);
  const letters = (favourites + active * (0.3 / 24) + posts * facts.replies * 0.2) * outside;
  const to = reach(classes, hosts, said, letters);
  const known = known_of(active, facts);
  const foreign = known.said * (1 + facts.boosts * UNKNOWN);
  const heard = favourites * outside;
  const reboosted = boosts * outside;
  return {
    all,
    active,
    daily: active * facts.daily,
    classes,
    said,
    letters,
    posts,
    boosts,
    favourites,
    to,
    deliveries: to.reduce((sum, one) => sum + one, 0),
    incoming: {
      activities: known.said * (1 + facts.boosts + OTHER) + heard + reboosted,
      statuses: foreign,
      reblogs: known.said * facts.boosts + reboosted,
      favourites: heard,
    },
    home_entries: known.entries + posts * facts.follows * (1 - outside),
    followed: known.accounts,
    fetches: reboosted * FETCHING * 60 * 2,
  };
}

/** Classes a third of a sigma wide, as far up as there are people. */
function classesOf(active: number, { followers, followers_spread: spread }: Facts): Class[] {
  const top = Math.sqrt(2 * Math.log(Math.max(2, active)));
  const classes: Class[] = [];
  for (let z = -3; z <= top; z += 1 / 3)
    classes.push({ share: Math.exp((-z * z) / 2 + TALKATIVE * spread * z), followers: followers * Math.exp(spread * z) });
  const sum = classes.reduce((all, { share }) => all + share, 0);
  return classes.map(({ share, ...one }) => ({ ...one, share: share / sum }));
}

/** Deliveries to each server: once for however many followers it has. */
function reach(classes: readonly Class[], { count, share }: Hosts, said: number, letters: number): Float64Array {
  const to = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const here = share[n] ?? 0;
    let chance = 0;
    for (const { share: often, followers } of classes) chance += often * -Math.expm1(-followers * here);
    to[n] = said * chance + letters * here;
  }
  return to;
}

/** What is heard from elsewhere: a Zipf of authors, of whom the popular are followed by somebody here for certain. */
function known_of(active: number, { fediverse, follows, posts, boosts }: Facts) {
  let [weights, eager] = [0, 0];
  for (let k = 1; k <= fediverse; k++) {
    weights += 1 / (k + FAMOUS);
    eager += (k + FAMOUS) ** -EAGER;
  }
  const rate = (fediverse * posts) / 24 / eager;
  let [said, accounts, entries] = [0, 0, 0];
  for (let k = 1; k <= fediverse; k++) {
    const readers = Math.min(active, (active * follows) / weights / (k + FAMOUS));
    const followed = -Math.expm1(-readers);
    const says = rate * (k + FAMOUS) ** -EAGER;
    said += followed * says;
    accounts += followed;
    // Replies to strangers do not enter; most boosts do.
    entries += readers * says * (0.7 + 0.8 * boosts);
  }
  return { said, accounts, entries };
}
