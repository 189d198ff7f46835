/** Finds the accounts that a text mentions: ours, remote ones that are known, and a few that are looked up. */
import type { Account, Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findEntities, type Entity } from "../text/grammar.ts";
import { isOurs } from "../uris.ts";

/** So many handles of one text are looked at. */
const MOST = 200;
/** Longer texts are looked through as far as this, in UTF-16 units. */
const MOST_TEXT = 200_000;
/** So many accounts that nobody here has seen are looked up for one text, within so many ms in all. */
const MOST_NEW = 20;
const DEADLINE = 3000;

/**
 * The accounts by handle, as the text has it (normalised: `ann`, `ann@host`). What cannot be found stays text: a server that is down must
 * not keep anybody from writing.
 */
export async function resolveMentions(kith: Kith, entities: readonly Entity[]): Promise<Map<string, Account>> {
  const handles = [...new Set(entities.flatMap((entity) => (entity.kind === "mention" ? [entity.handle] : [])))].slice(0, MOST);
  if (handles.length === 0) return new Map();
  const known = await loadByHandle(kith, kith.db, handles);
  const unknown = handles.filter((handle) => !known.has(handle) && !isLocal(kith, handle)).slice(0, MOST_NEW);
  const fetched = await Promise.all(
    unknown.map(async (handle) => {
      const account = await kith.remote.findAccount(`@${handle}`, { timeout: DEADLINE }).catch(() => undefined);
      return [handle, account] as const;
    }),
  );
  for (const [handle, account] of fetched) if (account !== undefined && mayBeMentioned(account)) known.set(handle, account);
  return known;
}

/** Whom a text names, in its order, as far as they are known here: for telling who will read it while it is still being written. */
export async function loadNamed(kith: Kith, text: string): Promise<{ known: Account[]; unknown: string[] }> {
  const handles = [
    ...new Set(findEntities(text.slice(0, MOST_TEXT)).flatMap((entity) => (entity.kind === "mention" ? [entity.handle] : []))),
  ].slice(0, MOST);
  if (handles.length === 0) return { known: [], unknown: [] };
  const found = await loadByHandle(kith, kith.db, handles);
  const known = new Map([...found.values()].map((account) => [account.id, account]));
  return { known: [...known.values()], unknown: handles.filter((handle) => !found.has(handle)) };
}

/**
 * The ids of the accounts with these uris, ours, known and unknown ones, ascending: whom a client addresses by id instead of by name. Who cannot be
 * found, or not soon, is left out.
 */
export async function resolveAddressed(kith: Kith, uris: readonly string[]): Promise<number[]> {
  const asked = [...new Set(uris)].slice(0, MOST);
  if (asked.length === 0) return [];
  const known = await kith.db.selectFrom("accounts").selectAll().where("uri", "in", asked).execute();
  const unknown = asked.filter((uri) => !isOurs(kith.instance, uri) && !known.some((account) => account.uri === uri));
  const fetched = await Promise.all(
    unknown
      .slice(0, MOST_NEW)
      .map(async (uri) => await kith.remote.findAccount(uri, { timeout: DEADLINE }).catch(() => undefined)),
  );
  const found = [...known, ...fetched].filter((account) => account !== undefined && mayBeMentioned(account));
  return [...new Set(found.map((account) => account?.id ?? 0))].sort((a, b) => a - b);
}

const isLocal = ({ instance }: Kith, handle: string): boolean => !handle.includes("@") || handle.endsWith(`@${instance.domain}`);

async function loadByHandle(kith: Kith, db: Reads, handles: readonly string[]): Promise<Map<string, Account>> {
  const named = handles.map((handle) => {
    const [username = "", host = ""] = handle.split("@");
    return { handle, username, host: host === kith.instance.domain ? "" : host };
  });
  const rows = await db
    .selectFrom("accounts")
    .selectAll()
    .where("username_lower", "in", [...new Set(named.map(({ username }) => username))])
    .where("host", "in", [...new Set(named.map(({ host }) => host))])
    .execute();
  const found = new Map<string, Account>();
  for (const { handle, username, host } of named) {
    const account = rows.find((row) => row.username_lower === username && row.host === host);
    if (account !== undefined && mayBeMentioned(account)) found.set(handle, account);
  }
  return found;
}

const mayBeMentioned = (account: Account): boolean =>
  account.suspended_at === 0 && account.deleted_at === 0 && account.actor_type !== "Application";
