/** Posts that a group looks at first (`groups/waits.ts`), and answers and boosts of whom is to be asked (`consent.ts`): held back, and told to all whom they concern when it has let them in, or their author does without it. */
import { findAccountById } from "../accounts/find.ts";
import { releaseEvent } from "../events/store.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { addressedOf, findWait, type Wait } from "../groups/entries.ts";
import { namedInside } from "../groups/place.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { releaseQuote } from "../quotes/add.ts";
import { hasRelays } from "../relays/load.ts";
import { tell } from "./add.ts";
import { insertDraft } from "../drafts/drafts.ts";
import { countStatus } from "./counts.ts";
import { removeStatus } from "./delete.ts";
import { emptyContent, type Happened, type StatusEntry } from "./entry.ts";
import { findStatusById, getOwnStatus } from "./find.ts";
import { insertAddressees, insertMentions } from "./parts.ts";

/** As it is while it waits: its author's, and the group's. Everything else stays as it is. */
export const hold = (entry: StatusEntry, waiting: NonNullable<StatusEntry["waiting"]>): StatusEntry => ({
  ...entry,
  visibility: "direct",
  mentions: [],
  addressed: [waiting.group_id],
  blind: [],
  place: entry.place?.waits === true ? entry.place : undefined,
  relayed: false,
  waiting,
});

/** The group, or who is answered, has let it in. Only what waits for that very one. @param approval_uri what says so to others */
export async function approveHeld(kith: Kith, status_id: number, group: Account, approval_uri = ""): Promise<void> {
  const wait = await findWait(kith.db, status_id);
  if (wait === undefined || wait.group_id !== group.id) return;
  await release(kith, wait, "approved", approval_uri);
}

/** The group does not let it in: its author is told, and decides. */
export async function refuseHeld(kith: Kith, status_id: number, group: Account, reason: string): Promise<boolean> {
  const wait = await findWait(kith.db, status_id);
  if (wait === undefined || wait.group_id !== group.id) return false;
  await kith.write(async (tx, happened) => await refuseIn(tx, kith, happened, { status_id, group_id: group.id, reason }));
  return true;
}

type Refusing = { status_id: number; group_id: number; reason: string };

/** In the caller's transaction. Nothing for what does not wait, or whose author is told by their own server. */
export async function refuseIn(tx: Tx, kith: Kith, happened: Happened, { status_id, group_id, reason }: Refusing): Promise<void> {
  const status = await findStatusById(tx, status_id);
  if (status === undefined || status.deleted_at > 0 || status.local === 0) return;
  const refused = await tx
    .updateTable("group_waits")
    .set({ state: "refused", reason })
    .where("status_id", "=", status_id)
    .where("group_id", "=", group_id)
    .where("state", "=", "waiting")
    .returning("status_id")
    .executeTakeFirst();
  if (refused === undefined) return;
  const notice = {
    account_id: status.account_id,
    type: "group_refused",
    from_account_id: group_id,
    subject_id: group_id,
  } as const;
  await notify(tx, kith, happened, { ...notice, status_id });
}

/**
 * Who had let an answer in does so no more: it is gone, here and elsewhere, and its writer is told and has it as a draft. Whether it had been let in by them.
 */
export async function withdrawHeld(kith: Kith, status_id: number, asked: Account): Promise<boolean> {
  return await kith.write(async (tx, happened) => {
    const waits = tx.selectFrom("group_waits").select("status_id").where("status_id", "=", status_id);
    const known = await waits.where("group_id", "=", asked.id).where("state", "=", "approved").executeTakeFirst();
    const status = known === undefined ? undefined : await findStatusById(tx, status_id);
    if (status === undefined || status.local === 0 || status.deleted_at > 0) return false;
    const files = await tx.selectFrom("media").select("id").where("status_id", "=", status_id).orderBy("position").execute();
    if (!(await removeStatus(tx, kith, happened, { id: status_id, again: true }))) return false;
    const { text, visibility, sensitive, spoiler_text, language, account_id } = status;
    const media_ids = files.map(({ id }) => id);
    const draft = { text, visibility, sensitive: sensitive === 1, spoiler_text, language, media_ids };
    await insertDraft(tx, kith, { account_id, draft });
    await notify(tx, kith, happened, { account_id, type: "group_refused", from_account_id: asked.id, subject_id: asked.id });
    return true;
  });
}

/** Its author does without the group, which is not told of it. @throws Refusal `missing` for what does not wait, or is somebody else's */
export async function postAlone(kith: Kith, author: Account, status_id: number | undefined): Promise<Status> {
  const { id } = await getOwnStatus(kith.db, author.id, status_id);
  const wait = await findWait(kith.db, id);
  const group = wait === undefined ? undefined : await findAccountById(kith.db, wait.group_id);
  if (wait === undefined || wait.closed === 1 || group?.actor_type !== "Group") throw missing();
  await release(kith, wait, "alone");
  return await getOwnStatus(kith.db, author.id, id);
}

/** Of another server: its author has told it to everybody since. */
export async function receiveReleased(kith: Kith, status_id: number): Promise<void> {
  const wait = await findWait(kith.db, status_id);
  if (wait !== undefined) await release(kith, wait, "alone");
}

async function release(kith: Kith, wait: Wait, how: "approved" | "alone", approval_uri = ""): Promise<void> {
  const relayed = await hasRelays(kith);
  await kith.write(async (tx, happened) => await releaseIn(tx, kith, happened, { wait, how, relayed, approval_uri }));
}

type Release = { wait: Wait; how: "approved" | "alone"; relayed: boolean; here?: boolean; approval_uri?: string };

/** In the caller's transaction. Twice is once. @param release `here`: the group lives here, and it is in it from now on */
export async function releaseIn(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { wait, how, relayed, here = false, approval_uri = "" }: Release,
): Promise<Status | undefined> {
  const { status_id: id, group_id, visibility } = wait;
  const waits = tx
    .updateTable("group_waits")
    .set({ state: "approved" })
    .where("status_id", "=", id)
    .where("state", "<>", "approved");
  if ((await waits.returning("status_id").executeTakeFirst()) === undefined) return undefined;
  if (how === "alone") {
    for (const table of ["group_waits", "group_queue"] as const) await tx.deleteFrom(table).where("status_id", "=", id).execute();
    await tx.deleteFrom("mentions").where("status_id", "=", id).where("account_id", "=", group_id).execute();
  }
  const status = await tx
    .updateTable("statuses")
    .set((eb) => ({
      visibility,
      approval_uri,
      version: eb("version", "+", 1),
      ...(wait.closed === 1 || here ? { group_id } : {}),
    }))
    .where("id", "=", id)
    .where("deleted_at", "=", 0)
    .returningAll()
    .executeTakeFirst();
  const author = status === undefined ? undefined : await findAccountById(tx, status.account_id);
  if (status === undefined || author === undefined) return undefined;
  const reblog_of = status.reblog_of_id === null ? undefined : await findStatusById(tx, status.reblog_of_id);
  const entry = { ...(await withMembers(tx, wait, entryOf(wait, author, how))), reblog_of };
  await insertMentions(tx, status, entry.mentions);
  await insertAddressees(tx, status, entry.addressed ?? []);
  await insertAddressees(tx, status, entry.blind ?? [], "blindly");
  await releaseEvent(tx, kith, id, entry.mentions);
  await releaseQuote(tx, kith, happened, status);
  await countStatus(tx, status, 1);
  const tags = await tx.selectFrom("status_tags").select("tag_id").where("status_id", "=", id).execute();
  await tell(tx, kith, happened, {
    status,
    entry: { ...entry, relayed: relayed && visibility === "public" },
    tag_ids: tags.map(({ tag_id }) => tag_id),
  });
  happened({ type: "status.refreshed", status_id: id, account_id: author.id, local: false });
  return status;
}

/** Who is no member any more is told nothing. */
async function withMembers(tx: Tx, { closed, group_id }: Wait, entry: StatusEntry): Promise<StatusEntry> {
  const group = closed === 1 ? await findAccountById(tx, group_id) : undefined;
  return group === undefined ? entry : { ...entry, mentions: await namedInside(tx, group, entry.mentions) };
}

/** What telling it takes; the rest stands in its row. */
function entryOf(wait: Wait, author: Account, how: "approved" | "alone"): StatusEntry {
  const { mentions, addressed, blind } = addressedOf(wait);
  const without = (ids: readonly number[]) => (how === "alone" ? ids.filter((id) => id !== wait.group_id) : ids);
  return {
    ...emptyContent,
    author,
    uri: "",
    url: "",
    visibility: wait.visibility,
    local_only: false,
    created_at: wait.created_at,
    parent: undefined,
    in_reply_to_uri: "",
    conversation_uri: "",
    quoted: undefined,
    reblog_of: undefined,
    application_id: null,
    idempotency_key: "",
    mentions: without(mentions),
    addressed: without(addressed),
    blind,
  };
}
