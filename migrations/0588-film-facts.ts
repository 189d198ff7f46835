/** What PeerTube says of a film besides: what kind it is, how its makers may be supported, and when it was first shown. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table videos add column category text not null default ''");
  await run("alter table videos add column support text not null default ''");
  await run("alter table videos add column originally_at integer not null default 0");
}
