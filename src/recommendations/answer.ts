/** What the subject of a recommendation says to it: whether it may be shown. They may take that back at any time. */
import type { Account } from "../db/schema.ts";
import { findCvRow, isShared } from "../cv/load.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { RECOMMENDATION_SHOWN } from "../notifications/keys.ts";
import type { Recommendation } from "./load.ts";
import { removeRecommendationNotice } from "./write.ts";

/** By its subject, who lives here. @throws Refusal `missing` for anybody else's, and for what has been taken back or changed meanwhile */
export async function answerRecommendation(
  kith: Kith,
  subject: Pick<Account, "id">,
  row: Recommendation,
  accepted: boolean,
): Promise<void> {
  if (row.subject_id !== subject.id || row.content === "") throw missing();
  const state = accepted ? "accepted" : "declined";
  if (row.state === state) return;
  // Where nothing else is in it, this decides whether there is a CV at all, of which the profile tells.
  const told = !isShared(await findCvRow(kith.db, subject.id));
  await kith.write(async (tx, happened) => {
    const done = await tx
      .updateTable("recommendations")
      .set({ state, answered_at: kith.now() })
      .where("id", "=", row.id)
      // Nobody agrees to words that they have not read.
      .where("updated_at", "=", row.updated_at)
      .where("content", "<>", "")
      .returning("id")
      .executeTakeFirst();
    if (done === undefined) throw missing();
    await removeRecommendationNotice(tx, { account_id: subject.id, from_account_id: row.author_id });
    const { id: recommendation_id, updated_at: offered_at } = row;
    happened({ type: "recommendation.answered", recommendation_id, offered_at, accepted });
    if (accepted) await tellAuthor(kith, { tx, happened }, row);
    if (!told) return;
    await tx.updateTable("accounts").set({ updated_at: kith.now() }).where("id", "=", subject.id).execute();
    happened({ type: "account.updated", account_id: subject.id });
  });
}

type Within = { tx: Parameters<typeof notify>[0]; happened: Parameters<typeof notify>[2] };

async function tellAuthor(kith: Kith, { tx, happened }: Within, { id, author_id, subject_id }: Recommendation): Promise<void> {
  await removeRecommendationNotice(tx, { account_id: author_id, from_account_id: subject_id });
  const notice = { account_id: author_id, type: "recommendation", from_account_id: subject_id, subject_id: id } as const;
  await notify(tx, kith, happened, { ...notice, group_key: `${RECOMMENDATION_SHOWN}${id}` });
}

/** The same said by the server of a subject elsewhere, of what one of ours has written, as it was at `offered_at`. */
export async function receiveRecommendationAnswer(
  kith: Kith,
  row: Recommendation,
  { offered_at, accepted }: { offered_at: number; accepted: boolean },
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const done = await tx
      .updateTable("recommendations")
      .set({ state: accepted ? "accepted" : "declined", answered_at: kith.now() })
      .where("id", "=", row.id)
      .where("updated_at", "=", offered_at)
      .where("content", "<>", "")
      .where("state", "<>", accepted ? "accepted" : "declined")
      .returning("id")
      .executeTakeFirst();
    if (done !== undefined && accepted) await tellAuthor(kith, { tx, happened }, row);
  });
}
