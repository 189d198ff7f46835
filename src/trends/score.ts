/**
 * What is talked about more than usual: tags, statuses and links, scored again and again by how many different accounts took part of late. A
 * recurring job; showing trends reads what it wrote.
 */
import { sql } from "kysely";
import { padded, parts } from "../db/lists.ts";
import type { Tx } from "../db/schema.ts";
import type { TrendKind } from "../db/values.ts";
import { idAt, instantOf } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { countTagDays } from "./count.ts";
import { followPublishers } from "./publishers.ts";

const DAY = 86_400_000;
/** Fewer different accounts than this are no trend. */
const FEWEST = 3;
/** So many of each kind are kept, and so many of the newest reactions looked at. */
const MOST = 200;
const REACTIONS = 50_000;
/** What was decided of a status or link is forgotten when it has not trended for so long; of a tag it stays. */
const FORGOTTEN = 90 * DAY;

type Scored = { subject_id: number; score: number; language: string };

export async function scoreTrends(kith: Kith): Promise<void> {
  await countTagDays(kith);
  const scored = { tag: await scoreTags(kith), status: await scoreStatuses(kith), link: await scoreLinks(kith) };
  await kith.write(async (tx) => {
    for (const kind of ["tag", "status", "link"] as const) await writeScores(tx, kith, kind, scored[kind]);
    await followPublishers(tx, kith);
  });
}

/** How far today (and what is left of yesterday) stands out from the days before. */
async function scoreTags({ db, now: clock }: Kith): Promise<Scored[]> {
  const now = clock();
  const today = now - (now % DAY);
  const rest = 1 - (now - today) / DAY;
  const rows = await db
    .selectFrom("tag_days")
    .selectAll()
    .where("day", ">=", today - 7 * DAY)
    .execute();
  const tags = new Map<number, { observed: number; before: number }>();
  for (const { tag_id, day, accounts } of rows) {
    const tag = tags.get(tag_id) ?? { observed: 0, before: 0 };
    if (day === today) tag.observed += accounts;
    else if (day === today - DAY) tag.observed += accounts * rest;
    else tag.before += accounts;
    tags.set(tag_id, tag);
  }
  return best(
    [...tags]
      .filter(([, { observed }]) => observed >= FEWEST)
      .map(([subject_id, { observed, before }]) => {
        const expected = Math.max(1, before / 6);
        return { subject_id, score: observed <= expected ? 0 : (observed - expected) ** 2 / expected, language: "" };
      }),
  );
}

/** By how many have favoured or shared it, halved with every day of its age. Only what its author lets be found. */
async function scoreStatuses({ db, now: clock }: Kith): Promise<Scored[]> {
  const now = clock();
  const since = idAt(now - 2 * DAY);
  const { rows } = await sql<{ id: number; language: string; people: number }>`
    select statuses.id, statuses.language, liked.people from statuses join (
      select status_id, count(distinct account_id) as people from (
        select * from (select status_id, account_id from favourites where id >= ${since} order by id desc limit ${sql.lit(REACTIONS)}) as newest
        union
        select * from (select reblog_of_id, account_id from statuses where id >= ${since} and reblog_of_id is not null and deleted_at = 0
          order by id desc limit ${sql.lit(REACTIONS)}) as shared) as reactions
      group by status_id having count(distinct account_id) >= ${sql.lit(FEWEST)}) as liked on liked.status_id = statuses.id
    join accounts on accounts.id = statuses.account_id and accounts.discoverable = 1 and accounts.silenced_at = 0
      and accounts.suspended_at = 0 and accounts.deleted_at = 0
    where statuses.visibility = 'public' and statuses.deleted_at = 0 and statuses.local_only = 0 and statuses.sensitive = 0
      and statuses.spoiler_text = '' and statuses.in_reply_to_id is null and statuses.in_reply_to_uri = '' and statuses.id >= ${idAt(now - 7 * DAY)}
    order by liked.people desc limit ${sql.lit(MOST * 2)}`.execute(db);
  return best(
    rows.map(({ id, language, people }) => ({
      subject_id: id,
      score: (people - 1) ** 2 * 0.5 ** (Math.max(0, now - instantOf(id)) / DAY),
      language,
    })),
  );
}

/** By how many have posted it in public within two days. */
async function scoreLinks({ db, now: clock }: Kith): Promise<Scored[]> {
  const now = clock();
  const { rows } = await sql<{ id: number; language: string; people: number; newest: number }>`
    select cards.id, cards.language, count(distinct statuses.account_id) as people, max(statuses.id) as newest
    from status_cards join statuses on statuses.id = status_cards.status_id and statuses.visibility = 'public' and statuses.deleted_at = 0
    join accounts on accounts.id = statuses.account_id and accounts.silenced_at = 0 and accounts.suspended_at = 0
    join cards on cards.id = status_cards.card_id and cards.title <> ''
    where status_cards.status_id >= ${idAt(now - 2 * DAY)}
    group by cards.id, cards.language having count(distinct statuses.account_id) >= ${sql.lit(FEWEST)}
    order by people desc limit ${sql.lit(MOST * 2)}`.execute(db);
  return best(
    rows.map(({ id, language, people, newest }) => ({
      subject_id: id,
      score: (people - 1) ** 2 * 0.5 ** (Math.max(0, now - instantOf(newest)) / DAY),
      language,
    })),
  );
}

/** Scores in thousandths, for columns hold whole numbers. */
const best = (scored: readonly Scored[]): Scored[] =>
  scored
    .map((one) => ({ ...one, score: Math.round(one.score * 1000) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST);

/** What was decided stays as it was; what nobody has looked at and trends no more is forgotten. */
async function writeScores(tx: Tx, kith: Kith, kind: TrendKind, scored: readonly Scored[]): Promise<void> {
  const now = kith.now();
  const trending = padded(scored.map(({ subject_id }) => subject_id));
  await tx.updateTable("trends").set({ score: 0 }).where("kind", "=", kind).where("subject_id", "not in", trending).execute();
  for (const part of parts(scored, 50))
    await tx
      .insertInto("trends")
      .values(
        part.map((one) => ({
          ...one,
          id: kith.newId(),
          kind,
          state: "pending" as const,
          updated_at: now,
          reviewed_at: 0,
        })),
      )
      .onConflict((oc) =>
        oc.columns(["kind", "subject_id"]).doUpdateSet((eb) => ({
          score: eb.ref("excluded.score"),
          language: eb.ref("excluded.language"),
          updated_at: now,
        })),
      )
      .execute();
  await tx
    .deleteFrom("trends")
    .where("kind", "=", kind)
    .where("score", "=", 0)
    .where((eb) =>
      eb.or([eb("state", "=", "pending"), eb.and([eb("kind", "<>", "tag"), eb("updated_at", "<", now - FORGOTTEN)])]),
    )
    .execute();
}
