/** Stories for who looks: the tray of those whom they may see, all of one account, one of them. */
import { loadAccounts } from "../accounts/find.ts";
import { notMutedBy } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Media, Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isFor, isShown } from "./visible.ts";

export type Story = Row<"stories">;
/** `seen` by who looks, `reaction` theirs ("" = none). */
export type ShownStory = { story: Story; media: Media | undefined; seen: boolean; reaction: string };
/** One's stories in the tray, the oldest first; `next` is the first that has not been seen. */
export type TrayEntry = { account: Account; ids: readonly number[]; next: number | undefined };
export type Tray = { own: readonly number[]; others: readonly TrayEntry[] };

type Ground = Pick<Kith, "db" | "now">;

/** More are shown by nobody's tray. */
const MOST = 1000;

/** Own ones apart; of the others, what has not been seen stands first, the newest before older ones. */
export async function loadTray({ db, now }: Ground, viewer_id: number): Promise<Tray> {
  const live = db.selectFrom("stories").select("stories.id").where(isShown(now()));
  const candidates = live
    .innerJoin("follows", "follows.target_id", "stories.account_id")
    .where("follows.account_id", "=", viewer_id)
    .where("follows.state", "=", "accepted")
    .union(
      live.innerJoin("story_readers", "story_readers.story_id", "stories.id").where("story_readers.account_id", "=", viewer_id),
    )
    .union(live.where("stories.account_id", "=", viewer_id));
  const rows = await db
    .selectFrom("stories")
    .leftJoin("story_views", (join) =>
      join.onRef("story_views.story_id", "=", "stories.id").on("story_views.account_id", "=", viewer_id),
    )
    .select(["stories.id", "stories.account_id", "story_views.id as view_id"])
    .where("stories.id", "in", candidates)
    .where(isFor(viewer_id))
    .where(notMutedBy(viewer_id, "stories.account_id", now()))
    .orderBy("stories.id")
    .limit(MOST)
    .execute();
  const own = rows.filter(({ account_id }) => account_id === viewer_id).map(({ id }) => id);
  const byAuthor = grouped(
    rows.filter(({ account_id }) => account_id !== viewer_id),
    ({ account_id }) => account_id,
  );
  const accounts = byAuthor.size === 0 ? new Map<number, Account>() : await loadAccounts(db, [...byAuthor.keys()]);
  const others = [...byAuthor].flatMap(([account_id, theirs]): TrayEntry[] => {
    const account = accounts.get(account_id);
    const ids = theirs.map(({ id }) => id);
    return account === undefined ? [] : [{ account, ids, next: theirs.find(({ view_id }) => view_id === null)?.id }];
  });
  return { own, others: others.toSorted(byNews) };
}

const byNews = (a: TrayEntry, b: TrayEntry): number =>
  Number(a.next === undefined) - Number(b.next === undefined) || (b.ids.at(-1) ?? 0) - (a.ids.at(-1) ?? 0);

/** @throws Refusal `missing` for what is over or not for the viewer; the author sees what they keep */
export async function getStory({ db, now }: Ground, viewer_id: number, id: number): Promise<Story> {
  const story = await db.selectFrom("stories").selectAll().where("id", "=", id).where(isFor(viewer_id)).executeTakeFirst();
  const shown = story !== undefined && story.ended_at === 0 && story.expires_at > now();
  const kept = story?.account_id === viewer_id && story.kept === 1 && story.ended_at > 0;
  if (story === undefined || (!shown && !kept)) throw missing();
  return story;
}

/** @throws Refusal `missing` for somebody else's */
export async function getOwnStory(ground: Ground, account_id: number, id: number): Promise<Story> {
  const story = await getStory(ground, account_id, id);
  if (story.account_id !== account_id) throw missing();
  return story;
}

/** What an account shows to a viewer now, the oldest first. */
export const storyIdsOf = async ({ db, now }: Ground, viewer_id: number, account_id: number): Promise<number[]> => {
  const query = db.selectFrom("stories").select("id").where("account_id", "=", account_id).where(isShown(now()));
  const rows = await query.where(isFor(viewer_id)).orderBy("id").limit(MOST).execute();
  return rows.map(({ id }) => id);
};

/** The stories of these ids that the viewer may see, the oldest first. Three queries. */
export async function loadStories(ground: Ground, viewer_id: number, ids: readonly number[]): Promise<ShownStory[]> {
  const { db, now } = ground;
  if (ids.length === 0) return [];
  const some = padded(ids);
  const stories = await db
    .selectFrom("stories")
    .selectAll()
    .where("id", "in", some)
    .where(isFor(viewer_id))
    .where((eb) => eb.or([isShown(now()), eb.and([eb("account_id", "=", viewer_id), eb("kept", "=", 1)])]))
    .orderBy("id")
    .execute();
  const media = await loadMediaOf(db, stories);
  const marks = await db
    .selectFrom("story_views")
    .leftJoin("story_reactions", (join) =>
      join
        .onRef("story_reactions.story_id", "=", "story_views.story_id")
        .onRef("story_reactions.account_id", "=", "story_views.account_id"),
    )
    .select(["story_views.story_id", "story_reactions.emoji"])
    .where("story_views.account_id", "=", viewer_id)
    .where("story_views.story_id", "in", some)
    .execute();
  const seen = new Map(marks.map(({ story_id, emoji }) => [story_id, emoji ?? ""]));
  return stories.map((story) => ({
    story,
    media: media.get(story.media_id),
    seen: seen.has(story.id),
    reaction: seen.get(story.id) ?? "",
  }));
}

export async function loadMediaOf(db: Reads, stories: readonly Story[]): Promise<Map<number, Media>> {
  const ids = stories.flatMap(({ media_id }) => (media_id === 0 ? [] : media_id));
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("media").selectAll().where("id", "in", padded(ids)).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** One's own that are over and kept, the newest first. */
export async function archivedIds(db: Reads, account_id: number, paging: Paging): Promise<number[]> {
  const query = db.selectFrom("stories").select("id").where("account_id", "=", account_id).where("kept", "=", 1);
  const rows = await paged(query.where("ended_at", ">", 0), "id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}
