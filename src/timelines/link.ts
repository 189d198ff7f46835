/** What people say of a page: public statuses that link it. */
import { cardUrl } from "../cards/link.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { mayStand, notSilencedFor, type Look } from "./rules.ts";

/** Newest first; undefined for an address that nobody has linked, or whose page says nothing of itself. */
export async function linkStatusIds(
  { db, now }: Look,
  viewer_id: number,
  address: string,
  paging: Paging,
): Promise<number[] | undefined> {
  const url = cardUrl(address) ?? "";
  const card = await db.selectFrom("cards").select("id").where("url", "=", url).where("title", "<>", "").executeTakeFirst();
  if (card === undefined) return undefined;
  const query = db
    .selectFrom("statuses")
    .innerJoin("status_cards", "status_cards.status_id", "statuses.id")
    .select("statuses.id")
    .where("status_cards.card_id", "=", card.id)
    .where("statuses.visibility", "=", "public")
    .where("statuses.reblog_of_id", "is", null)
    .where((eb) => mayStand(viewer_id, now())(eb as never))
    .where(notSilencedFor(viewer_id));
  return inOrder(await paged(query, "statuses.id", paging).execute(), paging).map(({ id }) => id);
}
