/**
 * Writing a recommendation, and taking it back. It is shown once its subject agrees; what is changed has to be agreed to anew. What is taken back leaves
 * a row without words, so that it cannot come again; of a declined one that row also says that its author is not to be heard for a while.
 */
import { sql, type RawBuilder } from "kysely";
import { holdAccounts } from "../accounts/find.ts";
import { assertHere } from "../accounts/rules.ts";
import { assertLimit } from "../access/limits.ts";
import type { Account, Tx } from "../db/schema.ts";
import type { RecommendationState } from "../db/tables/cv.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify, removeNotices } from "../notifications/notify.ts";
import { RECOMMENDED } from "../notifications/keys.ts";
import { publishStatus } from "../statuses/publish.ts";
import { acct, recommendationUri } from "../uris.ts";
import type { Recommendation } from "./load.ts";
import { assertMayRecommend, readText, UNHEARD, type RecommendationRelation } from "./rules.ts";

export type RecommendationDraft = { relation: RecommendationRelation; text: string };

/** @throws Refusal `missing` where nobody may, `invalid` for no text or too much, `too-many`, `forbidden` for who has moved away */
export async function recommend(
  kith: Kith,
  author: Account,
  subject: Account,
  { relation, text }: RecommendationDraft,
): Promise<Recommendation> {
  assertHere(author);
  await assertMayRecommend(kith.db, author, subject);
  const content = readText(text);
  await assertLimit(kith, "recommend", author.id);
  const written = await kith.write(async (tx, happened) => {
    const row = await put(tx, kith, { author, subject }, { relation, content });
    happened({ type: "recommendation.written", recommendation_id: row.id });
    if (row.state === "pending") await tellOf(tx, kith, happened, row);
    return row;
  });
  if (subject.host !== "" && (await knowsNone(kith, subject.host))) await sendAsMessage(kith, { author, subject }, written);
  return written;
}

type Parties = { author: Pick<Account, "id">; subject: Pick<Account, "id"> };
type Ground = Pick<Kith, "newId" | "now" | "instance">;

async function put(
  tx: Tx,
  kith: Ground,
  { author, subject }: Parties,
  said: { relation: string; content: string },
): Promise<Recommendation> {
  const [id, now] = [kith.newId(), kith.now()];
  const values = { ...said, document: "", key_id: "", key_pem: "" };
  const fresh = {
    id,
    uri: recommendationUri(kith.instance, author.id, id),
    author_id: author.id,
    subject_id: subject.id,
    ...values,
    state: "pending" as const,
    created_at: now,
    updated_at: now,
    answered_at: 0,
  };
  // Whoever takes back at the same moment what stands comes before this, or after it.
  await holdAccounts(tx, author.id);
  const made = await tx
    .insertInto("recommendations")
    .values(fresh)
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made !== undefined) return made;
  return await tx
    .updateTable("recommendations")
    .set((eb) => ({
      ...values,
      updated_at: eb
        .case()
        .when("updated_at", "<", now)
        .then(now)
        .else(eb("updated_at", "+", 1))
        .end(),
      state: stateAfter(now),
    }))
    .where("author_id", "=", author.id)
    .where("subject_id", "=", subject.id)
    .where("state", "<>", "revoked")
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** It waits again; but who was declined not long ago is not heard. */
export const stateAfter = (now: number): RawBuilder<RecommendationState> =>
  sql<RecommendationState>`case when recommendations.state = 'declined' and recommendations.answered_at > ${now - UNHEARD} then 'declined' else 'pending' end`;

/** Its subject, once for each. */
export async function tellOf(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  { id, author_id, subject_id }: Recommendation,
): Promise<void> {
  await removeRecommendationNotice(tx, { account_id: subject_id, from_account_id: author_id });
  const notice = { account_id: subject_id, type: "recommendation", from_account_id: author_id, subject_id: id } as const;
  await notify(tx, kith, happened, { ...notice, group_key: `${RECOMMENDED}${id}` });
}

export const removeRecommendationNotice = async (
  tx: Tx,
  { account_id, from_account_id }: { account_id: number; from_account_id: number },
): Promise<void> => await removeNotices(tx, { account_id, type: "recommendation", from_account_id });

/** A server of which it is known that it runs something else: it gets a message, and is offered nothing. */
export async function knowsNone({ db }: Pick<Kith, "db">, host: string): Promise<boolean> {
  const row = await db.selectFrom("hosts").select("software").where("host", "=", host).executeTakeFirst();
  const software = row?.software ?? "";
  return software !== "" && !/^kith\b/.test(software);
}

/** What somebody reads whose server knows nothing of recommendations. */
async function sendAsMessage(
  kith: Kith,
  { author, subject }: { author: Account; subject: Account },
  { uri, content }: Recommendation,
): Promise<void> {
  await publishStatus(kith, author, {
    text: `@${acct(subject)} ${content}\n\n${uri}`,
    visibility: "direct",
    sensitive: false,
    spoiler_text: "",
    media_ids: [],
    language: "",
    mentioned_ids: [subject.id],
  });
}

/** By its author. @throws Refusal `missing` for anybody else's */
export async function revokeRecommendation(kith: Kith, author: Pick<Account, "id">, row: Recommendation): Promise<void> {
  if (row.author_id !== author.id) throw missing();
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, author.id);
    if (!(await insertRevocation(tx, row.id))) return;
    await removeRecommendationNotice(tx, { account_id: row.subject_id, from_account_id: author.id });
    const { id: recommendation_id, uri, author_id, subject_id } = row;
    happened({ type: "recommendation.revoked", recommendation_id, uri, author_id, subject_id });
  });
}

/** Whether there was anything to take back. */
export async function insertRevocation(tx: Tx, id: number): Promise<boolean> {
  const done = await tx
    .updateTable("recommendations")
    .set((eb) => ({
      content: "",
      document: "",
      state: eb
        .case()
        .when("state", "=", "declined")
        .then(eb.val("declined" as const))
        .else(eb.val("revoked" as const))
        .end(),
    }))
    .where("id", "=", id)
    .where("content", "<>", "")
    .returning("id")
    .executeTakeFirst();
  return done !== undefined;
}
