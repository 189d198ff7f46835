/**
 * Where media are found: ours by their random name, those of other servers through this one (`remote/`), so that nobody who looks at a page
 * is seen by a stranger's server. Pure.
 */
import { hash } from "node:crypto";
import type { Instance } from "../config.ts";
import type { Account, Media } from "../db/schema.ts";
import { isApart, unmarked, type Mark } from "./apart.ts";

type Place = Pick<Instance, "origin" | "media">;

/** The public address of the folder of our files, without a slash. */
export function mediaBase({ origin, media: { store } }: Place): string {
  return store === "local" || store.public_url === "" ? `${origin}/media` : store.public_url.replace(/\/+$/, "");
}

/** The address of a file that is kept as a name of ours or is a remote address; undefined for "". For other servers: pages use the others here. */
export function mediaUrl(instance: Place, place: string): string | undefined {
  if (place === "") return undefined;
  if (isRemote(place)) return place;
  // What lies apart is shown by us alone, wherever it lies.
  return isApart(place) ? `${instance.origin}/media/${place}` : `${mediaBase(instance)}/${place}`;
}

export const isRemote = (place: string): boolean => /^https?:/.test(place);

/** What is marked of an account's picture of another server, which is shown through this one. */
export const portraitThroughUs = (id: number, kind: "avatar" | "header", place: string): string =>
  `remote/accounts/${id}/${kind}/${placeToken(place)}`;

type Portrayed = Pick<Account, "id" | "avatar" | "header" | "actor_type" | "members_only">;

/**
 * The address of an account's picture for pages and clients; undefined when it has none. It changes with the picture, and that of a group which shows it those alone who
 * are in it ends.
 */
export function portraitUrl(instance: Place, account: Portrayed, kind: "avatar" | "header", mark: Mark): string | undefined {
  const place = account[kind];
  if (!isRemote(place)) return markedUrl(instance, place, mark);
  const path = portraitThroughUs(account.id, kind, place);
  const closed = account.actor_type === "Group" && account.members_only === 1;
  return `${instance.origin}/media/${closed ? mark(path) : path}`;
}

/** The same of a file that may lie apart. */
export const markedUrl = (instance: Place, place: string, mark: Mark): string | undefined =>
  mediaUrl(instance, isApart(place) && !place.includes("?") ? mark(place) : place);

/** Ids can be guessed; that somebody knows the remote address proves that they were shown the status. A new mark of that address changes nothing. */
export const placeToken = (place: string): string => hash("sha256", unmarked(place), "base64url").slice(0, 16);

export type MediaUrls = {
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  preview_remote_url: string | null;
};

/** What is fetched for an address of ours: a picture of the whole has one of its own, or is made of it. */
export const addressThrough = (
  { kind, remote_url, preview_remote_url }: Pick<Media, "kind" | "remote_url" | "preview_remote_url">,
  wanted: "original" | "small",
): string => (wanted === "original" || (preview_remote_url === "" && kind === "image") ? remote_url : preview_remote_url);

/** Null for what there is none of; `remote_url` is null for what was uploaded here. */
export function mediaUrls(instance: Place, media: Media, mark: Mark): MediaUrls {
  const remote_url = media.remote_url === "" ? null : media.remote_url;
  const preview_remote_url = media.preview_remote_url === "" ? null : media.preview_remote_url;
  const through = (kind: "original" | "small") => {
    const path = `remote/${media.id}/${kind}/${placeToken(addressThrough(media, kind))}`;
    return `${instance.origin}/media/${media.apart === 0 ? path : mark(path)}`;
  };
  // Of what we do not know what it is, there is only the link.
  const url =
    markedUrl(instance, media.file, mark) ?? (remote_url === null || media.kind === "unknown" ? remote_url : through("original"));
  const pictured = preview_remote_url !== null || media.kind === "image";
  const preview = remote_url !== null && media.kind !== "unknown" && pictured ? through("small") : null;
  return { url, preview_url: markedUrl(instance, media.preview_file, mark) ?? preview ?? url, remote_url, preview_remote_url };
}
