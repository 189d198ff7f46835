/** The place in playlists that a film leaves when its status is deleted. */
import type { Status, Tx } from "../db/schema.ts";
import type { Happened } from "./entry.ts";

/** So many, at most, of those in which a film stood are told of anew. */
const MOST_PLAYLISTS = 200;

/** A film is in the playlists of ours no more: others hear that they have changed. */
export async function leavePlaylists(tx: Tx, happened: Happened, { uri }: Status, updated_at: number): Promise<void> {
  const rows = await tx
    .selectFrom("playlists")
    .innerJoin("accounts", "accounts.id", "playlists.account_id")
    .select("playlists.id")
    .where("playlists.id", "in", (eb) => eb.selectFrom("playlist_films").select("playlist_id").where("film_uri", "=", uri))
    .where("playlists.visibility", "<>", "private")
    .where("accounts.host", "=", "")
    .orderBy("playlists.id")
    .limit(MOST_PLAYLISTS)
    .execute();
  for (const { id: playlist_id } of rows) {
    await tx.updateTable("playlists").set({ updated_at }).where("id", "=", playlist_id).execute();
    happened({ type: "playlist.published", playlist_id, change: "edited" });
  }
}
