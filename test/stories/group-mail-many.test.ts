/** Groups as mailing lists in which more is said than a letter holds. */
import { expect, test } from "vitest";
import { planGroupMail } from "../../src/mailing/group-due.ts";
import { does, makes } from "./gardeners.ts";
import { gather, goesOut, reads } from "./group-readers.ts";

type Gathered = Awaited<ReturnType<typeof gather>>;

/** So many posts in a group within a day, as if each had come by itself. */
async function bustles({ world, kith, ann, gardens }: Pick<Gathered, "world" | "kith" | "ann" | "gardens">, count: number) {
  const model = await ann.posts("@gardens The first of many");
  await world.settles();
  const row = await kith.db.selectFrom("statuses").selectAll().where("id", "=", Number(model.id)).executeTakeFirstOrThrow();
  expect(String(row.group_id)).toBe(gardens.id);
  const rows = Array.from({ length: count - 1 }, (_, at) => {
    const [id, uri] = [row.id + 64 * (at + 1), `${row.uri}-${at}`];
    return { ...row, id, uri, url: uri, content: `<p>Number ${at + 2}</p>`, created_at: row.created_at + at + 1 };
  });
  for (let at = 0; at < rows.length; at += 20)
    await kith.write(
      async (tx) =>
        void (await tx
          .insertInto("statuses")
          .values(rows.slice(at, at + 20))
          .execute()),
    );
}

test("whoever reads each post by mail gets all of them, however many there were while nothing was sent; a day of many is told as far as letters go", async () => {
  const gathered = await gather();
  const { world, kith, ben, gardens, to } = gathered;
  await using _ = world;
  const cem = await world.person("cem@alpha.test");
  for (const who of [ben, cem]) await does(who, gardens, "join");
  await reads(kith, ben, gardens.id, "each");
  await reads(kith, cem, gardens.id, "daily");
  await world.passes("1 minute");
  await bustles(gathered, 450);
  for (let more = true; more; await world.settles()) more = await planGroupMail(kith);
  expect(new Set(to("ben").map(({ message_id }) => message_id)).size).toBe(450);
  await world.passes("22 hours");
  await goesOut(world);
  const letters = to("cem");
  expect(letters.map(({ subject }) => subject)).toEqual(Array(4).fill("[Gardens] 50 new posts"));
  expect(letters.map(({ text }) => text.includes("Number 200\n"))).toEqual([false, false, false, true]);
  expect(letters.map(({ text }) => text.includes("There were 250 more posts"))).toEqual([false, false, false, true]);
  expect(letters[3]?.text).toContain("https://alpha.test/@gardens\n");
  // What was only counted does not come on the day after.
  await world.passes("1 day");
  await goesOut(world);
  expect(to("cem")).toHaveLength(4);
});

test("of a group on another server as many threads come as of one here", async () => {
  const { world, kith, ben, letters } = await gather();
  await using _ = world;
  const bob = await world.person("bob@beta.test");
  await makes(bob, { name: "trees", title: "Trees" });
  await ben.follows("@trees@beta.test");
  await world.settles();
  const group = await kith.db.selectFrom("accounts").select("id").where("username", "=", "trees").executeTakeFirstOrThrow();
  await reads(kith, ben, String(group.id), "each");
  await bob.posts("@trees Number 1");
  await world.settles();
  const boosts = kith.db
    .selectFrom("statuses")
    .selectAll()
    .where("account_id", "=", group.id)
    .where("reblog_of_id", "is not", null);
  const boost = await boosts.executeTakeFirstOrThrow();
  const shown = kith.db.selectFrom("statuses").selectAll().where("id", "=", boost.reblog_of_id);
  const post = await shown.executeTakeFirstOrThrow();
  const copies = Array.from({ length: 249 }, (__, at) => {
    const [by, n] = [4096 * (at + 1), at + 2];
    const one = { uri: `${post.uri}-${n}`, url: `${post.uri}-${n}`, conversation_id: post.conversation_id + by };
    const told = { uri: `${boost.uri}-${n}`, url: `${boost.uri}-${n}`, reblog_of_id: post.id + by };
    return [
      { ...post, ...one, id: post.id + by, content: `<p>Number ${n}</p>` },
      { ...boost, ...told, id: boost.id + by },
    ];
  }).flat();
  for (let at = 0; at < copies.length; at += 20)
    await kith.write(
      async (tx) =>
        void (await tx
          .insertInto("statuses")
          .values(copies.slice(at, at + 20))
          .execute()),
    );
  for (let more = true; more; await world.settles()) more = await planGroupMail(kith);
  expect(new Set(letters.map(({ text }) => /Number \d+/.exec(text)?.[0])).size).toBe(250);
});
