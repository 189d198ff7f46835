/** The page of notifications: groups, kinds, reading, putting away, and those who wait aside. */
import { expect, test } from "vitest";
import { follow } from "../../src/follows/follow.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { getVisibleStatus } from "../../src/statuses/load.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { openSite, type Site } from "./site.ts";

const words = (markup: string): string => markup.replace(/<svg[\s\S]*?<\/svg>|<[^>]*>/g, " ").replace(/\s+/g, " ");

async function busy(site: Site) {
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const others = [await site.joins("bob"), await site.joins("eve"), await site.joins("oda")] as const;
  const status = await getVisibleStatus(site.kith.db, 0, Number(await site.posts(ann, "our bread")));
  for (const other of others) await favourite(site.kith, other, status);
  await reblog(site.kith, others[0], status);
  await site.posts(others[1], "@ann lovely bread");
  return { ann, surfer, others, status };
}

test("favourites of one post are one line, and kinds can be looked at alone", async () => {
  await using site = await openSite();
  const { surfer } = await busy(site);
  const { text } = await surfer.get("/notifications");
  expect(text.match(/<li class="notice new/g)).toHaveLength(3);
  expect(words(text)).toContain("oda and 2 others favourited your post");
  const only = async (kind: string) =>
    (await surfer.get(`/notifications?only=${kind}`)).text.match(/<li class="notice/g)?.length ?? 0;
  expect([await only("mentions"), await only("boosts"), await only("favourites"), await only("polls")]).toEqual([1, 1, 1, 0]);
  // All has been seen by now.
  expect((await surfer.get("/notifications")).text).not.toContain('<li class="notice new');
});

test("one group is put away, and the rest after a question", async () => {
  await using site = await openSite();
  const { surfer } = await busy(site);
  const { text } = await surfer.get("/notifications?only=favourites");
  const [, group = ""] = /name="group" value="([^"]+)"/.exec(text) ?? [];
  await surfer.send("/notifications/dismiss", { group }, { from: "/notifications" });
  const left = await surfer.get("/notifications");
  expect(left.text.match(/<li class="notice/g)).toHaveLength(2);
  expect(words(left.text)).not.toContain("favourited your post");
  expect(words((await surfer.get("/notifications/clear")).text)).toContain("Clear all notifications?");
  expect((await surfer.get("/notifications")).text).toContain('<li class="notice');
  await surfer.send("/notifications/clear");
  const cleared = await surfer.get("/notifications");
  expect(words(cleared.text)).toContain("All notifications are cleared.");
  expect(cleared.text).not.toContain('<li class="notice');
});

test("whoever looks at one kind only can mark all as read", async () => {
  await using site = await openSite();
  const { surfer } = await busy(site);
  expect((await surfer.get("/notifications?only=boosts")).text).toContain('class="dot"');
  await surfer.send("/notifications/read", { return_to: "/notifications?only=boosts" }, { from: "/notifications?only=boosts" });
  expect((await surfer.get("/notifications?only=boosts")).text).not.toContain('class="dot"');
});

test("strangers are kept aside by a policy, and let in or sent away one by one or all at once", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const friend = await site.joins("friend");
  await follow(site.kith, ann, friend);
  const saved = await surfer.send("/notifications/policy", { for_not_following: "filter" });
  expect(saved.headers.location).toBe("/notifications/policy");
  expect((await surfer.get("/notifications/policy")).text).toMatch(/id="f-for_not_following"[\s\S]*?value="filter" selected/);
  for (const name of ["bob", "eve", "oda"]) await site.posts(await site.joins(name), `@ann ${name} says hello`);
  await site.posts(friend, "@ann the friend says hello");
  const page = await surfer.get("/notifications");
  expect(words(page.text)).toContain("3 people wait aside");
  expect([page.text.includes("friend says"), page.text.includes("bob says")]).toEqual([true, false]);
  const requests = async () => {
    const { text } = await surfer.get("/notifications/requests");
    return [...text.matchAll(/formaction="\/notifications\/requests\/accept" name="id" value="(\d+)"/g)].map(([, id = ""]) => id);
  };
  const [oda = "", , bob = ""] = await requests();
  const aside = words((await surfer.get(`/notifications/requests/${bob}`)).text);
  expect(["From bob", "bob says hello", "eve says"].map((each) => aside.includes(each))).toEqual([true, true, false]);
  await surfer.send("/notifications/requests/accept", { id: bob }, { from: "/notifications/requests" });
  expect((await surfer.get("/notifications")).text).toContain("bob says hello");
  await surfer.send("/notifications/requests/dismiss", { id: oda }, { from: "/notifications/requests" });
  expect(await requests()).toHaveLength(1);
  await site.posts(await site.joins("uli"), "@ann uli says hello");
  await surfer.send("/notifications/requests/accept", { id: "all" }, { from: "/notifications/requests" });
  expect(await requests()).toEqual([]);
  const { text } = await surfer.get("/notifications");
  expect(["uli says", "eve says", "oda says"].map((each) => text.includes(each))).toEqual([true, true, false]);
  const other = site.surfer();
  await other.signsIn("bob");
  expect((await other.send("/notifications/requests/accept", { id: bob }, { from: "/notifications" })).status).toBe(404);
});
