// What a server may take of room: the database lets go by itself what nobody here has touched, copies make way for what people here upload, and those
// who run the server see how it stands.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { loadTies } from "../../src/budgets/keys.ts";
import { daysUntilFull } from "../../src/budgets/forecast.ts";
import { creditLeft, databaseSize } from "../../src/budgets/size.ts";
import { keepDatabase } from "../../src/budgets/upkeep.ts";
import { runCli } from "../../src/cli/program.ts";
import { checkDatabaseSize, checkMediaSize } from "../../src/health/budgets.ts";
import { makeRoom } from "../../src/media/remote/keep.ts";
import { openTestKith } from "../world/instance.ts";
import { createWorld } from "../world/world.ts";
import { upload } from "../mastodon/uploads.ts";
import { count, HOST, keysTo, seed } from "./pruned.ts";

const DAY = 86_400_000;

test("a database over its ceiling gets below it by itself, says when nothing is left that may go, and tries again a day later", async () => {
  await using kith = await openTestKith(HOST);
  await seed(kith, { threads: 200, each: 5 });
  kith.clock.advance(40 * DAY);
  const { used } = await databaseSize(kith);
  const under = async (database_bytes: number) => {
    const limits = Object.freeze({ ...kith.instance.limits, database_bytes });
    return Object.defineProperty({ ...kith }, "instance", { value: { ...kith.instance, limits } });
  };
  expect(await keepDatabase(await under(0))).toBeUndefined();
  expect(await keepDatabase(await under(used + 1))).toBeUndefined();
  const tight = await under(used - 200_000);
  const first = await keepDatabase(tight);
  expect(first?.statuses).toBeGreaterThan(100);
  expect(first?.more).toBe(false);
  expect(await count(kith, "prunings", "ended_at > 0 and statuses > 100")).toBe(1);
  // An empty PostgreSQL database is large already: there, that was not enough.
  await kith.write(async (tx) => await tx.deleteFrom("settings").where("key", "=", "pruning").execute());
  const hopeless = await under(1000);
  expect(await keepDatabase(hopeless)).toMatchObject({ more: false });
  expect(await count(kith, "statuses")).toBe(0);
  expect(await checkDatabaseSize(hopeless)).toMatchObject({ state: "wrong", code: "database_over" });
  expect(await keepDatabase(hopeless)).toBeUndefined();
  kith.clock.advance(DAY + 1000);
  expect(await keepDatabase(hopeless)).toMatchObject({ statuses: 0 });
  expect(await checkDatabaseSize(await under(((await databaseSize(kith)).used / 0.95) | 0))).toMatchObject({ state: "note" });
});

test("room that was made in a PostgreSQL database counts as free until as much has come", () => {
  const credit = { bytes: 1000, each: 10, size: 50_000, inserted: 5 };
  expect(creditLeft(credit, 50_000, 5)).toBe(1000);
  expect(creditLeft(credit, 50_000, 55)).toBe(500);
  expect(creditLeft(credit, 49_500, 55)).toBe(0);
  // Its statistics were reset.
  expect(creditLeft(credit, 50_000, 3)).toBe(970);
  expect(creditLeft(credit, 50_000, 5000)).toBe(0);
});

test("when it is full is told from how it has grown", async () => {
  await using kith = await openTestKith(HOST);
  const now = kith.now();
  const ask = async (used: number, ceiling: number) => await daysUntilFull(kith.db, { gauges: ["database"], used, ceiling, now });
  expect(await ask(100, 1000)).toBeUndefined();
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("gauges")
        .values({ name: "database", at: now - 10 * DAY, value: 100 })
        .execute(),
  );
  expect([await ask(200, 1000), await ask(90, 1000), await ask(200, 0), await ask(1000, 1000)]).toEqual([
    80,
    undefined,
    undefined,
    0,
  ]);
});

test("media: copies from elsewhere make way, and when people here have filled it nothing is deleted and nothing more comes in", async () => {
  await using world = await createWorld({
    domain: HOST,
    config: { limits: { media_bytes: 60_000 }, media: { cache_bytes: 50_000 } },
  });
  const kith = world.instance(HOST);
  const alice = await world.person(`alice@${HOST}`);
  // Cannot be packed.
  const noise = await sharp(randomBytes(90 * 90 * 3), { raw: { width: 90, height: 90, channels: 3 } })
    .png()
    .toBuffer();
  const copies = Array.from({ length: 5 }, (_, n) => ({
    key: `k${n}`,
    file: `cache/aa/${n}.png`,
    mime_type: "image/png",
    bytes: 9000,
    failures: 0,
    retry_at: 0,
    used_at: kith.now() + n,
  }));
  await kith.write(async (tx) => await tx.insertInto("remote_files").values(copies).execute());
  for (const { file } of copies) await kith.files.write(file, Buffer.alloc(10));
  kith.clock.advance(DAY);
  expect(await makeRoom(kith)).toBe(0);
  const answers: number[] = [];
  for (let n = 0; n < 12 && answers.at(-1) !== 422; n++)
    answers.push((await upload(world.visitor(HOST), alice.token, noise)).status);
  expect(answers.at(-1)).toBe(422);
  expect(answers.filter((status) => status === 200).length).toBeGreaterThan(0);
  const refused = await upload(world.visitor(HOST), alice.token, noise);
  expect(refused.json<{ error: string }>().error).toContain("no room for more media");
  const kept = await count(kith, "media");
  world.clock.advance(120_000);
  expect(await makeRoom(kith)).toBeGreaterThan(0);
  expect(await count(kith, "media")).toBe(kept);
  const own = Number(
    (
      await kith.db
        .selectFrom("media")
        .select(({ fn }) => fn.sum("bytes").as("n"))
        .executeTakeFirst()
    )?.n,
  );
  const left = Number(
    (
      await kith.db
        .selectFrom("remote_files")
        .select(({ fn }) => fn.sum("bytes").as("n"))
        .executeTakeFirst()
    )?.n ?? 0,
  );
  expect(own + left).toBeLessThanOrEqual(60_000);
  expect(await checkMediaSize(kith)).toMatchObject({ about: "media size" });
});

test("the command line says what would go and lets it go", async () => {
  await using kith = await openTestKith(HOST);
  await seed(kith, { threads: 40, each: 3 });
  kith.clock.advance(40 * DAY);
  // The command goes by the clock on the wall, which is later than all of this.
  if (kith.engine !== "sqlite") return;
  const folder = mkdtempSync(join(tmpdir(), "kith-prune-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "instance.config.mjs");
  writeFileSync(file, `export default { domain: "${HOST}", data: ${JSON.stringify(kith.instance.data)}, log: "off" };\n`);
  const cli = async (...args: string[]) => {
    const lines: string[] = [];
    const code = await runCli([...args, "--config", file], { out: (line) => lines.push(line), err: (line) => lines.push(line) });
    return { code, text: lines.join("\n") };
  };
  expect(await cli("prune")).toMatchObject({ code: 1, text: expect.stringContaining("limits.database_bytes") as string });
  expect(await cli("prune", "--free", "much")).toMatchObject({ code: 1 });
  const told = await cli("prune", "--dry-run", "--free", "10000000");
  expect(told.text).toMatch(/This would go:\n {2}\d+ statuses[^]*Nothing has been changed/);
  expect(await count(kith, "statuses")).toBe(120);
  const done = await cli("prune", "--free", "10000000");
  const numbers = (text: string) => /(\d+) statuses, (\d+) accounts/.exec(text)?.slice(1);
  expect(numbers(done.text)).toEqual(numbers(told.text));
  expect(await count(kith, "statuses")).toBe(120 - Number(numbers(done.text)?.[0]));
});

test("whatever names a status or an account holds it, but for what is listed; and nothing large is searched through when one is deleted", async () => {
  await using world = await createWorld(HOST);
  const kith = world.instance(HOST);
  const ties = await loadTies(kith);
  const names = (of: "statuses" | "accounts") => ties[of].map(({ table, column }) => `${table}.${column}`);
  expect(names("statuses")).toEqual(
    expect.arrayContaining([
      "bookmarks.status_id",
      "notifications.status_id",
      "filter_statuses.status_id",
      "conversation_statuses.status_id",
    ]),
  );
  expect(names("accounts")).toEqual(
    expect.arrayContaining([
      "statuses.account_id",
      "statuses.in_reply_to_account_id",
      "mentions.account_id",
      "follows.target_id",
      "blocks.target_id",
      "account_notes.target_id",
      "reports.target_id",
      "list_members.account_id",
      "collection_items.account_id",
    ]),
  );
  if (kith.engine !== "sqlite") return;
  const large = [
    "statuses",
    "mentions",
    "media",
    "polls",
    "poll_votes",
    "favourites",
    "reactions",
    "notifications",
    "quotes",
    "follows",
  ];
  for (const parent of ["accounts", "statuses", "tags"])
    for (const key of await keysTo(kith, parent)) {
      const [table = "", column = ""] = key.split(".");
      if (!large.includes(table)) continue;
      const { rows } = await sql<{ detail: string }>`explain query plan select 1 from ${sql.table(table)}
        where ${sql.ref(column)} = 5`.execute(kith.db as never);
      expect(rows.map(({ detail }) => detail).join(), key).toMatch(/SEARCH/);
    }
});
