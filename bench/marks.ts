/** What follows from what is said: favourites, notifications of people here, and their home timelines. */
import { toJson } from "../src/db/columns.ts";
import type { Row } from "../src/db/schema.ts";
import type { NotificationType } from "../src/db/values.ts";
import { hashSecret } from "../src/access/secrets.ts";
import { idAt } from "../src/ids.ts";
import { listenersOf, type Parameters, type People, type Person } from "./people.ts";
import type { Random } from "./random.ts";
import { batch, type Batch } from "./rows.ts";
import type { Said, Talk } from "./talk.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** As many entries as a home keeps. */
const HOME = 800;
/** Prime, and so large that those who favour a status have nothing to do with each other. */
const STRIDE = 7919;
const PART = 10_000;

export function* markRows(parameters: Parameters, people: People, talk: Talk, random: Random): Generator<Batch> {
  const notices: Notice[] = [];
  yield* inParts("favourites", favouriteRows(people, talk, notices, random));
  for (const said of talk.all) noticesOf(said, people, notices);
  for (const [n, follower] of (people.followers[people.viewer.n] ?? []).entries())
    notices.push({
      to: people.viewer.n,
      from: follower,
      type: "follow",
      status: undefined,
      at: parameters.until - DAY - n * 60_000,
    });
  yield* inParts("notifications", noticeRows(people, notices));
  yield* inParts("home_entries", homeRows(parameters, people, talk));
}

function* inParts<Name extends Batch["table"]>(table: Name, rows: Iterable<Partial<Row<Name>>>): Generator<Batch> {
  let part: Partial<Row<Name>>[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < PART) continue;
    yield batch(table, part);
    part = [];
  }
  yield batch(table, part);
}

type Notice = { to: number; from: number; type: NotificationType; status: Said | undefined; at: number };

function* favouriteRows({ all }: People, talk: Talk, notices: Notice[], random: Random): Generator<Partial<Row<"favourites">>> {
  let serial = 0;
  for (const said of talk.all) {
    const first = random.below(all.length);
    for (let n = 0; n < said.favourites; n++) {
      const who = all[(first + n * STRIDE) % all.length];
      if (who === undefined) continue;
      const created_at = said.created_at + n * 1000;
      // In the order of the statuses, not of time: nothing reads these across statuses but the lists of one person.
      const id = idAt(said.created_at) + 2 * (serial++ % 2048) + 4096 * n;
      yield { id, account_id: who.id, status_id: said.id, uri: "", created_at };
      if (said.local && who.n !== said.author)
        notices.push({ to: said.author, from: who.n, type: "favourite", status: said, at: created_at });
    }
  }
}

function noticesOf(said: Said, { all }: People, notices: Notice[]): void {
  const here = (n: number | undefined) => n !== undefined && n !== said.author && all[n]?.host === "";
  for (const to of said.mentions)
    if (here(to)) notices.push({ to, from: said.author, type: "mention", status: said, at: said.created_at });
  const { original } = said;
  if (original !== undefined && here(original.author))
    notices.push({ to: original.author, from: said.author, type: "reblog", status: original, at: said.created_at });
}

function* noticeRows({ all }: People, notices: Notice[]): Generator<Partial<Row<"notifications">>> {
  let last = 0;
  for (const { to, from, type, status, at } of notices.sort((one, other) => one.at - other.at)) {
    last = Math.max(idAt(at), last + 2);
    const hour = Math.floor(at / HOUR);
    const group_key =
      type === "mention" ? `ungrouped-${last}` : type === "follow" ? `follow-${hour}` : `${type}-${status?.id}-${hour}`;
    const ends = { account_id: all[to]?.id ?? 0, from_account_id: all[from]?.id ?? 0 };
    yield { id: last, ...ends, type, status_id: status?.id ?? null, group_key, filtered: 0, created_at: at };
  }
}

/** Newest first until a home is full, by the rules of `timelines/write.ts`. */
function* homeRows({ until }: Parameters, people: People, talk: Talk): Generator<Partial<Row<"home_entries">>> {
  const room = new Map(people.locals.map(({ n }) => [n, HOME]));
  const from = until - 30 * DAY;
  let open = room.size;
  for (const said of talk.all.toReversed()) {
    if (said.created_at < from || open === 0) break;
    if (said.visibility === "direct") continue;
    for (const reader of [said.author, ...(people.followers[said.author] ?? [])]) {
      const left = room.get(reader) ?? 0;
      if (left === 0 || !wants(people, reader, said)) continue;
      room.set(reader, left - 1);
      if (left === 1) open--;
      yield { account_id: people.all[reader]?.id ?? 0, status_id: said.id, shown_id: said.original?.id ?? said.id, list_only: 0 };
    }
  }
}

/** Answers are for those who follow both. */
function wants({ following }: People, reader: number, { author, parent }: Said): boolean {
  if (parent === undefined || reader === author || parent.author === author || parent.author === reader) return true;
  return following[reader]?.has(parent.author) === true;
}

/** With these the benchmarks act: `viewer` reads and writes, `star` writes to many servers, `speaker` to many who listen. */
export const TOKENS = { viewer: "token-of-the-viewer", star: "token-of-the-star", speaker: "token-of-the-speaker" };
/** The cookie with which the viewer reads pages. */
export const SESSION = "session-of-the-viewer";
export const listenerToken = (n: number): string => `token-of-listener-${n}`;

export function* accessRows({ until }: Parameters, people: People): Generator<Batch> {
  const id = idAt(until);
  const app = { id, client_id: "bench", client_secret_hash: "", name: "Bench", website: "", redirect_uris: toJson([]) };
  yield batch("apps", [{ ...app, scopes: "read write follow", created_at: until }]);
  const holders: [secret: string, person: Person][] = [
    [TOKENS.viewer, people.viewer],
    [TOKENS.star, people.star],
    [TOKENS.speaker, people.speaker],
    ...listenersOf(people).map((person, n): [string, Person] => [listenerToken(n), person]),
  ];
  const times = { created_at: until, last_used_at: until };
  yield batch(
    "tokens",
    holders.map(([secret, { id: user_id }], n) => {
      const held = { id: id + 2 + n * 2, token_hash: hashSecret(secret), app_id: id, user_id };
      return { ...held, scopes: "read write follow", ...times };
    }),
  );
  const session = { id, token_hash: hashSecret(SESSION), user_id: people.viewer.id, ip: "", user_agent: "Bench" };
  yield batch("sessions", [{ ...session, created_at: until, last_seen_at: until }]);
}
