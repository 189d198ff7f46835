/** Who favoured a status, and who reblogged it: in pages by ids of those acts. */
import { notHiddenFrom } from "../blocks/hidden.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { mayKnowReaders, visibleTo } from "./visible.ts";

/** `id` is the cursor. */
export type Reaction = { id: number; account_id: number };
type Look = Pick<Kith, "db" | "now">;

/** Ask only for a status that the viewer may see. */
export async function favouritedByIds(kith: Look, viewer_id: number, status: Status, paging: Paging): Promise<Reaction[]> {
  const all = kith.db
    .selectFrom("favourites")
    .select(["favourites.id", "favourites.account_id"])
    .where("favourites.status_id", "=", status.id)
    .where(notHiddenFrom(viewer_id, "favourites.account_id", kith.now()));
  const query = mayKnowReaders(viewer_id, status) ? all : all.where("favourites.account_id", "=", viewer_id);
  return inOrder(await paged(query, "favourites.id", paging).execute(), paging);
}

/** Reblogs that the viewer may not see are left out. */
export async function rebloggedByIds(
  kith: Look,
  viewer_id: number,
  status: Pick<Status, "id">,
  paging: Paging,
): Promise<Reaction[]> {
  const query = kith.db
    .selectFrom("statuses")
    .select(["statuses.id", "statuses.account_id"])
    .where("statuses.reblog_of_id", "=", status.id)
    .where(visibleTo(viewer_id))
    .where(notHiddenFrom(viewer_id, "statuses.account_id", kith.now()));
  return inOrder(await paged(query, "statuses.id", paging).execute(), paging);
}
