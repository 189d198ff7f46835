/** Recommendations: one by its id or address, those that an account shows, and those that wait for its answer or that it has written. */
import { sql } from "kysely";
import { notBlockedBetween, notHiddenFrom, notHostBlockedBy } from "../blocks/hidden.ts";
import { paged, inOrder, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { viewerIn } from "../db/viewer.ts";
import { missing } from "../errors.ts";

export type Recommendation = Row<"recommendations">;

export const findRecommendation = async (db: Reads, id: number): Promise<Recommendation | undefined> =>
  await db.selectFrom("recommendations").selectAll().where("id", "=", id).executeTakeFirst();

export const findRecommendationByUri = async (db: Reads, uri: string): Promise<Recommendation | undefined> =>
  await db.selectFrom("recommendations").selectAll().where("uri", "=", uri).executeTakeFirst();

/** What somebody has written about somebody and has not taken back. */
export const findWritten = async (db: Reads, author_id: number, subject_id: number): Promise<Recommendation | undefined> =>
  await db
    .selectFrom("recommendations")
    .selectAll()
    .where("author_id", "=", author_id)
    .where("subject_id", "=", subject_id)
    .where("state", "<>", sql.lit("revoked"))
    .executeTakeFirst();

/**
 * One that somebody may see: what is shown, everybody; otherwise its author and its subject.
 *
 * @throws Refusal `missing`
 */
export async function getRecommendation(db: Reads, viewer_id: number, id: number): Promise<Recommendation> {
  const row = await findRecommendation(db, id);
  if (row === undefined || row.content === "") throw missing();
  const received = row.subject_id === viewer_id && (await isByStanding(db, row));
  if (row.author_id !== viewer_id && !received && (row.state !== "accepted" || !(await isShownTo(db, viewer_id, row))))
    throw missing();
  return row;
}

/** What somebody who is suspended has written is nobody's to read, not even about themselves. */
const isByStanding = async (db: Reads, { author_id }: Recommendation): Promise<boolean> =>
  (await db.selectFrom("accounts").select("id").where("id", "=", author_id).where("suspended_at", "=", 0).executeTakeFirst()) !==
  undefined;

async function isShownTo(db: Reads, viewer_id: number, { id }: Recommendation): Promise<boolean> {
  const row = await standing(db)
    .select("recommendations.id")
    .where("recommendations.id", "=", id)
    .where(notBlockedBetween(viewer_id, "recommendations.author_id"))
    .where(notHostBlockedBy(viewer_id, "recommendations.author_id"))
    .where(notBlockedBetween(viewer_id, "recommendations.subject_id"))
    .where(notHostBlockedBy(viewer_id, "recommendations.subject_id"))
    .executeTakeFirst();
  return row !== undefined;
}

/** Shown ones whose author is there, and is not blocked by the subject, nor is their server. */
const standing = (db: Reads) =>
  db
    .selectFrom("recommendations")
    .innerJoin("accounts as author", "author.id", "recommendations.author_id")
    .innerJoin("accounts as subject", "subject.id", "recommendations.subject_id")
    .where("recommendations.state", "=", sql.lit("accepted"))
    .where("author.suspended_at", "=", 0)
    .where("author.deleted_at", "=", 0)
    .where("subject.suspended_at", "=", 0)
    .where("subject.deleted_at", "=", 0)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("blocks")
            .select("blocks.id")
            .whereRef("blocks.account_id", "=", "recommendations.subject_id")
            .whereRef("blocks.target_id", "=", "recommendations.author_id"),
        ),
      ),
    )
    .where(notHostBlockedBy(viewerIn("recommendations.subject_id"), "recommendations.author_id"));

/** Those that an account shows, as somebody (0 = anybody) sees them; the newest first. */
export async function loadShown(
  db: Reads,
  subject_id: number,
  { viewer_id, now, paging }: { viewer_id: number; now: number; paging: Paging },
): Promise<Recommendation[]> {
  const query = standing(db)
    .selectAll("recommendations")
    .where("recommendations.subject_id", "=", subject_id)
    .where(notHiddenFrom(viewer_id, "recommendations.author_id", now));
  return inOrder(await paged(query, "recommendations.id", paging).execute(), paging);
}

/** What one has been sent (of those whom one has not blocked, and who are not suspended), in all states but `revoked`. */
export async function loadReceived(db: Reads, subject_id: number, paging: Paging): Promise<Recommendation[]> {
  const query = db
    .selectFrom("recommendations")
    .innerJoin("accounts", "accounts.id", "recommendations.author_id")
    .selectAll("recommendations")
    .where("recommendations.subject_id", "=", subject_id)
    .where("recommendations.content", "<>", "")
    .where("accounts.suspended_at", "=", 0)
    .where(notBlockedBetween(subject_id, "recommendations.author_id"))
    .where(notHostBlockedBy(subject_id, "recommendations.author_id"));
  return inOrder(await paged(query, "recommendations.id", paging).execute(), paging);
}

export async function loadGiven(db: Reads, author_id: number, paging: Paging): Promise<Recommendation[]> {
  const query = db.selectFrom("recommendations").selectAll().where("author_id", "=", author_id).where("content", "<>", "");
  return inOrder(await paged(query, "id", paging).execute(), paging);
}
