/** How many playlists there may be and what they may be called, here and elsewhere. */
import type { Account, Row } from "../db/schema.ts";
import type { PlaylistVisibility } from "../db/values.ts";
import { forbidden, invalid, readAll } from "../errors.ts";
import { firstGraphemes, isLonger } from "../text/count.ts";
import { stripNul } from "../text/outside.ts";

export type Playlist = Row<"playlists">;
export type PlaylistFilm = Row<"playlist_films">;

/** `title` and `description` in characters, as PeerTube has them. */
export const PLAYLIST_LIMITS = Object.freeze({ playlists: 100, films: 500, title: 120, description: 1000 });
/** Of one account elsewhere. */
export const MOST_ELSEWHERE = 200;
/** Seconds. */
const LONGEST = 1_000_000;

const VISIBILITIES: readonly PlaylistVisibility[] = Object.freeze(["public", "unlisted", "private"]);

/** @throws Refusal `forbidden` */
export function assertOwn(account: Pick<Account, "id">, playlist: Playlist): void {
  if (playlist.account_id !== account.id) throw forbidden("This playlist is somebody else's");
}

/** As typed. */
export type PlaylistWords = { title?: string | undefined; description?: string | undefined; visibility?: string | undefined };

/** @throws Refusal `invalid` */
function readTitle(text: string): string {
  const title = stripNul(text).replace(/\s+/g, " ").trim();
  if (title === "") throw invalid("Validation failed: Title can't be blank");
  if (isLonger(title, PLAYLIST_LIMITS.title))
    throw invalid(`Validation failed: Title is too long (maximum is ${PLAYLIST_LIMITS.title} characters)`);
  return title;
}

/** @throws Refusal `invalid` */
function readDescription(text: string): string {
  const description = stripNul(text).trim();
  if (isLonger(description, PLAYLIST_LIMITS.description))
    throw invalid(`Validation failed: Description is too long (maximum is ${PLAYLIST_LIMITS.description} characters)`);
  return description;
}

/** @throws Refusal `invalid` */
function readVisibility(text: string): PlaylistVisibility {
  const visibility = VISIBILITIES.find((each) => each === text);
  if (visibility === undefined) throw invalid("Validation failed: Visibility is not included in the list");
  return visibility;
}

/** What is said of a playlist; what is left out stays so. @throws Refusal `invalid`, with all that is wrong */
export function readWords({ title, description, visibility }: PlaylistWords): Partial<Pick<Playlist, keyof PlaylistWords>> {
  return readAll({
    ...(title === undefined ? {} : { title: () => readTitle(title) }),
    ...(description === undefined ? {} : { description: () => readDescription(description) }),
    ...(visibility === undefined ? {} : { visibility: () => readVisibility(visibility) }),
  });
}

/** Another server's words: cut where ours would be refused. */
export const cut = (text: string, most: "title" | "description"): string =>
  firstGraphemes(stripNul(text.slice(0, PLAYLIST_LIMITS[most] * 20)).trim(), PLAYLIST_LIMITS[most]);

/** Whole seconds of a film, 0 for none. */
export const seconds = (value: number | undefined): number =>
  value === undefined || !Number.isFinite(value) ? 0 : Math.min(Math.max(Math.trunc(value), 0), LONGEST);
