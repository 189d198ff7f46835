/** Recommendations from elsewhere: kept as their authors signed them, for their subjects to answer; gone when their authors take them back. */
import type { Account, Tx } from "../db/schema.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Kith } from "../kith.ts";
import type { Recommendation } from "./load.ts";
import { MOST_WAITING, relationOf, UNHEARD } from "./rules.ts";
import { insertRevocation, removeRecommendationNotice, stateAfter, tellOf } from "./write.ts";

/** As its author's server gives it, its proof checked. */
export type RemoteRecommendation = {
  uri: string;
  relation: string;
  content: string;
  published: number;
  updated: number;
  document: string;
  key_id: string;
  key_pem: string;
};

/** Whether anybody wants to hear of it at all: before it is fetched. */
export async function mayBeOffered(kith: Kith, author: Account, subject: Account): Promise<boolean> {
  if ((await isBlockedBetween(kith.db, subject.id, author.id)) || subject.host !== "") return false;
  const { count } = await kith.db
    .selectFrom("recommendations")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("subject_id", "=", subject.id)
    .where("state", "=", "pending")
    .executeTakeFirstOrThrow();
  return Number(count) < MOST_WAITING;
}

/** What is older than what is known, or has been taken back, changes nothing. */
export async function receiveRecommendation(
  kith: Kith,
  { author, subject }: { author: Account; subject: Account },
  record: RemoteRecommendation,
): Promise<void> {
  const now = kith.now();
  const { uri, content, document, key_id, key_pem } = record;
  // As it says: by that its author knows to which of their words the answer is.
  const updated_at = record.updated;
  const values = { relation: relationOf(record.relation), content, document, key_id, key_pem, updated_at };
  await kith.write(async (tx, happened) => {
    // Its author has one at a time: another one is in the place of the one before.
    const others = tx.updateTable("recommendations").set({ state: "revoked", content: "", document: "" });
    await others
      .where("author_id", "=", author.id)
      .where("subject_id", "=", subject.id)
      .where("uri", "<>", uri)
      .where("updated_at", "<", updated_at)
      .where((eb) => eb.or([eb("state", "<>", "declined"), eb("answered_at", "<", now - UNHEARD)]))
      .execute();
    const made = await tx
      .insertInto("recommendations")
      .values({
        id: kith.newId(),
        uri,
        author_id: author.id,
        subject_id: subject.id,
        ...values,
        state: "pending",
        created_at: Math.min(record.published, now),
        answered_at: 0,
      })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    const row =
      made ??
      (await tx
        .updateTable("recommendations")
        .set({ ...values, state: stateAfter(now) })
        .where("uri", "=", uri)
        .where("author_id", "=", author.id)
        .where("subject_id", "=", subject.id)
        .where("updated_at", "<", updated_at)
        .where("state", "<>", "revoked")
        .returningAll()
        .executeTakeFirst());
    if (row?.state === "pending") await tellOf(tx, kith, happened, row);
    if (row === undefined) await takeProof(tx, { author, subject }, { uri, ...values });
  });
}

/** The same words, signed anew: what has been answered to them holds. */
async function takeProof(
  tx: Tx,
  { author, subject }: { author: Account; subject: Account },
  said: Pick<Recommendation, "uri" | "relation" | "content" | "document" | "key_id" | "key_pem" | "updated_at">,
): Promise<void> {
  const { uri, relation, content, updated_at, ...signed } = said;
  await tx
    .updateTable("recommendations")
    .set(signed)
    .where("uri", "=", uri)
    .where("author_id", "=", author.id)
    .where("subject_id", "=", subject.id)
    .where("updated_at", "=", updated_at)
    .where("content", "=", content)
    .where("relation", "=", relation)
    .execute();
}

/** Its author takes it back. Whether it was one. */
export async function receiveRecommendationRevoked(kith: Kith, author: Account, uri: string): Promise<boolean> {
  const row: Recommendation | undefined = await kith.db
    .selectFrom("recommendations")
    .selectAll()
    .where("uri", "=", uri)
    .where("author_id", "=", author.id)
    .executeTakeFirst();
  if (row === undefined) return false;
  await kith.write(async (tx) => {
    await insertRevocation(tx, row.id);
    await removeRecommendationNotice(tx, { account_id: row.subject_id, from_account_id: author.id });
  });
  return true;
}
