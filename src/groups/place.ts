/**
 * In which group a status is to be: the one that its author has chosen, answers in, or names, if it lets them. Groups elsewhere see to that themselves,
 * except that what is for the members of one must not be for others.
 */
import { loadAccounts } from "../accounts/find.ts";
import type { Account, Reads, Row, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { forbidden } from "../errors.ts";
import { findBan } from "./members.ts";
import { findStanding, loadGroupRows } from "./load.ts";
import { isModerator } from "./moderators.ts";

/** - `waits` until a moderator lets it in; - `closed`: only for the group's members */
export type Place = { group: Account; waits: boolean; closed: boolean };

export type Candidate = {
  author: Account;
  visibility: Visibility;
  /** What it answers. */
  parent: Pick<Status, "group_id" | "locked_by" | "visibility"> | undefined;
  /** Whom it names or is addressed to. */
  named: readonly number[];
  /** The group that its author has chosen for it. */
  chosen?: number | undefined;
};

const isOpen = (visibility: Visibility): boolean => visibility === "public" || visibility === "unlisted";

/**
 * @param now ms
 * @throws Refusal `forbidden` where the author has chosen a group that does not let them
 */
export async function findPlace(db: Reads, candidate: Candidate, now: number): Promise<Place | undefined> {
  const { author, parent, chosen, named } = candidate;
  // Groups do not talk to each other: two of them would never stop.
  if (author.actor_type === "Group") return undefined;
  if (parent !== undefined) {
    if (parent.group_id === 0) return undefined;
    const place = await placeIn(db, candidate, parent.group_id, now);
    // Nobody else may read on.
    if (place === undefined && parent.visibility === "limited" && author.host === "" && candidate.visibility !== "direct")
      throw forbidden(NOT_LET);
    return place;
  }
  for (const id of chosen === undefined ? await loadGroupsAmong(db, named) : [chosen]) {
    const place = await placeIn(db, candidate, id, now);
    if (place !== undefined) return place;
  }
  if (chosen !== undefined && !(await isOpenElsewhere(db, candidate, chosen))) throw forbidden(NOT_LET);
  return undefined;
}

/** An open group elsewhere is told of what is for it, and sees itself to what becomes of it there. */
async function isOpenElsewhere(db: Reads, { author, visibility }: Candidate, id: number): Promise<boolean> {
  const group = (await loadAccounts(db, [id])).get(id);
  if (group === undefined || group.host === "" || group.actor_type !== "Group" || group.deleted_at > 0) return false;
  if (group.suspended_at > 0 || group.members_only === 1 || !isOpen(visibility)) return false;
  return (await findStanding(db, id, author.id)) === "member";
}

/** In the order in which they were asked for. */
async function loadGroupsAmong(db: Reads, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const found = await loadAccounts(db, ids);
  return ids.filter((id) => found.get(id)?.actor_type === "Group");
}

const NOT_LET = "This group does not let you post there";

async function placeIn(db: Reads, candidate: Candidate, id: number, now: number): Promise<Place | undefined> {
  const group = (await loadAccounts(db, [id])).get(id);
  if (group === undefined || group.actor_type !== "Group" || group.deleted_at > 0 || group.suspended_at > 0) return undefined;
  const row = (await loadGroupRows(db, [id])).get(id);
  const closed = group.members_only === 1;
  if (!(closed ? mayBeClosed(candidate, id) : isOpen(candidate.visibility))) return undefined;
  if (row === undefined) return closed ? await placeElsewhere(db, candidate, group) : undefined;
  const verdict = await judge(db, candidate, { group: row, now });
  return verdict === "no" ? undefined : { group, waits: verdict === "waits", closed };
}

/**
 * What is for members only is made so here, whatever its author has asked for; unless it is a word to somebody named besides. What comes from elsewhere
 * has been sent to others already if it was for more.
 */
function mayBeClosed({ author, visibility, parent, named, chosen }: Candidate, group_id: number): boolean {
  // A word between two about what stands in a group is not for the group.
  if (author.host !== "") return (visibility === "direct" || visibility === "limited") && named.includes(group_id);
  return visibility !== "direct" || (parent === undefined && (chosen !== undefined || named.length === 1));
}

/** A group for members only that lives elsewhere: of ours it is known who is in it. */
async function placeElsewhere(db: Reads, { author }: Candidate, group: Account): Promise<Place | undefined> {
  if (author.host !== "" || (await findStanding(db, group.id, author.id)) !== "member") return undefined;
  return { group, waits: false, closed: true };
}

async function judge(
  db: Reads,
  { author, parent }: Candidate,
  { group, now }: { group: Row<"groups">; now: number },
): Promise<"yes" | "waits" | "no"> {
  const id = group.account_id;
  if (await isModerator(db, id, author.uri)) return "yes";
  if (parent !== undefined && parent.locked_by === id) return "no";
  if ((await findBan(db, author.id, [id], now)) !== undefined) return "no";
  const member = (await findStanding(db, id, author.id)) === "member";
  if (!member && group.posting !== "everybody") return "no";
  if (group.posting === "moderators" && parent === undefined) return "no";
  if (group.approve_first === 0) return "yes";
  const earlier = await db
    .selectFrom("statuses")
    .select("id")
    .where("account_id", "=", author.id)
    .where("group_id", "=", id)
    .where("deleted_at", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return earlier === undefined ? "waits" : "yes";
}

/** Whether somebody may begin a thread in a group of ours. */
export async function mayPostIn(db: Reads, author: Account, group: Account, now: number): Promise<boolean> {
  const visibility = group.members_only === 1 ? "limited" : "public";
  const candidate = { author, visibility, parent: undefined, named: [], chosen: group.id } as const;
  return (await placeIn(db, candidate, group.id, now)) !== undefined;
}

/**
 * Of those whom a post for the members of a group names, those to be told: nobody else is to learn what is said there. Of a group elsewhere, only that
 * knows which of the people elsewhere are in it.
 */
export async function namedInside(db: Reads, group: Account, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("follows")
    .select("account_id")
    .where("target_id", "=", group.id)
    .where("account_id", "in", ids)
    .where("state", "=", "accepted")
    .execute();
  const members = new Set(rows.map(({ account_id }) => account_id));
  const others = group.host === "" ? new Map<number, Account>() : await loadAccounts(db, ids);
  return ids.filter((id) => members.has(id) || (id !== group.id && (others.get(id)?.host ?? "") !== ""));
}

/** The same of an edit: nobody gets to see by it what they would not have been told at first. */
export async function namedInEdit(
  db: Reads,
  { id, visibility, group_id }: Pick<Status, "id" | "visibility" | "group_id">,
  ids: readonly number[],
): Promise<readonly number[]> {
  if (visibility !== "limited" || ids.length === 0) return ids;
  const group = group_id === 0 ? undefined : (await loadAccounts(db, [group_id])).get(group_id);
  if (group !== undefined) return await namedInside(db, group, ids);
  const waiting = await db.selectFrom("group_queue").select("status_id").where("status_id", "=", id).executeTakeFirst();
  return waiting === undefined ? ids : [];
}
