/** The people of the made-up network: some of them here, the others on other servers, and who follows whom. */
import { toJson } from "../src/db/columns.ts";
import type { Row } from "../src/db/schema.ts";
import { idAt } from "../src/ids.ts";
import { actorUri, followersUri, inboxUri, profileUrl, sharedInboxUri } from "../src/uris.ts";
import type { Random } from "./random.ts";
import { batch, type Batch } from "./rows.ts";
import { sentence } from "./words.ts";

const DAY = 86_400_000;

export type Parameters = {
  statuses: number;
  /** At least 200. */
  accounts: number;
  /** So many of them live here: at least 10, and at most a tenth. */
  locals: number;
  /** Whom each of those follows, or a quarter of all. */
  follows: number;
  seed: number;
  /** The newest instant, in ms. */
  until: number;
};

export type Person = { n: number; id: number; name: string; host: string; uri: string; url: string };
export type People = {
  all: Person[];
  locals: Person[];
  /** Who reads in the benchmarks, whose posts go to many servers, and whose are heard by many at once. */
  viewer: Person;
  star: Person;
  speaker: Person;
  /** The numbers below are of those who act in the benchmarks and their neighbours, whom nobody else follows or answers. */
  reserved: number;
  /** Numbers of people: who follows the n-th, and whom the n-th follows. */
  followers: number[][];
  following: Set<number>[];
};

/** The server itself, as its people's uris name it. */
export const INSTANCE = { domain: "bench.localhost", origin: "http://bench.localhost" };
/** Other servers to which the star's posts go. */
export const FAN_OUT_HOSTS = 100;
/** People here who listen to the speaker, or as many as there are. */
const LISTENERS = 300;

/** How many of those here act: the viewer, the star, the speaker. */
const ACTORS = 3;
/** The number of somebody elsewhere, who writes to us in the benchmarks. */
export const SENDER = 1;

/** The number of somebody, some far more often than others: never those who act in the benchmarks. */
export const popular = ({ all, reserved }: Pick<People, "all" | "reserved">, random: Random): number =>
  reserved + random.skewed(all.length - reserved);

/** Whether the n-th lets searches find what they say. */
export const isIndexable = (n: number): boolean => n % 3 === 0;

export function makePeople(parameters: Parameters, random: Random): People {
  const every = Math.floor(parameters.accounts / parameters.locals);
  const all = Array.from({ length: parameters.accounts }, (_, n) => makePerson(parameters, n, n % every === 0));
  const locals = all.filter(({ host }) => host === "").slice(0, parameters.locals);
  const [viewer, star, speaker] = locals;
  if (viewer === undefined || star === undefined || speaker === undefined) throw new Error("a benchmark needs 10 people here");
  const people: People = {
    all,
    locals,
    viewer,
    star,
    speaker,
    reserved: ACTORS * every,
    followers: all.map(() => []),
    following: all.map(() => new Set()),
  };
  followFromHere(people, Math.min(parameters.follows, Math.floor(all.length / 4)), random);
  for (const person of all)
    if (person.host !== "")
      for (let tries = 0; tries < 2; tries++) {
        // Not those who write in the benchmarks: their followers' servers would have to be there.
        follow(people, person.n, locals[ACTORS + random.skewed(locals.length - ACTORS)]?.n ?? person.n);
      }
  for (const { n } of all.filter(({ host }) => host !== "").slice(0, FAN_OUT_HOSTS)) follow(people, n, star.n);
  return people;
}

function followFromHere(people: People, count: number, random: Random): void {
  const { locals, viewer, star, speaker } = people;
  for (const { n } of locals) {
    // Some are drawn twice.
    for (let tries = 0; tries < 8 * count && (people.following[n]?.size ?? 0) < count; tries++)
      follow(people, n, popular(people, random));
  }
  // Those who write in the benchmarks have as many readers as people here mostly have: thirty.
  for (const { n } of locals.slice(0, 32)) for (const writer of [viewer.n, star.n, SENDER]) follow(people, n, writer);
  for (const { n } of listenersOf(people)) follow(people, n, speaker.n);
}

/** Who hears what the speaker says. */
export const listenersOf = ({ locals }: Pick<People, "locals">): Person[] => locals.slice(ACTORS, ACTORS + LISTENERS);

function follow({ followers, following }: People, who: number, whom: number): void {
  if (who === whom || following[who]?.has(whom) === true) return;
  following[who]?.add(whom);
  followers[whom]?.push(who);
}

function makePerson({ accounts, until }: Parameters, n: number, local: boolean): Person {
  const id = idAt(until - 700 * DAY + Math.floor((n * 600 * DAY) / accounts)) + (n % 1024) * 2;
  const name = local ? `person${n}` : `stranger${n}`;
  const host = local ? "" : `h${n % Math.max(FAN_OUT_HOSTS, Math.min(500, Math.floor(accounts / 10)))}.example`;
  const url = local ? profileUrl(INSTANCE, name) : `https://${host}/@${name}`;
  return { n, id, name, host, url, uri: local ? actorUri(INSTANCE, id) : `https://${host}/users/${name}` };
}

export type Tally = { statuses: number[]; last: number[] };

export function* peopleRows(parameters: Parameters, people: People, tally: Tally, random: Random): Generator<Batch> {
  const { until } = parameters;
  yield batch(
    "accounts",
    people.all.map((person) => accountRow(person, { until, people, tally, random })),
  );
  yield batch(
    "users",
    people.locals.map((person, n) => userRow(person, until - (n < ACTORS + LISTENERS ? 0 : random.below(60) * DAY))),
  );
  yield batch("follows", [...followRows(parameters, people)]);
}

type Around = { until: number; people: People; tally: Tally; random: Random };

function accountRow(person: Person, { until, people, tally, random }: Around): Partial<Row<"accounts">> {
  const { n, id, name, host, uri, url } = person;
  const local = host === "";
  const note = sentence(random, 12);
  return {
    id,
    username: name,
    username_lower: name,
    host,
    uri,
    url,
    actor_type: "Person",
    display_name: sentence(random, 2),
    note: `<p>${note}</p>`,
    note_source: local ? note : "",
    fields: toJson([]),
    emojis: toJson([]),
    also_known_as: toJson([]),
    moved_to_uri: "",
    avatar: local ? "" : `https://${host}/avatars/${n}.png`,
    header: "",
    inbox_url: local ? inboxUri(INSTANCE, id) : `${uri}/inbox`,
    shared_inbox_url: local ? sharedInboxUri(INSTANCE) : `https://${host}/inbox`,
    outbox_url: `${uri}/outbox`,
    followers_url: local ? followersUri(INSTANCE, id) : `${uri}/followers`,
    following_url: `${uri}/following`,
    featured_url: "",
    locked: 0,
    bot: 0,
    discoverable: 1,
    indexable: isIndexable(n) ? 1 : 0,
    hide_collections: 0,
    memorial: 0,
    statuses_count: tally.statuses[n] ?? 0,
    followers_count: people.followers[n]?.length ?? 0,
    following_count: people.following[n]?.size ?? 0,
    last_status_at: tally.last[n] ?? 0,
    created_at: until - 700 * DAY,
    updated_at: until,
    // So that nobody asks their servers again, which do not exist.
    fetched_at: until + 14 * DAY,
    silenced_at: 0,
    suspended_at: 0,
    deleted_at: 0,
  };
}

const userRow = ({ id, name }: Person, last_seen_at: number): Partial<Row<"users">> => ({
  id,
  email: `${name}@example.org`,
  email_lower: `${name}@example.org`,
  password_hash: "",
  role: "user",
  locale: "en",
  settings: toJson({}),
  sign_up_reason: "",
  confirmed_at: last_seen_at,
  approved: 1,
  disabled: 0,
  created_at: last_seen_at,
  last_seen_at,
});

function* followRows({ until }: Parameters, { all, following }: People): Generator<Partial<Row<"follows">>> {
  let id = idAt(until - 90 * DAY);
  for (const person of all)
    for (const n of following[person.n] ?? []) {
      const target_id = all[n]?.id ?? 0;
      id += 2;
      const uri = person.host === "" ? "" : `${person.uri}/follows/${id}`;
      yield {
        id,
        account_id: person.id,
        target_id,
        state: "accepted",
        uri,
        reblogs: 1,
        notify: 0,
        languages: toJson([]),
        created_at: until - 90 * DAY,
      };
    }
}
