/** Groups have a chat of their own, unless their moderators switch it off; posts may have titles; and who has invited whom is found by the inviter. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ engine, run }: Migration): Promise<void> {
  await run("alter table groups add column chat integer not null default 1");
  await run("create index group_invitations_by_inviter on group_invitations (inviter_id)");
  await run("alter table statuses add column title text not null default ''");
  // A title is shown: another one gives its row another version (0251).
  await run(
    engine === "sqlite"
      ? `create trigger statuses_title_raises_version after update of title on statuses when new.version = old.version
          begin update statuses set version = version + 1 where id = new.id; end`
      : "create trigger statuses_title_raises_version before update of title on statuses for each row execute function raise_version()",
  );
}
