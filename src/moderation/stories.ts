/** Taking down stories. Their author is told, and whoever has a copy is sent its end. */
import { padded } from "../db/lists.ts";
import { toJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { removeFiles } from "../media/remove.ts";
import { notify } from "../notifications/notify.ts";
import { endStory } from "../stories/end.ts";
import { acct } from "../uris.ts";
import { writeAudit, type By } from "./audit.ts";
import { settleReports } from "./reports.ts";
import { assertMayModerate } from "./staff.ts";

type Removal = { story_ids: readonly number[]; text: string; report_id: number };

/** @throws Refusal `invalid` when there is nothing to take down, `forbidden` when the author is not the moderator's to moderate */
export async function removeStories(kith: Kith, by: By, target: Account, { story_ids, text, report_id }: Removal): Promise<void> {
  await assertMayModerate(kith.db, by, target);
  const rows = await kith.db
    .selectFrom("stories")
    .select("id")
    .where("id", "in", padded(story_ids.slice(0, 100)))
    .where("account_id", "=", target.id)
    .execute();
  if (rows.length === 0) throw invalid("Validation failed: Stories are not this account's");
  const files = await kith.write(async (tx, happened) => {
    const gone = [];
    for (const { id } of rows) gone.push(...(await endStory(tx, kith, happened, { id, keep: false })));
    const details = { story_ids: rows.map(({ id }) => String(id)), text, report_id };
    const about = { target_type: "Account", target_id: target.id, target_name: acct(target) };
    await writeAudit(tx, kith, by, { action: "delete_stories", ...about, details });
    const strike = {
      id: kith.newId(),
      moderator_id: by.id,
      target_id: target.id,
      report_id,
      action: "none" as const,
      comment: text.slice(0, 5000),
      status_ids: toJson<number[]>([]),
      created_at: kith.now(),
    };
    await tx.insertInto("strikes").values(strike).execute();
    if (report_id > 0) await settleReports(tx, kith, happened, { by, report_id, target_id: target.id, all: false });
    if (target.host !== "") return gone;
    const notice = { account_id: target.id, from_account_id: target.id, type: "moderation_warning" as const };
    await notify(tx, kith, happened, { ...notice, subject_id: strike.id });
    happened({ type: "account.warned", account_id: target.id, strike_id: strike.id });
    return gone;
  });
  for (const names of files) await removeFiles(kith, names);
}
