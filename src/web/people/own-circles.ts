/** One's own circles with whom each reaches, for forms in which one is chosen. */
import { ensureCircles, type Circle } from "../../circles/circles.ts";
import { loadReaches, type Reach } from "../../circles/reach.ts";
import type { Visit } from "../frame/visit.ts";

export async function loadOwnCircles({ kith, viewer_id }: Visit): Promise<{ circle: Circle; reach: Reach }[]> {
  const circles = await ensureCircles(kith, viewer_id);
  const reaches = await loadReaches(kith.db, circles);
  return circles.flatMap((circle) => {
    const reach = reaches.get(circle.id);
    return reach === undefined ? [] : [{ circle, reach }];
  });
}
