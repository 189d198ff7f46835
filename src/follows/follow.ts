/** Following: at once where nobody has to be asked, otherwise as a request that waits for its answer. */
import { isBlockedBetween } from "../blocks/hidden.ts";
import { flag, toJson } from "../db/columns.ts";
import type { Account, Follow, Tx } from "../db/schema.ts";
import { forbidden, missing } from "../errors.ts";
import type { Kith, KithEvent } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { actorUri } from "../uris.ts";
import { findFollow } from "./load.ts";
import { countFollow } from "./rows.ts";

/** What is left out stays as it is; for a new follow: with reblogs, without notices, in all languages. */
export type FollowOptions = {
  reblogs?: boolean | undefined;
  notify?: boolean | undefined;
  languages?: readonly string[] | undefined;
};

/**
 * Lets a local account follow another; following again changes the options. The follow is `pending` when the target lives elsewhere or
 * approves its followers itself.
 *
 * @throws Refusal `missing` for oneself, the suspended and the deleted; `forbidden` when one has blocked the other
 */
export async function follow(kith: Kith, account: Account, target: Account, options: FollowOptions = {}): Promise<Follow> {
  assertMayFollow(account, target);
  if (await isBlockedBetween(kith.db, account.id, target.id)) throw forbidden();
  const asked = target.host !== "" || target.locked === 1 || account.silenced_at > 0;
  const id = kith.newId();
  return await kith.write(async (tx, happened) => {
    const values = {
      id,
      account_id: account.id,
      target_id: target.id,
      uri: `${actorUri(kith.instance, account.id)}/follows/${id}`,
    };
    const made = await insertFollow(tx, { ...values, state: asked ? "pending" : "accepted", created_at: kith.now() }, options);
    if (made === undefined) return await changeFollow(tx, account.id, target.id, options);
    await announce(tx, kith, happened, made);
    return made;
  });
}

function assertMayFollow(account: Account, target: Account): void {
  if (account.id === target.id || target.suspended_at > 0 || target.deleted_at > 0) throw missing();
  if (account.moved_to_uri !== "" || target.moved_to_uri !== "" || (target.host === "" && target.actor_type === "Application"))
    throw forbidden();
}

type NewFollow = Pick<Follow, "id" | "account_id" | "target_id" | "state" | "uri" | "created_at">;

/** The new follow, or undefined when there is one between the two already. */
export const insertFollow = async (tx: Tx, values: NewFollow, options: FollowOptions = {}): Promise<Follow | undefined> =>
  await tx
    .insertInto("follows")
    .values({
      ...values,
      reblogs: flag(options.reblogs ?? true),
      notify: flag(options.notify ?? false),
      languages: toJson([...(options.languages ?? [])]),
    })
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();

/** Says of a follow that has just been made what has happened, and counts it if it is accepted. */
export async function announce(tx: Tx, kith: Kith, happened: (event: KithEvent) => void, made: Follow): Promise<void> {
  const { id: follow_id, account_id, target_id, uri } = made;
  if (made.state === "pending") {
    await notify(tx, kith, happened, { account_id: target_id, from_account_id: account_id, type: "follow_request" });
    happened({ type: "follow.requested", follow_id, account_id, target_id });
    return;
  }
  await countFollow(tx, made, 1);
  await notify(tx, kith, happened, { account_id: target_id, from_account_id: account_id, type: "follow" });
  happened({ type: "follow.accepted", follow_id, account_id, target_id, uri });
}

async function changeFollow(tx: Tx, account_id: number, target_id: number, options: FollowOptions): Promise<Follow> {
  const changes = {
    ...(options.reblogs === undefined ? {} : { reblogs: flag(options.reblogs) }),
    ...(options.notify === undefined ? {} : { notify: flag(options.notify) }),
    ...(options.languages === undefined ? {} : { languages: toJson([...options.languages]) }),
  };
  if (Object.keys(changes).length > 0) {
    await tx
      .updateTable("follows")
      .set(changes)
      .where("account_id", "=", account_id)
      .where("target_id", "=", target_id)
      .execute();
  }
  const known = await findFollow(tx, account_id, target_id);
  if (known === undefined) throw missing();
  return known;
}
