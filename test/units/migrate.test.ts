/** Migrations that move rows: what was there before is there afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { makeGate } from "../../src/db/write.ts";

test("the inbox keeps what waits in it when activities begin to be known by their actors, too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kith-migrate-"));
  const database = await openDatabase({ database: "sqlite", folder, guard: makeGate().guard, synchronous: "off" });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  await migrate(database, () => 0, { until: "0189" });
  const writer = database.writer.withoutPlugins();
  const insert = async (id: number, actor: string) =>
    await sql`insert into inbox (id, activity_uri, actor_uri, body, received_at, done_at, lane, priority, run_at, attempts, leased_until,
      lease, last_error) values (${id}, 'https://a.test/1', ${actor}, '{"a":1}', 5, 0, ${actor}, 1, 6, 2, 7, 'me', 'why')`.execute(
      writer,
    );
  await insert(1, "https://a.test/anna");
  await expect(insert(2, "https://a.test/bea")).rejects.toThrow("UNIQUE");
  const [before] = await writer.selectFrom("inbox").selectAll().execute();
  await migrate(database, () => 0);
  expect(await writer.selectFrom("inbox").selectAll().execute()).toEqual([{ ...before, said: "", made_at: 0 }]);
  await insert(2, "https://a.test/bea");
  await expect(insert(3, "https://a.test/bea")).rejects.toThrow("UNIQUE");
});
