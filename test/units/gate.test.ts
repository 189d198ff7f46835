/** The gate and its contract, on whichever database the suite runs. */
import { sql, type Kysely } from "kysely";
import { expect, test } from "vitest";
import { guarded } from "../../src/db/guarded.ts";
import { narrowed } from "../../src/db/narrowed.ts";
import { prepare } from "../../src/db/prepared.ts";
import type { DB, Reads, Tx } from "../../src/db/schema.ts";
import { Refusal } from "../../src/errors.ts";
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

test("what is empty for some readers is so however they ask for it, and for nobody else", async () => {
  await using kith = await openTestKith();
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values([insert("a"), insert("b")])
        .execute(),
  );
  const db = narrowed(kith.db, "blank ", {}, { settings: ["value"] });
  const a = (query: Reads) => query.selectFrom("settings").where("settings.key", "=", "a");
  const kept = prepare((reads: Reads, { key }: { key: string }) =>
    reads.selectFrom("settings as s").selectAll("s").where("s.key", "=", key),
  );
  const ways: Record<string, (reads: Reads) => Promise<unknown>> = {
    all: async (reads) => await a(reads).selectAll().executeTakeFirst(),
    own: async (reads) => await a(reads).selectAll("settings").executeTakeFirst(),
    named: async (reads) => await a(reads).select(["key", "value"]).executeTakeFirst(),
    called: async (reads) => await a(reads).select("settings.value as said").executeTakeFirst(),
    written: async (reads) =>
      await a(reads)
        .select(sql`upper(${sql.ref("value")})`.as("said"))
        .executeTakeFirst(),
    joined: async (reads) =>
      await a(reads)
        .innerJoin("settings as other", (join) => join.on("other.key", "=", "b"))
        .select(["settings.key", "other.value"])
        .executeTakeFirst(),
    within: async (reads) =>
      await reads
        .selectFrom((eb) => eb.selectFrom("settings").select(["key", "value"]).as("inner"))
        .select("inner.value")
        .executeTakeFirst(),
    beside: async (reads) =>
      await a(reads)
        .select((eb) =>
          eb.selectFrom("slots").select("settings.value").union(eb.selectFrom("settings").select("value")).as("said"),
        )
        .executeTakeFirst(),
    sought: async (reads) => (await reads.selectFrom("settings").select("key").where("value", "=", "1").execute())[0],
    prepared: async (reads) => (await kept(reads, { key: "a" }))[0],
  };
  for (const [way, ask] of Object.entries(ways)) {
    const [told, all] = [JSON.stringify((await ask(db)) ?? {}), JSON.stringify(await ask(kith.db))];
    expect([way, all?.includes(way === "sought" ? "a" : '"1"'), told.includes("1")]).toEqual([way, true, false]);
  }
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

test("what refers to something that has just gone is missing; what cannot go, because something refers to it, is a fault", async () => {
  await using kith = await openTestKith();
  await kith.write(async (tx) => {
    await sql`create table trees (id integer primary key)`.execute(tx);
    await sql`create table leaves (id integer primary key, tree_id integer not null references trees (id))`.execute(tx);
    await sql`insert into trees (id) values (1), (2)`.execute(tx);
    await sql`insert into leaves (id, tree_id) values (1, 1)`.execute(tx);
  });
  type Trees = DB & { trees: { id: number }; leaves: { id: number; tree_id: number } };
  const writes = async (work: (tx: Kysely<Trees>) => Promise<unknown>) =>
    await kith
      .write(async (tx) => await work(tx as unknown as Kysely<Trees>))
      .then(
        () => "done",
        (error: unknown) => (error instanceof Refusal ? error.kind : "fault"),
      );
  const grow = prepare((tx: Tx, leaf: { id: number; tree_id: number }) =>
    (tx as unknown as Kysely<Trees>).insertInto("leaves").values(leaf),
  );
  const fell = prepare((tx: Tx, { id }: { id: number }) =>
    (tx as unknown as Kysely<Trees>).deleteFrom("trees").where("id", "=", id),
  );
  expect(await writes(async (tx) => await tx.insertInto("leaves").values({ id: 2, tree_id: 9 }).execute())).toBe("missing");
  expect(await writes(async (tx) => await tx.updateTable("leaves").set({ tree_id: 9 }).execute())).toBe("missing");
  expect(await writes(async (tx) => await sql`insert into leaves (id, tree_id) values (2, 9)`.execute(tx))).toBe("missing");
  expect(await writes(async (tx) => await tx.deleteFrom("trees").execute())).toBe("fault");
  expect(await writes(async (tx) => await sql`delete from trees where id = ${1}`.execute(tx))).toBe("fault");
  const old = sql`with old as (select id from trees) delete from trees where id in (select id from old)`;
  expect(await writes(async (tx) => await old.execute(tx))).toBe("fault");
  // Prepared, the first time and any other; and whatever came before in the same work.
  for (const id of [2, 3]) expect(await writes(async (tx) => await grow(tx as never, { id, tree_id: 9 }))).toBe("missing");
  for (const id of [1, 1]) expect(await writes(async (tx) => await fell(tx as never, { id }))).toBe("fault");
  const both = async (tx: Kysely<Trees>) => (await fell(tx as never, { id: 2 }), await grow(tx as never, { id: 4, tree_id: 2 }));
  expect(await writes(both)).toBe("missing");
  expect(await writes(async (tx) => await tx.deleteFrom("trees").where("id", "=", 2).execute())).toBe("done");
});
