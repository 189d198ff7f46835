/** Finds accounts by what somebody types: a handle, an address, the beginning of a username, words of a name, or parts of such words. */
import { sql, type RawBuilder } from "kysely";
import { prepare } from "../db/prepared.ts";
import type { Account, Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadWordsWith } from "../search/vocabulary.ts";
import { wordsOf } from "../search/words.ts";
import { normalizeUsername, parseHandle } from "../text/names.ts";
import { httpUrl } from "../text/outside.ts";
import { isOurs } from "../uris.ts";
import { findAccountByHandle, findAccountByPage, findAccountByUri } from "./find.ts";
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
  const q = search.q.trim().slice(0, 500);
  const { limit, offset = 0 } = search;
  if (q === "" || limit <= 0) return [];
  const exact = await findExact(kith, q, search.resolve === true && offset === 0);
  const mayShow = exact !== undefined && (search.following !== true || (await isFollowing(kith.db, viewer_id, exact.id)));
  const asked = { ...search, limit: Math.min(offset + limit, 400) };
  const found = new Map((mayShow && isFindable(exact) ? [exact] : []).map((account) => [account.id, account]));
  const ways = [findBegun, findNamed, findNamedInPart, findBySkill];
  for (const find of ways) {
    if (found.size >= asked.limit) break;
    for (const account of await find(kith, viewer_id, q, asked)) found.set(account.id, account);
  }
  return [...found.values()].slice(offset, offset + limit);
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

/** `ann` finds names that begin so; `ann@exa` finds hosts that begin so. Two reads of the index of handles, each bounded. */
async function findBegun({ db }: Kith, viewer_id: number, q: string, { limit, following }: AccountSearch): Promise<Account[]> {
  const [username = "", host] = normalizeUsername(q.replace(/^@/, "")).split("@");
  if (!/^[a-z0-9_][a-z0-9_.-]*$/.test(username)) return [];
  const asked = {
    username,
    username_end: host === undefined ? username + END : undefined,
    host,
    host_end: host === undefined ? undefined : host + END,
    limit,
  };
  const followed = viewer_id === 0 ? [] : await selectBegun(db, { ...asked, follower_id: viewer_id });
  if (following === true || followed.length >= limit) return followed;
  const others = await selectBegun(db, { ...asked, follower_id: undefined });
  return [...followed, ...others];
}

type Begun = {
  username: string;
  username_end: string | undefined;
  host: string | undefined;
  host_end: string | undefined;
  follower_id: number | undefined;
  limit: number;
};

const selectBegun = prepare((db, { username, username_end, host, host_end, follower_id, limit }: Begun) => {
  let fits = db.selectFrom("accounts").selectAll("accounts").where(mayBeListed);
  if (username_end === undefined) fits = fits.where("username_lower", "=", username);
  else fits = fits.where("username_lower", ">=", username).where("username_lower", "<", username_end);
  if (host !== undefined && host_end !== undefined) fits = fits.where("host", ">=", host).where("host", "<", host_end);
  if (follower_id !== undefined) fits = fits.where(isFollowedBy(follower_id));
  return fits.orderBy("username_lower").orderBy("host").limit(limit);
});

const namesIn = (q: string): string[] => (q.includes("@") ? [] : wordsOf(q).slice(0, 5));

/** Those in whose name each of the words begins a word, whoever the viewer follows first. */
async function findNamed({ db }: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Account[]> {
  const begins = (word: string) => sql<boolean>`account_words.word >= ${word} and account_words.word < ${word + END}`;
  return await selectNamed(db, viewer_id, namesIn(q).map(begins), search);
}

/** Those in whose name each of the words begins a word or stands anywhere in one. */
async function findNamedInPart(kith: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Account[]> {
  const words = namesIn(q);
  const wider = await loadWordsWith(kith, words, true);
  // What begins with each of them has been found already.
  if ([...wider].every(([word, longer]) => longer.every((each) => each.startsWith(word)))) return [];
  const holds = words.map((word) => sql<boolean>`account_words.word in (${sql.join([word, ...(wider.get(word) ?? [])])})`);
  return await selectNamed(kith.db, viewer_id, holds, search);
}

async function selectNamed(
  db: Reads,
  viewer_id: number,
  conditions: readonly RawBuilder<boolean>[],
  { limit, following }: AccountSearch,
): Promise<Account[]> {
  if (conditions.length === 0) return [];
  let named = db.selectFrom("accounts").selectAll("accounts").where(mayBeListed);
  for (const condition of conditions)
    named = named.where("accounts.id", "in", (eb) =>
      eb.selectFrom("account_words").select("account_words.account_id").where(condition),
    );
  const followed = viewer_id === 0 ? [] : await named.where(isFollowedBy(viewer_id)).orderBy("id").limit(limit).execute();
  if (following === true || followed.length >= limit) return followed;
  return [...followed, ...(await named.orderBy("id").limit(limit).execute())];
}

/** Those who want to be found, in whose headline or skills each of the words begins a word: of what they show to everybody. */
async function findBySkill({ db }: Kith, viewer_id: number, q: string, search: AccountSearch): Promise<Account[]> {
  const words = namesIn(q);
  if (words.every((word) => word.length < 2)) return [];
  const { limit, following } = search;
  let skilled = db.selectFrom("accounts").selectAll("accounts").where(mayBeListed).where("accounts.discoverable", "=", 1);
  for (const word of words)
    skilled = skilled.where("accounts.id", "in", (eb) =>
      eb
        .selectFrom("cv_words")
        .select("cv_words.account_id")
        .where("cv_words.kind", "in", ["headline", "skill"])
        .where("cv_words.word", ">=", word)
        .where("cv_words.word", "<", word + END),
    );
  if (following === true) skilled = skilled.where(isFollowedBy(viewer_id));
  return await skilled.orderBy("accounts.id").limit(limit).execute();
}

const isFollowedBy = (viewer_id: number) => sql<boolean>`exists (select 1 from follows where follows.account_id = ${viewer_id}
  and follows.target_id = accounts.id and follows.state = 'accepted')`;
