/** Reads the reactions to statuses: counted for pages, and one by one for who asks who they are. */
import { sql } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { PageReaction } from "../statuses/page.ts";
import { mayKnowReaders } from "../statuses/visible.ts";

// Along the index by status and name, however many have reacted; what else is shown is read of the first of each name only.
const selectCounted = prepare((db, { ids }: { ids: number[] }) =>
  db
    .selectFrom("reactions")
    .select((eb) => ["status_id", "name", eb.fn.countAll<number>().as("count"), eb.fn.min("id").as("first_id")])
    .where("status_id", "in", ids)
    .groupBy(["status_id", "name"])
    .orderBy("first_id"),
);
const selectPictures = prepare((db, { ids }: { ids: number[] }) =>
  db.selectFrom("reactions").select(["id", "image_url"]).where("id", "in", ids),
);
const selectMine = prepare((db, { ids, viewer_id }: { ids: number[]; viewer_id: number }) =>
  db.selectFrom("reactions").select(["status_id", "name"]).where("account_id", "=", viewer_id).where("status_id", "in", ids),
);

/** The reactions to each of the statuses; costs nothing when nobody has reacted to any. */
export async function loadReactions(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
): Promise<ReadonlyMap<number, readonly PageReaction[]>> {
  const with_some = statuses.filter(({ reactions_count }) => reactions_count > 0).map(({ id }) => id);
  if (with_some.length === 0) return new Map();
  const ids = padded(with_some);
  const rows = await selectCounted(db, { ids });
  const pictures = new Map(
    (await selectPictures(db, { ids: padded(rows.map((row) => row.first_id)) })).map(({ id, image_url }) => [id, image_url]),
  );
  const mine = viewer_id === 0 ? [] : await selectMine(db, { ids, viewer_id });
  const marked = new Set(mine.map(({ status_id, name }) => `${status_id} ${name}`));
  return grouped(
    rows,
    (row) => row.status_id,
    ({ status_id, name, count, first_id }) => ({
      name,
      image_url: pictures.get(first_id) ?? "",
      count: Number(count),
      me: marked.has(`${status_id} ${name}`),
    }),
  );
}

/** Accounts shown for each reaction. */
const MOST_SHOWN = 40;

/** Who reacted to a status with what: at most 40 for each name, the first ones, without those whom the viewer has hidden and those who are suspended. */
export async function reactedByIds(
  { db, now }: Pick<Kith, "db" | "now">,
  viewer_id: number,
  status: Status,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const all = db
    .selectFrom("reactions")
    .innerJoin("accounts", (join) => join.onRef("accounts.id", "=", "reactions.account_id").on("accounts.suspended_at", "=", 0))
    .select([
      "reactions.name",
      "reactions.account_id",
      sql<number>`row_number() over (partition by reactions.name order by reactions.id)`.as("place"),
    ])
    .where("reactions.status_id", "=", status.id)
    .where(notHiddenFrom(viewer_id, "reactions.account_id", now()));
  const ranked = mayKnowReaders(viewer_id, status) ? all : all.where("reactions.account_id", "=", viewer_id);
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
