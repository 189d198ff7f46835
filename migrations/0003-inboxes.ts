/** Whose an inbox is: asked when the inbox answers that it is gone. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index accounts_by_inbox on accounts (inbox_url)");
}
