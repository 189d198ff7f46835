/** The pictures of playlists: what their makers have chosen, or their server; through us what is elsewhere. */
import { findAccountById } from "../accounts/find.ts";
import type { Instance } from "../config.ts";
import type { Kith } from "../kith.ts";
import { isWelcome } from "../media/remote/find.ts";
import { keepRemote, type Kept } from "../media/remote/keep.ts";
import { isRemote, mediaUrl, placeToken } from "../media/url.ts";
import { typeOfName } from "../media/names.ts";
import { findPlaylist, loadCovers } from "./load.ts";
import type { Playlist } from "./rules.ts";

/** Undefined where none was chosen. It changes with the picture. */
export function iconUrl(
  instance: Pick<Instance, "origin" | "media">,
  { id, icon }: Pick<Playlist, "id" | "icon">,
): string | undefined {
  return isRemote(icon) ? `${instance.origin}/media/remote/playlists/${id}/${placeToken(icon)}` : mediaUrl(instance, icon);
}

/** What is behind an address through us. */
export async function keepIcon(kith: Kith, id: number, token: string): Promise<Kept | undefined> {
  const playlist = await findPlaylist(kith.db, id);
  if (playlist === undefined || !isRemote(playlist.icon) || token !== placeToken(playlist.icon)) return undefined;
  const owner = await findAccountById(kith.db, playlist.account_id);
  if (owner === undefined || owner.suspended_at > 0 || !(await isWelcome(kith, owner.host))) return undefined;
  return await keepRemote(kith, playlist.icon, "small");
}

/** `media_type`: "" where it is not known. */
export type PictureElsewhere = { url: string; media_type: string };

/** What other servers are told of the picture of one of ours: the one that was chosen, or that of the first film that everybody may see. */
export async function pictureForOthers({ db, instance }: Kith, { id, icon }: Playlist): Promise<PictureElsewhere | undefined> {
  const cover = icon === "" ? (await loadCovers(db, 0, [id])).get(id) : undefined;
  const place = icon === "" ? cover?.preview_file || cover?.preview_remote_url || "" : icon;
  const url = mediaUrl(instance, place);
  return url === undefined ? undefined : { url, media_type: isRemote(place) ? "" : typeOfName(place) };
}
