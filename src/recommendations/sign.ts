/** Signs anew what our people have recommended when proofs had another form. Its words and what was answered to them stay. */
import type { Kith } from "../kith.ts";

const AT_ONCE = 50;

/** For the clock. The document is made when it is first wanted (`documentOf`). Returns whether there may be more. */
export async function signAnew(kith: Kith): Promise<boolean> {
  const rows = await kith.db.selectFrom("recommendations_to_sign").select("recommendation_id").limit(AT_ONCE).execute();
  const ids = rows.map((row) => row.recommendation_id);
  if (ids.length === 0) return false;
  await kith.write(async (tx, happened) => {
    await tx.updateTable("recommendations").set({ document: "" }).where("id", "in", ids).execute();
    await tx.deleteFrom("recommendations_to_sign").where("recommendation_id", "in", ids).execute();
    for (const recommendation_id of ids) happened({ type: "recommendation.signed", recommendation_id, at: kith.now() });
  });
  return ids.length === AT_ONCE;
}
