/** Tells those who look at their home that somebody shows a new story, or shows it no more: the *now* effects, which a crash may lose. */
import { notMutedBy } from "../blocks/hidden.ts";
import { padded, parts } from "../db/lists.ts";
import { viewerIn } from "../db/viewer.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { homeChannel } from "../streams/channels.ts";
import { isFor } from "./visible.ts";

/** Listeners that are asked for at once. */
const CHUNK = 200;

export const streamStory = async (kith: Kith, { story_id, account_id }: KithEventOf<"story.published">): Promise<void> =>
  await tell(kith, { id: story_id, account_id }, "new");

export const streamStoryEnd = async (kith: Kith, { story_id, account_id }: KithEventOf<"story.ended">): Promise<void> =>
  await tell(kith, { id: story_id, account_id }, "ended");

async function tell(kith: Kith, { id, account_id }: { id: number; account_id: number }, what: "new" | "ended"): Promise<void> {
  const payload = JSON.stringify({ id: String(id), account_id: String(account_id), state: what });
  const heard = kith.bus.heardBelow("user:").map(Number);
  for (const some of parts(heard, CHUNK)) {
    const listeners = await kith.db
      .selectFrom("accounts as listener")
      .innerJoin("stories", (join) => join.on("stories.id", "=", id))
      .select("listener.id")
      .where("listener.id", "in", padded(some))
      .where(isFor(viewerIn("listener.id")))
      .where(notMutedBy(viewerIn("listener.id"), "stories.account_id", kith.now()))
      .execute();
    for (const listener of listeners) kith.bus.publish(homeChannel(listener.id), { event: "kith.story", payload });
  }
}
