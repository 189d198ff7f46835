/** What happens to films and playlists. */

export type FilmEvent =
  /** It has no sizes for streaming yet, or not all. */
  | { type: "video.wanted"; media_id: number }
  /** One of ours has been made, shown to others, or is another. */
  | { type: "playlist.published"; playlist_id: number; change: "made" | "edited" }
  /** One of ours is gone, or for its maker alone. */
  | { type: "playlist.removed"; playlist_id: number; account_id: number; uri: string }
  /** One elsewhere, to be looked at there. */
  | { type: "playlist.found"; uri: string }
  /** Somebody wants to see those of an account elsewhere, or films in one that are not known here. */
  | { type: "playlists.wanted"; account_id: number }
  | { type: "playlist.films_wanted"; playlist_id: number };
