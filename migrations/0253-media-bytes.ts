/** How much room the media of people here take is asked every few minutes, and media of other servers, which are a hundred times as many, take none. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index media_by_bytes on media (bytes) where bytes > 0");
}
