/** Pages of joined text: they say what is rendered from the rows, whatever there is to show and whatever changes, at once and for little. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { DB } from "../../src/db/schema.ts";
import type { StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import { createWorld } from "../world/world.ts";
import { agrees, rendered, village } from "./texts-village.ts";

test("statuses of every kind read the same joined and rendered, to all who look", async () => {
  const { world, ann, bob, cid, plain } = await village();
  await using _ = world;
  for (const who of [ann, bob, cid]) {
    expect((await agrees(world, who)).length).toBeGreaterThan(3);
    await agrees(world, who, "/api/v1/timelines/public");
    await agrees(world, who, `/api/v1/accounts/${ann.id}/statuses`);
    await agrees(world, who, `/api/v1/accounts/${cid.id}/statuses`);
  }
  await agrees(world, undefined, "/api/v1/timelines/public");
  await agrees(world, undefined, `/api/v1/accounts/${ann.id}/statuses`);
  await bob.api("POST", "/api/v2/filters", {
    title: "Plain",
    context: ["home"],
    keywords_attributes: [{ keyword: "plain" }, { keyword: "answer" }],
  });
  const seen = await agrees(world, bob);
  expect(seen.find(({ id }) => id === plain.id)).toMatchObject({ filtered: [{ keyword_matches: ["plain"] }], favourited: true });
  expect((await bob.thread(plain)).descendants).toMatchObject([{ reblogged: true }]);
});

/** What a column may say instead, if anything may. */
function otherwise(column: string, type: string, row: Record<string, unknown>): unknown {
  const now = row[column];
  if (/^(id|version|account_id|conversation_id|.*_of_id|quoted_id|in_reply_to_.*|application_id|local|deleted_at)$/.test(column))
    return undefined;
  if (column === "emojis") return JSON.stringify([{ shortcode: "owl", url: "https://beta.test/owl.png" }]);
  if (column === "fields") return JSON.stringify([{ name: "a", value: "b", verified_at: 0 }]);
  if (column === "also_known_as" || column === "attribution_domains") return JSON.stringify(["https://beta.test/x"]);
  if (column === "visibility") return "unlisted";
  if (column === "content_type") return "text/markdown";
  if (column === "actor_type") return "Service";
  if (column === "host") return "beta.test";
  if (/int/i.test(type)) return now === 0 ? 1 : now === 1 ? 0 : Number(now) + 86_400_000;
  return `https://beta.test/${column}`;
}

type Columns = readonly { name: string; type: string }[];
async function columnsOf(kith: TestKith, table: string): Promise<Columns> {
  const query =
    kith.engine === "sqlite"
      ? sql<{ name: string; type: string }>`select name, type from pragma_table_info(${table})`
      : sql<{ name: string; type: string }>`select column_name as name, data_type as type from information_schema.columns
          where table_name = ${table} and table_schema = current_schema() order by ordinal_position`;
  return (await query.execute(kith.db as never)).rows;
}

/** Changes one column of a row behind everybody's back, and puts it back again. */
async function flips(kith: TestKith, table: "accounts" | "statuses", id: number, look: () => Promise<unknown>): Promise<number> {
  const write = async (column: string, value: unknown) =>
    await kith.write(
      async (tx) => await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where id = ${id}`.execute(tx as never),
    );
  let tried = 0;
  for (const { name, type } of await columnsOf(kith, table)) {
    const row = await kith.db
      .selectFrom(table as keyof DB)
      .selectAll()
      .where("id" as never, "=", id as never)
      .executeTakeFirst();
    const before = (row as Record<string, unknown>)[name];
    const after = otherwise(name, type, row as Record<string, unknown>);
    if (after === undefined) continue;
    tried++;
    await write(name, after);
    await look();
    await write(name, before);
    await look();
  }
  return tried;
}

test("whatever changes in the row of a status or an account shows at once, whoever changed it", { timeout: 60_000 }, async () => {
  const { world, ann, bob, plain, reply } = await village();
  await using _ = world;
  const kith = world.instance("alpha.test");
  const look = async () => await agrees(world, bob);
  await look();
  expect(await flips(kith, "statuses", Number(plain.id), look)).toBeGreaterThan(15);
  expect(await flips(kith, "statuses", Number(reply.id), look)).toBeGreaterThan(15);
  // The author of some, and mentioned in others.
  expect(await flips(kith, "accounts", Number(ann.id), look)).toBeGreaterThan(30);
});

test("and so does what stands beside a status: media, mentions, tags, its card", async () => {
  const { world, ann, bob, cid } = await village();
  await using _ = world;
  const kith = world.instance("alpha.test");
  const post = await ann.posts("@cid see https://example.org/b #garden");
  const [id, now] = [Number(post.id), kith.now()];
  const card = { id: 77, url: "https://example.org/b", type: "link", title: "", fetched_at: now } as const;
  const words = ["description", "language", "provider_name", "provider_url", "author_name", "author_url", "html", "embed_url"];
  const empty = Object.fromEntries([...words, "image", "image_description", "blurhash"].map((name) => [name, ""]));
  const steps: ((tx: Parameters<Parameters<TestKith["write"]>[0]>[0]) => Promise<unknown>)[] = [
    async (tx) =>
      await tx
        .insertInto("cards")
        .values({ ...card, ...empty, width: 0, height: 0, published_at: 0 } as never)
        .execute(),
    async (tx) => await tx.insertInto("status_cards").values({ status_id: id, card_id: 77 }).execute(),
    async (tx) => await tx.updateTable("cards").set({ title: "A page" }).where("id", "=", 77).execute(),
    async (tx) => await tx.updateTable("cards").set({ image: "a.webp" }).where("id", "=", 77).execute(),
    async (tx) =>
      await tx
        .updateTable("cards")
        .set({ author_id: Number(cid.id) })
        .where("id", "=", 77)
        .execute(),
    async (tx) => await tx.deleteFrom("status_cards").where("status_id", "=", id).execute(),
    async (tx) => await tx.updateTable("mentions").set({ silent: 1 }).where("status_id", "=", id).execute(),
    async (tx) => await tx.deleteFrom("mentions").where("status_id", "=", id).execute(),
    async (tx) => await tx.deleteFrom("status_tags").where("status_id", "=", id).execute(),
    async (tx) => await tx.updateTable("media").set({ status_id: id }).where("id", "=", 78).execute(),
    async (tx) => await tx.updateTable("media").set({ description: "A hedge" }).where("id", "=", 78).execute(),
    async (tx) => await tx.updateTable("media").set({ meta: '{"focus":{"x":0.5,"y":0}}' }).where("id", "=", 78).execute(),
    async (tx) => await tx.deleteFrom("media").where("id", "=", 78).execute(),
  ];
  const file = {
    kind: "image",
    mime_type: "image/webp",
    file: "f.webp",
    preview_file: "p.webp",
    remote_url: "",
    preview_remote_url: "",
  };
  const rest = { position: 0, description: "", blurhash: "", meta: "{}", bytes: 1, created_at: now };
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("media")
        .values({ id: 78, account_id: Number(ann.id), status_id: null, ...file, ...rest } as never)
        .execute(),
  );
  for (const step of steps) {
    await agrees(world, bob);
    await kith.write(step);
    await agrees(world, bob);
  }
});

test("what people do shows at once: edits, votes, names, blocks, and what another process does", async () => {
  const { world, ann, bob, cid, plain, poll } = await village();
  await using _ = world;
  const find = async (id: string) => (await agrees(world, bob)).find((status) => status.id === id);
  expect(await find(plain.id)).toMatchObject({ favourites_count: 1 });
  await cid.favourites(plain);
  expect(await find(plain.id)).toMatchObject({ favourites_count: 2, favourited: true });
  await bob.unfavourites(plain);
  expect(await find(plain.id)).toMatchObject({ favourites_count: 1, favourited: false });
  await ann.edits(plain, "Other words for @cid");
  expect(await find(plain.id)).toMatchObject({ content: expect.stringContaining("Other words") as string });
  await ann.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Ann the Second" });
  expect((await find(plain.id))?.account.display_name).toBe("Ann the Second");
  await bob.api("POST", `/api/v1/polls/${poll.poll?.id}/votes`, { choices: [1] });
  expect((await find(poll.id))?.poll).toMatchObject({ voted: true, own_votes: [1], votes_count: 1 });
  const other = await world.twin("alpha.test");
  await other.as(ann).edits(plain, "Said by another process");
  expect(await find(plain.id)).toMatchObject({ content: expect.stringContaining("another process") as string });
  await other.as(cid).unfavourites(plain);
  expect(await find(plain.id)).toMatchObject({ favourites_count: 0 });
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("accounts").set({ silenced_at: 5 }).where("id", "=", Number(cid.id)).execute();
  });
  expect((await find(poll.id))?.account).toMatchObject({ limited: true });
  await ann.deletes(plain);
  expect(await find(plain.id)).toBeUndefined();
  await cid.blocks(bob);
  expect((await agrees(world, bob)).some(({ account }) => account.id === cid.id)).toBe(false);
});

test("what somebody has marked shows to them, and to nobody who looks after them", async () => {
  const { world, ann, bob, cid } = await village();
  await using _ = world;
  const post = await ann.posts("To be marked");
  const posts = `/api/v1/accounts/${ann.id}/statuses`;
  const found = async (who: typeof ann) => (await agrees(world, who, posts)).find(({ id }) => id === post.id);
  const marks = [
    { by: cid, act: async () => await cid.favourites(post), shown: { favourited: true } },
    { by: cid, act: async () => await cid.bookmarks(post), shown: { bookmarked: true } },
    { by: cid, act: async () => await cid.api("POST", `/api/v1/statuses/${post.id}/mute`), shown: { muted: true } },
    { by: bob, act: async () => await bob.boosts(post), shown: { reblogged: true } },
    { by: ann, act: async () => await ann.pins(post), shown: { pinned: true } },
    { by: cid, act: async () => await cid.unbookmarks(post), shown: { bookmarked: false } },
    { by: ann, act: async () => await ann.unpins(post), shown: { pinned: false } },
  ];
  for (const { by, act, shown } of marks) {
    await agrees(world, by, posts);
    await act();
    expect(await found(by)).toMatchObject(shown);
    for (const other of [ann, bob, cid]) await agrees(world, other, posts);
    await agrees(world, undefined, posts);
  }
  expect(await found(bob)).toMatchObject({ favourited: false, bookmarked: false, muted: false });
});

test("notifications are made of the same texts", async () => {
  const { world, ann, cid, plain } = await village();
  await using _ = world;
  const first = await ann.notifications();
  expect(await ann.notifications()).toEqual(first);
  expect(new Set(first.map(({ type }) => type))).toContain("favourite");
  await cid.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Cid!" });
  await ann.edits(plain, "Edited meanwhile");
  const told = (await ann.notifications()).find(({ type, account }) => type === "reblog" && account.id === cid.id);
  expect(told).toMatchObject({ account: { display_name: "Cid!" }, status: { content: "<p>Edited meanwhile</p>" } });
  type Grouped = { accounts: { display_name: string }[]; statuses: StatusJson[]; notification_groups: { status_id?: string }[] };
  const grouped = await ann.api<Grouped>("GET", "/api/v2/notifications");
  expect(grouped.accounts.map(({ display_name }) => display_name)).toContain("Cid!");
  expect(grouped.statuses).toEqual(
    await rendered(
      world.instance("alpha.test"),
      ann,
      grouped.statuses.map(({ id }) => id),
    ),
  );
});

test("a page whose texts are kept costs three queries, however long it is", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@alpha.test")];
  await bob.follows(ann);
  const first = await ann.posts("The first #garden");
  for (let n = 0; n < 30; n++) await ann.replies(first, `@bob ${n}, and https://example.org/${n} #garden`);
  await world.settles();
  const count = async (path: string) => {
    await bob.api("GET", path);
    return await world.counter("alpha.test").during(async () => await bob.api("GET", path));
  };
  for (const limit of [2, 30]) {
    expect(await count(`/api/v1/timelines/home?limit=${limit}`)).toBe(3);
    expect(await count(`/api/v1/timelines/public?limit=${limit}`)).toBe(3);
    expect(await count(`/api/v1/notifications?limit=${limit}`)).toBe(4);
    // The account, with whether there is a block and whether its server has its turn.
    expect(await count(`/api/v1/accounts/${ann.id}/statuses?limit=${limit}`)).toBe(4);
  }
  // The status, its thread, and whether parts of that are elsewhere, or under way.
  expect(await count(`/api/v1/statuses/${first.id}/context`)).toBe(7);
});
