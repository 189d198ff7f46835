/**
 * Upkeep: queues what has been said in groups for those members who read them by mail. What has been queued is noted in the same transaction, so each post
 * goes to each of them once; what comes late from elsewhere is found for two days.
 */
import { each } from "../jobs/each.ts";
import { sql } from "kysely";
import { findAccountById } from "../accounts/find.ts";
import { localeOfUser } from "../access/language.ts";
import { findUser } from "../accounts/users.ts";
import { padded, parts } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { nextMorning } from "./morning.ts";

const DAY = 86_400_000;
const LATE = 2 * DAY;
/** Threads of a group elsewhere are followed so long, and so many of them, the newest first. */
const THREAD = 14 * DAY;
const MOST_THREADS = 1000;
/** Posts of one group that are looked at, and letters queued, at once. */
const MOST_POSTS = 200;
const MOST_LETTERS = 500;
/** Posts in a letter; of a day on which more was said there are several. */
const MOST_IN_ONE = 50;
/** Posts of a day that its letters tell; of the others they say how many there were. */
const MOST_TOLD = 200;
/** Pages of posts that are looked at: of more nobody is told by letter. */
const MOST_PAGES = 25;

/** True when there is more. */
export async function planGroupMail(kith: Kith): Promise<boolean> {
  if (!kith.mail.configured) return false;
  const groups = await kith.db.selectFrom("group_mail").select("group_id").distinct().where("mode", "=", "each").execute();
  let more = false;
  await each(groups, async ({ group_id }) => {
    more = (await planEach(kith, group_id)) || more;
  });
  const due = await kith.db
    .selectFrom("group_mail")
    .selectAll()
    .where("mode", "=", "daily")
    .where("due_at", "<=", kith.now())
    .limit(MOST_LETTERS)
    .execute();
  await each(due, async (row) => await planDaily(kith, row));
  return more || due.length === MOST_LETTERS;
}

async function planEach(kith: Kith, group_id: number): Promise<boolean> {
  const { pairs, more } = await oldestOwed(kith, group_id);
  if (pairs.length === 0) return false;
  await kith.write(async (tx, happened) => {
    const sent_at = kith.now();
    const rows = pairs.map(({ account_id, status_id }) => ({ account_id, status_id, sent_at }));
    const taken = await tx
      .insertInto("group_mail_sent")
      .values(rows)
      .onConflict((oc) => oc.doNothing())
      .returning(["account_id", "status_id"])
      .execute();
    taken.sort((a, b) => a.status_id - b.status_id || a.account_id - b.account_id);
    for (const { account_id, status_id } of taken)
      happened({ type: "group_mail.due", account_id, group_id, status_ids: [status_id], daily: false });
  });
  return more || pairs.length === MOST_LETTERS;
}

/** What has waited longest. Whatever lies before a page of which nothing is owed has been told. `more`: there are newer ones. */
async function oldestOwed(
  kith: Kith,
  group_id: number,
): Promise<{ pairs: { account_id: number; status_id: number }[]; more: boolean }> {
  let found = { pairs: [] as { account_id: number; status_id: number }[], more: false };
  for await (const ids of pagesOf(kith, group_id)) {
    const pairs = await owed(kith.db, group_id, ids).where("group_mail.mode", "=", "each").limit(MOST_LETTERS).execute();
    if (pairs.length === 0) break;
    found = { pairs, more: found.pairs.length > 0 };
  }
  return found;
}

async function planDaily(kith: Kith, { account_id, group_id, due_at }: Row<"group_mail">): Promise<void> {
  const user = await findUser(kith.db, account_id);
  if (user === undefined) {
    await kith.write(async (tx) => void (await tx.deleteFrom("group_mail").where("account_id", "=", account_id).execute()));
    return;
  }
  const status_ids: number[] = [];
  for await (const ids of pagesOf(kith, group_id)) {
    const pairs = await owed(kith.db, group_id, ids).where("group_mail.account_id", "=", account_id).execute();
    status_ids.unshift(...pairs.map(({ status_id }) => status_id));
  }
  const sent_at = kith.now();
  const next = nextMorning(localeOfUser(kith, user), "daily", account_id, sent_at);
  await kith.write(async (tx, happened) => {
    const taken = await tx
      .updateTable("group_mail")
      .set({ due_at: next })
      .where("account_id", "=", account_id)
      .where("group_id", "=", group_id)
      .where("due_at", "=", due_at)
      .returning("account_id")
      .executeTakeFirst();
    if (taken === undefined || status_ids.length === 0) return;
    for (const some of parts(status_ids, MOST_POSTS))
      await tx
        .insertInto("group_mail_sent")
        .values(some.map((status_id) => ({ account_id, status_id, sent_at })))
        .onConflict((oc) => oc.doNothing())
        .execute();
    const told = [...parts(status_ids.slice(0, MOST_TOLD), MOST_IN_ONE)];
    const untold = status_ids.length - Math.min(status_ids.length, MOST_TOLD);
    for (const [at, some] of told.entries()) {
      const more = at === told.length - 1 ? untold : 0;
      happened({ type: "group_mail.due", account_id, group_id, status_ids: some, daily: true, more });
    }
  });
}

/** Of these posts, who is owed which: members who have joined the letters before, but not what they have written. */
const owed = (db: Reads, group_id: number, ids: readonly number[]) =>
  db
    .selectFrom("group_mail")
    .innerJoin("follows", (join) =>
      join.onRef("follows.account_id", "=", "group_mail.account_id").onRef("follows.target_id", "=", "group_mail.group_id"),
    )
    .innerJoin("statuses", (join) => join.onRef("statuses.account_id", "!=", "group_mail.account_id"))
    .select(["group_mail.account_id", "statuses.id as status_id"])
    .where("group_mail.group_id", "=", group_id)
    .where("follows.state", "=", "accepted")
    .where("statuses.id", "in", ids)
    .whereRef("statuses.created_at", ">", "group_mail.since")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("group_mail_sent")
            .select("group_mail_sent.status_id")
            .whereRef("group_mail_sent.account_id", "=", "group_mail.account_id")
            .whereRef("group_mail_sent.status_id", "=", "statuses.id"),
        ),
      ),
    )
    .orderBy("statuses.id");

/** What has been said there lately, the newest page first; in each the order is no matter. */
async function* pagesOf(kith: Kith, group_id: number): AsyncGenerator<number[]> {
  const group = await findAccountById(kith.db, group_id);
  if (group === undefined || group.deleted_at > 0 || group.suspended_at > 0) return;
  const posts = await postsOf(kith, group);
  let before = Number.MAX_SAFE_INTEGER;
  for (let page = 0; page < MOST_PAGES; page++) {
    const rows = await posts.where("statuses.id", "<", before).execute();
    const ids = await notAside(
      kith.db,
      group_id,
      rows.map(({ id }) => id),
    );
    if (ids.length > 0) yield ids;
    if (rows.length < MOST_POSTS) return;
    before = rows.at(-1)?.id ?? 0;
  }
}

/** A group elsewhere shows what begins a thread; answers are those that stand in such threads. */
async function postsOf(kith: Kith, group: Account) {
  const inside = kith.db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.id", ">", idAt(kith.now() - LATE))
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.reblog_of_id", "is", null)
    .orderBy("statuses.id", "desc")
    .limit(MOST_POSTS);
  return group.host === "" || group.members_only === 1
    ? inside.where("statuses.group_id", "=", group.id)
    : inside.where("statuses.conversation_id", "in", await threadsOf(kith, group));
}

async function threadsOf({ db, now }: Kith, { id }: Account): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses")
    .innerJoin("statuses as shown", "shown.id", "statuses.reblog_of_id")
    .select("shown.conversation_id")
    .where("statuses.account_id", "=", id)
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.id", ">", idAt(now() - THREAD))
    .orderBy("statuses.id", "desc")
    .limit(MOST_THREADS)
    .execute();
  return padded(rows.map(({ conversation_id }) => conversation_id));
}

/** Without what moderators have removed. */
async function notAside(db: Reads, group_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const removed = await db
    .selectFrom("group_removals")
    .select("status_id")
    .where("group_id", "=", group_id)
    .where(sql.ref("status_id"), "in", ids)
    .execute();
  const gone = new Set(removed.map(({ status_id }) => status_id));
  return ids.filter((id) => !gone.has(id));
}
