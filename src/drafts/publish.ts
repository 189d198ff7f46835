/** A draft becomes a post, and is a draft no more. */
import type { Account, Status } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { publishStatus } from "../statuses/publish.ts";
import { contentsOf, getDraft, removeDraft } from "./drafts.ts";

/** Now; sent twice it is one post. @throws Refusal `missing` for no draft of theirs; what `publishStatus` refuses stays a draft */
export async function publishDraft(kith: Kith, account: Account, draft_id: number): Promise<Status> {
  const { id, ...row } = await getDraft(kith.db, account.id, draft_id);
  const made = await publishStatus(kith, account, { ...contentsOf(row), idempotency_key: `draft-${id}-${row.updated_at}` });
  await dropDraft(kith, account.id, id);
  return made;
}

/** What has been published is no draft any more; one that is gone already is no loss. */
export async function dropDraft(kith: Kith, account_id: number, draft_id: number | undefined): Promise<void> {
  if (draft_id === undefined) return;
  await removeDraft(kith, { id: account_id }, draft_id).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}
