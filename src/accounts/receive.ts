/** Accounts of other servers: kept as their origin describes them, made harmless, and let go when they are gone. */
import { flag, fromJson, toJson, type Json } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import type { Field } from "../db/values.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { assertNotBarred, policyOf, type Policy } from "../moderation/policy.ts";
import { policyOfUris } from "../quotes/policy.ts";
import { sanitizeContent, sanitizeField, sanitizeName } from "../sanitize.ts";
import { normalizeHost, normalizeUsername } from "../text/names.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { isOurs } from "../uris.ts";
import { removeFollow } from "../follows/rows.ts";
import { insertAccount } from "./insert.ts";
import { dueAt } from "./links.ts";

type Maybe<Value> = Value | undefined;

/** A remote account as its own origin has just described it; texts are raw. `host` is the one WebFinger has confirmed. */
export type RemoteAccount = {
  uri: string;
  type: string;
  username: string;
  host: string;
  display_name: string;
  note: string;
  url: string;
  inbox_url: string;
  shared_inbox_url: Maybe<string>;
  outbox_url: Maybe<string>;
  followers_url: Maybe<string>;
  following_url: Maybe<string>;
  featured_url: Maybe<string>;
  featured_tags_url?: Maybe<string>;
  attribution_domains?: readonly string[];
  /** Its collections (FEP-7aa9), and who may put it into one, by ids of people and collections. */
  collections_url?: Maybe<string>;
  feature_policy?: Maybe<{ automatic: readonly string[]; manual: readonly string[] }>;
  avatar_url: Maybe<string>;
  header_url: Maybe<string>;
  avatar_description?: Maybe<string>;
  header_description?: Maybe<string>;
  locked: boolean;
  discoverable: boolean;
  indexable: boolean;
  bot: boolean;
  memorial: boolean;
  /** By its own server. */
  suspended?: boolean;
  fields: readonly { name: string; value: string }[];
  also_known_as: readonly string[];
  moved_to: Maybe<string>;
  emojis: readonly { shortcode: string; url: string }[];
  /** ms */
  published: Maybe<number>;
  /** What its collections say; left out, the counts stay as they are. */
  followers_count?: Maybe<number>;
  following_count?: Maybe<number>;
  statuses_count?: Maybe<number>;
};

const MAX_COUNT = 1_000_000_000;

/**
 * Inserts or updates a remote account.
 *
 * @throws Refusal `invalid` for one that claims to be of this server; `conflict` when another living account has its handle
 */
export async function receiveAccount(kith: Kith, record: RemoteAccount): Promise<Account> {
  const values = readRecord(kith, record);
  const id = kith.newId();
  const policy = await policyFor(kith, values);
  return await kith.write(async (tx) => {
    await freeHandle(tx, values);
    const known = await tx
      .selectFrom("accounts")
      .select(["id", "suspended_at", "suspended_there", "deleted_at", "fields", "links_due_at"])
      .where("uri", "=", values.uri)
      .executeTakeFirst();
    const silenced_at = policy.severity === "silence" ? policy.since : 0;
    const now = kith.now();
    if (known === undefined)
      return await insertAccount(tx, {
        ...values,
        silenced_at,
        id,
        ...suspensionOf(record, undefined, now),
        ...fieldsOf(values.fields, undefined, now),
      });
    const { created_at: _, ...changes } = values;
    // Its origin describes it, so it is not gone; what this server's moderators decided stays.
    const back = { deleted_at: 0, ...suspensionOf(record, known, now), ...fieldsOf(values.fields, known, now) };
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

type Values = Pick<Account, "username" | "host" | "uri" | "created_at"> & Partial<Omit<Account, "username_lower" | "id">>;

function readRecord(kith: Kith, record: RemoteAccount): Values {
  const host = normalizeHost(record.host);
  const { instance } = kith;
  if (host === undefined || host === instance.domain || isOurs(instance, record.uri))
    throw invalid("a remote account must be of another server");
  const now = kith.now();
  return {
    uri: record.uri,
    url: address(record.url) || record.uri,
    username: stripNul(record.username).slice(0, 200),
    host,
    actor_type: record.type,
    display_name: sanitizeName(record.display_name, 255),
    note: sanitizeContent(record.note.slice(0, 50_000)),
    fields: toJson(
      record.fields
        .slice(0, 20)
        .map(({ name, value }) => ({ name: sanitizeName(name), value: sanitizeField(value), verified_at: 0 })),
    ),
    emojis: toJson(record.emojis.slice(0, 100).flatMap(({ shortcode, url }) => (httpUrl(url) ? [{ shortcode, url }] : []))),
    also_known_as: toJson(
      record.also_known_as
        .slice(0, 50)
        .map(address)
        .filter((uri) => uri !== ""),
    ),
    moved_to_uri: address(record.moved_to),
    attribution_domains: toJson([...(record.attribution_domains ?? [])].slice(0, 50)),
    avatar: address(record.avatar_url),
    header: address(record.header_url),
    avatar_description: sanitizeName(record.avatar_description ?? "", 1500),
    header_description: sanitizeName(record.header_description ?? "", 1500),
    ...placesOf(record),
    ...flagsOf(record),
    ...countsOf(record),
    created_at: Math.min(record.published ?? now, now),
    updated_at: now,
    fetched_at: now,
  };
}

const placesOf = (record: RemoteAccount) => ({
  inbox_url: address(record.inbox_url),
  shared_inbox_url: address(record.shared_inbox_url),
  outbox_url: address(record.outbox_url),
  followers_url: address(record.followers_url),
  following_url: address(record.following_url),
  featured_url: address(record.featured_url),
  featured_tags_url: address(record.featured_tags_url),
  collections_url: address(record.collections_url),
  feature_policy: policyOfUris(record.feature_policy, {
    uri: record.uri,
    followers_url: address(record.followers_url),
    following_url: address(record.following_url),
  }),
});

const flagsOf = (record: RemoteAccount) => ({
  locked: flag(record.locked),
  bot: flag(record.bot),
  discoverable: flag(record.discoverable),
  indexable: flag(record.indexable),
  memorial: flag(record.memorial),
});

function countsOf({ followers_count, following_count, statuses_count }: RemoteAccount) {
  const said = Object.entries({ followers_count, following_count, statuses_count }).filter(([, count]) => Number.isFinite(count));
  return Object.fromEntries(said.map(([name, count]) => [name, Math.min(Math.max(Math.trunc(Number(count)), 0), MAX_COUNT)]));
}

const address = (url: string | undefined): string => (url === undefined ? "" : (httpUrl(url) ?? ""));

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
    if (for_good) happened({ type: "account.condemned", account_id: account.id });
  });
  await endFollows(kith, account.id);
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
    await kith.write(async (tx) => {
      for (const { account_id, target_id } of follows) await removeFollow(tx, account_id, target_id);
    });
  }
}
