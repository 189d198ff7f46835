/** When somebody ceased to follow is kept to the day: those before are dated by the days of UTC, which are near enough to those of the server. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("update insight_leavings set left_at = left_at - left_at % 86400000");
}
