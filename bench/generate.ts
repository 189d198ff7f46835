/** The made-up network as rows, in the order in which they can be inserted: the same parameters make the same rows. */
import { makePeople, peopleRows, type Parameters, type People, type Tally } from "./people.ts";
import { accessRows, markRows } from "./marks.ts";
import { makeRandom } from "./random.ts";
import type { Batch } from "./rows.ts";
import { makeTalk, type Talk } from "./talk.ts";
import { talkRows } from "./told.ts";

export type Network = { parameters: Parameters; people: People; talk: Talk };

export function makeNetwork(parameters: Parameters): Network {
  const random = makeRandom(parameters.seed);
  const people = makePeople(parameters, random);
  return { parameters, people, talk: makeTalk(parameters, people, random) };
}

/** The rows of everything but keys, which are not chance's to make, and the words that are searched for, which the domain cuts. */
export function* networkRows({ parameters, people, talk }: Network): Generator<Batch> {
  const random = makeRandom(parameters.seed + 1);
  yield* peopleRows(parameters, people, tallyOf(people, talk), random);
  yield* accessRows(parameters, people);
  yield* talkRows(parameters, people, talk, random);
  yield* markRows(parameters, people, talk, random);
}

function tallyOf(people: People, talk: Talk): Tally {
  const tally: Tally = { statuses: people.all.map(() => 0), last: people.all.map(() => 0) };
  for (const { author, created_at } of talk.all) {
    tally.statuses[author] = (tally.statuses[author] ?? 0) + 1;
    tally.last[author] = created_at;
  }
  return tally;
}
