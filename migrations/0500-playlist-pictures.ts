/** Pictures of playlists: a file of ours, or an address elsewhere. What no playlist shows any more is cleared away with the files of videos. */
import type { Migration } from "../src/db/migrate.ts";

const LEAVE = "insert into video_leftovers (file) values (old.icon) on conflict do nothing";
/** Of ours: neither nothing nor elsewhere. */
const OURS = "old.icon <> '' and substr(old.icon, 1, 4) <> 'http'";

export async function up({ engine, run }: Migration): Promise<void> {
  await run("alter table playlists add column icon text not null default ''");
  if (engine === "sqlite") {
    await run(`create trigger playlists_delete_leaves_icon after delete on playlists when ${OURS} begin ${LEAVE}; end`);
    await run(
      `create trigger playlists_update_leaves_icon after update of icon on playlists when ${OURS} and new.icon <> old.icon begin ${LEAVE}; end`,
    );
    return;
  }
  await run(`create or replace function leave_icon() returns trigger language plpgsql as $$
    begin if ${OURS} then ${LEAVE}; end if; return null; end $$`);
  await run("create trigger playlists_delete_leaves_icon after delete on playlists for each row execute function leave_icon()");
  await run(
    "create trigger playlists_update_leaves_icon after update of icon on playlists for each row when (new.icon <> old.icon) execute function leave_icon()",
  );
}
