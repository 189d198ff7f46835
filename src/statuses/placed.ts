/** Files of what is about to be shown lie where they belong when it is: for everybody, or apart (`media/place.ts`). */
import { padded } from "../db/lists.ts";
import type { Media } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Somebody has moved them since they were placed: what was deleted a moment ago to be written anew is put apart, in the background. */
export class Misplaced extends Error {}

const TRIES = 3;

/** Places the files, of which there are some, and does what shows them; from the beginning where that finds them elsewhere (`Misplaced`). */
export async function withPlaced<Done>(
  kith: Kith,
  media: readonly Media[],
  apart: boolean,
  act: () => Promise<Done>,
): Promise<Done> {
  const { placeMedia } = await import("../media/place.ts");
  const ids = padded(media.map(({ id }) => id));
  for (let tries = 1; ; tries++) {
    const now = tries === 1 ? media : await kith.db.selectFrom("media").selectAll().where("id", "in", ids).execute();
    await placeMedia(kith, now, apart);
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Misplaced) || tries === TRIES) throw error;
    }
  }
}
