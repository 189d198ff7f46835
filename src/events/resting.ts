/** Events that come again and rest: the next could not be announced when its time had come (`recur.ts`). */
import type { Kith } from "../kith.ts";
import { takeBackRefusal } from "../notifications/notify.ts";
import { ahead, assertRoom, seriesOf } from "./series.ts";
import type { EventSeries } from "./store.ts";

/** Whether it rests because the next could not be announced. */
export const isResting = ({ announce_at, refused }: EventSeries): boolean => announce_at === 0 && refused !== "";

/** It goes on, with the first that is still to come. What goes on already is left as it is. @throws Refusal `invalid` where too many come again */
export async function resumeSeries(kith: Kith, series: EventSeries): Promise<void> {
  if (!isResting(series)) return;
  await assertRoom(kith.db, { id: series.account_id });
  const now = kith.now();
  await kith.write(async (tx) => {
    await tx
      .updateTable("event_series")
      .set((eb) => ({ ...ahead(seriesOf(series), now, now), refused: "", sequence: eb("sequence", "+", 1) }))
      .where("id", "=", series.id)
      .where("announce_at", "=", 0)
      .where("refused", "<>", "")
      .execute();
    await takeBackRefusal(tx, series.account_id, series.id);
  });
}
