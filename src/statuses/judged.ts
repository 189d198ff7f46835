/** Statuses as those see them who judge what others report: whoever they are for. */
import { grouped, padded } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import { loadEvidence } from "../moderation/evidence.ts";
import { completePage } from "./load.ts";
import type { StatusPage } from "./page.ts";

/** Statuses that have been reported to those who look after a group, whoever may see them; not of who is suspended, whom the server's moderators have judged. */
export async function loadReportedPage(db: Reads, ids: readonly number[]): Promise<StatusPage> {
  const rows = await db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .selectAll("statuses")
    .where("statuses.id", "in", padded(ids))
    .where("statuses.deleted_at", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .execute();
  const found = new Map(rows.map((status) => [status.id, status]));
  // In the order asked for: a database has none of its own.
  const there = [...new Set(ids)].filter((id) => found.has(id));
  return await completePage(db, 0, there, found);
}

/** The same for those who judge reports: what is deleted is shown as it was, as long as a report that waits names it (`moderation/evidence.ts`). */
export async function loadJudgedPage(db: Reads, ids: readonly number[]): Promise<StatusPage> {
  const rows = await db.selectFrom("statuses").selectAll().where("id", "in", padded(ids)).execute();
  const { said, media } = await loadEvidence(
    db,
    rows.filter(({ deleted_at }) => deleted_at > 0),
  );
  const there = rows.flatMap((status) => {
    const { content, spoiler_text, emojis } = said.get(status.id) ?? status;
    return status.deleted_at === 0 || said.has(status.id) ? [{ ...status, content, spoiler_text, emojis }] : [];
  });
  const found = new Map(there.map((status) => [status.id, status]));
  const page = await completePage(
    db,
    0,
    [...new Set(ids)].filter((id) => found.has(id)),
    found,
  );
  return { ...page, media: new Map([...page.media, ...grouped(media, ({ status_id }) => status_id ?? 0)]) };
}
