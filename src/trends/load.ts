/** What trends, as the last scoring found it, and what those who look after the server decide about it. */
import { sql, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { TrendKind } from "../db/values.ts";
import { missing } from "../errors.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { visibleTo } from "../statuses/visible.ts";

export type Trend = Row<"trends">;
type Page = { limit: number; offset: number };

const DAY = 86_400_000;

/** The strongest first: those that have been approved, and where the configuration says so those that nobody has looked at, too. */
function shownTrends(kith: Kith, kind: TrendKind) {
  const states = kith.instance.trends === "automatic" ? (["approved", "pending"] as const) : (["approved"] as const);
  return kith.db
    .selectFrom("trends")
    .select("trends.subject_id")
    .where("trends.kind", "=", kind)
    .where("trends.state", "in", states)
    .where("trends.score", ">", 0)
    .orderBy("trends.score", "desc")
    .orderBy("trends.id", "desc");
}

/** Ids of tags or cards. */
export async function trendIds(kith: Kith, kind: "tag" | "link", { limit, offset }: Page): Promise<number[]> {
  const rows = await shownTrends(kith, kind).limit(limit).offset(offset).execute();
  return rows.map(({ subject_id }) => subject_id);
}

/** Ids of statuses that the viewer (0 = anybody) may and wants to see. */
export async function trendingStatusIds(kith: Kith, viewer_id: number, { limit, offset }: Page): Promise<number[]> {
  const rows = await shownTrends(kith, "status")
    .innerJoin("statuses", "statuses.id", "trends.subject_id")
    .where((eb) => visibleTo(viewer_id)(eb as never))
    .where(notHiddenFrom(viewer_id, "statuses.account_id", kith.now()))
    .where(sql<SqlBool>`exists (select 1 from accounts as author where author.id = statuses.account_id and author.discoverable = 1
      and author.silenced_at = 0)`)
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(({ subject_id }) => subject_id);
}

/** For review: everything that trends now or has been decided on, the strongest first. */
export const loadTrends = async (db: Reads, kind: TrendKind, { limit, offset }: Page): Promise<Trend[]> =>
  await db
    .selectFrom("trends")
    .selectAll()
    .where("kind", "=", kind)
    .orderBy("score", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();

/** What was decided about some tags, statuses or links; those that never trended are not among them. */
export async function loadDecisions(db: Reads, kind: TrendKind, ids: readonly number[]): Promise<Map<number, Trend>> {
  const rows = await db
    .selectFrom("trends")
    .selectAll()
    .where("kind", "=", kind)
    .where("subject_id", "in", padded(ids))
    .execute();
  return new Map(rows.map((row) => [row.subject_id, row]));
}

/** Whether it may trend, now and later. @throws Refusal `missing` for what there is not */
export async function reviewTrend(
  kith: Kith,
  by: By,
  { kind, subject_id, state }: { kind: TrendKind; subject_id: number; state: "approved" | "rejected" },
): Promise<Trend> {
  return await kith.write(async (tx) => {
    const name = await nameOf(tx, kind, subject_id);
    const now = kith.now();
    const trend = await tx
      .insertInto("trends")
      .values({ id: kith.newId(), kind, subject_id, state, score: 0, language: "", updated_at: now, reviewed_at: now })
      .onConflict((oc) => oc.columns(["kind", "subject_id"]).doUpdateSet({ state, reviewed_at: now, updated_at: now }))
      .returningAll()
      .executeTakeFirstOrThrow();
    const action = state === "approved" ? "approve" : "reject";
    await writeAudit(tx, kith, by, { action, target_type: `trends/${kind}`, target_id: subject_id, target_name: name });
    return trend;
  });
}

async function nameOf(tx: Tx, kind: TrendKind, id: number): Promise<string> {
  const found =
    kind === "tag"
      ? await tx.selectFrom("tags").select("name").where("id", "=", id).executeTakeFirst()
      : kind === "status"
        ? await tx
            .selectFrom("statuses")
            .select("uri as name")
            .where("id", "=", id)
            .where("deleted_at", "=", 0)
            .executeTakeFirst()
        : await tx.selectFrom("cards").select("url as name").where("id", "=", id).executeTakeFirst();
  if (found === undefined) throw missing();
  return found.name;
}

/** How often and by how many a link was posted in public, day by day; the last seven days, today first. */
export async function loadLinkHistory(
  { db, now: clock }: Kith,
  card_ids: readonly number[],
): Promise<Map<number, { day: number; uses: number; accounts: number }[]>> {
  const now = clock();
  const today = now - (now % DAY);
  const start = idAt(today - 6 * DAY);
  const { rows } = await sql<{ card_id: number; day: number; uses: number; accounts: number }>`
    select status_cards.card_id, (statuses.id - ${start}) / ${sql.lit(4096 * DAY)} as day, count(*) as uses,
      count(distinct statuses.account_id) as accounts
    from status_cards join statuses on statuses.id = status_cards.status_id
    where status_cards.card_id in (${sql.join(padded(card_ids))}) and statuses.id >= ${start} and statuses.visibility = 'public'
      and statuses.deleted_at = 0
    group by 1, 2`.execute(db);
  const known = grouped(rows, (row) => row.card_id);
  const week = (id: number) =>
    Array.from({ length: 7 }, (_, ago) => {
      const row = known.get(id)?.find(({ day }) => day === 6 - ago);
      return { day: today - ago * DAY, uses: row?.uses ?? 0, accounts: row?.accounts ?? 0 };
    });
  return new Map(card_ids.map((id) => [id, week(id)]));
}
