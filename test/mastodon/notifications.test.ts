/** Notifications one by one and in groups, and filters in both of their shapes. */
import { expect, test } from "vitest";
import type { AccountJson, NotificationJson, StatusJson } from "../world/entities.ts";
import { notify } from "../../src/notifications/notify.ts";
import { createWorld } from "../world/world.ts";

type Grouped = {
  accounts: AccountJson[];
  statuses: StatusJson[];
  notification_groups: {
    group_key: string;
    type: string;
    notifications_count: number;
    sample_account_ids: string[];
    status_id?: string;
  }[];
};

test("what many do with one post is told as one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const friends = [];
  for (const name of ["bob", "carol", "dora"]) friends.push(await world.person(`${name}@alpha.test`));
  const post = await alice.posts("Like me");
  for (const friend of friends) {
    await friend.favourites(post);
    await friend.follows(alice);
  }
  await friends[0]?.posts("@alice well done");
  const grouped = await alice.api<Grouped>("GET", "/api/v2/notifications");
  expect(grouped.notification_groups.map(({ type, notifications_count }) => [type, notifications_count])).toEqual([
    ["mention", 1],
    ["follow", 3],
    ["favourite", 3],
  ]);
  const [, , likes] = grouped.notification_groups;
  expect(likes).toMatchObject({ status_id: post.id, sample_account_ids: friends.map(({ id }) => id).reverse() });
  expect(grouped.accounts).toHaveLength(3);
  expect(grouped.statuses.map(({ id }) => id)).toContain(post.id);
  const key = encodeURIComponent(likes?.group_key ?? "");
  expect(await alice.api<AccountJson[]>("GET", `/api/v2/notifications/${key}/accounts`)).toHaveLength(3);
  expect(await alice.api("GET", "/api/v2/notifications/unread_count")).toEqual({ count: 3 });
  await alice.api("POST", `/api/v2/notifications/${key}/dismiss`, {});
  expect((await alice.notifications("?types[]=favourite")).length).toBe(0);
  const single = await alice.api<Grouped>("GET", "/api/v2/notifications?grouped_types[]=favourite");
  expect(single.notification_groups.map(({ type }) => type)).toEqual(["mention", "follow", "follow", "follow"]);
});

test("groups are paged without losing or repeating any", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const posts = [];
  for (let i = 0; i < 5; i++) posts.push(await alice.posts(`post ${i}`));
  for (const post of posts) {
    await bob.favourites(post);
    await bob.boosts(post);
  }
  const seen: string[] = [];
  let path = "/api/v2/notifications?limit=3";
  for (let page = 0; page < 10 && path !== ""; page++) {
    const answer = await alice.asks("GET", path);
    seen.push(...answer.json<Grouped>().notification_groups.map(({ group_key }) => group_key));
    path = /<https:\/\/alpha\.test([^>]*)>; rel="next"/.exec(String(answer.headers["link"] ?? ""))?.[1] ?? "";
  }
  expect(seen).toHaveLength(10);
  expect(new Set(seen).size).toBe(10);
});

test("filters speak both languages and mark what they meet", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.follows(bob);
  const old = await alice.api<{ id: string }>("POST", "/api/v1/filters", {
    phrase: "finale",
    context: ["home"],
    irreversible: "true",
    expires_in: "",
  });
  const [filter] = await alice.api<{ id: string; filter_action: string; expires_at: unknown; keywords: { id: string }[] }[]>(
    "GET",
    "/api/v2/filters",
  );
  expect(filter).toMatchObject({ filter_action: "hide", expires_at: null, keywords: [{ id: old.id, keyword: "finale" }] });
  await alice.api("PUT", `/api/v2/filters/${filter?.id}`, {
    filter_action: "warn",
    expires_in: 3600,
    keywords_attributes: [{ keyword: "twist", whole_word: false }],
  });
  await bob.posts("What a plottwist");
  const [seen] = await alice.api<(StatusJson & { filtered: unknown[] })[]>("GET", "/api/v1/timelines/home");
  expect(seen?.filtered).toMatchObject([
    { filter: { id: filter?.id, filter_action: "warn" }, keyword_matches: ["twist"], status_matches: null },
  ]);
  await world.passes("2 hours");
  const [later] = await alice.api<(StatusJson & { filtered: unknown[] })[]>("GET", "/api/v1/timelines/home");
  expect(later?.filtered).toEqual([]);
  await alice.api("DELETE", `/api/v1/filters/${old.id}`);
  expect(await alice.api<unknown[]>("GET", "/api/v1/filters")).toHaveLength(1);
  expect((await bob.asks("GET", `/api/v2/filters/${filter?.id}`)).status).toBe(404);
});

test("one sees only one's own notifications", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.favourites(await alice.posts("x"));
  const [notice] = await alice.notifications();
  const at = `/api/v1/notifications/${(notice as NotificationJson).id}`;
  expect((await bob.asks("GET", at)).status).toBe(404);
  expect((await bob.asks("POST", `${at}/dismiss`)).status).toBe(404);
  expect((await alice.asks("GET", at)).status).toBe(200);
  await alice.api("POST", "/api/v1/notifications/clear", {});
  expect(await alice.notifications()).toEqual([]);
});

test("staff hears of those who sign up, told as one", async () => {
  await using world = await createWorld("alpha.test");
  const [mod, alice] = [await world.person("mod@alpha.test", { role: "moderator" }), await world.person("alice@alpha.test")];
  await world.person("bob@alpha.test");
  await world.settles();
  const grouped = await mod.api<Grouped>("GET", "/api/v2/notifications");
  expect(grouped.notification_groups.map(({ type, notifications_count }) => [type, notifications_count])).toEqual([
    ["admin.sign_up", 2],
  ]);
  expect(await alice.notifications()).toEqual([]);
});

test("of many faces only the newest of each group is shown whole, to who asks for that", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const post = await alice.posts("Like me");
  for (const name of ["bob", "carol", "dora"]) await (await world.person(`${name}@alpha.test`)).favourites(post);
  const shown = await alice.api<Grouped & { partial_accounts: Record<string, unknown>[] }>(
    "GET",
    "/api/v2/notifications?expand_accounts=partial_avatars",
  );
  expect(shown.accounts.map(({ acct }) => acct)).toEqual(["dora"]);
  expect(shown.partial_accounts.map(({ acct }) => acct)).toEqual(["carol", "bob"]);
  expect(Object.keys(shown.partial_accounts[0] ?? {}).sort()).toEqual([
    "acct",
    "avatar",
    "avatar_static",
    "bot",
    "id",
    "locked",
    "url",
  ]);
});

test("a report, a warning and what was severed are told of with what they are", async () => {
  await using world = await createWorld("alpha.test");
  const mod = await world.person("mod@alpha.test", { role: "moderator" });
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await world.settles();
  await mod.api("POST", "/api/v1/notifications/clear");
  const bad = await bob.posts("bad");
  await alice.api("POST", "/api/v1/reports", { account_id: bob.id, status_ids: [bad.id], comment: "rude" });
  await alice.api("POST", "/api/v1/reports", { account_id: bob.id, comment: "again" });
  const told = await mod.api<{ type: string; report: object }[]>("GET", "/api/v1/notifications");
  expect(told).toMatchObject([
    { type: "admin.report", account: { acct: "alice" }, report: { comment: "again" } },
    { type: "admin.report", report: { comment: "rude", status_ids: [bad.id], target_account: { acct: "bob" } } },
  ]);
  const grouped = await mod.api<Grouped>("GET", "/api/v2/notifications?limit=1");
  expect(grouped.notification_groups).toMatchObject([{ report: { comment: "again" } }]);
  const kith = world.instance("alpha.test");
  await kith.write(async (tx, happened) => {
    const [account_id, id] = [Number(bob.id), kith.newId()];
    await tx
      .insertInto("strikes")
      .values({
        id,
        moderator_id: 1,
        target_id: account_id,
        report_id: 0,
        action: "none",
        comment: "Be kind",
        status_ids: "[]",
        created_at: kith.now(),
      })
      .execute();
    await notify(tx, kith, happened, { account_id, type: "moderation_warning", from_account_id: account_id, subject_id: id });
    const row = {
      id: kith.newId(),
      account_id,
      target_name: "far.test",
      followers_count: 1,
      following_count: 2,
      created_at: kith.now(),
    };
    await tx
      .insertInto("severed_relationships")
      .values({ ...row, type: "domain_block" })
      .execute();
    await notify(tx, kith, happened, {
      account_id,
      type: "severed_relationships",
      from_account_id: account_id,
      subject_id: row.id,
    });
  });
  expect(await bob.notifications()).toMatchObject([
    { type: "severed_relationships", event: { type: "domain_block", target_name: "far.test", following_count: 2 } },
    { type: "moderation_warning", moderation_warning: { action: "none", text: "Be kind", target_account: { acct: "bob" } } },
  ]);
});
