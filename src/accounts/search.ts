/** Finds accounts by what somebody types: a handle, an address, the beginning of a username, words of a name, or parts of such words. */
import { sql, type RawBuilder } from "kysely";
import { prepareSql } from "../db/prepared.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadWordsWith } from "../search/vocabulary.ts";
import { wordsOf } from "../search/words.ts";
import { normalizeUsername, parseHandle } from "../text/names.ts";
import { httpUrl } from "../text/outside.ts";
import { isOurs } from "../uris.ts";
import { findAccountByHandle, findAccountByPage, findAccountByUri, loadAccounts } from "./find.ts";
import { isLetIn } from "./let-in.ts";

export type AccountSearch = {
  q: string;
  /** Clamped at the door. */
  limit: number;
  /** May ask other servers. */
  resolve?: boolean | undefined;
  /** Only whom the viewer follows. */
  following?: boolean | undefined;
  offset?: number | undefined;
};

const RESOLVE_TIMEOUT = 8000;
/** Greater than every character of a name, in the order of both databases (UTF-8 bytes). */
const END = "\uffff";

/** Accounts that fit, the exact handle first, then those the viewer (0 = anybody) follows. */
export async function searchAccounts(kith: Kith, viewer_id: number, search: AccountSearch): Promise<Account[]> {
  const ids = await searchAccountIds(kith, viewer_id, search);
  const loaded = await loadAccounts(kith.db, ids);
  return ids.flatMap((id) => loaded.get(id) ?? []);
}

/** The same, for who shows them from what is kept of them. */
export async function searchAccountIds(kith: Kith, viewer_id: number, search: AccountSearch): Promise<number[]> {
  const q = search.q.trim().slice(0, 500);
  const { limit, offset = 0 } = search;
  if (q === "" || limit <= 0) return [];
  const exact = await findExact(kith, q, search.resolve === true && offset === 0);
  const mayShow = exact !== undefined && (search.following !== true || (await isFollowing(kith.db, viewer_id, exact.id)));
  const asked = { ...search, limit: Math.min(offset + limit, 400) };
  const found = new Set(mayShow && isFindable(exact) ? [exact.id] : []);
  const ways = [findBegun, findNamed, findNamedInPart, findBySkill];
  for (const find of ways) {
    if (found.size >= asked.limit) break;
    for (const { id } of await find(kith, viewer_id, q, asked)) found.add(id);
  }
  return [...found].slice(offset, offset + limit);
}

/** Who has moved is found by their handle alone. All that keeps somebody out is said here: what a list leaves out afterwards would shift its pages. */
const mayBeListed = sql<boolean>`accounts.deleted_at = 0 and accounts.suspended_at = 0 and accounts.moved_to_uri = ''
  and not (accounts.host = '' and accounts.actor_type = 'Application') and ${isLetIn}`;

const isFindable = (account: Account): boolean =>
  account.deleted_at === 0 && account.suspended_at === 0 && !(account.host === "" && account.actor_type === "Application");

async function findExact(kith: Kith, q: string, resolve: boolean): Promise<Account | undefined> {
  if (/^https?:\/\//i.test(q)) {
    const uri = httpUrl(q);
    if (uri === undefined) return undefined;
    const known = (await findAccountByUri(kith.db, uri)) ?? (await findByUrl(kith, uri));
    return known ?? (resolve ? await kith.remote.findAccount(uri, { timeout: RESOLVE_TIMEOUT }) : undefined);
  }
  const handle = parseHandle(q);
  if (handle === undefined) return undefined;
  const { username, host = kith.instance.domain } = handle;
  const local = host === kith.instance.domain;
  const known = await findAccountByHandle(kith.db, username, local ? "" : host);
  return (
    known ?? (resolve && !local ? await kith.remote.findAccount(`@${username}@${host}`, { timeout: RESOLVE_TIMEOUT }) : undefined)
  );
}

/** By the page of a profile, here or elsewhere. */
async function findByUrl({ db, instance }: Kith, url: string): Promise<Account | undefined> {
  if (!isOurs(instance, url)) return await findAccountByPage(db, url);
  const name = url.startsWith(`${instance.origin}/@`) ? url.slice(instance.origin.length + 2).replace(/\/$/, "") : "";
  const handle = name === "" ? undefined : parseHandle(name);
  return handle && (await findAccountByHandle(db, handle.username, handle.host ?? ""));
}

async function isFollowing(db: Reads, viewer_id: number, target_id: number): Promise<boolean> {
  const found = await db
    .selectFrom("follows")
    .select("id")
    .where("account_id", "=", viewer_id)
    .where("target_id", "=", target_id)
    .where("state", "=", "accepted")
    .executeTakeFirst();
  return found !== undefined;
}

/** One that fits, and whether the viewer follows them (1 or 0). */
type Hit = { id: number; followed: number };
/** Those that fit, the first `limit` in their order: of all, or of those only whom the viewer follows. */
type Scope = { viewer_id: number; limit: number; only_followed: boolean };

/** Whoever the viewer follows first. Where fewer fit than there is room for, one look has shown who they are. */
async function followedFirst(
  viewer_id: number,
  { following = false, limit }: AccountSearch,
  select: (scope: Scope) => Promise<readonly Hit[]>,
): Promise<Hit[]> {
  const some = async (only_followed: boolean) => await select({ viewer_id, limit, only_followed });
  if (following) return viewer_id === 0 ? [] : [...(await some(true))];
  const all = await some(false);
  const whole = all.length < limit || viewer_id === 0;
  return [...(whole ? all.filter(({ followed }) => followed === 1) : await some(true)), ...all];
}

const isFollowedBy = (viewer_id: number) => sql<boolean>`exists (select 1 from follows where follows.account_id = ${viewer_id}
  and follows.target_id = accounts.id and follows.state = 'accepted')`;

const listed = (
  conditions: readonly RawBuilder<unknown>[],
  { viewer_id, limit, only_followed }: Scope,
  order = sql`accounts.id`,
) =>
  sql<Hit>`select accounts.id, case when ${isFollowedBy(viewer_id)} then 1 else 0 end as followed from accounts
    where ${sql.join([mayBeListed, ...conditions, ...(only_followed ? [isFollowedBy(viewer_id)] : [])], sql` and `)}
    order by ${order} limit ${limit}`;

/** `ann` finds names that begin so; `ann@exa` finds hosts that begin so. Read from the index of handles. */
async function findBegun({ db }: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Hit[]> {
  const [username = "", host] = normalizeUsername(q.replace(/^[@!]/, "")).split("@");
  if (!/^[a-z0-9_][a-z0-9_.-]*$/.test(username)) return [];
  const begin =
    host === undefined
      ? { username, username_end: username + END, host: undefined, host_end: undefined }
      : { username, username_end: undefined, host, host_end: host + END };
  return await followedFirst(viewer_id, search, async (scope) => await selectBegun(db, { ...begin, ...scope }));
}

type Begun = Scope & {
  username: string;
  username_end: string | undefined;
  host: string | undefined;
  host_end: string | undefined;
};

const selectBegun = prepareSql<Begun, Hit>(({ username, username_end, host, host_end, ...scope }) => {
  const fits =
    username_end === undefined
      ? sql`username_lower = ${username} and host >= ${host} and host < ${host_end}`
      : sql`username_lower >= ${username} and username_lower < ${username_end}`;
  return listed([fits], scope, sql`username_lower, host`);
});

const namesIn = (q: string): string[] => (q.includes("@") ? [] : wordsOf(q).slice(0, 5));

type Words = { words: readonly string[]; ends: readonly string[] };
/** From the word, and before the end. */
const beginning = (words: readonly string[]): Words => ({ words, ends: words.map((word) => word + END) });
const within = (column: string, { words, ends }: Words): RawBuilder<unknown>[] =>
  words.map((word, at) => sql`${sql.ref(column)} >= ${word} and ${sql.ref(column)} < ${ends[at]}`);

const isNamed = (condition: RawBuilder<unknown>) =>
  sql`accounts.id in (select account_words.account_id from account_words where ${condition})`;

/** Those in whose name each of the words begins a word. */
async function findNamed({ db }: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Hit[]> {
  const words = beginning(namesIn(q));
  if (words.words.length === 0) return [];
  return await followedFirst(viewer_id, search, async (scope) => await selectNamed(db, { ...words, ...scope }));
}

const selectNamed = prepareSql<Words & Scope, Hit>(({ words, ends, ...scope }) =>
  listed(within("account_words.word", { words, ends }).map(isNamed), scope),
);

/** Those in whose name each of the words begins a word or stands anywhere in one. */
async function findNamedInPart(kith: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Hit[]> {
  const words = namesIn(q);
  const wider = await loadWordsWith(kith, words, true);
  // What begins with each of them has been found already.
  if ([...wider].every(([word, longer]) => longer.every((each) => each.startsWith(word)))) return [];
  const holds = words.map((word) => isNamed(sql`account_words.word in (${sql.join([word, ...(wider.get(word) ?? [])])})`));
  return await followedFirst(viewer_id, search, async (scope) => (await listed(holds, scope).execute(kith.db as Tx)).rows);
}

/** Those who want to be found, in whose headline or skills each of the words begins a word: of what they show to everybody. */
async function findBySkill({ db }: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Hit[]> {
  const words = beginning(namesIn(q));
  if (words.words.every((word) => word.length < 2)) return [];
  return await followedFirst(viewer_id, search, async (scope) => await selectSkilled(db, { ...words, ...scope }));
}

// The plus keeps SQLite from walking through all who want to be found: the few who have the words are read first.
const selectSkilled = prepareSql<Words & Scope, Hit>(({ words, ends, ...scope }) => {
  const has = within("cv_words.word", { words, ends }).map(
    (condition) =>
      sql`accounts.id in (select cv_words.account_id from cv_words where cv_words.kind in ('headline', 'skill') and ${condition})`,
  );
  return listed([sql`+accounts.discoverable = 1`, ...has], scope);
});
