/** What somebody has missed since an instant, for a letter: the newest few of each kind, and how many there are. */
import { sql, type SqlBool } from "kysely";
import { loadAccounts } from "../accounts/find.ts";
import { mayBeToldTo, notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import { firstPage } from "../db/paging.ts";
import type { Account, Status, User } from "../db/schema.ts";
import type { FilterContext } from "../db/values.ts";
import { withFilters } from "../filters/match.ts";
import { loadJoined } from "../groups/directory.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { notificationRows, type Notification } from "../notifications/load.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { isOpen } from "../statuses/visible.ts";
import { mayStand, mayStandAtHome, noReply } from "../timelines/rules.ts";

/** Of each kind. */
const MOST = 5;
/** So many are looked at, for some may be filtered. */
const MOST_LOOKED_AT = 20;
const MOST_NOTICES = 200;
const MOST_CANDIDATES = 200;

export type Said = { author: Account; status: Status };
/** `people`: the last few, `count` in all. */
export type Some = { count: number; people: readonly Account[] };
export type Missed = {
  mentions: { count: number; posts: readonly Said[] };
  followers: Some;
  /** In how many chats there is something new, and who has last spoken in them. */
  messages: { chats: number; from: Some };
  /** Favourites, boosts and whatever else there is. */
  others: number;
  best: readonly Said[];
  groups: readonly { group: Account; title: string; count: number }[];
};

/** @param since ms */
export async function gatherMissed(kith: Kith, user: User, since: number): Promise<Missed> {
  // A message is a mention, too; it is told as what it is.
  const rows = await notificationRows(kith, user.id, { without_messages: true }, firstPage(MOST_NOTICES));
  const unheard = await loadUnheard(kith, user.id, senders(rows));
  const notices = rows.filter(({ created_at, from_account_id }) => created_at > since && !unheard.has(from_account_id));
  const mentions = notices.filter(({ type }) => type === "mention");
  const followers = notices.filter(({ type }) => type === "follow" || type === "follow_request");
  const chats = await loadNewInChats(kith, user.id, since);
  return {
    mentions: {
      count: mentions.length,
      posts: (
        await loadSaid(
          kith,
          { viewer_id: user.id, context: "notifications" },
          mentions.flatMap(({ status_id }) => status_id ?? []).slice(0, MOST_LOOKED_AT),
        )
      ).slice(0, MOST),
    },
    followers: await somePeople(kith, senders(followers)),
    messages: { chats: chats.length, from: await somePeople(kith, [...new Set(chats)]) },
    others: notices.length - mentions.length - followers.length,
    best: await loadBest(kith, user.id, since),
    groups: await loadGroupNews(kith, user.id, since),
  };
}

export const isNothing = ({ mentions, followers, messages, others, best, groups }: Missed): boolean =>
  mentions.count + followers.count + messages.chats + others + best.length + groups.length === 0;

const senders = (rows: readonly Notification[]): number[] => [...new Set(rows.map(({ from_account_id }) => from_account_id))];

/** Of these, whom they do not want to hear of now, whatever was told of them before. */
export async function loadUnheard(
  { db, now }: Pick<Kith, "db" | "now">,
  account_id: number,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const heard = await db
    .selectFrom("accounts")
    .select("id")
    .where("id", "in", padded(ids))
    .where(isHeardBy(account_id, "accounts.id", now()))
    .execute();
  const found = new Set(heard.map(({ id }) => id));
  return new Set(ids.filter((id) => !found.has(id)));
}

/** Neither blocked, nor muted with what they tell, nor suspended. @param column of an account's id */
const isHeardBy = (account_id: number, column: string, now: number) =>
  sql<SqlBool>`(exists (select 1 from accounts as standing where standing.id = ${sql.ref(column)} and standing.suspended_at = 0)
    and ${notBlockedBetween(account_id, column)} and ${notHostBlockedBy(account_id, column)}
    and ${mayBeToldTo(account_id, column, now)})`;

async function somePeople(kith: Kith, ids: readonly number[]): Promise<Some> {
  const found = await loadAccounts(kith.db, ids.slice(0, MOST));
  return { count: ids.length, people: ids.slice(0, MOST).flatMap((id) => found.get(id) ?? []) };
}

/** Who has last spoken in each chat that holds something new: not in those that are muted, nor of who only asks to write. */
async function loadNewInChats({ db, now }: Kith, account_id: number, since: number): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses")
    .select("statuses.account_id")
    .where("statuses.id", "in", (eb) =>
      eb
        .selectFrom("chat_members")
        .innerJoin("chat_statuses", (join) =>
          join
            .onRef("chat_statuses.chat_id", "=", "chat_members.chat_id")
            .onRef("chat_statuses.account_id", "=", "chat_members.account_id")
            .onRef("chat_statuses.status_id", ">", "chat_members.read_id"),
        )
        .select(({ fn }) => fn.max("chat_statuses.status_id").as("id"))
        .where("chat_members.account_id", "=", account_id)
        .where("chat_members.state", "=", "open")
        .where("chat_members.muted", "=", 0)
        .where("chat_members.unread", ">", 0)
        .groupBy("chat_members.chat_id"),
    )
    .where("statuses.created_at", ">", since)
    .where("statuses.account_id", "!=", account_id)
    .where(isHeardBy(account_id, "statuses.account_id", now()))
    .orderBy("statuses.id", "desc")
    .limit(MOST_NOTICES)
    .execute();
  return rows.map((row) => row.account_id);
}

/** Without what a filter of theirs hides, or shows behind a warning: a letter is read at once. */
async function loadSaid(
  kith: Kith,
  { viewer_id, context }: { viewer_id: number; context: FilterContext },
  ids: readonly number[],
): Promise<Said[]> {
  if (ids.length === 0) return [];
  const page = await withFilters(kith, await loadStatusPage(kith.db, viewer_id, ids), context);
  return ids.flatMap((id) => {
    if (page.filtered.has(id)) return [];
    const status = page.statuses.get(id);
    const author = status && page.accounts.get(status.account_id);
    return status === undefined || author === undefined ? [] : [{ author, status }];
  });
}

/**
 * Of what stands in their home, what was liked most for the number of those who could have seen it: else only the loudest would ever be in it. One of each
 * author, nothing that is behind a warning.
 */
async function loadBest(kith: Kith, viewer_id: number, since: number): Promise<Said[]> {
  const rows = await kith.db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .select(["statuses.id", "statuses.account_id", "accounts.followers_count"])
    .select(sql<number>`statuses.favourites_count + 2 * statuses.reblogs_count + statuses.replies_count`.as("liked"))
    .where("statuses.id", "in", (eb) =>
      eb
        .selectFrom("home_entries")
        .select("home_entries.status_id")
        .where("home_entries.account_id", "=", viewer_id)
        .where("home_entries.status_id", ">", idAt(since))
        .where("home_entries.list_only", "=", 0)
        .orderBy("home_entries.status_id", "desc")
        .limit(MOST_CANDIDATES * 2),
    )
    .where("statuses.reblog_of_id", "is", null)
    .where("statuses.account_id", "!=", viewer_id)
    // A group shows what is posted to it, which is no praise; it has a place of its own in the letter.
    .where("statuses.group_id", "=", 0)
    .where("statuses.sensitive", "=", 0)
    .where("statuses.spoiler_text", "=", "")
    .where(noReply as never)
    .where((eb) => mayStandAtHome(viewer_id, kith.now())(eb as never))
    .where(sql<SqlBool>`statuses.visibility in ('public', 'unlisted')`)
    .orderBy(sql`liked`, "desc")
    .limit(MOST_CANDIDATES)
    .execute();
  const ranked = rows
    .filter(({ liked }) => liked > 0)
    .map((row) => ({ ...row, worth: row.liked / Math.sqrt(row.followers_count + 10) }))
    .sort((a, b) => b.worth - a.worth || b.id - a.id);
  const seen = new Set<number>();
  const chosen = ranked.filter(({ account_id }) => !seen.has(account_id) && seen.add(account_id)).slice(0, MOST_LOOKED_AT);
  const said = await loadSaid(
    kith,
    { viewer_id, context: "home" },
    chosen.map(({ id }) => id),
  );
  return said.filter(({ status }) => isOpen(status)).slice(0, MOST);
}

/** The groups in which most has been said. */
async function loadGroupNews(kith: Kith, viewer_id: number, since: number): Promise<Missed["groups"]> {
  const joined = await loadJoined(kith.db, viewer_id);
  if (joined.length === 0) return [];
  const ids = joined.map(({ account }) => account.id);
  const rows = await kith.db
    .selectFrom("statuses")
    .select(["group_id", sql<number>`count(*)`.as("count")])
    .where("group_id", "in", ids)
    .where("id", ">", idAt(since))
    .where("account_id", "!=", viewer_id)
    .where((eb) => mayStand(viewer_id, kith.now())(eb as never))
    .groupBy("group_id")
    .execute();
  const counts = new Map(rows.map(({ group_id, count }) => [group_id, Number(count)]));
  const shown = await kith.db
    .selectFrom("statuses")
    .select(["account_id", sql<number>`count(*)`.as("count")])
    .where(
      "account_id",
      "in",
      joined
        .filter(({ group }) => group === undefined)
        .map(({ account }) => account.id)
        .concat(0),
    )
    .where("reblog_of_id", "is not", null)
    .where("id", ">", idAt(since))
    .where("deleted_at", "=", 0)
    .groupBy("account_id")
    .execute();
  for (const { account_id, count } of shown) counts.set(account_id, (counts.get(account_id) ?? 0) + Number(count));
  return joined
    .map(({ account, told }) => ({
      group: account,
      title: told.display_name || told.username,
      count: counts.get(account.id) ?? 0,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST);
}
