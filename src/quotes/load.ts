/** Who quotes a status, and who may from now on. */
import { notHiddenFrom } from "../blocks/hidden.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Status } from "../db/schema.ts";
import type { QuotePolicy } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { visibleTo } from "../statuses/visible.ts";
import { refresh } from "./add.ts";
import { policyOf } from "./policy.ts";

/** Ids of the accepted quotes that the viewer may see, newest first. Ask only for a status that they may see. */
export async function quoteIds(
  kith: Pick<Kith, "db" | "now">,
  viewer_id: number,
  status: Pick<Status, "id">,
  paging: Paging,
): Promise<number[]> {
  const query = kith.db
    .selectFrom("statuses")
    .innerJoin("quotes", "quotes.status_id", "statuses.id")
    .select("statuses.id")
    .where("quotes.quoted_id", "=", status.id)
    .where("quotes.state", "=", "accepted")
    .where((eb) => visibleTo(viewer_id)(eb as never))
    .where(notHiddenFrom(viewer_id, "statuses.account_id", kith.now()));
  const rows = await paged(query, "statuses.id", paging).execute();
  return inOrder(
    rows.map(({ id }) => id),
    paging,
  );
}

/** Says who may quote one's own status from now on; what has been accepted stays. @throws Refusal `missing` */
export async function choosePolicy(kith: Kith, account: Pick<Account, "id">, id: number, chosen: QuotePolicy): Promise<void> {
  const status = await getOwnStatus(kith.db, account.id, id);
  await kith.write(async (tx, happened) => {
    const quote_policy = policyOf(chosen, status.visibility);
    const { numUpdatedRows } = await tx
      .updateTable("statuses")
      .set({ quote_policy })
      .where("id", "=", id)
      .where("quote_policy", "<>", quote_policy)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await refresh(tx, happened, id);
  });
}
