/**
 * Files of a form that is refused for something else: they are put aside and stand in the form that comes again, which names them in the field `aside_FIELD`
 * (with `aside_name_FIELD`, and `leave_out_FIELD` for who wants none after all). When it is sent, they are there as if they had been chosen again, so that no
 * page needs to know of it but by `again`. An id opens nothing but to the account that has sent the file.
 */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import { takeQuota } from "../../access/limits.ts";
import { Refusal } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Media } from "../../db/schema.ts";
import { dropAside, loadAside, putAside } from "../../media/aside.ts";
import type { Problems } from "../../../views/frame/context.ts";
import type { AsideFile, FormState } from "../../../views/parts/form.ts";
import { scratchFor } from "./films.ts";
import { MOST_FILES, MOST_NAMED, type Form, type Upload } from "./forms.ts";
import type { Answer, Route } from "./respond.ts";
import type { Visit } from "./visit.ts";

const FIELD = /^aside_(?!name_)(\w{1,40})$/;

/** The form with the files that an earlier attempt has left here, where it brings no others; and those that are not wanted any more. */
export async function withAside(
  { kith, viewer_id }: Visit,
  form: Form,
  { files, res }: Pick<Route, "files"> & { res: Response },
): Promise<{ form: Form; unwanted: readonly number[] }> {
  const named = Object.entries(form.typed).flatMap(([name, value]) => {
    const [, field] = FIELD.exec(name) ?? [];
    return field === undefined ? [] : [[field, readId(value) ?? 0] as const];
  });
  if (files === false || named.length === 0) return { form, unwanted: [] };
  const ids = named.slice(0, MOST_FILES).map(([, id]) => id);
  const known = await loadAside(kith.db, { id: viewer_id }, ids);
  const uploads = new Map(form.files);
  const unwanted: number[] = [];
  for (const [field, id] of named) {
    const media = known.get(id);
    if (media === undefined) continue;
    if (uploads.has(field) || form.has(`leave_out_${field}`)) unwanted.push(id);
    else
      uploads.set(field, { ...(await read(media)), name: form.text(`aside_name_${field}`).slice(0, MOST_NAMED), aside: media });
  }
  return { form: { ...form, files: uploads, file: (name) => uploads.get(name) }, unwanted };

  async function read(media: Media): Promise<Omit<Upload, "name">> {
    const { image_bytes } = kith.instance.limits;
    const empty = Buffer.alloc(0);
    if (files !== "films") {
      const size = (await kith.files.size(media.original)) ?? 0;
      if (size > image_bytes) return { bytes: empty, too_large: true };
      return { bytes: await kith.files.read(media.original), too_large: false };
    }
    const path = join(await scratchFor(kith, res), "upload");
    await pipeline(await kith.files.stream(media.original), createWriteStream(path));
    return { bytes: empty, path, too_large: false };
  }
}

/** What a form is shown again with: what was typed and what is wrong, and its files, but for those that are wrong themselves. */
export async function again(visit: Visit, problems: Problems | undefined): Promise<FormState> {
  if (problems === undefined) return {};
  const { form } = visit;
  const aside: Record<string, AsideFile> = {};
  for (const [field, upload] of form.files) {
    const media = field in problems || upload.too_large ? undefined : (upload.aside ?? (await keep(visit, upload)));
    if (media !== undefined) aside[field] = { media, name: upload.name };
  }
  return { problems, typed: form.typed, aside };
}

/** Undefined where there is no room, or they have sent too much: then it has to be chosen again. */
async function keep({ kith, viewer_id }: Visit, { bytes, path, again: other }: Upload): Promise<Media | undefined> {
  const from = other ?? path;
  if (takeQuota(kith, "media", viewer_id)?.exceeded === true) return undefined;
  try {
    return await putAside(kith, { id: viewer_id }, from === undefined ? { bytes } : { path: from });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** What an answer leaves of them: those that the form still shows stay. */
export async function letGo({ kith, viewer_id, form }: Visit, answer: Answer, unwanted: readonly number[]): Promise<void> {
  const asked = "status" in answer && answer.status === 422;
  const used = asked ? [] : [...form.files.values()].flatMap(({ aside }) => aside?.id ?? []);
  await dropAside(kith, { id: viewer_id }, [...unwanted, ...used]);
}
