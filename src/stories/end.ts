/** The end of stories: at their time or before it, here and wherever they went. What nobody keeps goes with its files. */
import { each } from "../jobs/each.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { FILES, removeFiles, type Names } from "../media/remove.ts";
import type { Happened } from "../statuses/entry.ts";
import type { Story } from "./load.ts";
import { isReported } from "./reported.ts";

const AT_ONCE = 50;
/** ms that a story which is over is remembered, longer than any lasts: until then it cannot come back. */
const REMEMBERED = 30 * 86_400_000;

/** For the clock, every minute or so. Returns whether there may be more. */
export async function expireStories(kith: Kith): Promise<boolean> {
  const rows = await kith.db
    .selectFrom("stories")
    .select(["id", "kept"])
    .where("ended_at", "=", 0)
    .where("expires_at", "<=", kith.now())
    .orderBy("expires_at")
    .limit(AT_ONCE)
    .execute();
  await each(rows, async ({ id, kept }) => await end(kith, id, kept === 1 || (await isHeld(kith, id))));
  return rows.length === AT_ONCE;
}

/** One's own, which may be over and kept: nothing stays of it. */
export const deleteStory = async (kith: Kith, { id }: Pick<Story, "id">): Promise<void> => await take(kith, id);

/** A remote one, as its author's server says. Whether there was one. */
export async function receiveStoryEnd(kith: Kith, author: Account, uri: string): Promise<boolean> {
  const story = await kith.db
    .selectFrom("stories")
    .select("id")
    .where("uri", "=", uri)
    .where("account_id", "=", author.id)
    .where("local", "=", 0)
    .executeTakeFirst();
  if (story !== undefined) await take(kith, story.id);
  return story !== undefined;
}

/** Before its time, by its author: it is not theirs to keep any more, and no report loses what it is about. */
async function take(kith: Kith, id: number): Promise<void> {
  await kith.write(async (tx) => await tx.updateTable("stories").set({ kept: 0 }).where("id", "=", id).execute());
  await end(kith, id, await isHeld(kith, id));
}

const isHeld = async ({ db, now }: Kith, id: number): Promise<boolean> =>
  (await db.selectFrom("stories").select("id").where("id", "=", id).where(isReported(now())).executeTakeFirst()) !== undefined;

async function end(kith: Kith, id: number, keep: boolean): Promise<void> {
  const files = await kith.write(async (tx, happened) => await endStory(tx, kith, happened, { id, keep }));
  for (const names of files) await removeFiles(kith, names);
}

/** Returns the files that are nobody's now. */
export async function endStory(
  tx: Tx,
  { now }: Pick<Kith, "now">,
  happened: Happened,
  { id, keep }: { id: number; keep: boolean },
): Promise<Names[]> {
  const ended = await tx
    .updateTable("stories")
    .set({ ended_at: now() })
    .where("id", "=", id)
    .where("ended_at", "=", 0)
    .returning(["account_id", "local", "uri"])
    .executeTakeFirst();
  if (ended !== undefined)
    happened({ type: "story.ended", story_id: id, account_id: ended.account_id, local: ended.local === 1, uri: ended.uri });
  return keep ? [] : await emptyStory(tx, id);
}

async function emptyStory(tx: Tx, id: number): Promise<Names[]> {
  await tx.updateTable("stories").set({ text: "", media_id: 0, kept: 0 }).where("id", "=", id).execute();
  await tx.deleteFrom("story_views").where("story_id", "=", id).execute();
  await tx.deleteFrom("story_reactions").where("story_id", "=", id).execute();
  await tx.deleteFrom("notifications").where("type", "=", "story_reaction").where("subject_id", "=", id).execute();
  return await tx.deleteFrom("media").where("kept_by", "=", id).where("status_id", "is", null).returning(FILES).execute();
}

/** For the clock, once a day: what was kept for a report that has been answered, and what has been over for long and is kept by nobody. */
export async function forgetStories(kith: Kith): Promise<void> {
  const held = await kith.db
    .selectFrom("stories")
    .select("id")
    .where("ended_at", ">", 0)
    .where("kept", "=", 0)
    .where((eb) => eb.or([eb("text", "<>", ""), eb("media_id", ">", 0)]))
    .where((eb) => eb.not(isReported(kith.now())))
    .limit(AT_ONCE)
    .execute();
  for (const { id } of held) await end(kith, id, false);
  const before: Row<"stories">["ended_at"] = kith.now() - REMEMBERED;
  await kith.write(
    async (tx) =>
      await tx.deleteFrom("stories").where("ended_at", ">", 0).where("ended_at", "<", before).where("kept", "=", 0).execute(),
  );
}
