/** Publishing here: rules, idempotency, mentions, replies, reblogs, favourites, pins, edits, deletion. */
import { describe, expect, test } from "vitest";
import { getAccount } from "../../src/accounts/find.ts";
import { block } from "../../src/blocks/block.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { favourite, unfavourite } from "../../src/statuses/favourite.ts";
import { loadHistory } from "../../src/statuses/history.ts";
import { findVisibleStatus, loadStatusPage } from "../../src/statuses/load.ts";
import { muteConversation } from "../../src/statuses/mute.ts";
import { pin, unpin } from "../../src/statuses/pin.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog, unreblog } from "../../src/statuses/reblog.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger, listening } from "./persons.ts";
import { addMedia, draft, follows, notices, posts, reload } from "./status-samples.ts";

describe("publishing", () => {
  test("renders text, counts it, and tells whom it mentions", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
    const status = await posts(kith, mia, "Hello @ben and @nobody, #Kith #kith rules");
    expect(status).toMatchObject({ local: 1, uri: `${mia.uri}/statuses/${status.id}`, visibility: "public", version: 1 });
    expect(status.url).toBe(`https://alpha.test/@mia/${status.id}`);
    expect(status.content).toContain(`<a href="${ben.url}" class="u-url mention">@<span>ben</span></a>`);
    expect(status.content).toContain("@nobody");
    const page = await loadStatusPage(kith.db, 0, [status.id]);
    expect(page.tags.get(status.id)).toEqual([{ name: "kith", display_name: "Kith", status_id: status.id }]);
    expect(page.mentions.get(status.id)).toEqual([{ account_id: ben.id, silent: false }]);
    expect(await notices(kith, ben)).toEqual(["mention"]);
    expect(await getAccount(kith.db, mia.id)).toMatchObject({ statuses_count: 1, last_status_at: status.created_at });
    expect(events.filter(({ type }) => type === "status.published")).toEqual([
      expect.objectContaining({ status_id: status.id, local: true, reblog: false, fresh: true, more_followers: false }),
    ]);
  });

  test("refuses what breaks the rules, in Mastodon's words", async () => {
    await using kith = await openTestKith();
    const mia = await addPerson(kith, "mia");
    const refused = async (changes: Parameters<typeof draft>[1], text = "x") =>
      await publishStatus(kith, mia, draft(text, changes)).then(
        () => "published",
        (error: Error) => error.message,
      );
    expect(await refused({}, "  \n")).toBe("Validation failed: Text can't be blank");
    expect(await refused({}, "a".repeat(5001))).toBe("Validation failed: Text character limit of 5000 exceeded");
    expect(await refused({ spoiler_text: "b" }, "a".repeat(5000))).toContain("character limit");
    expect(await refused({ media_ids: [12] })).toContain("not found or already attached");
    expect(await refused({ media_ids: [1, 2, 3, 4, 5] })).toContain("more than 4 files");
    const poll = { options: ["a", "b"], multiple: false, hide_totals: false, expires_in: 600 };
    expect(await refused({ poll: { ...poll, options: ["a"] } })).toContain("more than one item");
    expect(await refused({ poll: { ...poll, options: ["a", "a"] } })).toContain("duplicate");
    expect(await refused({ poll: { ...poll, expires_in: 5 } })).toContain("too soon");
    expect(await refused({ poll: { ...poll, expires_in: Number.NaN } })).toContain("too soon");
    expect(await refused({ in_reply_to_id: 77 })).toContain("does not appear to exist");
    expect(await refused({ poll })).toBe("published");
    expect((await posts(kith, mia, "", { spoiler_text: "only a warning" })).text).toBe("only a warning");
  });

  test("six racing posts with one key make one status", async () => {
    await using kith = await openTestKith();
    const mia = await addPerson(kith, "mia");
    const all = await Promise.all(
      Array.from({ length: 6 }, async () => await posts(kith, mia, "once", { idempotency_key: "k" })),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await getAccount(kith.db, mia.id)).toMatchObject({ statuses_count: 1 });
    const rows = await kith.db.selectFrom("statuses").select("id").where("account_id", "=", mia.id).execute();
    expect(rows).toHaveLength(1);
    kith.clock.advance(3_600_001);
    expect((await posts(kith, mia, "again", { idempotency_key: "k" })).id).not.toBe(all[0]?.id);
  });

  test("media are one's own, finished, and attached once", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
    const [first, second, his, unfinished] = await addMedia(kith, [mia, mia, ben, mia]);
    await kith.write(async (tx) => {
      await tx.updateTable("media").set({ file: "" }).where("id", "=", unfinished).execute();
    });
    const status = await posts(kith, mia, "", { media_ids: [second, first] });
    const attached = async () => (await loadStatusPage(kith.db, 0, [status.id])).media.get(status.id)?.map(({ id }) => id);
    expect(await attached()).toEqual([second, first]);
    await expect(posts(kith, mia, "again", { media_ids: [first] })).rejects.toMatchObject({ kind: "invalid" });
    await expect(posts(kith, mia, "his", { media_ids: [his] })).rejects.toMatchObject({ kind: "invalid" });
    await expect(posts(kith, mia, "early", { media_ids: [unfinished] })).rejects.toMatchObject({
      message: expect.stringContaining("finished processing"),
    });
    await editStatus(kith, mia, status.id, draft("fewer", { media_ids: [first] }));
    expect(await attached()).toEqual([first]);
    expect((await loadHistory(kith.db, status)).map(({ attached: media }) => media.length)).toEqual([2, 1]);
    await deleteStatus(kith, status);
    expect(await kith.db.selectFrom("media").select("id").where("status_id", "is not", null).execute()).toEqual([]);
  });

  test("a reply joins its conversation, is counted if all may see it, and needs a parent that may be seen", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")];
    const root = await posts(kith, mia, "root");
    const reply = await posts(kith, ben, "@mia yes", { in_reply_to_id: root.id });
    await posts(kith, ben, "@mia psst", { in_reply_to_id: root.id, visibility: "direct" });
    expect(reply).toMatchObject({
      in_reply_to_id: root.id,
      in_reply_to_account_id: mia.id,
      conversation_id: root.conversation_id,
    });
    expect(await reload(kith, root)).toMatchObject({ replies_count: 1 });
    expect(await getAccount(kith.db, ben.id)).toMatchObject({ statuses_count: 1 });
    await block(kith, mia, eve);
    await expect(posts(kith, eve, "hey", { in_reply_to_id: root.id })).rejects.toMatchObject({ kind: "missing" });
    const direct = await posts(kith, mia, "@ben secret", { visibility: "direct" });
    await expect(posts(kith, eve, "hey", { in_reply_to_id: direct.id })).rejects.toMatchObject({ kind: "missing" });
    await muteConversation(kith, mia, root);
    await posts(kith, ben, "@mia hello?", { in_reply_to_id: reply.id });
    expect(await notices(kith, mia)).toEqual(["mention", "mention"]);
  });
});

test("who may see what", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")];
  await follows(kith, ben, mia);
  const seen = async (viewer_id: number, id: number) => (await findVisibleStatus(kith.db, viewer_id, id)) !== undefined;
  const viewers = [mia.id, ben.id, eve.id, 0];
  const audience = async (id: number) => await Promise.all(viewers.map(async (viewer) => await seen(viewer, id)));
  expect(await audience((await posts(kith, mia, "p")).id)).toEqual([true, true, true, true]);
  expect(await audience((await posts(kith, mia, "u", { visibility: "unlisted" })).id)).toEqual([true, true, true, true]);
  expect(await audience((await posts(kith, mia, "f", { visibility: "private" })).id)).toEqual([true, true, false, false]);
  expect(await audience((await posts(kith, mia, "f @eve", { visibility: "private" })).id)).toEqual([true, true, true, false]);
  expect(await audience((await posts(kith, mia, "d @eve", { visibility: "direct" })).id)).toEqual([true, false, true, false]);
  expect(await audience((await posts(kith, mia, "l", { local_only: true })).id)).toEqual([true, true, true, false]);
});

describe("acting on a status", () => {
  test("favourites are counted once and told once", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
    const status = await posts(kith, mia, "like me");
    await Promise.all([favourite(kith, ben, status), favourite(kith, ben, status), favourite(kith, ben, status)]);
    expect(await favourite(kith, ben, status)).toMatchObject({ favourites_count: 1 });
    expect(events.filter(({ type }) => type === "favourite.added")).toHaveLength(1);
    expect(await notices(kith, mia)).toEqual(["favourite"]);
    expect(await unfavourite(kith, ben, status)).toMatchObject({ favourites_count: 0 });
    await unfavourite(kith, ben, status);
    expect(await reload(kith, status)).toMatchObject({ favourites_count: 0 });
    expect(await notices(kith, mia)).toEqual([]);
    expect(events.filter(({ type }) => type === "favourite.removed")).toHaveLength(1);
  });

  test("reblogs are one for each account, of the original, and only of what may be spread", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
    const status = await posts(kith, mia, "spread me");
    const [boost] = await Promise.all([reblog(kith, ben, status), reblog(kith, ben, status)]);
    expect(boost).toMatchObject({ reblog_of_id: status.id, uri: `${ben.uri}/statuses/${boost.id}/activity` });
    expect((await reblog(kith, mia, boost)).reblog_of_id).toBe(status.id);
    expect(await reload(kith, status)).toMatchObject({ reblogs_count: 2 });
    expect(await notices(kith, mia)).toEqual(["reblog"]);
    await unreblog(kith, ben, status);
    expect(await reload(kith, status)).toMatchObject({ reblogs_count: 1 });
    expect(await notices(kith, mia)).toEqual([]);
    expect((await reblog(kith, ben, status)).id).not.toBe(boost.id);
    const hidden = await posts(kith, mia, "only followers", { visibility: "private" });
    await follows(kith, ben, mia);
    await expect(reblog(kith, ben, hidden)).rejects.toMatchObject({ kind: "forbidden" });
    expect(await reblog(kith, mia, hidden)).toMatchObject({ visibility: "private" });
    const direct = await posts(kith, mia, "@ben just you", { visibility: "direct" });
    await expect(reblog(kith, mia, direct)).rejects.toMatchObject({ kind: "forbidden" });
  });

  test("five pins, of one's own", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
    const all = [];
    for (let i = 0; i < 6; i++) all.push(await posts(kith, mia, `p${i}`));
    const [first, , , , , sixth] = all;
    if (first === undefined || sixth === undefined) throw new Error("six were posted");
    for (const status of all.slice(0, 5)) await pin(kith, mia, status);
    await pin(kith, mia, first);
    await expect(pin(kith, mia, sixth)).rejects.toMatchObject({ message: expect.stringContaining("maximum number") });
    await expect(pin(kith, ben, first)).rejects.toMatchObject({ message: expect.stringContaining("Someone else") });
    await unpin(kith, mia, first);
    await pin(kith, mia, sixth);
  });
});

test("an edit keeps what was, recomputes mentions and tells rebloggers", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")];
  const status = await posts(kith, mia, "first @ben #one");
  await reblog(kith, eve, status);
  const edited = await editStatus(kith, mia, status.id, draft("second @eve #two", { spoiler_text: "cw" }));
  expect(edited).toMatchObject({ text: "second @eve #two", spoiler_text: "cw", sensitive: 1 });
  expect(edited.version).toBeGreaterThan(status.version);
  expect(edited.edited_at).toBeGreaterThan(status.created_at);
  await editStatus(kith, mia, status.id, draft("third"));
  expect((await loadHistory(kith.db, status)).map(({ text }) => text)).toEqual(["first @ben #one", "second @eve #two", "third"]);
  const page = await loadStatusPage(kith.db, mia.id, [status.id]);
  // Named no more, they may read on.
  expect(page.mentions.get(status.id)?.map(({ silent }) => silent)).toEqual([true, true]);
  expect(page.tags.get(status.id)).toBeUndefined();
  expect(await notices(kith, eve)).toEqual(["mention", "update"]);
  await expect(editStatus(kith, ben, status.id, draft("mine now"))).rejects.toMatchObject({ kind: "missing" });
});

test("a deleted status leaves a tombstone, and takes with it what hung on it", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
  const zoe = await addStranger(kith, "zoe@far.test");
  const root = await posts(kith, mia, "root");
  const status = await posts(kith, mia, "regret @ben", { in_reply_to_id: root.id, idempotency_key: "again" });
  await favourite(kith, ben, status);
  const boost = await reblog(kith, ben, status);
  await Promise.all([deleteStatus(kith, status), deleteStatus(kith, status)]);
  expect(await reload(kith, status)).toMatchObject({ content: "", text: "", version: 2 });
  expect((await reload(kith, status)).deleted_at).toBeGreaterThan(0);
  expect((await reload(kith, boost)).deleted_at).toBeGreaterThan(0);
  expect(await findVisibleStatus(kith.db, mia.id, status.id)).toBeUndefined();
  expect(await reload(kith, root)).toMatchObject({ replies_count: 0 });
  expect(await getAccount(kith.db, mia.id)).toMatchObject({ statuses_count: 1 });
  expect(await getAccount(kith.db, ben.id)).toMatchObject({ statuses_count: 0 });
  expect(await notices(kith, ben)).toEqual([]);
  expect(await notices(kith, mia)).toEqual([]);
  expect(events.filter(({ type }) => type === "status.deleted")).toHaveLength(1);
  await expect(favourite(kith, ben, status)).rejects.toMatchObject({ kind: "missing" });
  await expect(reblog(kith, zoe, status)).rejects.toMatchObject({ kind: "missing" });
  expect((await posts(kith, mia, "redraft", { idempotency_key: "again" })).text).toBe("redraft");
});
