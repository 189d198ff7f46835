/**
 * Lanes: what is told to others about one thing is told in the order in which it happened, or an Undo could overtake what it undoes. In a lane the
 * more urgent job goes first, so those of one lane have one priority, unless the first is the most urgent anyway.
 */
import { hash32 } from "../ids.ts";

type OfStatus = { status_id: number };
type OfAccount = { account_id: number };

export const ofStatus = ({ status_id }: OfStatus): string => `status/${status_id}`;
/** Favourites and reactions alike: to some servers they are one thing. */
export const ofMarks = ({ account_id, status_id }: OfAccount & OfStatus): string => `marks/${account_id}/${status_id}`;
/** All of a profile's: they are shown in the order in which they were featured. */
export const ofFeaturedTags = ({ account_id }: OfAccount): string => `featured-tags/${account_id}`;
export const ofCollection = ({ collection_id }: { collection_id: number }): string => `collection/${collection_id}`;
export const ofRecommendation = ({ recommendation_id }: { recommendation_id: number }): string =>
  `recommendation/${recommendation_id}`;
export const ofPair = ({ account_id, target_id }: OfAccount & { target_id: number }): string => `pair/${account_id}/${target_id}`;
export const perHost = ({ host }: { host: string }): string => `host/${host}`;
/** A host that is asked for the same account by many statuses is asked once. */
export const perAccount = ({ account_id }: OfAccount): string => `account/${account_id}`;

/** What is fetched because somebody looks takes a minute at worst: it has a few lanes, so that it never takes the places of all other work. */
const ERRANDS = 3;
export const ofHost = ({ host }: { host: string }): string => `errand/${hash32(host) % ERRANDS}`;
/** The same for the cards of what somebody looks through. */
export const ofCards = ({ status_id }: OfStatus): string => `cards/${hash32(String(status_id)) % ERRANDS}`;
