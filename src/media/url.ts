/** Where media are found: ours by their random name, remote ones where they come from. */
import type { Instance } from "../config.ts";
import type { Media } from "../db/schema.ts";

/** The address of an image that is kept as a name of ours or as a remote address; undefined for "". */
export function mediaUrl({ origin }: Pick<Instance, "origin">, place: string): string | undefined {
  if (place === "") return undefined;
  return /^https?:/.test(place) ? place : `${origin}/media/${place}`;
}

export type MediaUrls = {
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  preview_remote_url: string | null;
};

/** Null for what there is none of; `remote_url` is null for what was uploaded here. */
export function mediaUrls(instance: Pick<Instance, "origin">, media: Media): MediaUrls {
  const remote_url = media.remote_url === "" ? null : media.remote_url;
  const preview_remote_url = media.preview_remote_url === "" ? null : media.preview_remote_url;
  const url = mediaUrl(instance, media.file) ?? remote_url;
  return {
    url,
    preview_url: mediaUrl(instance, media.preview_file) ?? preview_remote_url ?? url,
    remote_url,
    preview_remote_url,
  };
}
