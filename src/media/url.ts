/**
 * Where media are found: ours by their random name, those of other servers through this one (`remote/`), so that nobody who looks at a page
 * is seen by a stranger's server. Pure.
 */
import { hash } from "node:crypto";
import type { Instance } from "../config.ts";
import type { Account, Media } from "../db/schema.ts";

type Place = Pick<Instance, "origin" | "media">;

/** The public address of the folder of our files, without a slash. */
export function mediaBase({ origin, media: { store } }: Place): string {
  return store === "local" || store.public_url === "" ? `${origin}/media` : store.public_url.replace(/\/+$/, "");
}

/** The address of a file that is kept as a name of ours or is a remote address; undefined for "". For other servers: pages use the others here. */
export function mediaUrl(instance: Place, place: string): string | undefined {
  if (place === "") return undefined;
  if (isRemote(place)) return place;
  // Those of stories are shown by us alone, wherever they lie.
  return place.startsWith("stories/") ? `${instance.origin}/media/${place}` : `${mediaBase(instance)}/${place}`;
}

export const isRemote = (place: string): boolean => /^https?:/.test(place);

/** The address of an account's picture for pages and clients; undefined when it has none. It changes with the picture. */
export function portraitUrl(instance: Place, account: Pick<Account, "id" | "avatar" | "header">, kind: "avatar" | "header") {
  const place = account[kind];
  if (!isRemote(place)) return mediaUrl(instance, place);
  return `${instance.origin}/media/remote/accounts/${account.id}/${kind}/${placeToken(place)}`;
}

/** Ids can be guessed; that somebody knows the remote address proves that they were shown the status. */
export const placeToken = (place: string): string => hash("sha256", place, "base64url").slice(0, 16);

export type MediaUrls = {
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  preview_remote_url: string | null;
};

/** Null for what there is none of; `remote_url` is null for what was uploaded here. */
export function mediaUrls(instance: Place, media: Media): MediaUrls {
  const remote_url = media.remote_url === "" ? null : media.remote_url;
  const preview_remote_url = media.preview_remote_url === "" ? null : media.preview_remote_url;
  const through = (kind: "original" | "small") =>
    `${instance.origin}/media/remote/${media.id}/${kind}/${placeToken(media.remote_url)}`;
  // Of what we do not know what it is, there is only the link.
  const url =
    mediaUrl(instance, media.file) ?? (remote_url === null || media.kind === "unknown" ? remote_url : through("original"));
  const pictured = preview_remote_url !== null || media.kind === "image";
  const preview = remote_url !== null && media.kind !== "unknown" && pictured ? through("small") : null;
  return { url, preview_url: mediaUrl(instance, media.preview_file) ?? preview ?? url, remote_url, preview_remote_url };
}
