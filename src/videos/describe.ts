/** Makes a video of a film: gives it a title, and asks for its sizes. */
import { toJson } from "../db/columns.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { getOwnMedia } from "../media/update.ts";
import type { Happened } from "../statuses/entry.ts";
import { isLonger } from "../text/count.ts";
import { stripNul } from "../text/outside.ts";
import { LICENCE, newToken, TITLE, type Chapter, type Video } from "./values.ts";

/** What its maker says of it. Undefined stays as it is. */
export type VideoWords = {
  title?: string | undefined;
  licence?: string | undefined;
  /** None: those that its description has. */
  chapters?: readonly Chapter[] | undefined;
};

/** @throws Refusal `missing` for what is no video, or somebody else's */
export async function getOwnVideo(db: Reads, account: Pick<Account, "id">, media_id: number): Promise<Video> {
  const video = await db
    .selectFrom("videos")
    .innerJoin("media", "media.id", "videos.media_id")
    .selectAll("videos")
    .where("videos.media_id", "=", media_id)
    .where("videos.account_id", "=", account.id)
    .where("media.remote_url", "=", "")
    .executeTakeFirst();
  if (video === undefined) throw missing();
  return video;
}

/**
 * Media that wait for their job, too: their sizes are made after them. What stands in a status already has to be edited (`edit.ts`), for it says the title.
 *
 * @throws Refusal `missing` for what is not the account's own; `invalid` for what is no film, or has no title
 */
export async function describeVideo(kith: Kith, account: Account, media_id: number, words: VideoWords): Promise<void> {
  const media = await getOwnMedia(kith.db, account, media_id);
  if (media.remote_url !== "" || !["video", "gifv"].includes(media.kind)) throw invalid("Validation failed: File is no video");
  await kith.write(async (tx, happened) => await describeIn(tx, kith, happened, { account, media_id, words }));
}

/** The same in the caller's transaction. */
export async function describeIn(
  tx: Tx,
  kith: Pick<Kith, "now">,
  happened: Happened,
  { account, media_id, words }: { account: Pick<Account, "id">; media_id: number; words: VideoWords },
): Promise<void> {
  const known = await tx.selectFrom("videos").selectAll().where("media_id", "=", media_id).executeTakeFirst();
  const title = readTitle(words.title ?? known?.title ?? "");
  const licence = readLicence(words.licence ?? known?.licence ?? "");
  const chapters = words.chapters === undefined ? (known?.chapters ?? "[]") : toJson([...words.chapters]);
  const blank = { token: newToken(), state: "none", progress: 0, views_count: 0, hls_url: "", channel_uri: "" } as const;
  await tx
    .insertInto("videos")
    .values({ media_id, account_id: account.id, title, licence, chapters, ...blank, created_at: kith.now() })
    .onConflict((oc) => oc.column("media_id").doUpdateSet({ title, licence, chapters }))
    .execute();
  // Until it is published or taken back it is kept, as what stands in a draft is: no draft has this id.
  await tx
    .updateTable("media")
    .set({ draft_id: media_id })
    .where("id", "=", media_id)
    .where("status_id", "is", null)
    .where("draft_id", "=", 0)
    .execute();
  await askForSizes(tx, happened, media_id);
}

/** If it is a film that can be shown, and nobody has asked yet. What would play by itself otherwise plays when somebody wants it to. */
export async function askForSizes(tx: Tx, happened: Happened, media_id: number): Promise<void> {
  const asked = await tx
    .updateTable("videos")
    .set({ state: "waiting" })
    .where("media_id", "=", media_id)
    .where("state", "=", "none")
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("media")
          .select("id")
          .where("id", "=", media_id)
          .where("state", "=", "ready")
          .where("kind", "in", ["video", "gifv"]),
      ),
    )
    .returning("media_id")
    .executeTakeFirst();
  if (asked === undefined) return;
  await tx.updateTable("media").set({ kind: "video" }).where("id", "=", media_id).execute();
  happened({ type: "video.wanted", media_id });
}

/** @throws Refusal `invalid` */
export function readTitle(text: string): string {
  const title = stripNul(text).replaceAll(/\s+/g, " ").trim();
  if (title === "") throw invalid("Validation failed: Title can't be blank");
  if (isLonger(title, TITLE)) throw invalid(`Validation failed: Title is too long (maximum is ${TITLE} characters)`);
  return title;
}

function readLicence(text: string): string {
  return stripNul(text).replaceAll(/\s+/g, " ").trim().slice(0, LICENCE);
}
