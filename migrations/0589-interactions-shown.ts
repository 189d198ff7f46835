/** Who may answer, favour and boost a status is shown with it: another rule gives its row another version (0251). */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ engine, run }: Migration): Promise<void> {
  await run(
    engine === "sqlite"
      ? `create trigger statuses_interactions_raises_version after update of interactions on statuses when new.version = old.version
          begin update statuses set version = version + 1 where id = new.id; end`
      : "create trigger statuses_interactions_raises_version before update of interactions on statuses for each row execute function raise_version()",
  );
}
