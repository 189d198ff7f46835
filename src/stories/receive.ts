/** Stories of other servers. They end by the clock of this one, however long their author's server wants them to last. */
import { flag } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { RemoteMedia } from "../statuses/entry.ts";
import { mediaRow } from "../statuses/parts.ts";
import { countLive, insertReaders } from "./post.ts";
import { DAY, isBackground, LONGEST, MOST_CHARACTERS, MOST_LIVE } from "./values.ts";
import { firstGraphemes } from "../text/count.ts";
import type { Story } from "./load.ts";

export type RemoteStory = {
  uri: string;
  /** Plain. */
  text: string;
  background: string;
  media: RemoteMedia | undefined;
  for_followers: boolean;
  /** People of ours to whom it is addressed. */
  reader_ids: readonly number[];
  replies: boolean;
  reactions: boolean;
  /** ms. */
  published: number | undefined;
  expires: number | undefined;
};

/** Its author's server vouches for it. One that is over, for nobody here, empty or one too many is not taken in; a second copy may be for another reader. */
export async function receiveStory(kith: Kith, author: Account, remote: RemoteStory): Promise<void> {
  const story = toStory(kith, author, remote);
  if (story.expires_at <= kith.now() || (story.text === "" && remote.media === undefined)) return;
  if (!(await isWanted(kith, author, remote))) return;
  await kith.write(async (tx, happened) => {
    const known = await tx
      .selectFrom("stories")
      .select(["id", "account_id", "ended_at"])
      .where("uri", "=", story.uri)
      .executeTakeFirst();
    if (known !== undefined && (known.account_id !== author.id || known.ended_at > 0)) return;
    if (known === undefined && (await countLive(tx, author.id)) >= MOST_LIVE) return;
    if (known === undefined) {
      const media = remote.media === undefined ? undefined : mediaRow(kith, { ...story, visibility: "direct" }, remote.media, 0);
      const added = await tx
        .insertInto("stories")
        .values({ ...story, media_id: media?.id ?? 0 })
        .onConflict((oc) => oc.doNothing())
        .returning("id")
        .executeTakeFirst();
      if (added === undefined) return;
      if (media !== undefined)
        await tx
          .insertInto("media")
          .values({ ...media, status_id: null, kept_by: story.id })
          .execute();
    }
    const id = known?.id ?? story.id;
    const fresh = await insertReaders(tx, kith, id, remote.reader_ids);
    if (known === undefined || fresh.length > 0)
      happened({ type: "story.published", story_id: id, account_id: author.id, local: false });
  });
}

function toStory(kith: Kith, author: Account, remote: RemoteStory): Story {
  const now = kith.now();
  const created_at = Math.min(remote.published ?? now, now);
  const latest = created_at + LONGEST * 1000;
  const ground = isBackground(remote.background) ? remote.background : "sea";
  return {
    id: kith.newId(),
    uri: remote.uri,
    account_id: author.id,
    local: 0,
    text: firstGraphemes(remote.text, MOST_CHARACTERS),
    background: remote.media === undefined ? ground : "",
    media_id: 0,
    audience: remote.for_followers ? "followers" : "people",
    circle_id: 0,
    reach: 0,
    replies: flag(remote.replies),
    reactions: flag(remote.reactions),
    kept: flag(false),
    created_at,
    expires_at: Math.min(remote.expires ?? created_at + DAY * 1000, latest),
    ended_at: 0,
  };
}

/** By a person here, to whom it is addressed or who follows. */
async function isWanted({ db }: Kith, author: Account, { for_followers, reader_ids }: RemoteStory): Promise<boolean> {
  if (reader_ids.length > 0) return true;
  if (!for_followers) return false;
  const follow = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select("follows.id")
    .where("follows.target_id", "=", author.id)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "=", "")
    .limit(1)
    .executeTakeFirst();
  return follow !== undefined;
}
