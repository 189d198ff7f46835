/** Following: at once where nobody has to be asked, otherwise as a request that waits for its answer. */
import { assertNotBlocked } from "../blocks/hidden.ts";
import { flag, toJson } from "../db/columns.ts";
import type { Account, Follow, Tx } from "../db/schema.ts";
import { forbidden, missing } from "../errors.ts";
import { hasAsked } from "../friends/requests.ts";
import { admissionTo, type Admission } from "../groups/admission.ts";
import { notifyModerators } from "../groups/notices.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { FRIEND_AGREES, FRIEND_ASKS } from "../notifications/keys.ts";
import { notify } from "../notifications/notify.ts";
import { actorUri } from "../uris.ts";
import { findFollow } from "./load.ts";
import { countFollow, removeNotices } from "./rows.ts";

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
  const admission = await admissionTo(kith.db, target, account, kith.now());
  if (admission === "banned") throw forbidden("This group has banned you");
  if (admission === "uninvited") throw forbidden("This group takes in only whom it has invited");
  // Who has asked for it is not asked again.
  const wanted = target.host === "" && (await hasAsked(kith.db, target.id, account.id));
  const asked = mustAsk(account, target, admission) && !wanted;
  const id = kith.newId();
  return await kith.write(async (tx, happened) => {
    await assertNotBlocked(tx, account.id, target.id);
    const values = {
      id,
      account_id: account.id,
      target_id: target.id,
      uri: `${actorUri(kith.instance, account.id)}/follows/${id}`,
    };
    const made = await insertFollow(tx, { ...values, state: asked ? "pending" : "accepted", created_at: kith.now() }, options);
    if (made === undefined) return await changeFollow(tx, account.id, target.id, options);
    await announce(tx, kith, happened, { ...made, friendly: wanted ? "agrees" : undefined });
    if (admission !== undefined) await tellGroup(tx, kith, happened, made);
    return made;
  });
}

/** Whether the follow waits for an answer. */
const mustAsk = (account: Account, target: Account, admission: Admission | undefined): boolean =>
  admission === undefined ? target.host !== "" || target.locked === 1 || account.silenced_at > 0 : admission === "waits";

/** Of a follow of a group that lives here: its moderators decide; whoever is in needs no invitation any more. */
export async function tellGroup(tx: Tx, kith: Kith, happened: (event: KithEvent) => void, made: Follow): Promise<void> {
  const { account_id, target_id: group_id } = made;
  if (made.state === "pending")
    return await notifyModerators(tx, kith, happened, { group_id, type: "group_request", from_account_id: account_id });
  await tx.deleteFrom("group_invitations").where("account_id", "=", account_id).where("group_id", "=", group_id).execute();
}

/** @throws Refusal `missing`, `forbidden` */
export function assertMayFollow(account: Account, target: Account): void {
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
export async function announce(tx: Tx, kith: Kith, happened: (event: KithEvent) => void, made: Follow & Friendly): Promise<void> {
  const { id: follow_id, account_id, target_id, uri } = made;
  const notice = { account_id: target_id, from_account_id: account_id, group_key: friendKey(made) };
  if (made.state === "pending") {
    await notify(tx, kith, happened, { ...notice, type: "follow_request" });
    happened({ type: "follow.requested", follow_id, account_id, target_id });
    return;
  }
  await countFollow(tx, made, 1);
  await notify(tx, kith, happened, { ...notice, type: "follow" });
  happened({ type: "follow.accepted", follow_id, account_id, target_id, uri });
}

/** A follow that is there already asks for more now: its target, or their server, is told once more. */
export async function announceAgain(tx: Tx, kith: Kith, happened: (event: KithEvent) => void, known: Follow): Promise<void> {
  const { id: follow_id, account_id, target_id, state } = known;
  await removeNotices(tx, known, ["follow", "follow_request"]);
  const type = state === "pending" ? "follow_request" : "follow";
  const group_key = friendKey({ id: kith.newId(), friendly: "asks" });
  await notify(tx, kith, happened, { account_id: target_id, from_account_id: account_id, type, group_key });
  happened({ type: "follow.requested", follow_id, account_id, target_id });
}

/** What a follow means besides itself: who follows wants to be friends, or is, for they were asked. */
export type Friendly = { friendly?: "asks" | "agrees" | undefined };

/** By this key the notice of a follow says that it is about friendship; such a one stands for itself. */
const friendKey = ({ id, friendly }: Pick<Follow, "id"> & Friendly): string | undefined =>
  friendly === undefined ? undefined : `${friendly === "asks" ? FRIEND_ASKS : FRIEND_AGREES}${id}`;

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
