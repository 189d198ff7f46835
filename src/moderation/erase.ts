/**
 * The end of an account: what it wrote, showed and was is deleted, a hundred statuses a transaction. Of one of ours the row stays as a tombstone, so
 * that nobody can take its address; other servers are told once, by the farewell of the whole account. Of a remote one the suspension stays.
 */
import { sql } from "kysely";
import { toJson } from "../db/columns.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { findAccountById } from "../accounts/find.ts";
import { endSome } from "../events/ended.ts";
import { removeFollow } from "../follows/rows.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { removeArchives } from "../moves/archive.ts";
import { removePortrait } from "../media/portraits.ts";
import { keyOf, letGo } from "../media/remote/keep.ts";
import { leaveTeams } from "../teams/heirs.ts";
import { removeStatus } from "../statuses/delete.ts";

const AT_ONCE = 100;

/** The handler of a job; doing it again does no harm. */
export async function eraseAccount(kith: Kith, { account_id }: KithEventOf<"account.condemned">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || account.suspended_at === 0) return;
  if (account.host === "") await removeArchives(kith, { account_id });
  await emptyAccount(kith, account);
  for (;;) {
    const rows = await kith.db
      .selectFrom("statuses")
      .select("id")
      .where("account_id", "=", account_id)
      .where("deleted_at", "=", 0)
      .limit(AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    await kith.write(async (tx, happened) => {
      // `local` is whether others are told of this one status: the farewell says it of all.
      for (const { id } of rows)
        await removeStatus(tx, kith, (event) => happened(event.type === "status.deleted" ? { ...event, local: false } : event), {
          id,
        });
    });
  }
}

/** What was only for the person themselves, or said about them: of one of ours it goes, too. Follows go last (`endFollowsOf`). */
const PRIVATE = [
  "account_domain_blocks",
  "account_notes",
  "account_words",
  "announcement_dismissals",
  "announcement_reactions",
  "annual_reports",
  "async_refreshes",
  "blocks",
  "chat_members",
  "chat_statuses",
  "circles",
  "collection_items",
  "collections",
  "conversation_members",
  "dismissed_suggestions",
  "drafts",
  "endorsements",
  "event_feeds",
  "group_mail",
  "group_mail_sent",
  "imports",
  "kept_messages",
  "insight_choices",
  "insight_days",
  "insight_leavings",
  "insight_reach",
  "insight_referrers",
  "followed_tags",
  "former_followers",
  "group_bans",
  "group_invitations",
  "group_links",
  "group_reports",
  "home_entries",
  "idempotency_keys",
  "introductions",
  "kept_answers",
  "list_members",
  "markers",
  "muted_conversations",
  "mutes",
  "notification_permissions",
  "notification_policies",
  "notification_requests",
  "notifications",
  "poll_votes",
  "push_subscriptions",
  "recurring_statuses",
  "event_series",
  "scheduled_statuses",
  "severed_relationships",
  "stories",
  "team_comments",
  "team_members",
  "team_posts",
  "team_submissions",
  "teams",
] as const;

/** What it has done, and what stands in its name, wherever it lives. */
const DONE = [
  "favourites",
  "downvotes",
  "reactions",
  "bookmarks",
  "pins",
  "lists",
  "filters",
  "collections",
  "collection_items",
  "featured_tags",
  "playlists",
  "circle_members",
  "story_reactions",
  "story_readers",
  "story_views",
  "friend_requests",
  "event_rsvps",
  "event_rsvps_aside",
] as const;

const empty = { display_name: "", note: "", note_source: "", fields: toJson([]), emojis: toJson([]), avatar: "", header: "" };

async function emptyAccount(kith: Kith, { id, host, avatar, header }: Account): Promise<void> {
  const pictures = await picturesOfGroup(kith.db, id);
  // Before their rows go: what is left has no place to give back.
  while (await kith.write(async (tx, happened) => await endSome(tx, kith, happened, { account_ids: [id] })));
  await kith.write(async (tx, happened) => {
    const gone = host === "" ? { deleted_at: kith.now(), also_known_as: toJson([]), attribution_domains: toJson([]) } : {};
    await tx
      .updateTable("accounts")
      .set({ ...empty, ...gone })
      .where("id", "=", id)
      .where("deleted_at", "=", 0)
      .execute();
    await tx.updateTable("groups").set({ avatar: "", header: "" }).where("account_id", "=", id).execute();
    await tx.deleteFrom("notifications").where("from_account_id", "=", id).execute();
    await endSome(tx, kith, happened, { account_ids: [id] });
    // Of what is over, too, nobody learns that they were there.
    await sql`update events set going_count = going_count - (select number from event_rsvps where event_id = events.id and account_id = ${id} and state = 'yes')
      where id in (select event_id from event_rsvps where account_id = ${id} and state = 'yes')`.execute(tx);
    await sql`update statuses set favourites_count = favourites_count - 1 where favourites_count > 0
      and id in (select status_id from favourites where account_id = ${id})`.execute(tx);
    await sql`update statuses set downvotes_count = downvotes_count - 1 where downvotes_count > 0
      and id in (select status_id from downvotes where account_id = ${id})`.execute(tx);
    for (const table of DONE) await tx.deleteFrom(table).where("account_id", "=", id).execute();
    await tx.deleteFrom("friend_requests").where("target_id", "=", id).execute();
    await endChats(tx, id, kith.now());
    for (const table of ["cvs", "cv_words"] as const) await tx.deleteFrom(table).where("account_id", "=", id).execute();
    for (const party of ["author_id", "subject_id"] as const)
      await tx.deleteFrom("recommendations").where(party, "=", id).execute();
    if (host !== "") return;
    await leaveTeams(tx, kith, happened, id);
    for (const table of PRIVATE) await tx.deleteFrom(table).where("account_id", "=", id).execute();
    await tx.deleteFrom("tokens").where("member_id", "=", id).execute();
    await tx.updateTable("statuses").set({ posted_by: 0 }).where("posted_by", "=", id).execute();
    await tx.deleteFrom("users").where("id", "=", id).execute();
    // Nothing waits for a status any more: housekeeping takes it within the day.
    const waits = tx.updateTable("media").set({ kept_by: 0, draft_id: 0 }).where("account_id", "=", id);
    await waits.where("status_id", "is", null).execute();
    happened({ type: "tokens.revoked", user_id: id });
    happened({ type: "account.updated", account_id: id });
    happened({ type: "account.erased", account_id: id });
  });
  for (const name of [avatar, header, ...pictures]) await removePortrait(kith, name);
  // Of one elsewhere, what was kept of them.
  await letGo(kith, [keyOf("avatar", avatar), keyOf("header", header)]);
}

/** Names of files; the same as of its account, or those that it shows its members alone. */
async function picturesOfGroup(db: Reads, account_id: number): Promise<string[]> {
  const row = await db.selectFrom("groups").select(["avatar", "header"]).where("account_id", "=", account_id).executeTakeFirst();
  return row === undefined ? [] : [row.avatar, row.header];
}

/** Of a group that is gone, nobody writes in its chat any more; nor is somebody who is gone in a group of people: one of another server would stand in it for ever. */
async function endChats(tx: Tx, id: number, now: number): Promise<void> {
  await sql`update chat_members set left_at = ${now} where left_at = 0
    and chat_id in (select id from chats where group_id = ${id} and group_id > 0)`.execute(tx);
  await sql`update chat_members set left_at = ${now} where account_id = ${id} and left_at = 0
    and chat_id in (select id from chats where uri <> '')`.execute(tx);
}

/** The handler of a later job: the follows of and by an account that is gone, once its followers' servers have been told. */
export async function endFollowsOf(kith: Kith, { account_id }: KithEventOf<"account.erased">): Promise<void> {
  for (;;) {
    const follows = await kith.db
      .selectFrom("follows")
      .select(["account_id", "target_id"])
      .where((eb) => eb.or([eb("account_id", "=", account_id), eb("target_id", "=", account_id)]))
      .limit(AT_ONCE)
      .execute();
    if (follows.length === 0) return;
    await kith.write(async (tx, happened) => {
      for (const follow of follows) await removeFollow(tx, kith, happened, follow);
    });
  }
}
