/** Who is in a group that lives here: letting in, turning away, taking out, banning, and those who are. */
import type { Paging } from "../db/paging.ts";
import type { Account, Follow, Reads, Row, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import { acceptFollow, rejectFollow, turnAway } from "../follows/accept.ts";
import { findFollow, followers, type Onlooker } from "../follows/load.ts";
import { endFollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import type { Group } from "./load.ts";
import { writeLog } from "./log.ts";
import { insertBan, removeBan } from "./members.ts";
import { assertRole, findRole, holdGroup, loadStaff } from "./roles.ts";
import { sweep } from "./sweep.ts";
import { readReason } from "./texts.ts";

/** @throws Refusal `invalid` for the owner, who hands the group over first */
export async function leaveGroupOf(kith: Kith, { account }: Group, member: Account): Promise<void> {
  await kith.write(async (tx, happened) => {
    await holdGroup(tx, account.id);
    if ((await findRole(tx, account.id, member)) === "owner") throw invalid("Hand the group over to somebody else first");
    await tx.deleteFrom("group_moderators").where("group_id", "=", account.id).where("uri", "=", member.uri).execute();
    await endFollow(tx, kith, happened, { account_id: member.id, target_id: account.id });
  });
}

/** Answers who waits to be let in. @throws Refusal `missing` for who does not */
export async function answerRequest(
  kith: Kith,
  group: Group,
  by: Account,
  { asker, accept }: { asker: Account; accept: boolean },
): Promise<void> {
  await assertRole(kith.db, group, by);
  const asked = await findFollow(kith.db, asker.id, group.account.id);
  if (asked?.state !== "pending") throw missing();
  await (accept ? acceptFollow(kith, asked) : rejectFollow(kith, asked));
  await note(kith, { group, by }, { act: accept ? "let_in" : "turned_away", account_id: asker.id });
  await dropRequestNotices(kith, group, asker);
}

/** Nobody waits any more. */
const dropRequestNotices = async (kith: Kith, { account }: Group, { id }: Account): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("notifications")
      .where("type", "=", "group_request")
      .where("from_account_id", "=", id)
      .where("subject_id", "=", account.id)
      .execute();
  });

/** Whoever looks after the group is dismissed first; the group is held, so that nobody is made a moderator meanwhile. */
async function assertMayBeRemoved(tx: Tx, { account }: Group, target: Account): Promise<void> {
  await holdGroup(tx, account.id);
  if ((await findRole(tx, account.id, target)) !== undefined) throw invalid("Whoever looks after the group is dismissed first");
}

/** Ends a membership from the group's side; they can ask again. */
export async function takeOut(kith: Kith, group: Group, by: Account, target: Account): Promise<void> {
  await assertRole(kith.db, group, by);
  const known = await kith.write(async (tx, happened) => {
    await assertMayBeRemoved(tx, group, target);
    const follow = await findFollow(tx, target.id, group.account.id);
    if (follow !== undefined) await turnAway(tx, kith, happened, follow);
    return follow;
  });
  if (known === undefined) return;
  await note(kith, { group, by }, { act: "taken_out", account_id: target.id });
}

/** `expires_at` in ms, 0 = never; `with_posts`: what they have posted goes from the group, too. */
export type BanDraft = { target: Account; reason: string; expires_at: number; with_posts: boolean };

export async function banFrom(kith: Kith, group: Group, by: Account, { target, ...draft }: BanDraft): Promise<void> {
  await assertRole(kith.db, group, by);
  const { account } = group;
  const [reason, { expires_at, with_posts }] = [readReason(draft.reason), draft];
  if (expires_at > 0 && expires_at <= kith.now()) throw invalid("The end of a ban has to be in the future");
  await kith.write(async (tx, happened) => {
    await assertMayBeRemoved(tx, group, target);
    const who = { group_id: account.id, account_id: target.id };
    await insertBan(tx, { ...who, reason, expires_at, created_at: kith.now() });
    await tx.deleteFrom("group_invitations").where("group_id", "=", account.id).where("account_id", "=", target.id).execute();
    const follow = await findFollow(tx, target.id, account.id);
    if (follow !== undefined) await turnAway(tx, kith, happened, follow);
    if (with_posts) await sweep(tx, happened, { ...who, what: "remove", reason });
  });
  await note(kith, { group, by }, { act: "banned", account_id: target.id, reason, expires_at, with_posts });
}

/** Returns whether there is anything that is to come back: it does so in portions. Of who is not banned, and has nothing to come back, there is nothing to tell. */
export async function unban(
  kith: Kith,
  group: Group,
  by: Account,
  { target, with_posts }: { target: Account; with_posts: boolean },
): Promise<boolean> {
  await assertRole(kith.db, group, by);
  const who = { group_id: group.account.id, account_id: target.id };
  const [was_banned, swept] = await kith.write(
    async (tx, happened) =>
      [await removeBan(tx, who), with_posts && (await sweep(tx, happened, { ...who, what: "restore", reason: "" }))] as const,
  );
  if (was_banned || swept) await note(kith, { group, by }, { act: "unbanned", account_id: target.id, with_posts });
  return swept;
}

type Deed = Omit<Parameters<typeof writeLog>[3], "group_id" | "by">;

const note = async (kith: Kith, { group, by }: { group: Group; by: Account }, deed: Deed): Promise<void> =>
  await kith.write(async (tx, happened) => await writeLog(tx, kith, happened, { group_id: group.account.id, by, ...deed }));

/** Whoever looks after the group sees everybody in it, also those whom they would rather not see. */
export async function onlookerOf(
  { db, now }: Pick<Kith, "db" | "now">,
  { account }: Pick<Group, "account">,
  viewer_id: number,
): Promise<Onlooker | undefined> {
  const staff = viewer_id === 0 ? [] : await loadStaff(db, account.id);
  return staff.some(({ account: { id } }) => id === viewer_id) ? undefined : { viewer_id, now: now() };
}

/** By the id of their follow, which pages go by. */
export const loadMembers = async (
  db: Reads,
  { group_id, state, onlooker }: { group_id: number; state: Follow["state"]; onlooker?: Onlooker | undefined },
  paging: Paging,
): Promise<{ id: number; account_id: number }[]> => await followers(db, { target_id: group_id, state, onlooker }, paging);

const MOST_BANS = 200;

/** Those still in force, the newest first. */
export const loadBans = async (db: Reads, group_id: number, now: number): Promise<Row<"group_bans">[]> =>
  await db
    .selectFrom("group_bans")
    .selectAll()
    .where("group_id", "=", group_id)
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", now)]))
    .orderBy("created_at", "desc")
    .limit(MOST_BANS)
    .execute();
