/** Collections of other servers are found by the addresses of their pages, too, which is what people link to. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index collections_by_url on collections (url)");
}
