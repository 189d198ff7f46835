/** The timelines that are not one's own: public ones, tags, profiles, and what one has marked. */
import { expect, test } from "vitest";
import { mute } from "../../src/blocks/mute.ts";
import { firstPage } from "../../src/db/paging.ts";
import type { Kith } from "../../src/kith.ts";
import { bookmark } from "../../src/statuses/bookmark.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { pin } from "../../src/statuses/pin.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { accountStatusIds } from "../../src/timelines/account.ts";
import { bookmarkStatusIds, favouriteStatusIds } from "../../src/timelines/marked.ts";
import { publicStatusIds } from "../../src/timelines/public.ts";
import { tagStatusIds } from "../../src/timelines/tag.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger } from "./persons.ts";
import { follows, idsOf, posts } from "./status-samples.ts";

const three = async (kith: Kith) =>
  [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")] as const;

test("public timelines have neither answers nor boosts, nor the silenced and hidden", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = await three(kith);
  const zoe = await addStranger(kith, "zoe@far.test");
  const first = await posts(kith, ben, "one");
  await posts(kith, ben, "answer", { in_reply_to_id: first.id });
  await reblog(kith, ben, first);
  await posts(kith, ben, "quiet", { visibility: "unlisted" });
  const remote = await posts(kith, { ...zoe, host: "" }, "from afar");
  await kith.write(async (tx) => {
    await tx.updateTable("statuses").set({ local: 0 }).where("id", "=", remote.id).execute();
  });
  const hers = await posts(kith, eve, "eve's");
  const seen = async (viewer: number, options = {}) => await publicStatusIds(kith, viewer, options, firstPage(20));
  expect(await seen(0)).toEqual(idsOf([hers, remote, first]));
  expect(await seen(0, { local: true })).toEqual(idsOf([hers, first]));
  expect(await seen(0, { remote: true })).toEqual([remote.id]);
  expect(await seen(0, { only_media: true })).toEqual([]);
  await mute(kith, mia, eve, {});
  expect(await seen(mia.id)).toEqual(idsOf([remote, first]));
  await kith.write(async (tx) => {
    await tx.updateTable("accounts").set({ silenced_at: 1 }).where("id", "=", ben.id).execute();
  });
  expect(await seen(mia.id)).toEqual([remote.id]);
  await follows(kith, mia, ben);
  expect(await seen(mia.id)).toEqual(idsOf([remote, first]));
});

test("tags, alone and combined", async () => {
  await using kith = await openTestKith();
  const [mia] = await three(kith);
  const both = await posts(kith, mia, "#Cats and #dogs");
  const cats = await posts(kith, mia, "#cats");
  const birds = await posts(kith, mia, "#birds");
  await posts(kith, mia, "#cats privately", { visibility: "private" });
  const seen = async (query: object) => await tagStatusIds(kith, 0, { tag: "CATS", ...query }, firstPage(20));
  expect(await seen({})).toEqual(idsOf([cats, both]));
  expect(await seen({ any: ["birds", "dogs"] })).toEqual(idsOf([birds, cats, both]));
  expect(await seen({ all: ["dogs"] })).toEqual([both.id]);
  expect(await seen({ all: ["unheard"] })).toEqual([]);
  expect(await seen({ none: ["dogs", "unheard"] })).toEqual([cats.id]);
  expect(await seen({ tag: "unheard" })).toEqual([]);
});

test("profiles, pins, favourites and bookmarks", async () => {
  await using kith = await openTestKith();
  const [mia, ben] = await three(kith);
  const his = await posts(kith, ben, "his");
  const first = await posts(kith, mia, "first #tag");
  const answer = await posts(kith, mia, "@ben hm", { in_reply_to_id: his.id });
  const boost = await reblog(kith, mia, his);
  const hidden = await posts(kith, mia, "private", { visibility: "private" });
  const seen = async (viewer: number, options = {}) =>
    await accountStatusIds(kith, viewer, mia.id, { paging: firstPage(20), ...options });
  expect(await seen(mia.id)).toEqual(idsOf([hidden, boost, answer, first]));
  expect(await seen(ben.id)).toEqual(idsOf([boost, answer, first]));
  expect(await seen(0, { exclude_replies: true, exclude_reblogs: true })).toEqual([first.id]);
  expect(await seen(0, { tagged: "TAG" })).toEqual([first.id]);
  await pin(kith, mia, answer);
  await pin(kith, mia, first);
  expect(await seen(0, { pinned: true })).toEqual(idsOf([first, answer]));
  for (const status of [hidden, first, his]) await favourite(kith, mia, status);
  await bookmark(kith, mia, his);
  await bookmark(kith, mia, his);
  const favourites = await favouriteStatusIds(kith, mia.id, firstPage(2));
  expect(favourites.map(({ status_id }) => status_id)).toEqual(idsOf([his, first]));
  const next = await favouriteStatusIds(kith, mia.id, { limit: 2, max_id: favourites.at(-1)?.id });
  expect(next.map(({ status_id }) => status_id)).toEqual([hidden.id]);
  expect((await bookmarkStatusIds(kith, mia.id, firstPage(9))).map(({ status_id }) => status_id)).toEqual([his.id]);
});
