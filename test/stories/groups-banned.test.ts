/** Somebody is banned from a group that lives here, with what they have posted. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { does, feed, homeOf, makes } from "./gardeners.ts";

const MANY = 1030;

test("a ban with all that they posted takes it from the feed, the threads, homes, and what the group has shown elsewhere; and back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const bob = await world.person("bob@beta.test");
  const gardens = await makes(ann);
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", gardens.uri));
  for (const who of [ben, bob]) await who.follows("@gardens@alpha.test");
  await world.settles();
  const spam = await bob.posts("@gardens@alpha.test Buy");
  const roses = await ann.posts("@gardens Roses");
  await world.settles();
  // It names nobody but whom it answers.
  const ad = await bob.replies((await bob.sees(roses))!, "Cheap ones");
  await world.settles();
  const thread = async () =>
    (await ben.api<{ descendants: StatusJson[] }>("GET", `/api/v1/statuses/${roses.id}/context`)).descendants.map(
      ({ uri }) => uri,
    );
  const shown = async () =>
    new Set((await ann.api<StatusJson[]>("GET", `/api/v1/accounts/${gardens.id}/statuses`)).map(({ reblog }) => reblog?.uri));
  const seen = async () => [await shown(), await thread(), (await homeOf(ben)).some((words) => words.endsWith("Buy"))];
  expect(await seen()).toEqual([new Set([roses.uri, spam.uri]), [ad.uri], true]);
  const ban = `bans/${(await ann.finds("@bob@beta.test")).id}`;
  await does(ann, gardens, ban, { with_posts: true });
  await world.settles();
  expect(await seen()).toEqual([new Set([roses.uri]), [], false]);
  expect(fred.inbox.documents.filter(({ type }) => type === "Undo")).toMatchObject([
    { object: { type: "Announce", object: spam.uri } },
  ]);
  await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/${ban}`, { with_posts: true });
  await world.settles();
  expect((await seen()).slice(0, 2)).toEqual([new Set([roses.uri, spam.uri]), [ad.uri]]);
});

test(
  "however much somebody has posted, none of it is left after such a ban, and all of it comes back; whoever looks after the group sees that it takes a while",
  { timeout: 60_000 },
  async () => {
    await using world = await createWorld("alpha.test");
    const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
    const gardens = await makes(ann);
    await ben.follows("@gardens@alpha.test");
    await world.settles();
    const first = await ben.posts("@gardens Buy");
    await world.settles();
    const kith = world.instance("alpha.test");
    await kith.write(async (tx) => {
      const one = await tx.selectFrom("statuses").selectAll().where("id", "=", Number(first.id)).executeTakeFirstOrThrow();
      for (let n = 1; n <= MANY; n++)
        await tx
          .insertInto("statuses")
          .values({ ...one, id: kith.newId(), uri: `${one.uri}-${n}`, url: `${one.url}-${n}` })
          .execute();
    });
    const removed = async () => (await kith.db.selectFrom("group_removals").select("status_id").execute()).length;
    const bans = async () =>
      (await ann.api<{ removing: boolean }[]>("GET", `/api/kith/v1/groups/${gardens.id}/bans`)).map(({ removing }) => removing);
    await does(ann, gardens, `bans/${ben.id}`, { with_posts: true });
    expect([await bans(), await removed()]).toEqual([[true], 0]);
    await world.settles();
    expect([await bans(), await removed()]).toEqual([[false], MANY + 1]);
    await ann.api("DELETE", `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}`, { with_posts: true });
    await world.settles();
    expect([await bans(), await removed()]).toEqual([[], 0]);
  },
);

test("a ban that is lifted while posts are still being removed brings back what is gone already", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann);
  await ben.follows("@gardens@alpha.test");
  await world.settles();
  for (const words of ["One", "Two"]) await ben.posts(`@gardens ${words}`);
  await world.settles();
  const kith = world.instance("alpha.test");
  const ban = `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}`;
  await ann.api("POST", ban, { with_posts: true });
  // As if the newest were done.
  await kith.write(async (tx) => {
    const one = await tx
      .selectFrom("statuses")
      .select("id")
      .where("account_id", "=", Number(ben.id))
      .orderBy("id", "desc")
      .execute();
    await tx
      .insertInto("group_removals")
      .values({ status_id: one[0]!.id, group_id: Number(gardens.id), reason: "", created_at: 0 })
      .execute();
    await tx.updateTable("group_sweeps").set({ before_id: one[0]!.id }).execute();
  });
  await ann.api("DELETE", ban, { with_posts: true });
  await world.settles();
  expect(await kith.db.selectFrom("group_removals").selectAll().execute()).toEqual([]);
  expect(await kith.db.selectFrom("group_sweeps").selectAll().execute()).toEqual([]);
});

/** Hours after which everything has been tried that is tried. */
const TRIES = 12;

test("where it fails for good, whoever looks after the group is told so, and has it tried again", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann);
  await ben.follows("@gardens@alpha.test");
  await world.settles();
  await ben.posts("@gardens Buy");
  await world.settles();
  const kith = world.instance("alpha.test");
  const bans = async () =>
    (await ann.api<{ removing: boolean; failed: boolean }[]>("GET", `/api/kith/v1/groups/${gardens.id}/bans`)).map(
      ({ removing, failed }) => ({ removing, failed }),
    );
  const retry = `/api/kith/v1/groups/${gardens.id}/bans/${ben.id}/retry`;
  const names = async (from: string, to: string) =>
    await kith.write(async (tx) => void (await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(tx)));
  await names("group_removals", "somewhere_else");
  await does(ann, gardens, `bans/${ben.id}`, { with_posts: true });
  await world.settles();
  expect(await bans()).toEqual([{ removing: true, failed: false }]);
  expect((await ann.asks("POST", retry)).status).toBe(404);
  for (let n = 0; n < TRIES; n++) await world.passes("16 hours");
  expect(await bans()).toEqual([{ removing: false, failed: true }]);
  await names("somewhere_else", "group_removals");
  expect((await ben.asks("POST", retry)).status).toBe(403);
  await ann.api("POST", retry);
  expect(await bans()).toEqual([{ removing: true, failed: false }]);
  await world.settles();
  expect(await bans()).toEqual([{ removing: false, failed: false }]);
  expect(await feed(ann, gardens)).toEqual([]);
});
