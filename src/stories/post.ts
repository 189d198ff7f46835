/** Posting a story: what every door calls. */
import { assertLimit } from "../access/limits.ts";
import { assertHere } from "../accounts/rules.ts";
import { notBlockedBetween } from "../blocks/hidden.ts";
import { getAudience } from "../circles/reach.ts";
import { flag, fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Media, Reads, Tx } from "../db/schema.ts";
import type { StoryAudience } from "../db/values.ts";
import { invalid, mistakeOf, readAll, Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Names } from "../media/place.ts";
import { removeFiles } from "../media/remove.ts";
import { getOwnMedia } from "../media/update.ts";
import { holderOf } from "../statuses/idempotency.ts";
import { isLonger } from "../text/count.ts";
import { stripNul } from "../text/outside.ts";
import { storyUri } from "../uris.ts";
import type { Story } from "./load.ts";
import { BACKGROUNDS, isBackground, LONGEST, MOST_CHARACTERS, MOST_LIVE, MOST_NAMED, MOST_SECONDS, SHORTEST } from "./values.ts";

export type StoryDraft = {
  /** Plain, as typed. */
  text: string;
  background?: string | undefined;
  media_id?: number | undefined;
  audience: StoryAudience;
  /** For a circle: one of the author's own. */
  circle_id?: number | undefined;
  /** For people: who they are. */
  account_ids?: readonly number[] | undefined;
  /** Seconds. */
  expires_in: number;
  replies: boolean;
  reactions: boolean;
  kept: boolean;
  /** Sent again with the same within the hour, it is the story of the first time. */
  idempotency_key?: string | undefined;
};

type Reach = { ids: readonly number[]; circle_id: number };

/** @throws Refusal `invalid`, `too-many`, `missing` for media or a circle that are not the author's, or `forbidden` for who has moved away */
export async function postStory(kith: Kith, author: Account, draft: StoryDraft): Promise<Story> {
  assertHere(author);
  const { text, media, ids, circle_id } = await readStory(kith, author, draft);
  await assertLimit(kith, "story", author.id);
  const [id, now] = [kith.newId(), kith.now()];
  const story: Story = {
    id,
    uri: storyUri(kith.instance, author.id, id),
    account_id: author.id,
    local: 1,
    text,
    background: media === undefined ? groundOf(draft.background) : "",
    media_id: media?.id ?? 0,
    audience: draft.audience,
    circle_id,
    reach: ids.length,
    replies: flag(draft.replies),
    reactions: flag(draft.reactions),
    kept: flag(draft.kept),
    created_at: now,
    expires_at: now + Math.min(Math.max(Math.trunc(draft.expires_in), SHORTEST), LONGEST) * 1000,
    ended_at: 0,
  };
  const key = (draft.idempotency_key ?? "").slice(0, 256);
  const apart = media === undefined ? undefined : await (await import("../media/place.ts")).copiedTo(kith, media, "stories");
  const drop = async () => apart && (await removeFiles(kith, { ...apart, original: "" }));
  try {
    const earlier = await kith.write(async (tx, happened) => {
      const known = key === "" ? undefined : await findSame(tx, story, key);
      if (known !== undefined) return known;
      await assertRoom(tx, author.id);
      await tx.insertInto("stories").values(story).execute();
      if (apart !== undefined) await takeMedia(tx, story, apart);
      await insertReaders(tx, kith, id, ids);
      happened({ type: "story.published", story_id: id, account_id: author.id, local: true });
      return undefined;
    });
    if (earlier !== undefined) await drop();
    if (earlier !== undefined) return earlier;
  } catch (error) {
    await drop();
    throw error;
  }
  if (media !== undefined) await removeFiles(kith, { ...media, original: "" });
  return story;
}

/** The story that has the key already. Stories and statuses share their table: hence the word before it. */
async function findSame(tx: Tx, { id, account_id, created_at }: Story, key: string): Promise<Story | undefined> {
  const holder = await holderOf(tx, { account_id, key: `story ${key}`, id }, created_at);
  return holder === id ? undefined : await tx.selectFrom("stories").selectAll().where("id", "=", holder).executeTakeFirst();
}

/** What it shows, and to whom. @throws Refusal `invalid` with all that is wrong, `missing` */
export async function readStory(kith: Kith, author: Account, draft: StoryDraft) {
  const text = stripNul(draft.text).trim();
  const media = draft.media_id === undefined ? undefined : await getOwnMedia(kith.db, author, draft.media_id);
  const reach = await readReach(kith.db, author, draft).catch(mistakeOf);
  const { to } = readAll({
    text: () => assertText(text, media),
    media: () => assertMedia(media),
    to: () => {
      if (reach instanceof Refusal) throw reach;
      return reach;
    },
  });
  return { text, media, ...to };
}

const groundOf = (name: string | undefined): string => (name !== undefined && isBackground(name) ? name : BACKGROUNDS[0]);

function assertText(text: string, media: Media | undefined): void {
  if (media === undefined && text === "") throw invalid("Validation failed: Text can't be blank");
  if (isLonger(text, MOST_CHARACTERS))
    throw invalid(`Validation failed: Text is too long (maximum is ${MOST_CHARACTERS} characters)`);
}

function assertMedia(media: Media | undefined): void {
  if (media === undefined) return;
  if (media.state !== "ready") throw invalid("Cannot attach files that have not finished processing. Try again in a moment!");
  if (media.kind === "audio" || media.kind === "unknown")
    throw invalid("Validation failed: A story is a picture, a film or a text");
  const seconds = fromJson(media.meta).original?.duration ?? 0;
  if (seconds > MOST_SECONDS + 1) throw invalid(`Validation failed: A film in a story has at most ${MOST_SECONDS} seconds`);
}

/** @throws Refusal `invalid` for nobody or for too many, `missing` for somebody else's circle */
async function readReach(db: Reads, author: Account, { audience, circle_id, account_ids = [] }: StoryDraft): Promise<Reach> {
  if (audience === "followers") return { ids: [], circle_id: 0 };
  if (audience === "circle") {
    const circle = await getAudience(db, author.id, { circle_id });
    return { ids: circle.ids, circle_id: circle.circle_id };
  }
  const asked = [...new Set(account_ids)].filter((id) => id !== author.id).sort((a, b) => a - b);
  if (asked.length === 0) throw invalid("Validation failed: People can't be blank");
  if (asked.length > MOST_NAMED) throw invalid(`Validation failed: A story is for at most ${MOST_NAMED} named people`);
  const rows = await db
    .selectFrom("accounts")
    .select("id")
    .where("id", "in", padded(asked))
    .where("suspended_at", "=", 0)
    .where("deleted_at", "=", 0)
    .where(notBlockedBetween(author.id, "accounts.id"))
    .execute();
  if (rows.length < asked.length) throw invalid("Validation failed: People cannot all be reached");
  return { ids: asked, circle_id: 0 };
}

async function assertRoom(tx: Tx, account_id: number): Promise<void> {
  if ((await countLive(tx, account_id)) >= MOST_LIVE)
    throw invalid(`Validation failed: At most ${MOST_LIVE} stories are shown at once`);
}

export async function countLive(tx: Tx, account_id: number): Promise<number> {
  const live = tx.selectFrom("stories").where("account_id", "=", account_id).where("ended_at", "=", 0);
  const { count } = await live.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}

/** Media of a story are kept by it, and stand in nothing else. */
async function takeMedia(tx: Tx, { id, account_id, media_id }: Story, apart: Names): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("media")
    .set({ kept_by: id, apart: 1, ...apart })
    .where("id", "=", media_id)
    .where("account_id", "=", account_id)
    .where("status_id", "is", null)
    .where("kept_by", "=", 0)
    .where("draft_id", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw invalid(`Media ${media_id} not found or already attached to another post`);
}

export async function insertReaders(
  tx: Tx,
  kith: Pick<Kith, "newId">,
  story_id: number,
  ids: readonly number[],
): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .insertInto("story_readers")
    .values(ids.map((account_id) => ({ id: kith.newId(), story_id, account_id })))
    .onConflict((oc) => oc.doNothing())
    .returning("account_id")
    .execute();
  return rows.map(({ account_id }) => account_id);
}
