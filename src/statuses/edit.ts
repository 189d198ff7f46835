/** Editing one's own status. */
import type { Account, Reads, Status, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { assertMayPostTo } from "../groups/rules.ts";
import { assertNotWaiting } from "../groups/entries.ts";
import type { Kith } from "../kith.ts";
import { findEventDraft, loadInvited } from "../events/load.ts";
import { isForFew } from "../media/apart.ts";
import { updateMediaIn } from "../media/update.ts";
import { changeStatus } from "./change.ts";
import { composeStatus } from "./compose.ts";
import { tidied, type EditDraft } from "./draft.ts";
import type { Happened } from "./entry.ts";
import { getOwnStatus } from "./find.ts";
import { assertMayPublish, assertNamesNobodyNew, loadOwnMedia } from "./rules.ts";

/**
 * Makes a status say what the draft says; who may see it and what it answers stay as they are. Its history can be read (`history.ts`).
 *
 * @throws Refusal `missing` for somebody else's, a deleted one or a reblog; `invalid` as publishing does
 */
export async function editStatus(kith: Kith, author: Account, id: number, asked: EditDraft): Promise<Status> {
  const status = await getOwnStatus(kith.db, author.id, id);
  const known = status.content_type === "text/markdown" ? status.content_type : "text/plain";
  // Who edits the text of an event with an app that knows none edits its description.
  const event = asked.event ?? (await findEventDraft(kith.db, status.id));
  const invited = event === undefined ? [] : await loadInvited(kith.db, status.id);
  const draft = tidied({
    ...asked,
    event,
    mentioned_ids: [...(asked.mentioned_ids ?? []), ...invited, ...(await readersOf(kith.db, status))],
    content_type: asked.content_type ?? known,
    // Who edits the text of what has a title with an app that knows none leaves it the title.
    title: asked.title ?? status.title,
  });
  if (status.reblog_of_id !== null) throw missing();
  await assertNotWaiting(kith.db, status.id);
  assertMayPublish(kith.instance, author, draft);
  const media = await loadOwnMedia(kith.db, author, draft.media_ids, status.id);
  const apart = isForFew(status.visibility);
  const content = { ...(await composeStatus(kith, author, draft)), apart: media.length === 0 ? undefined : apart };
  if (status.visibility === "direct")
    await assertNamesNobodyNew(kith.db, author, status, { draft: { mentioned_ids: invited }, named: content.mentions });
  await assertMayPostTo(kith.db, author, content.mentions, kith.now());
  const edit = async (tx: Tx, happened: Happened): Promise<Status> => {
    // Later than the edit before, even within one millisecond: otherwise the other servers would not believe it.
    const edited_at = Math.max(kith.now(), status.edited_at + 1, status.created_at + 1);
    const reword = async () => {
      for (const words of draft.media_words ?? []) await updateMediaIn(tx, author, words.id, { ...words, status_id: id });
    };
    const changed = await changeStatus(tx, kith, happened, { id, content, edited_at, reword });
    // Lost against another edit at the same moment, or deleted meanwhile.
    return changed ?? (await getOwnStatus(tx, author.id, id));
  };
  const change = async () => await kith.write(edit);
  return media.length === 0 ? await change() : await (await import("./placed.ts")).withPlaced(kith, media, apart, change);
}

/** A message stays with those to whom it was written, whomever its words name; of anything else those are addressed whom it names now. */
async function readersOf(db: Reads, { id, visibility }: Status): Promise<number[]> {
  if (visibility !== "direct") return [];
  const rows = await db
    .selectFrom("mentions")
    .select("account_id")
    .where("status_id", "=", id)
    .where("silent", "=", 0)
    .where("blind", "=", 0)
    .execute();
  return rows.map(({ account_id }) => account_id);
}
