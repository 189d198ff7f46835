/** Who may answer, favour and boost a status, as its author elsewhere says (GoToSocial's interaction policies), and the consent to an answer of ours. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table statuses add column interactions integer not null default 0");
  await run("alter table statuses add column approval_uri text not null default ''");
}
