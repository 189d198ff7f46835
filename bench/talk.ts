/**
 * What is said: who writes when, in answer to what, and for whom. First as a plan in small objects, for the counts of a status depend on
 * what comes after it.
 */
import type { Visibility } from "../src/db/values.ts";
import { idAt } from "../src/ids.ts";
import { popular, type Parameters, type People } from "./people.ts";
import type { Random } from "./random.ts";

const SPAN = 60 * 86_400_000;
/** Answers in the long conversation. */
const THREAD = 100;

export type Said = {
  id: number;
  created_at: number;
  /** Number of the author. */
  author: number;
  local: boolean;
  visibility: Visibility;
  parent: Said | undefined;
  original: Said | undefined;
  root: Said | undefined;
  /** Numbers of the mentioned. */
  mentions: number[];
  replies: number;
  reblogs: number;
  favourites: number;
};

export type Talk = {
  all: Said[];
  /** Begins the conversation of 100 answers. */
  thread: Said;
};

type Making = { parameters: Parameters; people: People; random: Random; all: Said[]; reblogged: Set<string>; thread: Thread };
type Thread = { from: number; root: Said | undefined; said: Said[] };

export function makeTalk(parameters: Parameters, people: People, random: Random): Talk {
  const thread: Thread = { from: Math.max(0, parameters.statuses - 4 * THREAD), root: undefined, said: [] };
  const making: Making = { parameters, people, random, all: [], reblogged: new Set(), thread };
  for (let n = 0; n < parameters.statuses; n++) say(making, n);
  if (thread.root === undefined || thread.said.length < THREAD) throw new Error("a benchmark needs 1000 statuses or more");
  return { all: making.all, thread: thread.root };
}

function say(making: Making, n: number): void {
  const { parameters, people, random, all, thread } = making;
  const author = authorOf(making);
  const created_at = parameters.until - SPAN + Math.floor((n * SPAN) / parameters.statuses);
  const local = people.all[author]?.host === "";
  const id = idAt(created_at) + (n % 1000) * 2 + (local ? 0 : 1);
  const bare = { id, created_at, author, local, parent: undefined, original: undefined, root: undefined };
  const said: Said = { ...bare, visibility: visibilityOf(random), mentions: [], replies: 0, reblogs: 0, favourites: 0 };
  if (n === thread.from) {
    thread.root = said;
    said.visibility = "public";
  } else if (n > thread.from && thread.said.length < THREAD && n % 2 === 0) {
    // Half of them answer what began it, the others some answer.
    answer(said, (random.chance(0.5) ? undefined : thread.said[random.below(thread.said.length)]) ?? thread.root, people);
    said.visibility = "public";
    thread.said.push(said);
  } else {
    const kind = random.next();
    if (kind < 0.15) reblog(making, said);
    else if (kind < 0.4) answer(said, all[all.length - 1 - random.below(500)], people);
  }
  if (said.original === undefined) {
    const mentioned = random.chance(0.02) ? people.viewer.n : popular(people, random);
    if ((said.visibility === "direct" || random.chance(0.06)) && mentioned !== author && !said.mentions.includes(mentioned))
      said.mentions.push(mentioned);
    said.favourites = Math.min(random.skewed(local ? 12 : 6), people.all.length - 1);
  }
  all.push(said);
}

/** One in a hundred is by the viewer, a quarter by people here; of the others, the same few say most. */
function authorOf({ people, random }: Making): number {
  const share = random.next();
  if (share < 0.01) return people.viewer.n;
  if (share < 0.25) return people.locals[2 + random.skewed(people.locals.length - 2)]?.n ?? 0;
  return popular(people, random);
}

function visibilityOf(random: Random): Visibility {
  const share = random.next();
  if (share < 0.8) return "public";
  if (share < 0.9) return "unlisted";
  return share < 0.985 ? "private" : "direct";
}

function answer(said: Said, parent: Said | undefined, people: People): void {
  if (parent === undefined || parent.original !== undefined) return;
  said.parent = parent;
  said.root = parent.root ?? parent;
  // A conversation does not open itself on the way.
  if (parent.visibility === "private" || parent.visibility === "direct") said.visibility = parent.visibility;
  if (parent.author !== said.author && people.all[parent.author] !== undefined) said.mentions.push(parent.author);
  parent.replies++;
}

/** Of one of the last statuses, and once by each; what is not for all stays what it would have been otherwise. */
function reblog({ all, random, reblogged }: Making, said: Said): void {
  const original = all[all.length - 1 - random.skewed(2000)];
  if (original === undefined || original.original !== undefined || original.visibility !== "public") return;
  const once = `${said.author} ${original.id}`;
  if (reblogged.has(once)) return;
  reblogged.add(once);
  said.original = original;
  said.root = original.root ?? original;
  said.visibility = "public";
  original.reblogs++;
}
