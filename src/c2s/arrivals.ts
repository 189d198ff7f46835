/** What has come to an account, as one row of time: the statuses of its home, and what its notifications tell of. */
import { loadAccounts } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notificationRows, type Notification } from "../notifications/load.ts";
import { homeStatusIds } from "../timelines/home.ts";
import { deedJson } from "./documents.ts";

/** A status that came, or an activity about which there is no more to say. */
export type Arrival = { status_id: number } | { activity: object };
type Paging = { limit: number; max_id: number | undefined };
/** Notifications whose status is what came. */
const BROUGHT: ReadonlySet<string> = new Set(["mention", "quote"]);
type Entry = { id: number; status_id?: number; notice?: Notification };

/** Newest first. `last`: the cursor for the next page, undefined at the end. Ids of statuses and of notifications order by the same time. */
export async function loadArrivals(
  kith: Kith,
  account: Account,
  paging: Paging,
): Promise<{ arrivals: Arrival[]; last: number | undefined }> {
  const home = await homeStatusIds(kith, account.id, paging);
  const notices = await notificationRows(
    kith,
    account.id,
    { types: ["mention", "quote", "favourite", "reblog", "follow", "follow_request"] },
    paging,
  );
  const both: Entry[] = [...home.map((id) => ({ id, status_id: id })), ...notices.map((notice) => ({ id: notice.id, notice }))];
  const entries = both.sort((a, b) => b.id - a.id).slice(0, paging.limit);
  const told = await tell(
    kith,
    account,
    entries.flatMap(({ notice }) => notice ?? []),
  );
  const own = await ownAmong(kith, account, home);
  const arrivals = entries.flatMap(({ id, status_id }): Arrival[] => {
    if (status_id === undefined) return told.get(id) ?? [];
    return own.has(status_id) ? [] : [{ status_id }];
  });
  return { arrivals, last: entries.length === paging.limit ? entries.at(-1)?.id : undefined };
}

async function ownAmong({ db }: Kith, { id }: Account, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db.selectFrom("statuses").select("id").where("id", "in", padded(ids)).where("account_id", "=", id).execute();
  return new Set(rows.map((row) => row.id));
}

/** What the notifications tell of, by their ids; nothing of a status that stands in the home as well. */
async function tell(kith: Kith, account: Account, notices: readonly Notification[]): Promise<Map<number, Arrival[]>> {
  const people = await loadAccounts(
    kith.db,
    notices.map(({ from_account_id }) => from_account_id).filter((id) => id !== null),
  );
  const reblogs = await loadReblogs(kith, notices);
  const named = notices.flatMap(({ type, status_id }) => (BROUGHT.has(type) ? (status_id ?? []) : []));
  const home = await inHome(kith, account, [...named, ...reblogs.values()]);
  const [follows, likes] = [await loadFollows(kith, account, notices), await loadLikes(kith, notices)];
  const brought = (id: number | null | undefined): Arrival[] =>
    id === null || id === undefined || home.has(id) ? [] : [{ status_id: id }];
  const deed = (type: string, from: Account | undefined, done: { uri: string; object_uri: string } | undefined): Arrival[] =>
    from === undefined || done === undefined ? [] : [{ activity: deedJson(type, { ...done, actor_uri: from.uri }) }];
  return new Map(
    notices.map((notice) => {
      const { id, type, status_id, from_account_id } = notice;
      const from = people.get(from_account_id ?? 0);
      if (BROUGHT.has(type)) return [id, brought(status_id)];
      if (type === "reblog") return [id, brought(reblogs.get(pair(notice)))];
      return [
        id,
        type === "favourite" ? deed("Like", from, likes.get(pair(notice))) : deed("Follow", from, follows.get(from?.id ?? 0)),
      ];
    }),
  );
}

type Pair = { from_account_id: number | null; status_id: number | null };
const pair = ({ from_account_id, status_id }: Pair): string => `${from_account_id}/${status_id}`;
const peopleOf = (notices: readonly Notification[]) => padded(notices.map(({ from_account_id }) => from_account_id));
const statusesOf = (notices: readonly Notification[]) => padded(notices.map(({ status_id }) => status_id));

async function loadReblogs({ db }: Kith, notices: readonly Notification[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("statuses")
    .select(["id", "account_id as from_account_id", "reblog_of_id as status_id"])
    .where("account_id", "in", peopleOf(notices))
    .where("reblog_of_id", "in", statusesOf(notices))
    .where("deleted_at", "=", 0)
    .execute();
  return new Map(rows.map((row) => [pair(row), row.id]));
}

async function loadLikes({ db }: Kith, notices: readonly Notification[]) {
  const rows = await db
    .selectFrom("favourites")
    .innerJoin("statuses", "statuses.id", "favourites.status_id")
    .select(["favourites.uri", "favourites.account_id as from_account_id", "favourites.status_id", "statuses.uri as object_uri"])
    .where("favourites.account_id", "in", peopleOf(notices))
    .where("favourites.status_id", "in", statusesOf(notices))
    .execute();
  return new Map(rows.map((row) => [pair(row), { uri: row.uri, object_uri: row.object_uri }]));
}

async function loadFollows({ db }: Kith, account: Account, notices: readonly Notification[]) {
  const rows = await db
    .selectFrom("follows")
    .select(["account_id", "uri"])
    .where("target_id", "=", account.id)
    .where("account_id", "in", peopleOf(notices))
    .execute();
  return new Map(rows.map(({ account_id, uri }) => [account_id, { uri, object_uri: account.uri }]));
}

async function inHome({ db }: Kith, { id }: Account, status_ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("home_entries")
    .select("status_id")
    .where("account_id", "=", id)
    .where("list_only", "=", 0)
    .where("status_id", "in", padded(status_ids))
    .execute();
  return new Set(rows.map((row) => row.status_id));
}
