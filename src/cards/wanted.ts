/**
 * Cards for what has come without: statuses that were fetched quietly, or were old when they came. Most of those nobody ever sees, so their links are asked
 * for when somebody has opened the thread or the profile in which they stand.
 */
import { padded } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { firstLink } from "./link.ts";

/** Links that one look has asked for; the rest is asked for at the next. */
const MOST = 20;
/** Statuses that are looked through for them. */
const MOST_READ = 500;

/** Has the cards fetched that these statuses should have and do not, in the background. */
export async function wantCards(kith: Kith, status_ids: Iterable<number>): Promise<void> {
  const ids = [...status_ids].slice(0, MOST_READ);
  const rows = await kith.db
    .selectFrom("statuses")
    .select(["id", "content"])
    .where("id", "in", padded(ids))
    .where("deleted_at", "=", 0)
    .where("reblog_of_id", "is", null)
    .where("quoted_id", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("status_cards").select("card_id").whereRef("status_cards.status_id", "=", "statuses.id"))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("media").select("media.id").whereRef("media.status_id", "=", "statuses.id"))),
    )
    .orderBy("id", "desc")
    .execute();
  const wanted = rows.filter(({ content }) => firstLink(kith.instance, content) !== undefined).slice(0, MOST);
  if (wanted.length === 0) return;
  await kith.write(async (_, happened) => {
    for (const { id: status_id } of wanted) happened({ type: "card.wanted", status_id });
  });
}
