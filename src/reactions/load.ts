/** Reads the reactions to statuses: counted for pages, and one by one for who asks who they are. */
import { sql } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { PageReaction } from "../statuses/page.ts";

type Counted = { status_id: number; name: string; image_url: string; count: number; me: number };

const selectCounted = prepare((db, { ids, viewer_id }: { ids: number[]; viewer_id: number }) =>
  db
    .selectFrom("reactions")
    .select((eb) => [
      "status_id",
      "name",
      eb.fn.max("image_url").as("image_url"),
      eb.fn.countAll<number>().as("count"),
      eb.fn.max(eb.case().when("account_id", "=", viewer_id).then(eb.lit(1)).else(eb.lit(0)).end()).as("me"),
    ])
    .where("status_id", "in", ids)
    .groupBy(["status_id", "name"])
    .orderBy((eb) => eb.fn.min("id")),
);

/** The reactions to each of the statuses; costs nothing when nobody has reacted to any. */
export async function loadReactions(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
): Promise<ReadonlyMap<number, readonly PageReaction[]>> {
  const ids = statuses.filter(({ reactions_count }) => reactions_count > 0).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = (await selectCounted(db, { ids: padded(ids), viewer_id })) as Counted[];
  return grouped(
    rows,
    (row) => row.status_id,
    ({ name, image_url, count, me }) => ({ name, image_url, count: Number(count), me: Number(me) === 1 }),
  );
}

/** Accounts shown for each reaction. */
const MOST_SHOWN = 40;

/** Who reacted to a status with what: at most 40 for each name, the first ones, without those whom the viewer has hidden. */
export async function reactedByIds(
  { db, now }: Pick<Kith, "db" | "now">,
  viewer_id: number,
  { id }: Pick<Status, "id">,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const ranked = db
    .selectFrom("reactions")
    .select(["name", "account_id", sql<number>`row_number() over (partition by name order by id)`.as("place")])
    .where("status_id", "=", id)
    .where(notHiddenFrom(viewer_id, "reactions.account_id", now()));
  const rows = await db
    .selectFrom(ranked.as("ranked"))
    .select(["name", "account_id"])
    .where("place", "<=", MOST_SHOWN)
    .orderBy("place")
    .execute();
  return grouped(
    rows,
    (row) => row.name,
    (row) => row.account_id,
  );
}
