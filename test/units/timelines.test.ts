/** Timelines: who gets what into their home, and how pages are read. */
import { describe, expect, test } from "vitest";
import { block } from "../../src/blocks/block.ts";
import { mute, unmute } from "../../src/blocks/mute.ts";
import { parts } from "../../src/db/lists.ts";
import { firstPage } from "../../src/db/paging.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { createList, updateList } from "../../src/lists/lists.ts";
import { addMembers, listsWith, loadMembers, removeMembers } from "../../src/lists/members.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { followTag } from "../../src/tags/follow.ts";
import { fanOutRest } from "../../src/timelines/fanout.ts";
import { backfillHome, rebuildHome, removeFromHome, trimHomes } from "../../src/timelines/fill.ts";
import { homeStatusIds } from "../../src/timelines/home.ts";
import { listStatusIds } from "../../src/timelines/list.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, listening } from "./persons.ts";
import { follows, idsOf, posts } from "./status-samples.ts";

const home = async (kith: Kith, { id }: Account) => await homeStatusIds(kith, id, firstPage(40));
const three = async (kith: Kith) =>
  [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")] as const;

describe("home", () => {
  test("has what those one follows write, and what oneself writes", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = await three(kith);
    await follows(kith, mia, ben);
    const own = await posts(kith, mia, "mine");
    const his = await posts(kith, ben, "his");
    const privately = await posts(kith, ben, "for followers", { visibility: "private" });
    await posts(kith, ben, "@mia direct", { visibility: "direct" });
    await posts(kith, eve, "hers");
    expect(await home(kith, mia)).toEqual(idsOf([privately, his, own]));
    await deleteStatus(kith, his);
    expect(await home(kith, mia)).toEqual(idsOf([privately, own]));
  });

  test("has answers only to oneself, to those one follows, and of an author to themselves", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = await three(kith);
    await follows(kith, mia, ben);
    const strange = await posts(kith, eve, "eve's");
    await posts(kith, ben, "@eve to a stranger", { in_reply_to_id: strange.id });
    const own = await posts(kith, ben, "a");
    const chain = await posts(kith, ben, "b", { in_reply_to_id: own.id });
    const mine = await posts(kith, mia, "mine");
    const toMe = await posts(kith, ben, "@mia yes", { in_reply_to_id: mine.id });
    expect(await home(kith, mia)).toEqual(idsOf([toMe, mine, chain, own]));
    await follows(kith, mia, eve);
    const toFriend = await posts(kith, ben, "@eve now", { in_reply_to_id: strange.id });
    expect((await home(kith, mia))[0]).toBe(toFriend.id);
  });

  test("has a boost unless it was seen a moment ago, is unwanted, or of somebody hidden", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = await three(kith);
    const zoe = await addPerson(kith, "zoe");
    await follows(kith, mia, ben);
    await follows(kith, mia, eve, { reblogs: false });
    const known = await posts(kith, ben, "ben's own");
    await reblog(kith, ben, known);
    const news = await posts(kith, zoe, "zoe's");
    await reblog(kith, eve, await posts(kith, zoe, "boosted by eve"));
    const boost = await reblog(kith, ben, news);
    expect(await home(kith, mia)).toEqual(idsOf([boost, known]));
    await mute(kith, mia, zoe, {});
    expect(await home(kith, mia)).toEqual([known.id]);
    await unmute(kith, mia, zoe);
    await block(kith, zoe, mia);
    expect(await home(kith, mia)).toEqual([known.id]);
  });

  test("heeds languages, followed tags, absence", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = await three(kith);
    await follows(kith, mia, ben, { languages: ["de", "fr"] });
    await posts(kith, ben, "english", { language: "en" });
    const german = await posts(kith, ben, "deutsch", { language: "de" });
    const unknown = await posts(kith, ben, "?");
    await followTag(kith, mia, "#Kith");
    const tagged = await posts(kith, eve, "about #kith");
    await posts(kith, eve, "quietly #kith", { visibility: "unlisted" });
    expect(await home(kith, mia)).toEqual(idsOf([tagged, unknown, german]));
    kith.clock.advance(31 * 86_400_000);
    const later = await posts(kith, ben, "long after", { language: "de" });
    expect(await home(kith, mia)).not.toContain(later.id);
    await rebuildHome(kith, mia.id);
    expect(await home(kith, mia)).toContain(later.id);
    await trimHomes(kith, 0);
    expect(await home(kith, mia)).toEqual([]);
  });

  test("is filled after a follow and emptied after its end", async () => {
    await using kith = await openTestKith();
    const [mia, ben, eve] = await three(kith);
    const old = await posts(kith, ben, "old");
    const boost = await reblog(kith, ben, await posts(kith, eve, "eve's"));
    await posts(kith, ben, "@eve hm", { in_reply_to_id: (await posts(kith, eve, "root")).id });
    await follows(kith, mia, ben);
    await backfillHome(kith, mia.id, ben.id);
    await backfillHome(kith, mia.id, ben.id);
    expect(await home(kith, mia)).toEqual(idsOf([boost, old]));
    await removeFromHome(kith, mia.id, ben.id);
    expect(await home(kith, mia)).toEqual([]);
  });

  test("pages go back from max_id and forth from min_id", async () => {
    await using kith = await openTestKith();
    const [mia] = await three(kith);
    const ids: number[] = [];
    for (let i = 0; i < 9; i++) ids.unshift((await posts(kith, mia, `n${i}`)).id);
    const page = async (paging: object) => await homeStatusIds(kith, mia.id, { limit: 3, ...paging });
    expect(await page({})).toEqual(ids.slice(0, 3));
    expect(await page({ max_id: ids[2] })).toEqual(ids.slice(3, 6));
    expect(await page({ since_id: ids[7] })).toEqual(ids.slice(0, 3));
    expect(await page({ min_id: ids[7] })).toEqual(ids.slice(4, 7));
    expect(await page({ min_id: ids[4], max_id: ids[1] })).toEqual(ids.slice(2, 4));
  });

  test("the followers beyond the first page are served by the job", async () => {
    await using world = await openTestKith();
    const { kith, events } = listening(world);
    const [mia, ben] = await three(kith);
    const ids = Array.from({ length: 600 }, (_, i) => 10 + i);
    await kith.write(async (tx) => {
      const account = await tx.selectFrom("accounts").selectAll().where("id", "=", ben.id).executeTakeFirstOrThrow();
      const user = await tx.selectFrom("users").selectAll().where("id", "=", ben.id).executeTakeFirstOrThrow();
      for (const part of parts(ids, 100)) {
        const named = part.map((id) => ({ id, name: `u${id}` }));
        const follow = {
          target_id: mia.id,
          state: "accepted" as const,
          uri: "",
          reblogs: 1 as const,
          notify: 0 as const,
          languages: "[]",
        };
        const rows = named.map(({ id, name }) => ({
          ...account,
          id,
          username: name,
          username_lower: name,
          uri: name,
          url: name,
        }));
        await tx.insertInto("accounts").values(rows).execute();
        await tx
          .insertInto("users")
          .values(named.map(({ id, name }) => ({ ...user, id, email: name, email_lower: name })))
          .execute();
        await tx
          .insertInto("follows")
          .values(part.map((id) => ({ ...follow, id, account_id: id, created_at: 0 })))
          .execute();
      }
    });
    const status = await posts(kith, mia, "to all");
    const entries = async () =>
      (await kith.db.selectFrom("home_entries").select("account_id").where("status_id", "=", status.id).execute()).length;
    expect(await entries()).toBe(501);
    const event = events.find((each) => each.type === "status.published");
    if (event === undefined || event.more_followers === false) throw new Error("followers are left");
    await fanOutRest(kith, event);
    expect(await entries()).toBe(601);
  });
});

test("lists have their members' statuses, and exclusive ones keep them out of the home", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = await three(kith);
  await follows(kith, mia, ben);
  await follows(kith, mia, eve);
  const list = await createList(kith, mia.id, { title: "friends", replies_policy: "list", exclusive: false });
  await addMembers(kith, list, [ben.id]);
  await expect(addMembers(kith, list, [ben.id])).rejects.toMatchObject({ kind: "invalid" });
  await expect(addMembers(kith, list, [(await addPerson(kith, "zoe")).id])).rejects.toMatchObject({ kind: "missing" });
  const hers = await posts(kith, eve, "eve's");
  const his = await posts(kith, ben, "ben's");
  const reply = await posts(kith, ben, "@eve yes", { in_reply_to_id: hers.id });
  const timeline = async (changes = {}) => await listStatusIds(kith, { ...list, ...changes }, firstPage(20));
  expect(await timeline()).toEqual([his.id]);
  expect(await timeline({ replies_policy: "followed" })).toEqual(idsOf([reply, his]));
  expect(await home(kith, mia)).toEqual(idsOf([reply, his, hers]));
  await updateList(kith, mia.id, list.id, { exclusive: true });
  expect(await home(kith, mia)).toEqual([hers.id]);
  const late = await posts(kith, ben, "late");
  expect(await home(kith, mia)).toEqual([hers.id]);
  expect(await timeline()).toEqual(idsOf([late, his]));
  expect((await loadMembers(kith.db, list, firstPage(5))).map(({ account_id }) => account_id)).toEqual([ben.id]);
  expect(idsOf(await listsWith(kith.db, mia.id, ben.id))).toEqual([list.id]);
  await removeMembers(kith, { ...list, exclusive: 1 }, [ben.id]);
  expect(await home(kith, mia)).toEqual(idsOf([late, reply, his, hers]));
});
