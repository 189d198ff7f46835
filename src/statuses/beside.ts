/** What stands beside statuses in tables of its own: most have nothing of most of it, so one query asks first where there is anything. */
import { sql } from "kysely";
import { prepare, prepareSql } from "../db/prepared.ts";
import type { Reads } from "../db/schema.ts";
import { loadEventsOf, type LoadedEvent } from "../events/beside.ts";

type OfStatuses = { ids: number[] };

const selectMentions = prepare((db, { ids }: OfStatuses) =>
  // Whoever looks at a status, its author and its documents included, is told of nobody who is addressed blindly.
  db.selectFrom("mentions").selectAll().where("status_id", "in", ids).where("blind", "=", 0),
);
const selectMedia = prepare((db, { ids }: OfStatuses) =>
  db.selectFrom("media").selectAll().where("status_id", "in", ids).orderBy("status_id").orderBy("position"),
);
const selectPolls = prepare((db, { ids }: OfStatuses) => db.selectFrom("polls").selectAll().where("status_id", "in", ids));
const selectQuotes = prepare((db, { ids }: OfStatuses) => db.selectFrom("quotes").selectAll().where("status_id", "in", ids));
const selectCards = prepare((db, { ids }: OfStatuses) =>
  db
    .selectFrom("status_cards")
    .innerJoin("cards", "cards.id", "status_cards.card_id")
    .selectAll("cards")
    .select("status_cards.status_id")
    .where("status_cards.status_id", "in", ids)
    .where("cards.title", "<>", ""),
);
const selectTags = prepare((db, { ids }: OfStatuses) =>
  db
    .selectFrom("status_tags")
    .innerJoin("tags", "tags.id", "status_tags.tag_id")
    .select(["status_tags.status_id", "tags.name", "tags.display_name"])
    .where("status_tags.status_id", "in", ids)
    .orderBy("tags.id"),
);

/** By the tables that say where there is any. */
const KINDS = Object.freeze({
  mentions: "mentions",
  polls: "polls",
  cards: "status_cards",
  media: "media",
  quotes: "quotes",
  tags: "status_tags",
  events: "events",
} as const);
type Kind = keyof typeof KINDS;

const selectKinds = prepareSql<OfStatuses, { kind: Kind }>(({ ids }) => {
  const has = ([kind, table]: [string, string]) =>
    sql`select ${sql.lit(kind)} as kind where exists (select 1 from asked join ${sql.table(table)} as beside on beside.status_id = asked.id)`;
  const asked = ids.map((id) => sql`(cast(${id} as bigint))`);
  return sql`with asked (id) as materialized (values ${sql.join(asked)})
    ${sql.join(Object.entries(KINDS).map(has), sql` union all `)}`;
});

/** Rows, as they are; events with what the viewer has answered. @param ids padded */
export async function loadBeside(db: Reads, viewer_id: number, ids: number[]) {
  const found = new Set<Kind>((await selectKinds(db, { ids })).map(({ kind }) => kind));
  const rows = async <Out>(kind: Kind, select: (db: Reads, values: OfStatuses) => Promise<Out[]>): Promise<Out[]> =>
    found.has(kind) ? await select(db, { ids }) : [];
  return {
    mentions: await rows("mentions", selectMentions),
    polls: await rows("polls", selectPolls),
    cards: await rows("cards", selectCards),
    media: await rows("media", selectMedia),
    quotes: await rows("quotes", selectQuotes),
    tags: await rows("tags", selectTags),
    events: found.has("events") ? await loadEventsOf(db, viewer_id, ids) : new Map<number, LoadedEvent>(),
  };
}
