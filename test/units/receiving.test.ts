/** Statuses from elsewhere: what is kept, what is refused, and what happens out of order. */
import { describe, expect, test } from "vitest";
import { getAccount } from "../../src/accounts/find.ts";
import { adoptWaiting } from "../../src/statuses/adopt.ts";
import { loadContext } from "../../src/statuses/context.ts";
import { deleteStatus, receiveDelete } from "../../src/statuses/delete.ts";
import { receiveFavourite, receiveUnfavourite } from "../../src/statuses/favourite.ts";
import { loadHistory } from "../../src/statuses/history.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { receiveReblog, receiveUnreblog } from "../../src/statuses/reblog.ts";
import { receiveEdit, receiveStatus } from "../../src/statuses/receive.ts";
import type { RemoteStatus } from "../../src/statuses/remote.ts";
import type { Tx } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger, listening } from "./persons.ts";
import { follows, idsOf, note, notices, posts, reload } from "./status-samples.ts";

const people = async (world: Awaited<ReturnType<typeof openTestKith>>) => {
  const [mia, zoe] = [await addPerson(world, "mia"), await addStranger(world, "zoe@far.test")];
  await follows(world, mia, zoe);
  return { mia, zoe };
};
const received = async (...args: Parameters<typeof receiveStatus>) => {
  const status = await receiveStatus(...args);
  if (status === undefined) throw new Error("it was refused");
  return status;
};

describe("a status from elsewhere", () => {
  test("is made harmless and put where it was written", async () => {
    await using kith = await openTestKith();
    const { mia, zoe } = await people(kith);
    const published = kith.now() - 7_200_000;
    const status = await received(
      kith,
      zoe,
      note(zoe, "one", {
        content: '<p onclick="x()">Hi<script>alert(1)</script></p>',
        url: "javascript:alert(1)",
        published,
        mentions: [mia.id, mia.id],
        tags: ["Art", "art", "12", "b d"],
        emojis: [{ shortcode: "blob", url: "javascript:x" }],
        media: [
          {
            remote_url: "https://far.test/a.png",
            mime_type: "image/png",
            kind: "image",
            description: "alt",
            width: 4,
            height: 3,
          },
          { remote_url: "file:///etc/passwd", mime_type: "", kind: "image", description: "" },
        ],
      }),
    );
    expect(status).toMatchObject({ local: 0, content: "<p>Hi</p>", url: status.uri, created_at: published, emojis: "[]" });
    expect(status.id % 2).toBe(1);
    const page = await loadStatusPage(kith.db, mia.id, [status.id]);
    expect(page.media.get(status.id)).toMatchObject([{ remote_url: "https://far.test/a.png", description: "alt" }]);
    expect(page.tags.get(status.id)?.map(({ name }) => name)).toEqual(["art"]);
    expect(await notices(kith, mia)).toEqual(["mention"]);
    expect((await received(kith, zoe, note(zoe, "one"))).id).toBe(status.id);
    expect(await getAccount(kith.db, zoe.id)).toMatchObject({ statuses_count: 1 });
  });

  test("is dropped when it concerns nobody, unless it was asked for", async () => {
    await using kith = await openTestKith();
    const { mia, zoe } = await people(kith);
    const far = await addStranger(kith, "far@other.test");
    expect(await receiveStatus(kith, far, note(far, "idle"))).toBeUndefined();
    expect(await receiveStatus(kith, far, note(far, "asked", { wanted: true }))).toBeDefined();
    expect(await receiveStatus(kith, far, note(far, "named", { mentions: [mia.id] }))).toBeDefined();
    const root = await received(kith, zoe, note(zoe, "root"));
    expect(await receiveStatus(kith, far, note(far, "answer", { in_reply_to_uri: root.uri }))).toMatchObject({
      in_reply_to_id: root.id,
    });
    expect(await receiveStatus(kith, { ...far, suspended_at: 5 }, note(far, "bad", { wanted: true }))).toBeUndefined();
    expect(await receiveStatus(kith, far, note(zoe, "root"))).toBeUndefined();
  });

  test("that arrives six times at once comes to be once", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const { zoe } = await people(world);
    const all = await Promise.all(Array.from({ length: 6 }, async () => await received(kith, zoe, note(zoe, "dup"))));
    expect(new Set(idsOf(all)).size).toBe(1);
    expect(events.filter(({ type }) => type === "status.published")).toHaveLength(1);
    expect(await getAccount(kith.db, zoe.id)).toMatchObject({ statuses_count: 1 });
  });

  test("whose id is taken gets the next one", async () => {
    await using kith = await openTestKith();
    const { zoe } = await people(kith);
    const published = kith.now() - 1001;
    const all = [];
    for (let i = 0; i < 60; i++)
      all.push(await received(kith, zoe, note(zoe, `n${i}`, { published: published - (published % 1000) + 1 })));
    expect(new Set(idsOf(all)).size).toBe(60);
  });
});

test("a plain status costs few queries, however many follow its author", async () => {
  await using kith = await openTestKith();
  const { mia, zoe } = await people(kith);
  let count = 0;
  const counting = (tx: Tx): Tx =>
    tx.withPlugin({
      transformQuery: ({ node }) => {
        count++;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
  const write: Kith["write"] = async (work) => await kith.write(async (tx, happened) => await work(counting(tx), happened));
  const counted = Object.assign(Object.create(kith) as Kith, { write });
  await received(counted, zoe, note(zoe, "plain"));
  expect(count).toBeLessThanOrEqual(6);
  count = 0;
  await posts(counted, mia, "plain");
  // Two more: who writes here is found by parts of words, which are written down with the status, and a relay may take what nobody elsewhere follows.
  expect(count).toBeLessThanOrEqual(8);
});

describe("out of order", () => {
  test("an answer waits for its parent", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const { mia, zoe } = await people(world);
    const root = note(zoe, "root");
    const child = await received(kith, zoe, note(zoe, "child", { in_reply_to_uri: root.uri }));
    const grandchild = await received(kith, zoe, note(zoe, "grandchild", { in_reply_to_uri: child.uri }));
    expect(child).toMatchObject({ in_reply_to_id: null, in_reply_to_uri: root.uri });
    expect(events.filter(({ type }) => type === "status.orphaned")).toEqual([
      { type: "status.orphaned", status_id: child.id, in_reply_to_uri: root.uri },
    ]);
    const parent = await received(kith, zoe, root);
    await adoptWaiting(kith, parent, root.uri);
    const place = {
      in_reply_to_id: parent.id,
      in_reply_to_account_id: zoe.id,
      in_reply_to_uri: "",
      conversation_id: parent.conversation_id,
    };
    expect(await reload(kith, child)).toMatchObject(place);
    expect(await reload(kith, grandchild)).toMatchObject({ conversation_id: parent.conversation_id });
    expect(await reload(kith, parent)).toMatchObject({ replies_count: 1 });
    const home = await kith.db.selectFrom("home_entries").select("status_id as id").where("account_id", "=", mia.id).execute();
    expect(new Set(idsOf(home))).toEqual(new Set(idsOf([child, grandchild, parent])));
    expect(await loadContext(kith, mia.id, grandchild)).toMatchObject({ ancestors: [parent.id, child.id], descendants: [] });
    expect((await loadContext(kith, mia.id, parent)).descendants).toEqual([child.id, grandchild.id]);
  });

  test("a Delete that overtakes its Create keeps it away", async () => {
    await using kith = await openTestKith();
    const { zoe } = await people(kith);
    const late = note(zoe, "late");
    await receiveDelete(kith, zoe, late.uri);
    await receiveDelete(kith, zoe, late.uri);
    expect(await receiveStatus(kith, zoe, late)).toBeUndefined();
    const early = await received(kith, zoe, note(zoe, "early"));
    await receiveDelete(kith, await addStranger(kith, "eve@far.test"), early.uri);
    expect(await reload(kith, early)).toMatchObject({ deleted_at: 0 });
    await receiveDelete(kith, zoe, early.uri);
    expect(await receiveStatus(kith, zoe, note(zoe, "early"))).toBeUndefined();
    await receiveDelete(kith, zoe, "https://elsewhere.test/notes/1");
    expect(
      await kith.db.selectFrom("statuses").select("id").where("uri", "=", "https://elsewhere.test/notes/1").execute(),
    ).toEqual([]);
    expect(await receiveEdit(kith, zoe, note(zoe, "early", { updated: kith.now() }))).toBeUndefined();
  });

  test("an older edit never overwrites a newer one", async () => {
    await using kith = await openTestKith();
    const { zoe } = await people(kith);
    const published = kith.now() - 10_000;
    const status = await received(kith, zoe, note(zoe, "n", { published }));
    const edit = async (text: string, updated?: number, more: Partial<RemoteStatus> = {}) =>
      (await receiveEdit(kith, zoe, note(zoe, "n", { content: `<p>${text}</p>`, published, updated, ...more })))?.status.content;
    expect(await edit("second", published + 2000)).toBe("<p>second</p>");
    expect(await edit("first", published + 1000)).toBe("<p>second</p>");
    expect(await edit("same", published + 2000)).toBe("<p>second</p>");
    expect(await edit("recount")).toBe("<p>second</p>");
    expect(
      await edit("third", published + 3000, {
        media: [{ remote_url: "https://far.test/x.png", mime_type: "", kind: "image", description: "" }],
      }),
    ).toBe("<p>third</p>");
    expect((await loadHistory(kith.db, status)).map((row) => [row.content, row.attached.length])).toEqual([
      ["<p>n</p>", 0],
      ["<p>second</p>", 0],
      ["<p>third</p>", 1],
    ]);
  });
});

test("likes and boosts from elsewhere, given and taken back", async () => {
  await using kith = await openTestKith();
  const { mia, zoe } = await people(kith);
  const status = await posts(kith, mia, "hello");
  const secret = await posts(kith, mia, "secret", { visibility: "private" });
  await receiveFavourite(kith, zoe, status, "https://far.test/likes/1");
  await receiveFavourite(kith, zoe, status, "https://far.test/likes/1");
  await receiveFavourite(kith, zoe, secret, "https://far.test/likes/2");
  const announce = { uri: "https://far.test/announces/1", published: undefined, visibility: "public" as const };
  const boost = await receiveReblog(kith, zoe, status, announce);
  expect((await receiveReblog(kith, zoe, status, announce))?.id).toBe(boost?.id);
  expect(await receiveReblog(kith, zoe, secret, { ...announce, uri: "https://far.test/announces/2" })).toBeUndefined();
  expect(await reload(kith, status)).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
  expect(await reload(kith, secret)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await notices(kith, mia)).toEqual(["favourite", "reblog"]);
  await receiveUnfavourite(kith, zoe, status);
  await receiveUnreblog(kith, zoe, announce.uri);
  await receiveUnreblog(kith, zoe, announce.uri);
  expect(await reload(kith, status)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await notices(kith, mia)).toEqual([]);
  await deleteStatus(kith, status);
  expect(await receiveReblog(kith, zoe, status, { ...announce, uri: "https://far.test/announces/3" })).toBeUndefined();
});

test("a thread shows the author's own chain first, and nothing that may not be seen", async () => {
  await using kith = await openTestKith();
  const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
  const root = await posts(kith, mia, "root");
  const other = await posts(kith, ben, "other", { in_reply_to_id: root.id });
  const own = await posts(kith, mia, "own", { in_reply_to_id: root.id });
  const deeper = await posts(kith, ben, "deeper", { in_reply_to_id: own.id });
  const secret = await posts(kith, ben, "secret", { in_reply_to_id: other.id, visibility: "private" });
  const below = await posts(kith, ben, "below", { in_reply_to_id: secret.id });
  expect((await loadContext(kith, ben.id, root)).descendants).toEqual(idsOf([own, deeper, other, secret, below]));
  expect((await loadContext(kith, mia.id, root)).descendants).toEqual(idsOf([own, deeper, other, below]));
  expect((await loadContext(kith, 0, below)).ancestors).toEqual(idsOf([root, other]));
});
