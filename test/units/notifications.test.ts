/** Notifications, polls, filters, tags and markers. */
import { countTagDays } from "../../src/trends/count.ts";
import { describe, expect, test } from "vitest";
import { block } from "../../src/blocks/block.ts";
import { blockHost } from "../../src/blocks/domains.ts";
import { mute } from "../../src/blocks/mute.ts";
import { firstPage } from "../../src/db/paging.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import type { NotificationType } from "../../src/db/values.ts";
import { addFilterStatus, createFilter, removeFilter, updateFilter, updateKeywords } from "../../src/filters/change.ts";
import { expressionOf } from "../../src/filters/load.ts";
import { withFilters, withoutFiltered } from "../../src/filters/match.ts";
import type { Kith } from "../../src/kith.ts";
import { loadMarkers, writeMarkers } from "../../src/markers/markers.ts";
import { clearNotifications, dismissNotification } from "../../src/notifications/clear.ts";
import { countUnread, findNotification, notificationRows } from "../../src/notifications/load.ts";
import { notify } from "../../src/notifications/notify.ts";
import { closeDuePolls } from "../../src/polls/close.ts";
import { findPollOfStatus } from "../../src/polls/load.ts";
import { receiveVote, votePoll } from "../../src/polls/vote.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { findTag, loadTagHistory, searchTags } from "../../src/tags/find.ts";
import { followedAmong, followTag, loadFollowedTags, unfollowTag } from "../../src/tags/follow.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger, listening } from "./persons.ts";
import { follows, idsOf, notices, posts } from "./status-samples.ts";

const two = async (kith: Kith) => [await addPerson(kith, "mia"), await addPerson(kith, "ben")] as const;
const tell = async (kith: Kith, to: Account, from: Account, more: { type?: NotificationType; status?: Status } = {}) =>
  await kith.write(async (tx, happened) => {
    const { type = "mention", status } = more;
    await notify(tx, kith, happened, { account_id: to.id, from_account_id: from.id, type, status_id: status?.id });
  });

describe("notifications", () => {
  test("come once, never from oneself, never to strangers, never from those one does not want to hear", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const [mia, ben] = await two(kith);
    const [zoe, far, loud] = [
      await addStranger(kith, "zoe@far.test"),
      await addStranger(kith, "far@bad.test"),
      await addPerson(kith, "loud"),
    ];
    await blockHost(kith, mia, "bad.test");
    await mute(kith, mia, loud, {});
    for (const from of [mia, zoe, far, loud, zoe]) await tell(kith, mia, from);
    await tell(kith, zoe, mia);
    await block(kith, mia, ben);
    await tell(kith, mia, ben);
    const rows = await notificationRows(kith, mia.id, {}, firstPage(20));
    expect(rows.map(({ from_account_id }) => from_account_id)).toEqual([zoe.id]);
    expect(rows[0]?.group_key).toBe(`ungrouped-${rows[0]?.id}`);
    expect(events.filter(({ type }) => type === "notification.created")).toHaveLength(1);
  });

  test("from silenced strangers are kept apart", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = await two(kith);
    await kith.write(async (tx) => {
      await tx.updateTable("accounts").set({ silenced_at: 1 }).where("id", "=", ben.id).execute();
    });
    await tell(kith, mia, ben);
    expect(await notificationRows(kith, mia.id, {}, firstPage(20))).toEqual([]);
    expect(await notificationRows(kith, mia.id, { include_filtered: true }, firstPage(20))).toHaveLength(1);
  });

  test("call followers who asked for it, for what is not an answer", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = await two(kith);
    await follows(kith, ben, mia, { notify: true });
    const root = await posts(kith, mia, "news");
    await posts(kith, mia, "more", { in_reply_to_id: root.id });
    await posts(kith, mia, "@ben named", { in_reply_to_id: (await posts(kith, ben, "his")).id });
    await reblog(kith, mia, root);
    expect(await notices(kith, ben)).toEqual(["status", "status", "mention"]);
  });

  test("are read by type and in pages, counted, dismissed, and gone with what may not be seen", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = await two(kith);
    const status = await posts(kith, mia, "hello");
    const mention = await posts(kith, ben, "@mia hi");
    await favourite(kith, ben, status);
    await reblog(kith, ben, status);
    const seen = async (query = {}, paging = firstPage(20)) =>
      (await notificationRows(kith, mia.id, query, paging)).map(({ type }) => type);
    expect(await seen()).toEqual(["reblog", "favourite", "mention"]);
    expect(await seen({ types: ["mention", "reblog"] })).toEqual(["reblog", "mention"]);
    expect(await seen({ exclude_types: ["mention"], from_account_id: ben.id })).toEqual(["reblog", "favourite"]);
    const [newest] = await notificationRows(kith, mia.id, {}, firstPage(1));
    expect(await notificationRows(kith, mia.id, {}, { limit: 1, max_id: newest?.id })).toMatchObject([{ type: "favourite" }]);
    expect(newest?.group_key).toMatch(new RegExp(`^reblog-${status.id}-\\d+$`));
    expect(await countUnread(kith, mia.id)).toBe(3);
    await writeMarkers(kith, mia.id, { notifications: newest?.id });
    expect(await countUnread(kith, mia.id)).toBe(0);
    await deleteStatus(kith, mention);
    expect(await seen()).toEqual(["reblog", "favourite"]);
    expect(await findNotification(kith, ben.id, newest?.id ?? 0)).toBeUndefined();
    await dismissNotification(kith, ben.id, newest?.id ?? 0);
    await dismissNotification(kith, mia.id, newest?.id ?? 0);
    expect(await seen()).toEqual(["favourite"]);
    await clearNotifications(kith, mia.id);
    expect(await seen()).toEqual([]);
  });
});

describe("polls", () => {
  const poll = { options: ["yes", "no"], multiple: false, hide_totals: false, expires_in: 300 };

  test("count one ballot for each, however it races", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const [mia, ben] = await two(kith);
    const zoe = await addStranger(kith, "zoe@far.test");
    const status = await posts(kith, mia, "agreed?", { poll });
    const { id = 0 } = (await findPollOfStatus(kith.db, status.id)) ?? {};
    await expect(votePoll(kith, ben, id, [0, 1])).rejects.toMatchObject({ kind: "invalid" });
    await expect(votePoll(kith, ben, id, [2])).rejects.toMatchObject({ kind: "invalid" });
    await expect(votePoll(kith, mia, id, [0])).rejects.toMatchObject({ message: expect.stringContaining("your own") });
    const results = await Promise.allSettled([votePoll(kith, ben, id, [1]), votePoll(kith, ben, id, [0])]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    await receiveVote(kith, zoe, status, { title: "no", uri: "https://far.test/votes/1" });
    await receiveVote(kith, zoe, status, { title: "yes", uri: "https://far.test/votes/2" });
    await receiveVote(kith, zoe, status, { title: "maybe", uri: "https://far.test/votes/3" });
    expect(await findPollOfStatus(kith.db, status.id)).toMatchObject({ votes_count: 2, voters_count: 2 });
    expect(events.filter(({ type }) => type === "poll.voted")).toHaveLength(2);
    expect((await loadStatusPage(kith.db, ben.id, [status.id])).marks.votes.get(id)).toHaveLength(1);
  });

  test("end, once, and tell those who took part", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = await two(kith);
    const status = await posts(kith, mia, "agreed?", { poll: { ...poll, multiple: true } });
    const { id = 0 } = (await findPollOfStatus(kith.db, status.id)) ?? {};
    expect(await votePoll(kith, ben, id, [1, 0, 1])).toMatchObject({ votes_count: 2, voters_count: 1 });
    await closeDuePolls(kith);
    kith.clock.advance(300_000);
    await expect(votePoll(kith, await addPerson(kith, "late"), id, [0])).rejects.toMatchObject({
      message: expect.stringContaining("ended"),
    });
    await closeDuePolls(kith);
    await closeDuePolls(kith);
    expect(await notices(kith, mia)).toEqual(["poll"]);
    expect(await notices(kith, ben)).toEqual(["poll"]);
  });
});

describe("filters", () => {
  test("find whole words of any script", () => {
    expect(expressionOf("cat", true).test("a Cat!")).toBe(true);
    expect(expressionOf("cat", true).test("concatenate")).toBe(false);
    expect(expressionOf("cat", false).test("concatenate")).toBe(true);
    expect(expressionOf("käse", true).test("Käsebrot")).toBe(false);
    expect(expressionOf("бот", true).test("работа")).toBe(false);
    expect(expressionOf("#tag (x", true).test("see #TAG (x")).toBe(true);
    expect(expressionOf("two words", true).test("two\nwords")).toBe(true);
  });

  test("mark and hide, by context, until they are changed or expire", async () => {
    await using kith = await openTestKith();
    const [mia, ben] = await two(kith);
    const [bad, fine, single] = [
      await posts(kith, ben, "spoilers ahead"),
      await posts(kith, ben, "fine"),
      await posts(kith, ben, "odd"),
    ];
    const own = await posts(kith, mia, "my spoilers");
    const boost = await reblog(kith, mia, bad);
    const all = [bad.id, fine.id, single.id, own.id, boost.id];
    const look = async (context: "home" | "public" = "home") =>
      await withFilters(kith, await loadStatusPage(kith.db, mia.id, all), context);
    const values = { title: "no", context: ["home" as const], action: "hide" as const, expires_at: 0 };
    const { filter, keywords } = await createFilter(kith, mia.id, values, [{ keyword: "Spoilers", whole_word: true }]);
    await addFilterStatus(kith, filter, single.id);
    const page = await look();
    expect(new Set(page.filtered.keys())).toEqual(new Set([bad.id, single.id, boost.id]));
    expect(page.filtered.get(bad.id)?.[0]).toMatchObject({ keywords: ["Spoilers"], status_ids: [] });
    expect(page.filtered.get(single.id)?.[0]).toMatchObject({ keywords: [], status_ids: [single.id] });
    expect(withoutFiltered(page).ids).toEqual([fine.id, own.id]);
    expect((await look("public")).filtered.size).toBe(0);
    await updateFilter(kith, filter, { expires_at: kith.now() + 60_000, action: "warn" });
    expect(withoutFiltered(await look()).ids).toEqual(all);
    await updateKeywords(kith, filter, [{ id: keywords[0]?.id, destroy: true }, { keyword: "fine" }]);
    expect(new Set((await look()).filtered.keys())).toEqual(new Set([fine.id, single.id]));
    kith.clock.advance(60_000);
    expect((await look()).filtered.size).toBe(0);
    await removeFilter(kith, filter);
    await expect(updateFilter(kith, filter, {})).rejects.toMatchObject({ kind: "missing" });
  });
});

test("tags are followed, searched and counted by days", async () => {
  await using kith = await openTestKith();
  const [mia, ben] = await two(kith);
  await posts(kith, mia, "#Kith #kitchen");
  kith.clock.advance(86_400_000);
  await posts(kith, mia, "#KITH");
  await posts(kith, ben, "#kith");
  const tag = await findTag(kith.db, "#KITH");
  expect(tag).toMatchObject({ name: "kith", display_name: "Kith" });
  expect((await searchTags(kith.db, "kit", 5)).map(({ name }) => name)).toEqual(["kith", "kitchen"]);
  await countTagDays(kith);
  const history = (await loadTagHistory(kith.db, [tag?.id ?? 0], kith.now())).get(tag?.id ?? 0);
  expect(history?.map(({ uses, accounts }) => [uses, accounts]).slice(0, 3)).toEqual([
    [2, 2],
    [1, 1],
    [0, 0],
  ]);
  const followed = await followTag(kith, mia, "kith");
  await followTag(kith, mia, "Kith");
  await followTag(kith, mia, "new");
  expect((await loadFollowedTags(kith.db, mia.id, firstPage(9))).map((row) => row.tag.name)).toEqual(["new", "kith"]);
  expect(await followedAmong(kith.db, mia.id, idsOf([followed]))).toEqual(new Set([followed.id]));
  await unfollowTag(kith, mia, followed);
  expect(await followedAmong(kith.db, mia.id, idsOf([followed]))).toEqual(new Set());
  await expect(followTag(kith, mia, "no tag")).rejects.toMatchObject({ kind: "missing" });
});

test("markers move and count their moves", async () => {
  await using kith = await openTestKith();
  const [mia] = await two(kith);
  expect(await writeMarkers(kith, mia.id, { home: 5 })).toMatchObject([{ timeline: "home", last_read_id: 5, version: 1 }]);
  expect(await writeMarkers(kith, mia.id, { home: 9, notifications: 3 })).toMatchObject([{ version: 2 }, { version: 1 }]);
  expect(await loadMarkers(kith.db, mia.id, ["home"])).toMatchObject([{ last_read_id: 9 }]);
});
