/**
 * What keeps somebody from beginning anything in groups, as far as it is known here: of as many as stand on a page, by the same few queries. A group that is
 * no more keeps everybody from it.
 */
import { loadAccounts } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { acct } from "../uris.ts";
import { loadGroupRows, loadMemberships } from "./load.ts";
import { onlyModerators, sentenceOf } from "./rules.ts";

/** `reason`: a sentence as refusals say it; `joining`: whoever is in the group is past it. */
export type Bar = { reason: string; joining: boolean };
/** `asks`: its own server may know better. */
export type Barred = Bar & { group: Account; asks?: boolean };

const CLOSED = "This group has been closed";
export const OUTSIDE = "This group does not let you post there";

/** By group; those who may begin there are not in it. */
export async function loadBars(
  { db, now }: Pick<Kith, "db" | "now">,
  author: Account,
  group_ids: readonly (number | undefined)[],
): Promise<ReadonlyMap<number, Barred>> {
  const ids = [...new Set(group_ids)].filter((id) => id !== undefined && id > 0) as number[];
  if (ids.length === 0) return new Map();
  const groups = await loadAccounts(db, ids);
  const known = await loadKnown(db, author, ids, now());
  const bars = new Map<number, Barred>();
  for (const group of groups.values()) {
    const bar = barOf(group, known);
    if (bar !== undefined) bars.set(group.id, { ...bar, group });
  }
  return bars;
}

type Known = {
  rows: ReadonlyMap<number, Row<"groups">>;
  restricted: ReadonlySet<number>;
  bans: ReadonlyMap<number, Row<"group_bans">>;
  member: ReadonlySet<number>;
  moderates: ReadonlySet<number>;
};

async function loadKnown(db: Reads, author: Account, group_ids: readonly number[], now: number): Promise<Known> {
  const ids = padded(group_ids);
  const bans = await db
    .selectFrom("group_bans")
    .selectAll()
    .where("account_id", "=", author.id)
    .where("group_id", "in", ids)
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", now)]))
    .execute();
  const moderated = await db
    .selectFrom("group_moderators")
    .select("group_id")
    .where("uri", "=", author.uri)
    .where("group_id", "in", ids)
    .execute();
  const restricted = await db
    .selectFrom("remote_groups")
    .select("account_id")
    .where("account_id", "in", ids)
    .where("restricted", "=", 1)
    .execute();
  return {
    rows: await loadGroupRows(db, group_ids),
    restricted: new Set(restricted.map(({ account_id }) => account_id)),
    bans: new Map(bans.map((ban) => [ban.group_id, ban])),
    member: await loadMemberships(db, author.id, group_ids),
    moderates: new Set(moderated.map(({ group_id }) => group_id)),
  };
}

/** In the order in which publishing says it (`place.ts`, `rules.ts`). */
function barOf(group: Account, { rows, restricted, bans, member, moderates }: Known): Omit<Barred, "group"> | undefined {
  const { id, host } = group;
  if (group.deleted_at > 0 || group.suspended_at > 0 || group.actor_type !== "Group") return { reason: CLOSED, joining: false };
  const ban = bans.get(id);
  if (ban !== undefined) return { reason: sentenceOf(ban, acct(group)), joining: false };
  const row = rows.get(id);
  if (row === undefined && host === "") return { reason: CLOSED, joining: false };
  if (moderates.has(id) && host === "") return undefined;
  if (!moderates.has(id) && (host === "" ? row?.posting === "moderators" : restricted.has(id)))
    return { reason: onlyModerators(acct(group)), joining: false, asks: host !== "" };
  const everybody = row?.posting === "everybody" && group.members_only === 0;
  return everybody || member.has(id) ? undefined : { reason: OUTSIDE, joining: true };
}
