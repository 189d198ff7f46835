/** `masto` on timelines, lists, filters, the instance and its administrators, collections and the rest. */
import { expect } from "vitest";
import { names, type Steps } from "./setting.ts";

export const places: Steps = {
  "timelines, lists, tags, conversations, markers, filters and searches": async ({ as, id }) => {
    const [a, b] = [as("alice"), as("bob")];
    await a.v1.accounts.$select(id("bob")).follow();
    const status = await b.v1.statuses.create({ status: "On the #corner" });
    expect((await a.v1.timelines.tag.$select("corner").list())[0]?.id).toBe(status.id);
    const list = await a.v1.lists.create({ title: "Friends", exclusive: true });
    const mine = a.v1.lists.$select(list.id);
    await mine.accounts.create({ accountIds: [id("bob")] });
    expect(names(await mine.accounts.list())).toEqual(["bob"]);
    expect((await mine.update({ title: "Good friends" })).title).toBe("Good friends");
    expect(await mine.fetch()).toMatchObject({ exclusive: true, repliesPolicy: "list" });
    expect((await a.v1.timelines.list.$select(list.id).list()).length).toBeGreaterThanOrEqual(0);
    await mine.accounts.remove({ accountIds: [id("bob")] });
    expect(await a.v1.lists.list()).toHaveLength(1);
    await mine.remove();
    const tag = a.v1.tags.$select("corner");
    expect(await tag.follow()).toMatchObject({ following: true });
    expect((await a.v1.followedTags.list()).map(({ name }) => name)).toEqual(["corner"]);
    await tag.unfollow();
    const featured = await b.v1.featuredTags.create({ name: "corner" });
    expect(await b.v1.featuredTags.list()).toMatchObject([{ name: "corner", statusesCount: "1" }]);
    expect(await b.v1.featuredTags.suggestions.list()).toEqual([]);
    await b.v1.featuredTags.$select(featured.id).remove();
    await b.v1.statuses.create({ status: "@alice psst", visibility: "direct" });
    const [conversation] = await a.v1.conversations.list();
    expect(await a.v1.conversations.$select(conversation?.id ?? "").read()).toMatchObject({ unread: false });
    await a.v1.conversations.$select(conversation?.id ?? "").remove();
    await a.v1.markers.create({ home: { lastReadId: status.id } });
    expect(await a.v1.markers.fetch({ timeline: ["home"] })).toMatchObject({ home: { lastReadId: status.id } });
    const filter = await a.v2.filters.create({ title: "Spoilers", context: ["home"], filterAction: "warn" });
    const kept = a.v2.filters.$select(filter.id);
    const keyword = await kept.keywords.create({ keyword: "ending", wholeWord: true });
    expect(await a.v2.filters.keywords.$select(keyword.id).fetch()).toMatchObject({ keyword: "ending" });
    const marked = await kept.statuses.create({ statusId: status.id });
    expect(await kept.statuses.list()).toMatchObject([{ id: marked.id, statusId: status.id }]);
    expect((await kept.update({ title: "Endings" })).title).toBe("Endings");
    await kept.remove();
    expect(await a.v2.filters.list()).toEqual([]);
    expect((await a.v2.search.list({ q: "corner", type: "hashtags" })).hashtags.map(({ name }) => name)).toEqual(["corner"]);
    for (const what of [as().v1.trends.tags, as().v1.trends.links]) expect(await what.list()).toEqual([]);
    expect(await as().v1.trends.statuses.list()).toEqual([]);
  },

  "notifications one by one and grouped, and who may notify": async ({ as }) => {
    const [a, b] = [as("alice"), as("bob")];
    const status = await b.v1.statuses.create({ status: "@alice look here" });
    const [notice] = await a.v1.notifications.list({ types: ["mention"] });
    expect(notice?.status?.id).toBe(status.id);
    expect(await a.v1.notifications.$select(notice?.id ?? "").fetch()).toMatchObject({ type: "mention" });
    expect((await a.v1.notifications.unreadCount.fetch()).count).toBeGreaterThan(0);
    const grouped = await a.v2.notifications.list();
    expect(grouped.notificationGroups[0]).toMatchObject({ type: "mention", notificationsCount: 1 });
    const group = a.v2.notifications.$select(grouped.notificationGroups[0]?.groupKey ?? "");
    expect((await group.fetch()).notificationGroups).toHaveLength(1);
    expect(names(await group.accounts.fetch())).toEqual(["bob"]);
    expect((await a.v2.notifications.unreadCount.fetch()).count).toBeGreaterThan(0);
    await group.dismiss();
    expect(await a.v2.notifications.policy.fetch()).toMatchObject({ forNotFollowing: "accept" });
    expect(await a.v2.notifications.policy.update({ forNewAccounts: "filter" })).toMatchObject({ forNewAccounts: "filter" });
    expect(await a.v1.notifications.requests.list()).toEqual([]);
    await a.v1.notifications.clear();
    expect(await a.v1.notifications.list()).toEqual([]);
  },

  "the instance, reports, and what administrators do": async ({ as, id, url }) => {
    const [visitor, admin] = [as(), as("mod")];
    expect(await visitor.v1.instance.fetch()).toMatchObject({ title: "Kith" });
    expect(await visitor.v2.instance.fetch()).toMatchObject({
      domain: new URL(url()).host,
      sourceUrl: expect.stringMatching(/#source$/),
    });
    expect(await visitor.v1.instance.peers.list()).toEqual([]);
    expect(await visitor.v1.instance.activity.list()).not.toHaveLength(0);
    expect(await visitor.v1.instance.domainBlocks.fetch()).toEqual([]);
    expect(await visitor.v1.instance.translationLanguages.list()).toEqual({});
    expect(await visitor.v1.instance.extendedDescription.fetch()).toHaveProperty("updatedAt");
    expect(await visitor.v1.customEmojis.list()).toEqual([]);
    expect(await as("alice").v1.announcements.list()).toEqual([]);
    const report = await as("alice").v1.reports.create({ accountId: id("bob"), comment: "noisy" });
    expect(report).toMatchObject({ comment: "noisy", actionTaken: false });
    const reports = await admin.v1.admin.reports.list();
    expect(reports).toMatchObject([{ id: report.id, targetAccount: { id: id("bob") } }]);
    expect(await admin.v1.admin.reports.$select(report.id).assignToSelf()).toMatchObject({
      assignedAccount: { id: id("mod") },
    });
    expect(await admin.v1.admin.reports.$select(report.id).resolve()).toMatchObject({ actionTaken: true });
    expect((await admin.v1.admin.accounts.list({ local: true })).map(({ username }) => username)).toContain("bob");
    await admin.v1.admin.accounts.$select(id("bob")).action.create({ type: "silence" });
    expect(await admin.v1.admin.accounts.$select(id("bob")).fetch()).toMatchObject({ silenced: true });
    expect(await admin.v1.admin.accounts.$select(id("bob")).unsilence()).toMatchObject({ silenced: false });
    const blocked = await admin.v1.admin.domainBlocks.create({ domain: "bad.test", severity: "suspend" });
    expect(await admin.v1.admin.domainBlocks.list()).toMatchObject([{ id: blocked.id, domain: "bad.test" }]);
    await admin.v1.admin.domainBlocks.$select(blocked.id).remove();
    for (const what of [admin.v1.admin.trends.tags, admin.v1.admin.trends.statuses, admin.v1.admin.trends.links])
      expect(await what.list()).toEqual([]);
  },

  "collections of accounts, and the report of a year": async ({ as, id }) => {
    const [a, b] = [as("alice"), as("bob")];
    const { collection } = await a.v1.collections.create({ name: "Neighbours", accountIds: [id("bob")], discoverable: true });
    const mine = a.v1.collections.$select(collection.id);
    expect((await mine.fetch()).accounts.map(({ acct }) => acct)).toEqual(["alice", "bob"]);
    expect((await mine.update({ description: "next door" })).collection).toMatchObject({
      description: "next door",
      itemCount: 1,
    });
    const [item] = collection.items;
    await b.v1.collections
      .$select(collection.id)
      .items.$select(item?.id ?? "")
      .revoke();
    const added = await mine.items.create({ accountId: id("mod") });
    await mine.items.$select(added.collectionItem.id).remove();
    expect((await mine.fetch()).collection).toMatchObject({ itemCount: 0 });
    await mine.remove();
    expect(await a.v1.annualReports.$select("2001").state.fetch()).toEqual({ state: "ineligible" });
    expect((await a.v1.annualReports.list()).annualReports).toEqual([]);
  },
};
