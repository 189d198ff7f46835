/**
 * Deleting: a tombstone stays, so that what arrives late cannot bring the status back.
 *
 * What it said is gone from the row; who was mentioned stays, for they have to be told. Home entries stay too: they are only candidates.
 */
import { leaveChats } from "../chats/leave.ts";
import { leaveConversations } from "../conversations/enter.ts";
import { toJson } from "../db/columns.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import type { StatusForm } from "../db/values.ts";
import { noteDeleted } from "../events/gone.ts";
import { idOf } from "../ids.ts";
import { leaveGroup } from "../groups/entries.ts";
import type { Kith } from "../kith.ts";
import { whenCalled } from "../lazy.ts";
import { removeQuotes } from "../quotes/add.ts";
import { countStatus } from "./counts.ts";
import { loadMet } from "./met.ts";
import type { Happened } from "./entry.ts";
import { findStatusByUri } from "./find.ts";
import { removeKeys } from "./idempotency.ts";
import { isOpen } from "./visible.ts";

const keepEvidence = whenCalled(async () => (await import("../moderation/evidence.ts")).keepEvidence);
const empty = { content: "", text: "", spoiler_text: "", emojis: toJson([]) };

/** `again`: its author may write it anew, and has its files for a day, out of everybody else's sight. Otherwise they go with it. */
export type Deletion = { again?: boolean };

/** Deletes a status or takes back a reblog; deleting what is deleted changes nothing. */
export const deleteStatus = async (kith: Kith, { id }: Pick<Status, "id">, { again = false }: Deletion = {}): Promise<void> =>
  void (await kith.write(async (tx, happened) => await removeStatus(tx, kith, happened, { id, again })));

/** The same in the caller's transaction. Whether it was there. */
export async function removeStatus(
  tx: Tx,
  kith: Pick<Kith, "now">,
  happened: Happened,
  { id, again = false }: Deletion & Pick<Status, "id">,
): Promise<boolean> {
  const deleted_at = kith.now();
  const reported = await keepEvidence(tx, kith, id);
  const status = await tx
    .updateTable("statuses")
    .set((eb) => ({ ...empty, deleted_at, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .where("deleted_at", "=", 0)
    .returningAll()
    .executeTakeFirst();
  if (status === undefined) return false;
  if (status.reblog_of_id === null && status.visibility === "direct") await leaveChats(tx, happened, id);
  const met = status.local === 1 && status.reblog_of_id === null ? await loadMet(tx, id) : [];
  if (status.reblog_of_id === null) await leaveMedia(tx, happened, status, { deleted_at, again, reported });
  const was = status.reblog_of_id === null ? await removeParts(tx, happened, status, deleted_at) : undefined;
  if (was === undefined) await removeReblogNotices(tx, status);
  else if (status.local === 1 && isOpen(status)) await keepForm(tx, id, was);
  await removeQuotes(tx, status);
  if (status.reblog_of_id === null || !(await takeWait(tx, id))) await countStatus(tx, status, -1);
  await removeKeys(tx, status);
  await leaveGroup(tx, status);
  const { id: status_id, account_id, uri, reblog_of_id, group_id } = status;
  const deed = { status_id, account_id, local: status.local === 1, uri, reblog_of_id, group_id };
  happened({ type: "status.deleted", ...deed, met, ...(was === undefined ? {} : { was }) });
  return true;
}

/** Whether a reblog has waited for the author of what it shows: so long it is not counted. */
async function takeWait(tx: Tx, id: number): Promise<boolean> {
  const taken = await tx.deleteFrom("group_waits").where("status_id", "=", id).returning("state").executeTakeFirst();
  return taken?.state === "waiting";
}

/** For the tombstone that stands in its place (`federation/serve/status.ts`); of one from elsewhere it says that its author has taken it back, and may restore it. */
const keepForm = async (tx: Tx, status_id: number, form: StatusForm): Promise<void> =>
  void (await tx
    .insertInto("gone_forms")
    .values({ status_id, form })
    .onConflict((oc) => oc.doNothing())
    .execute());

/** What it was besides its words, which nothing says any more when others are told. */
async function removeParts(tx: Tx, happened: Happened, status: Status, deleted_at: number): Promise<StatusForm> {
  const { id, visibility, title } = status;
  await removeReblogs(tx, id, deleted_at);
  if (visibility === "direct") await leaveConversations(tx, id);
  for (const table of [
    "favourites",
    "downvotes",
    "reactions",
    "bookmarks",
    "pins",
    "notifications",
    "status_tags",
    "status_edits",
    "group_waits",
    "group_unpassed",
    "filter_statuses",
    // What its author calls those for whom it was.
    "status_circles",
  ] as const)
    await tx.deleteFrom(table).where("status_id", "=", id).execute();
  await noteDeleted(tx, happened, status, deleted_at);
  const forms = { events: "event", polls: "poll" } as const;
  for (const table of ["events", "polls"] as const) {
    const { numDeletedRows } = await tx.deleteFrom(table).where("status_id", "=", id).executeTakeFirst();
    if (numDeletedRows > 0n) return forms[table];
  }
  return title === "" ? "note" : "page";
}

/** What it showed, and what it had shown before it was edited, is nobody's now. */
async function leaveMedia(
  tx: Tx,
  happened: Happened,
  status: Status,
  { deleted_at, again, reported }: { deleted_at: number; again: boolean; reported: boolean },
): Promise<void> {
  const { id } = status;
  // Their day begins anew: who deletes in order to write it better still needs them.
  const lost = tx.updateTable("media").set({ status_id: null, kept_by: 0, created_at: deleted_at }).returning("id");
  const shown = await lost.where("status_id", "=", id).execute();
  if (shown.length > 0) await (await import("./left-playlists.ts")).leavePlaylists(tx, happened, status, deleted_at);
  const before = await lost.where("kept_by", "=", id).execute();
  const media_ids = [...shown, ...before].map((media) => media.id);
  if (media_ids.length > 0) happened({ type: "media.lost", media_ids, again, ...(reported ? { evidence: id } : {}) });
}

/** With the original go its reblogs: their tombstones stay too, and are counted for nobody any more. */
async function removeReblogs(tx: Tx, id: number, deleted_at: number): Promise<void> {
  const gone = await tx
    .updateTable("statuses")
    .set({ deleted_at })
    .where("reblog_of_id", "=", id)
    .where("deleted_at", "=", 0)
    .returning("account_id")
    .execute();
  if (gone.length === 0) return;
  await tx
    .updateTable("accounts")
    .set((eb) => ({ statuses_count: eb("statuses_count", "-", 1) }))
    .where("id", "in", (eb) =>
      eb
        .selectFrom("statuses")
        .select("account_id")
        .where("reblog_of_id", "=", id)
        .where("deleted_at", "=", deleted_at)
        .where("visibility", "<>", "direct"),
    )
    .execute();
}

async function removeReblogNotices(tx: Tx, { account_id, reblog_of_id }: Status): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("status_id", "=", reblog_of_id)
    .where("from_account_id", "=", account_id)
    .where("type", "=", "reblog")
    .execute();
}

/**
 * A Delete from elsewhere, whose signer and origin have been checked: `account` deletes its own status.
 *
 * For a uri that is not known a bare tombstone is written, so that a Create which was overtaken on its way does nothing any more.
 */
export async function receiveDelete(kith: Kith, account: Account, uri: string): Promise<void> {
  const known = await findStatusByUri(kith.db, uri);
  if (known === undefined) return await insertTombstone(kith, account, uri);
  if (known.account_id === account.id && known.local === 0) await withdrawStatus(kith, known);
}

/** One from elsewhere is gone at its own server: what has been removed here before is not its author's to restore. */
export async function withdrawStatus(kith: Kith, status: Status): Promise<void> {
  const film = await (await import("./withdrawn.ts")).isInChannel(kith.db, status);
  await kith.write(async (tx, happened) => {
    if (await removeStatus(tx, kith, happened, { id: status.id })) await keepForm(tx, status.id, film ? "film" : "note");
  });
}

/**
 * Bars a uri of the account's own origin to the account: what it has taken back before we had it. Another account of that origin is not
 * bound by it (`insertStatus`).
 */
export async function insertTombstone(kith: Kith, account: Account, uri: string): Promise<void> {
  if (account.host === "" || URL.parse(uri)?.origin !== URL.parse(account.uri)?.origin) return;
  await kith.write(async (tx, happened) => {
    const now = kith.now();
    for (let id = idOf(uri, now, 0, now), tries = 0; tries < 100; id += 2, tries++) {
      const row = tombstone(account, { id, uri, now });
      const made = await tx
        .insertInto("statuses")
        .values(row)
        .onConflict((oc) => oc.doNothing())
        .returning("id")
        .executeTakeFirst();
      if (made !== undefined) return;
      // It has arrived since we looked.
      const known = await findStatusByUri(tx, uri);
      if (known?.account_id === account.id) await removeStatus(tx, kith, happened, { id: known.id });
      if (known !== undefined) return;
    }
  });
}

const tombstone = (account: Account, { id, uri, now }: { id: number; uri: string; now: number }): Status => ({
  ...empty,
  id,
  uri,
  url: uri,
  account_id: account.id,
  local: 0,
  reblog_of_id: null,
  quoted_id: null,
  in_reply_to_id: null,
  in_reply_to_account_id: null,
  in_reply_to_uri: "",
  conversation_id: 0,
  application_id: null,
  visibility: "direct",
  local_only: 0,
  sensitive: 0,
  content_type: "text/html",
  language: "",
  replies_count: 0,
  reblogs_count: 0,
  favourites_count: 0,
  quotes_count: 0,
  created_at: now,
  edited_at: 0,
  expires_at: 0,
  deleted_at: now,
  version: 1,
  quote_policy: 0,
  interactions: 0,
  approval_uri: "",
  reactions_count: 0,
  downvotes_count: 0,
  locked_by: 0,
  group_id: 0,
  title: "",
  posted_by: 0,
  told_at: 0,
});
