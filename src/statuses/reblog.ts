/** Reblogs: statuses without content of their own, one for each account and original. */
import { assertHere } from "../accounts/rules.ts";
import type { Account, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { forbidden, missing, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { addStatus, tellLate } from "./add.ts";
import { assertConsent } from "./consent.ts";
import { deleteStatus } from "./delete.ts";
import { emptyContent, type StatusEntry } from "./entry.ts";
import { findOriginal, findStatusByUri } from "./find.ts";
import { findVisibleAbroad } from "./load.ts";
import { isQuiet } from "./quiet.ts";

/** Public and unlisted ones may be reblogged by all who see them, followers-only ones by their author. */
export const mayReblog = (account: Pick<Account, "id">, status: Status): boolean =>
  status.visibility === "public" ||
  status.visibility === "unlisted" ||
  (status.visibility === "private" && status.account_id === account.id);

/**
 * A local account reblogs a status that it may see; of a reblog, what that reblogs. Twice is once.
 *
 * @param how `visibility` of the reblog: never wider than the status's own; `blind`: accounts to which it is addressed without anybody else being told
 * @returns the reblog
 * @throws Refusal `missing` when it has been deleted, `forbidden` when it may not be reblogged
 */
export async function reblog(
  kith: Kith,
  account: Account,
  asked: Status,
  { visibility = "public", blind }: { visibility?: Visibility; blind?: readonly number[] } = {},
): Promise<Status> {
  assertHere(account);
  const original = await findOriginal(kith.db, asked);
  if (original === undefined || original.deleted_at > 0) throw missing();
  if (!mayReblog(account, original) || original.local_only === 1) throw forbidden();
  const consent = await assertConsent(kith.db, account, original, "reblog");
  const own = original.visibility === "private" || visibility === "direct" ? "private" : visibility;
  const plain = { ...reblogEntry(account, original, { uri: "", created_at: kith.now(), visibility: own }), blind };
  const { status } = await addStatus(kith, consent === "manual" ? await heldBack(plain, original) : plain);
  return status;
}

/** Until its author has been asked, nobody else hears of it. */
async function heldBack(entry: StatusEntry, { account_id }: Status): Promise<StatusEntry> {
  const { visibility, blind = [] } = entry;
  const { hold } = await import("./held.ts");
  return hold(entry, { group_id: account_id, visibility, closed: false, mentions: [], addressed: [], blind: [...blind] });
}

/** Takes a reblog back, given the reblog or what it reblogs; there need not be one. Returns the original. */
export async function unreblog(kith: Kith, account: Account, asked: Status): Promise<Status | undefined> {
  const original = await findOriginal(kith.db, asked);
  if (original === undefined) return undefined;
  const known = await kith.db
    .selectFrom("statuses")
    .select("id")
    .where("account_id", "=", account.id)
    .where("reblog_of_id", "=", original.id)
    .where("deleted_at", "=", 0)
    .executeTakeFirst();
  if (known !== undefined) await deleteStatus(kith, known);
  return await findOriginal(kith.db, original);
}

/** An Announce from elsewhere, whose signer and origin have been checked. `published` in ms. */
export type RemoteReblog = {
  uri: string;
  published: number | undefined;
  visibility: Visibility;
  /** It was fetched in the background: nobody is told of it. */
  quiet?: boolean;
};

/** Undefined when the account may not see or reblog the status, is suspended here, has taken the reblog back before, or is a group that shows its thread. */
export async function receiveReblog(
  kith: Kith,
  account: Account,
  asked: Status,
  remote: RemoteReblog,
): Promise<Status | undefined> {
  if (account.suspended_at > 0 || account.deleted_at > 0 || account.host === "") return undefined;
  const original = await findVisibleAbroad(kith.db, account.id, asked.reblog_of_id ?? asked.id);
  if (original === undefined || !mayReblog(account, original)) return undefined;
  const isGroup = account.actor_type === "Group";
  const topics = async () => await import("../groups/topics.ts");
  if (isGroup && (await (await topics()).standsBelow(kith.db, account.id, original))) return undefined;
  const now = kith.now();
  const created_at = Math.min(Math.max(remote.published ?? now, 0), now);
  const visibility = original.visibility === "private" ? "private" : remote.visibility;
  const entry = { ...reblogEntry(account, original, { uri: remote.uri, created_at, visibility }), quiet: remote.quiet === true };
  const added = await addStatus(kith, entry).catch((error: unknown) => {
    // The original has been deleted at this very moment.
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (added === undefined || added.status.deleted_at > 0 || added.status.account_id !== account.id) return undefined;
  if (!added.added && !entry.quiet && (await isQuiet(kith, added.status))) await tellLate(kith, added.status, entry);
  if (isGroup && !entry.quiet) await (await topics()).reenterTopic(kith, account, original);
  return added.status;
}

/**
 * The Undo of an Announce, by the uri of the Announce or, for senders that name only the object, by the reblogged status. Returns whether the
 * uri is known.
 */
export async function receiveUnreblog(kith: Kith, account: Account, uri: string, original?: Status): Promise<boolean> {
  const known = uri === "" ? undefined : await findStatusByUri(kith.db, uri);
  if (known?.account_id === account.id && known.reblog_of_id !== null) await deleteStatus(kith, known);
  else if (original !== undefined) await unreblog(kith, account, original);
  return known !== undefined;
}

type Place = Pick<StatusEntry, "uri" | "created_at" | "visibility">;

const reblogEntry = (author: Account, original: Status, { uri, created_at, visibility }: Place): StatusEntry => ({
  ...emptyContent,
  author,
  uri,
  // A reblog has no page of its own; elsewhere its uri leads to the original.
  url: uri,
  visibility,
  local_only: false,
  created_at,
  parent: undefined,
  in_reply_to_uri: "",
  conversation_uri: "",
  quoted: undefined,
  reblog_of: original,
  application_id: null,
  idempotency_key: "",
});
