/** Publishing a video, and changing what is shown of one, before and after it has been published. */
import type { Account, Media, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isApart } from "../media/apart.ts";
import { nameFor } from "../media/names.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { getOwnMedia, updateMedia, updateMediaIn } from "../media/update.ts";
import { editStatus } from "../statuses/edit.ts";
import { findStatusById } from "../statuses/find.ts";
import { publishStatus } from "../statuses/publish.ts";
import { readChapters } from "./chapters.ts";
import { describeVideo, getOwnVideo, type VideoWords } from "./describe.ts";
import { frameAt } from "./poster.ts";

export type Publication = {
  /** What is said of it. */
  text: string;
  visibility: Visibility;
  language?: string | undefined;
  sensitive?: boolean | undefined;
  idempotency_key?: string | undefined;
  application_id?: number | null | undefined;
  /** Of a team: the account of who publishes it. */
  written_by?: number | undefined;
};

/** A picture of one's own, or one of its own at so many seconds. */
export type Poster = { picture: Buffer } | { seconds: number };

/** @throws Refusal `missing`, `invalid` */
export async function publishVideo(kith: Kith, author: Account, media_id: number, said: Publication): Promise<Status> {
  await getOwnVideo(kith.db, author, media_id);
  const media = await getOwnMedia(kith.db, author, media_id);
  if (media.state === "failed") throw invalid(media.error);
  if (media.state === "ready" && media.kind !== "video") throw invalid("Validation failed: File is no video");
  return await publishStatus(kith, author, {
    ...said,
    language: said.language ?? "",
    sensitive: said.sensitive === true,
    spoiler_text: "",
    media_ids: [media_id],
  });
}

export type VideoChange = Omit<VideoWords, "chapters"> & {
  /** A line each, "0:00 Title"; "" = those that its description has. */
  chapters?: string | undefined;
  /** Of one that has been published. */
  text?: string | undefined;
  sensitive?: boolean | undefined;
  poster?: Poster | undefined;
  /** What it shows, in words. */
  description?: string | undefined;
};

/**
 * What is not named stays as it is. Of one that has been published, all who have it hear of the change.
 *
 * @param besides something else that changes with it, before anybody hears
 * @throws Refusal `missing`, `invalid`
 */
export async function changeVideo(
  kith: Kith,
  author: Account,
  { media_id }: { media_id: number },
  { change, besides }: { change: VideoChange; besides?: () => Promise<void> },
): Promise<void> {
  await getOwnVideo(kith.db, author, media_id);
  const media = await getOwnMedia(kith.db, author, media_id);
  const { title, licence } = change;
  const chapters = change.chapters === undefined ? undefined : readChapters(change.chapters);
  if (title !== undefined || licence !== undefined || chapters !== undefined)
    await describeVideo(kith, author, media_id, { title, licence, chapters });
  if (change.poster !== undefined) await setPoster(kith, author, media, change.poster);
  await besides?.();
  const { description } = change;
  if (media.status_id === null) {
    if (description !== undefined) await updateMedia(kith, author, media_id, { description });
    return;
  }
  const status = await findStatusById(kith.db, media.status_id);
  if (status === undefined) throw missing();
  await editStatus(kith, author, status.id, {
    text: change.text ?? status.text,
    sensitive: change.sensitive ?? status.sensitive === 1,
    spoiler_text: status.spoiler_text,
    media_ids: [media_id],
    media_words: description === undefined ? [] : [{ id: media_id, description }],
    language: status.language,
    poll: undefined,
  });
}

async function setPoster(kith: Kith, author: Account, media: Media, poster: Poster): Promise<void> {
  const thumbnail = "picture" in poster ? poster.picture : await frameAt(kith, media, poster.seconds);
  if (media.status_id === null) return void (await updateMedia(kith, author, media.id, { thumbnail }));
  const { small, blurhash } = await makeThumbnail(kith, thumbnail);
  const preview_file = nameFor(small.extension, isApart(media.file) ? "private" : "media");
  await kith.files.write(preview_file, small.bytes);
  const pictured = { preview_file, blurhash, small: { width: small.width, height: small.height } };
  const words = { status_id: media.status_id, pictured };
  try {
    await kith.write(async (tx) => await updateMediaIn(tx, author, media.id, words));
  } catch (error) {
    await kith.files.remove(preview_file);
    throw error;
  }
  if (media.preview_file !== "") await kith.files.remove(media.preview_file);
}
