/** The gate and its contract, on whichever database the suite runs. */
import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import { guarded } from "../../src/db/guarded.ts";
import { prepare } from "../../src/db/prepared.ts";
import type { DB, Tx } from "../../src/db/schema.ts";
import { openTestKith } from "../world/instance.ts";

const insert = (key: string) => ({ key, value: "1" });

test("works of one turn all land, each on its own", async () => {
  await using kith = await openTestKith();
  const works = Array.from({ length: 50 }, (_, n) =>
    kith.write(async (tx) => {
      await tx
        .insertInto("settings")
        .values(insert(`k${n}`))
        .execute();
      if (n % 10 === 3) throw new Error(`work ${n} fails`);
      return n;
    }),
  );
  const settled = await Promise.allSettled(works);
  expect(settled.filter((one) => one.status === "rejected")).toHaveLength(5);
  expect(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))).toHaveLength(45);
  const rows = await kith.db.selectFrom("settings").select("key").where("key", "like", "k%").execute();
  expect(rows).toHaveLength(45);
  expect(rows.map((row) => row.key)).not.toContain("k13");
});

test("a query after its work has ended is an error", async () => {
  await using kith = await openTestKith();
  let late: (() => Promise<unknown>) | undefined;
  await kith.write(async (tx) => {
    late = async () => await tx.insertInto("settings").values(insert("late")).execute();
  });
  await expect(late?.()).rejects.toThrow("outside its kith.write");
  expect(await kith.db.selectFrom("settings").selectAll().where("key", "=", "late").execute()).toEqual([]);
});

test("a gate inside the gate is an error, and undoes the outer work", async () => {
  await using kith = await openTestKith();
  const nested = kith.write(async (tx) => {
    await tx.insertInto("settings").values(insert("outer")).execute();
    await kith.write(async (inner) => await inner.insertInto("settings").values(insert("inner")).execute());
  });
  await expect(nested).rejects.toThrow("kith.write inside kith.write");
  expect(await kith.db.selectFrom("settings").selectAll().where("key", "in", ["outer", "inner"]).execute()).toEqual([]);
});

test("kith.db cannot write", async () => {
  await using kith = await openTestKith();
  const sneaky = kith.db as unknown as {
    insertInto: (table: "settings") => { values: (row: object) => { execute: () => Promise<unknown> } };
  };
  await expect(sneaky.insertInto("settings").values(insert("sneaky")).execute()).rejects.toThrow(/read-?only/i);
});

test("an integer stays an integer, in whichever column", async () => {
  await using kith = await openTestKith();
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values({ key: "n", value: String(5) })
        .execute(),
  );
  await kith.write(
    async (tx) => await tx.insertInto("slots").values({ slot: 31, holder: "h", leased_until: 9_007_199_254_740_991 }).execute(),
  );
  const slot = await kith.db.selectFrom("slots").selectAll().where("slot", "=", 31).executeTakeFirstOrThrow();
  expect(slot.leased_until).toBe(9_007_199_254_740_991);
});

test("a guarded gate looks at each row, of a query that was prepared for another one, too", async () => {
  await using kith = await openTestKith();
  const write = guarded(kith.write, { settings: ({ key }) => key === "secret" }, () => new Error("not through here"));
  const keep = prepare((tx: Tx, { key, value }: { key: string; value: string }) =>
    tx.insertInto("settings").values({ key, value }),
  );
  for (const key of ["open", "other"]) await write(async (tx) => await keep(tx, insert(key)));
  await expect(write(async (tx) => await keep(tx, insert("secret")))).rejects.toThrow("not through here");
  const built = write(async (tx) => await tx.insertInto("settings").values(insert("secret")).execute());
  await expect(built).rejects.toThrow("not through here");
  const rows = await kith.db.selectFrom("settings").select("key").where("key", "in", ["open", "other", "secret"]).execute();
  expect(rows.map(({ key }) => key).toSorted()).toEqual(["open", "other"]);
  // Who may write all is not kept from it by what others may not.
  await kith.write(async (tx) => await keep(tx, insert("secret")));
});

test("a query tells what it has changed, and a plugin that makes something of the rows gets them", async () => {
  await using kith = await openTestKith();
  const changed = await kith.write(async (tx) => {
    await tx
      .insertInto("settings")
      .values([insert("one"), insert("two")])
      .execute();
    return await tx.updateTable("settings").set({ value: "2" }).where("key", "in", ["one", "two"]).executeTakeFirst();
  });
  expect(changed.numUpdatedRows).toBe(2n);
  const louder = (kith.db as Kysely<DB>).withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(({ key }) => ({ key: `${String(key)}!` })) }),
  });
  const rows = await louder.selectFrom("settings").select("key").where("key", "in", ["one", "two"]).orderBy("key").execute();
  expect(rows).toEqual([{ key: "one!" }, { key: "two!" }]);
});
