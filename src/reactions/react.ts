/** Reactions, given here and elsewhere: one for each account, status and emoji, and not without end. */
import { assertHere } from "../accounts/rules.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { countOn } from "../statuses/counts.ts";
import type { Happened } from "../statuses/entry.ts";
import { findOriginal, findStatusById } from "../statuses/find.ts";
import { findVisibleAbroad } from "../statuses/load.ts";
import { actorUri } from "../uris.ts";
import { findReactionName, readReactionName, type ReactionName } from "./names.ts";
import type { Emoji } from "../db/values.ts";

/** Different ones of one account under one status, and of all accounts together. What stands there already, anybody may join. */
export const MOST_REACTIONS = 8;
const MOST_NAMES = 40;

/**
 * A local account reacts to a status that it may see; to a reblog: to what it reblogs. Twice is once.
 *
 * @throws Refusal `invalid` for what is no emoji, and for one too many; `missing` when the status has been deleted
 */
export async function react(kith: Kith, account: Account, asked: Status, emoji: string): Promise<void> {
  assertHere(account);
  const status = await getOriginal(kith, asked);
  const name = await findReactionName(kith.db, status.id, emoji);
  if (name === undefined) throw invalid("Validation failed: Name is not a recognized emoji");
  await kith.write(async (tx, happened) => {
    const id = kith.newId();
    const uri = `${actorUri(kith.instance, account.id)}#reactions/${id}`;
    const outcome = await insertReaction(tx, kith, happened, { id, account_id: account.id, status, uri, ...name });
    if (outcome === "too many") throw invalid("Validation failed: Limit of different reactions reached");
    const { id: status_id, group_id } = status;
    if (outcome === "made") happened({ type: "reaction.added", reaction_id: id, status_id, account_id: account.id, group_id });
  });
}

/** Takes a reaction back; there need not be one. */
export async function unreact(kith: Kith, account: Account, asked: Status, emoji: string): Promise<void> {
  const status = await getOriginal(kith, asked);
  const name = await findReactionName(kith.db, status.id, emoji);
  if (name === undefined) return;
  await kith.write(async (tx, happened) => {
    const gone = await removeReaction(tx, happened, { account_id: account.id, status }, { name: name.name });
    if (gone === undefined) return;
    const { name: said, image_url, uri } = gone;
    const { id: status_id, group_id } = status;
    happened({ type: "reaction.removed", status_id, account_id: account.id, name: said, image_url, uri, group_id });
  });
}

async function getOriginal({ db }: Kith, asked: Status): Promise<Status> {
  const status = await findOriginal(db, asked);
  if (status === undefined || status.deleted_at > 0) throw missing();
  return status;
}

/**
 * A reaction from elsewhere. Nothing comes of it when its sender may not see the status, when it cannot be shown, or when it is one too many.
 *
 * @returns whether it is an emoji that can be shown
 */
export async function receiveReaction(
  kith: Kith,
  account: Account,
  asked: Status,
  said: { reaction: string; emojis: readonly Emoji[]; uri: string; quiet?: boolean },
): Promise<boolean> {
  const original = await findOriginal(kith.db, asked);
  const status = original === undefined ? undefined : await findVisibleAbroad(kith.db, account.id, original.id);
  return status !== undefined && (await keepReaction(kith, account, status, said));
}

/** The same of a status that its sender may see: in a group for its members, only the group's server knows. */
export async function keepReaction(
  kith: Kith,
  account: Account,
  status: Status,
  said: { reaction: string; emojis: readonly Emoji[]; uri: string; quiet?: boolean },
): Promise<boolean> {
  if (account.suspended_at > 0) return false;
  const name = await readReactionName(kith, said, { host: account.host, status_id: status.id });
  if (name === undefined) return false;
  const { uri, quiet } = said;
  await kith.write(
    async (tx, happened) =>
      await insertReaction(tx, kith, happened, { id: kith.newId(), account_id: account.id, status, uri, ...name, quiet }),
  );
  return true;
}

/** The Undo of one from elsewhere, by its id or by what it was. Returns whether there was one. */
export async function receiveUnreaction(
  kith: Kith,
  account: Account,
  asked: Status | undefined,
  said: { reaction: string; uri: string },
): Promise<boolean> {
  const row = said.uri === "" ? undefined : await findByUri(kith, account, said.uri);
  if (row !== undefined) {
    const status = await findStatusById(kith.db, row.status_id);
    if (status === undefined) return false;
    return await takeBack(kith, { account_id: account.id, status }, { id: row.id });
  }
  const status = asked === undefined ? undefined : await findOriginal(kith.db, asked);
  if (status === undefined || said.reaction === "") return false;
  const name = await readReactionName(kith, { ...said, emojis: [] }, { host: account.host, status_id: status.id });
  const known = name?.name ?? `${said.reaction.replace(/^:|:$/g, "")}@${account.host}`;
  return await takeBack(kith, { account_id: account.id, status }, { name: known });
}

const takeBack = async (kith: Kith, of: Reacted, which: Which): Promise<boolean> =>
  await kith.write(async (tx, happened) => (await removeReaction(tx, happened, of, which)) !== undefined);

const findByUri = async ({ db }: Kith, { id }: Account, uri: string) =>
  await db
    .selectFrom("reactions")
    .select(["id", "status_id"])
    .where("account_id", "=", id)
    .where("uri", "=", uri)
    .executeTakeFirst();

type NewReaction = ReactionName & { id: number; account_id: number; status: Status; uri: string; quiet?: boolean | undefined };

async function insertReaction(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { id, account_id, status, uri, name, image_url, quiet }: NewReaction,
): Promise<"made" | "known" | "too many"> {
  const living = await findStatusById(tx, status.id);
  if (living === undefined || living.deleted_at > 0) throw missing();
  if (await isOneTooMany(tx, { account_id, status_id: status.id, name })) return "too many";
  const made = await tx
    .insertInto("reactions")
    .values({ id, account_id, status_id: status.id, uri, name, image_url, created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) return "known";
  await countOn(tx, status.id, "reactions_count", 1);
  happened({ type: "reactions.changed", status_id: status.id });
  const notice = { account_id: status.account_id, from_account_id: account_id, status_id: status.id, subject_id: id };
  if (quiet !== true) await notify(tx, kith, happened, { ...notice, type: "reaction" });
  return "made";
}

async function isOneTooMany(tx: Tx, { account_id, status_id, name }: { account_id: number; status_id: number; name: string }) {
  const of = tx.selectFrom("reactions").where("status_id", "=", status_id);
  const own = await of.select("name").where("account_id", "=", account_id).execute();
  if (own.some((row) => row.name === name)) return false;
  if (own.length >= MOST_REACTIONS) return true;
  if ((await of.select("id").where("name", "=", name).limit(1).executeTakeFirst()) !== undefined) return false;
  return (await of.select("name").distinct().limit(MOST_NAMES).execute()).length >= MOST_NAMES;
}

type Reacted = { account_id: number; status: Status };
type Which = { id: number } | { name: string };

async function removeReaction(tx: Tx, happened: Happened, { account_id, status }: Reacted, which: Which) {
  const gone = await tx
    .deleteFrom("reactions")
    .where("account_id", "=", account_id)
    .where("status_id", "=", status.id)
    .where((eb) => ("id" in which ? eb("id", "=", which.id) : eb("name", "=", which.name)))
    .returning(["id", "name", "image_url", "uri"])
    .executeTakeFirst();
  if (gone === undefined) return undefined;
  await countOn(tx, status.id, "reactions_count", -1);
  happened({ type: "reactions.changed", status_id: status.id });
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", status.account_id)
    .where("from_account_id", "=", account_id)
    .where("type", "=", "reaction")
    .where("subject_id", "=", gone.id)
    .execute();
  return gone;
}
