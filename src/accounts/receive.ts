/** Accounts of other servers: kept as their origin describes them, made harmless, and let go when they are gone. */
import { fromJson, toJson, type Json } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import type { Field } from "../db/values.ts";
import { readTold } from "../cv/told.ts";
import { receiveTold } from "../cv/save.ts";
import { leaveEvents, returnToEvents } from "../events/ended.ts";
import { conflict, forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { assertNotBarred, policyOf, type Policy } from "../moderation/policy.ts";
import { normalizeUsername } from "../text/names.ts";
import { removeFollow } from "../follows/rows.ts";
import { GROUP_GONE } from "../notifications/keys.ts";
import { findAccountById } from "./find.ts";
import { insertAccount } from "./insert.ts";
import { dueAt } from "./links.ts";
import { readRecord, type RemoteAccount, type Values } from "./record.ts";

/**
 * Inserts or updates a remote account.
 *
 * @throws Refusal `invalid` for one that claims to be of this server; `conflict` when another living account has its handle
 */
export async function receiveAccount(kith: Kith, record: RemoteAccount): Promise<Account> {
  const values = readRecord(kith, record);
  const id = kith.newId();
  const policy = await policyFor(kith, values);
  const told = readTold(record);
  const keepSaid = record.type === "Group" ? (await import("../groups/said.ts")).keepSaid : undefined;
  return await kith.write(async (tx, happened) => {
    await freeHandle(tx, values);
    const known = await tx
      .selectFrom("accounts")
      .select(["id", "suspended_at", "suspended_there", "deleted_at", "fields", "links_due_at"])
      .where("uri", "=", values.uri)
      .executeTakeFirst();
    const silenced_at = policy.severity === "silence" ? policy.since : 0;
    const now = kith.now();
    if (known === undefined) {
      const made = await insertAccount(tx, {
        ...values,
        silenced_at,
        id,
        ...suspensionOf(record, undefined, now),
        ...fieldsOf(values.fields, undefined, now),
      });
      await receiveTold(tx, made.id, { ...told, now });
      await keepSaid?.(tx, happened, made.id, record);
      return made;
    }
    await receiveTold(tx, known.id, { ...told, now });
    await keepSaid?.(tx, happened, known.id, record);
    const { created_at: _, ...changes } = values;
    // Its origin describes it, so it is not gone; what this server's moderators decided stays.
    const back = { deleted_at: 0, ...suspensionOf(record, known, now), ...fieldsOf(values.fields, known, now) };
    if (back.suspended_at > 0 && known.suspended_at === 0) await leaveEvents(tx, kith, happened, [known.id]);
    if (back.suspended_at === 0 && known.suspended_at > 0) await returnToEvents(tx, kith, happened, [known.id]);
    return await tx
      .updateTable("accounts")
      .set({ ...changes, ...back, username_lower: normalizeUsername(values.username) })
      .where("id", "=", known.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** What has proved itself and says the same stays proved; what is new is asked. */
function fieldsOf(
  fields: Json<Field[]> = toJson([]),
  known: Pick<Account, "fields" | "links_due_at"> | undefined,
  now: number,
): Pick<Account, "fields" | "links_due_at"> {
  const kept = known === undefined ? [] : fromJson(known.fields);
  const merged = fromJson(fields).map((field) => {
    const same = kept.find(({ name, value }) => name === field.name && value === field.value);
    return same === undefined ? field : { ...field, verified_at: same.verified_at };
  });
  const changed = merged.length !== kept.length || merged.some((field, at) => field.value !== kept[at]?.value);
  return { fields: toJson(merged), links_due_at: changed ? dueAt(fields, now) : (known?.links_due_at ?? 0) };
}

type Suspension = Pick<Account, "suspended_at" | "suspended_there">;

/** An account that its own server has suspended is suspended here for as long; what was decided here stands by itself. */
function suspensionOf(
  { suspended = false }: RemoteAccount,
  known: (Suspension & Pick<Account, "deleted_at">) | undefined,
  now: number,
): Suspension {
  const lifted = known === undefined || known.suspended_there === 1 || known.suspended_at === known.deleted_at;
  if (!lifted) return { suspended_at: known.suspended_at, suspended_there: 0 };
  if (!suspended) return { suspended_at: 0, suspended_there: 0 };
  return { suspended_at: known?.suspended_there === 1 ? known.suspended_at : now, suspended_there: 1 };
}

/** @throws Refusal `forbidden` for an account of a server that is blocked here, by its name or by where it is */
async function policyFor(kith: Kith, values: Values): Promise<Policy> {
  await assertNotBarred(kith, values.uri);
  const policy = await policyOf(kith, values.host);
  if (policy.severity === "suspend") throw forbidden("This server is blocked here");
  if (policy.reject_media) Object.assign(values, { avatar: "", header: "" });
  return policy;
}

/** Gives the handle of an account that is gone to the one that bears it now. A living one keeps it: nobody takes a name by claiming it. */
async function freeHandle(tx: Tx, { uri, username, host }: Pick<Account, "uri" | "username" | "host">): Promise<void> {
  const holder = await tx
    .selectFrom("accounts")
    .select(["id", "uri", "deleted_at"])
    .where("username_lower", "=", normalizeUsername(username))
    .where("host", "=", host)
    .executeTakeFirst();
  if (holder === undefined || holder.uri === uri) return;
  if (holder.deleted_at === 0) throw conflict(`another account is known as ${username}@${host}`);
  const name = `${username}.gone-${holder.id}`;
  await tx
    .updateTable("accounts")
    .set({ username: name, username_lower: normalizeUsername(name) })
    .where("id", "=", holder.id)
    .execute();
}

const AT_ONCE = 100;

/**
 * Its origin says that an account is gone: what it showed is emptied, nothing of it is shown any more, and its follows end.
 *
 * @param for_good it has said so itself: then what it wrote is erased, too. A server that only fails to answer for it may mend.
 */
export async function markGone(kith: Kith, account: Pick<Account, "id">, { for_good = false } = {}): Promise<void> {
  const now = kith.now();
  const empty = { display_name: "", note: "", note_source: "", fields: toJson([]), emojis: toJson([]), avatar: "", header: "" };
  if ((await findAccountById(kith.db, account.id))?.actor_type === "Group") await tellItIsClosed(kith, account.id);
  await kith.write(async (tx, happened) => {
    await tx
      .updateTable("accounts")
      .set((eb) => ({
        ...empty,
        deleted_at: now,
        suspended_at: eb.case().when("suspended_at", ">", 0).then(eb.ref("suspended_at")).else(now).end(),
      }))
      .where("id", "=", account.id)
      .where("deleted_at", "=", 0)
      .where("host", "<>", "")
      .execute();
    await tx.deleteFrom("notifications").where("from_account_id", "=", account.id).execute();
    await leaveEvents(tx, kith, happened, [account.id]);
    if (for_good) happened({ type: "account.condemned", account_id: account.id });
  });
  await endFollows(kith, account.id);
}

/** Of a group elsewhere: it has gone without a word to those who are in it. */
async function tellItIsClosed(kith: Kith, group_id: number): Promise<void> {
  const { tellMembers } = await import("../groups/closed.ts");
  const notice = { type: "group_closed", subject_id: group_id, group_key: `${GROUP_GONE}${group_id}` } as const;
  await tellMembers(kith, group_id, (account_id) => ({ account_id, from_account_id: account_id, ...notice }));
}

/** Nobody is told: who is gone hears nothing, and what local followers see is decided when they read. */
async function endFollows(kith: Kith, id: number): Promise<void> {
  for (;;) {
    const follows = await kith.db
      .selectFrom("follows")
      .select(["account_id", "target_id"])
      .where((eb) => eb.or([eb("account_id", "=", id), eb("target_id", "=", id)]))
      .limit(AT_ONCE)
      .execute();
    if (follows.length === 0) return;
    await kith.write(async (tx, happened) => {
      for (const follow of follows) await removeFollow(tx, kith, happened, follow);
    });
  }
}
