/** What keeps somebody from beginning anything in a group, here or elsewhere: asked before they have written it. */
import { findAccountByHandle, findAccountById } from "../accounts/find.ts";
import type { Account, Reads } from "../db/schema.ts";
import { missing, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { acct } from "../uris.ts";
import { closedGroup } from "./closed.ts";
import { findGroupRow, findStanding } from "./load.ts";
import { isModerator } from "./moderators.ts";
import { mayPostIn } from "./place.ts";
import { assertMayBegin, onlyModerators, whyNotPost } from "./rules.ts";

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

/** What it is called for this reader: of one for its members alone, outsiders may not know more than its handle. */
export async function titleFor(db: Reads, group: Account, viewer_id: number): Promise<string> {
  const inside = group.members_only === 0 || (await findStanding(db, group.id, viewer_id)) === "member";
  return (inside ? (await findGroupRow(db, group.id))?.title : "") || group.display_name || group.username;
}

/** `reason`: a sentence as refusals say it; `joining`: whoever is in the group is past it. */
export type Bar = { reason: string; joining: boolean };

/** Undefined for who may begin there. */
export async function findBar(kith: Kith, author: Account, group: Account): Promise<Bar | undefined> {
  const ban = await whyNotPost(kith.db, author.id, [group.id], kith.now());
  if (ban !== undefined) return { reason: ban, joining: false };
  const outside = (await findStanding(kith.db, group.id, author.id)) !== "member";
  const restricted = await findRestriction(kith, author, group);
  if (restricted !== undefined) return { reason: restricted, joining: false };
  const let_in = group.host === "" ? await mayPostIn(kith.db, author, group, kith.now()) : !outside;
  return let_in ? undefined : { reason: "This group does not let you post there", joining: outside };
}

/** Where moderators alone begin. */
async function findRestriction(kith: Kith, author: Account, group: Account): Promise<string | undefined> {
  if (group.host === "") {
    const own = (await findGroupRow(kith.db, group.id))?.posting === "moderators";
    return own && !(await isModerator(kith.db, group.id, author.uri)) ? onlyModerators(acct(group)) : undefined;
  }
  return await assertMayBegin(kith, author, group.id).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error.message;
      throw error;
    },
  );
}
