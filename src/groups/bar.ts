/** What keeps somebody from beginning anything in a group, here or elsewhere: asked before they have written it. */
import { findAccountByHandle, findAccountById } from "../accounts/find.ts";
import type { Account, Reads } from "../db/schema.ts";
import { missing, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { loadBars, OUTSIDE, type Bar } from "./barred.ts";
import { loadInsides } from "./inside.ts";
import { closedGroup, findStanding } from "./load.ts";
import { assertMayBegin } from "./rules.ts";

/** A group by its id or its handle (`gardens`, `gardens@host`). @throws Refusal `missing`, or `gone` for one that has been closed */
export async function getGroupNamed({ db, instance }: Pick<Kith, "db" | "instance">, name: string): Promise<Account> {
  const [username = "", host = ""] = name.replace(/^@/, "").split("@");
  const account = /^\d{1,20}$/.test(name)
    ? await findAccountById(db, Number(name))
    : await findAccountByHandle(db, username, host === instance.domain ? "" : host);
  if (account?.actor_type !== "Group") throw missing();
  if (account.deleted_at > 0) throw closedGroup();
  if (account.suspended_at > 0) throw missing();
  return account;
}

/** What groups are called for this reader, by their ids: of those for their members alone, outsiders may not know more than the handle. */
export async function titlesFor(db: Reads, groups: readonly Account[], viewer_id: number): Promise<ReadonlyMap<number, string>> {
  const insides = await loadInsides(db, viewer_id, groups);
  return new Map(
    groups.map((group) => {
      const { display_name, username } = insides.get(group.id)?.account ?? group;
      return [group.id, display_name || username];
    }),
  );
}

export const titleFor = async (db: Reads, group: Account, viewer_id: number): Promise<string> =>
  (await titlesFor(db, [group], viewer_id)).get(group.id) ?? group.username;

/** Undefined for who may begin there. Of one elsewhere its server is asked who moderates it, where only they begin. */
export async function findBar(kith: Kith, author: Account, group: Account): Promise<Bar | undefined> {
  const bar = (await loadBars(kith, author, [group.id])).get(group.id);
  if (bar?.asks !== true) return bar;
  try {
    await assertMayBegin(kith, author, group.id);
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.message, joining: false };
    throw error;
  }
  const inside = (await findStanding(kith.db, group.id, author.id)) === "member";
  return inside ? undefined : { reason: OUTSIDE, joining: true };
}
