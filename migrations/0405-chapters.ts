/** Chapters of a video that are said beside its description: by its maker here, or by its server, inline or at an address of their own. They are shown, so they raise the version of their status (0251). */
import type { Migration } from "../src/db/migrate.ts";

const COLUMNS = [
  "alter table videos add column chapters text not null default '[]'",
  "alter table videos add column chapters_url text not null default ''",
  "alter table videos add column chapters_asked_at integer not null default 0",
];
const RAISE = "update statuses set version = version + 1 where id = (select status_id from media where id = new.media_id)";

export async function up({ engine, run }: Migration): Promise<void> {
  for (const statement of COLUMNS) await run(statement);
  if (engine === "sqlite") {
    await run(`create trigger videos_chapters_raise_version after update of chapters on videos begin ${RAISE}; end`);
    return;
  }
  await run(`create or replace function videos_chapters_raise_version() returns trigger language plpgsql as $$
    begin ${RAISE}; return null; end $$`);
  await run(`create trigger videos_chapters_raise_version after update of chapters on videos
    for each row execute function videos_chapters_raise_version()`);
}
