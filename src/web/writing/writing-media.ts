/** The files that come with what one writes: new ones, and those that the server has already, described and framed anew or taken away. */
import { fromJson, toJson } from "../../db/columns.ts";
import type { Media, Status } from "../../db/schema.ts";
import { assertLimit } from "../../access/limits.ts";
import { Refusal } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { addMedia, fileTooLarge, type MediaUpload } from "../../media/add.ts";
import { removeMedia } from "../../media/remove.ts";
import { getOwnMedia, updateMedia } from "../../media/update.ts";
import { readDescription, readFocus } from "../../media/words.ts";
import { assertMayReword } from "../../teams/media.ts";
import type { Upload } from "../frame/forms.ts";
import type { Visit } from "../frame/visit.ts";
import { mediaProblem } from "./writing-problems.ts";

type Reworded = { id: number; description: string; focus: string | undefined };
export type ReadMedia = {
  media: Media[];
  media_words: Reworded[];
  problem: string | undefined;
  /** What was said of files that could not be taken, or were not there: it is asked for again with them. */
  left: string[];
};

/** Nothing is lost for what is wrong with one of them: `problem` says what. */
export async function readMedia(visit: Visit, edited: Status | undefined): Promise<ReadMedia> {
  const most = visit.kith.instance.limits.media_per_status;
  const found: ReadMedia = { media: [], media_words: [], problem: undefined, left: [] };
  const attempt = async (work: () => Promise<Media | undefined>): Promise<boolean> => {
    try {
      const media = await work();
      if (media !== undefined) found.media.push(media);
      return media !== undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      found.problem ??= mediaProblem(visit, error);
      return false;
    }
  };
  for (const id of visit.form.all("media_ids").slice(0, most))
    await attempt(async () => await keptMedia(visit, id, { edited, found }));
  for (let slot = 1; slot <= most && found.media.length < most; slot++) {
    const taken = await attempt(async () => await newMedia(visit, slot, found));
    if (!taken) found.left.push(visit.form.text(`description_${slot}`));
  }
  return found;
}

async function keptMedia(
  visit: Visit,
  text: string,
  { edited, found }: { edited: Status | undefined; found: ReadMedia },
): Promise<Media | undefined> {
  const { kith, form, viewer_id } = visit;
  const media = await getOwnMedia(kith.db, { id: viewer_id }, readId(text) ?? 0);
  const attached = media.status_id !== null;
  if (attached && media.status_id !== edited?.id) return undefined;
  if (form.has(`remove_${media.id}`)) {
    if (!attached && media.kept_by === 0) await removeMedia(kith, { id: viewer_id }, media.id);
    return undefined;
  }
  const description = form.has(`description_${media.id}`) ? form.text(`description_${media.id}`).trim() : media.description;
  if (!mayBeSaid(visit, found, description)) return { ...media, description };
  const focus = form.text(`focus_${media.id}`) || undefined;
  if (!attached) {
    if (description === media.description && focus === undefined) return media;
    await assertMayReword(kith, media, visit.session?.member);
    return await updateMedia(kith, { id: viewer_id }, media.id, { description, focus });
  }
  // What is said of media that stand in a status changes with the edit, not before.
  found.media_words.push({ id: media.id, description, focus });
  const framed = readFocus(focus);
  const meta = framed === undefined ? media.meta : toJson({ ...fromJson(media.meta), focus: framed });
  return { ...media, description, meta };
}

async function newMedia(visit: Visit, slot: number, found: ReadMedia): Promise<Media | undefined> {
  const { form } = visit;
  const file = form.file(`file_${slot}`);
  if (file === undefined) return undefined;
  const description = form.text(`description_${slot}`);
  return mayBeSaid(visit, found, description)
    ? await takeFile(visit, file, { description })
    : { ...(await takeFile(visit, file)), description };
}

/** What is too long is not kept; it stands in the form that comes again, with the file that it is about. */
function mayBeSaid(visit: Visit, found: ReadMedia, description: string): boolean {
  try {
    readDescription(description);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found.problem ??= mediaProblem(visit, error);
    return false;
  }
}

/** @throws Refusal `invalid` for what we cannot show, `too-many` */
export async function takeFile(
  { kith, viewer_id }: Visit,
  file: Upload,
  { later = false, ...words }: Pick<MediaUpload, "description"> & { later?: boolean } = {},
): Promise<Media> {
  const { image_bytes, video_bytes } = kith.instance.limits;
  if (file.too_large) throw fileTooLarge(Math.max(image_bytes, video_bytes));
  await assertLimit(kith, "media", viewer_id);
  const from = file.path === undefined ? { bytes: file.bytes } : { path: file.path };
  return await addMedia(kith, { id: viewer_id }, { ...from, ...words }, later);
}
