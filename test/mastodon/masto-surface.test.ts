/** The rest of what `masto` can ask for: every resource that it knows, each at least once, with what comes of it. */
import { createECDH, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOAuthAPIClient, createRestAPIClient, type mastodon } from "masto";
import type { Person } from "../world/person.ts";
import { openLive, type Live } from "./live.ts";

let live: Live;
let [alice, bob, mod]: Person[] = [];

beforeAll(async () => {
  live = await openLive();
  [alice, bob] = [await live.person("alice"), await live.person("bob")];
  mod = await live.person("mod", { role: "owner", scopes: "read write follow push profile admin:read admin:write" });
}, 30_000);
afterAll(async () => await live[Symbol.asyncDispose]());

const as = (person: Person | undefined): mastodon.rest.Client =>
  createRestAPIClient({ url: live.url, ...(person === undefined ? {} : { accessToken: person.token }) });
const id = (person: Person | undefined): string => person?.id ?? "";
const names = (accounts: readonly { acct: string }[]): string[] => accounts.map(({ acct }) => acct);

test("apps and tokens", async () => {
  const app = await as(undefined).v1.apps.create({
    clientName: "Masto",
    redirectUris: "urn:ietf:wg:oauth:2.0:oob",
    scopes: "read write",
  });
  const oauth = createOAuthAPIClient({ url: live.url });
  const [clientId, clientSecret] = [app.clientId ?? "", app.clientSecret ?? ""];
  const redirectUri = "urn:ietf:wg:oauth:2.0:oob";
  const grant = { clientId, clientSecret, redirectUri, grantType: "client_credentials", scope: "read write" } as const;
  const token = await oauth.token.create(grant);
  const client = createRestAPIClient({ url: live.url, accessToken: token.accessToken });
  expect((await client.v1.apps.verifyCredentials()).name).toBe("Masto");
  const person = {
    username: "carol",
    email: "carol@mail.test",
    password: "correct horse battery",
    agreement: true,
    locale: "en",
  };
  const signed = await client.v1.accounts.create(person);
  const carol = createRestAPIClient({ url: live.url, accessToken: signed.accessToken });
  expect((await carol.v1.accounts.verifyCredentials()).username).toBe("carol");
  await oauth.revoke({ clientId, clientSecret, token: token.accessToken });
  expect(await client.v1.apps.verifyCredentials().catch((error: { statusCode: number }) => error.statusCode)).toBe(401);
});

test("accounts, and what they keep of each other", async () => {
  const [a, b] = [as(alice), as(bob)];
  const him = a.v1.accounts.$select(id(bob));
  await b.v1.accounts.updateCredentials({ discoverable: true, fieldsAttributes: [{ name: "Home", value: "here" }] });
  expect((await him.fetch()).fields).toMatchObject([{ name: "Home", value: "here" }]);
  expect((await a.v1.accounts.lookup({ acct: "bob" })).id).toBe(id(bob));
  expect(names(await a.v1.accounts.search.list({ q: "bo" }))).toContain("bob");
  expect(await him.follow({ notify: true })).toMatchObject({ following: true, notifying: true });
  expect(names(await him.followers.list())).toEqual(["alice"]);
  expect(names(await b.v1.accounts.$select(id(alice)).following.list())).toEqual(["bob"]);
  expect(await him.pin()).toMatchObject({ endorsed: true });
  expect(names(await a.v1.endorsements.list())).toEqual(["bob"]);
  expect(await him.unpin()).toMatchObject({ endorsed: false });
  expect(await him.note.create({ comment: "next door" })).toMatchObject({ note: "next door" });
  expect(await a.v1.accounts.relationships.fetch({ id: [id(bob)] })).toMatchObject([{ note: "next door" }]);
  expect(await a.v1.accounts.familiarFollowers.fetch({ id: [id(bob)] } as never)).toMatchObject([{ id: id(bob), accounts: [] }]);
  expect([await him.lists.list(), await him.identityProofs.list(), await him.featuredTags.list()]).toEqual([[], [], []]);
  expect(await him.mute({ duration: 3600 })).toMatchObject({ muting: true });
  expect(await a.v1.mutes.list()).toMatchObject([{ acct: "bob", muteExpiresAt: expect.any(String) }]);
  await him.unmute();
  expect(await him.unfollow()).toMatchObject({ following: false });
  expect(await him.block()).toMatchObject({ blocking: true });
  expect(names(await a.v1.blocks.list())).toEqual(["bob"]);
  await him.unblock();
  await a.v1.domainBlocks.create({ domain: "bad.test" });
  expect(await a.v1.domainBlocks.list()).toEqual(["bad.test"]);
  await a.v1.domainBlocks.remove({ domain: "bad.test" });
  await a.v1.accounts.updateCredentials({ locked: true });
  await b.v1.accounts.$select(id(alice)).follow();
  expect(names(await a.v1.followRequests.list())).toEqual(["bob"]);
  expect(await a.v1.followRequests.$select(id(bob)).authorize()).toMatchObject({ followedBy: true });
  expect(await him.removeFromFollowers()).toMatchObject({ followedBy: false });
  await b.v1.accounts.$select(id(alice)).follow();
  expect(await a.v1.followRequests.$select(id(bob)).reject()).toMatchObject({ followedBy: false });
  await a.v1.accounts.updateCredentials({ locked: false });
  expect(await a.v1.suggestions.list()).toEqual([]);
  await a.v1.suggestions.$select(id(bob)).remove("");
  expect(await a.v2.suggestions.list()).toEqual([]);
  expect(names(await as(undefined).v1.directory.list({ order: "new" }))).toEqual(["bob"]);
  expect(await a.v1.preferences.fetch()).toMatchObject({ "posting:default:visibility": "public" });
});

test("statuses with polls, schedules, marks and threads", async () => {
  const [a, b] = [as(alice), as(bob)];
  const status = await a.v1.statuses.create({ status: "Masto's own #surface" });
  const seen = b.v1.statuses.$select(status.id);
  const answer = await b.v1.statuses.create({ status: "@alice yes", inReplyToId: status.id });
  expect((await seen.context.fetch()).descendants.map((one) => one.id)).toEqual([answer.id]);
  expect((await seen.reblog()).reblog?.id).toBe(status.id);
  expect(names(await seen.rebloggedBy.list())).toEqual(["bob"]);
  expect(await seen.unreblog()).toMatchObject({ reblogged: false });
  expect(await seen.bookmark()).toMatchObject({ bookmarked: true });
  expect(await b.v1.bookmarks.list()).toHaveLength(1);
  await seen.unbookmark();
  await seen.favourite();
  expect(await b.v1.favourites.list()).toHaveLength(1);
  await seen.unfavourite();
  const own = a.v1.statuses.$select(status.id);
  expect(await own.pin()).toMatchObject({ pinned: true });
  await own.unpin();
  expect(await own.mute()).toMatchObject({ muted: true });
  await own.unmute();
  await own.update({ status: "Masto's own #surface, edited" });
  expect(await own.history.list()).toHaveLength(2);
  const poll = { options: ["Yes", "No"], expiresIn: 3600 };
  const asked = await a.v1.statuses.create({ status: "Well?", poll });
  expect(await b.v1.polls.$select(asked.poll?.id ?? "").votes.create({ choices: [1] })).toMatchObject({
    voted: true,
    ownVotes: [1],
  });
  expect(await a.v1.polls.$select(asked.poll?.id ?? "").fetch()).toMatchObject({ votesCount: 1 });
  const scheduledAt = new Date(Date.now() + 3_600_000).toISOString();
  const later = (await a.v1.statuses.create({ status: "Later", scheduledAt })) as unknown as mastodon.v1.ScheduledStatus;
  const scheduled = a.v1.scheduledStatuses.$select(later.id);
  expect(await a.v1.scheduledStatuses.list()).toMatchObject([{ id: later.id }]);
  expect((await scheduled.fetch()).params.text).toBe("Later");
  await scheduled.update({ scheduledAt: new Date(Date.now() + 7_200_000).toISOString() });
  await scheduled.remove();
  expect(await a.v1.scheduledStatuses.list()).toEqual([]);
});

test("timelines, lists, tags, conversations, markers, filters and searches", async () => {
  const [a, b] = [as(alice), as(bob)];
  await a.v1.accounts.$select(id(bob)).follow();
  const status = await b.v1.statuses.create({ status: "On the #corner" });
  expect((await a.v1.timelines.tag.$select("corner").list())[0]?.id).toBe(status.id);
  const list = await a.v1.lists.create({ title: "Friends", exclusive: true });
  const mine = a.v1.lists.$select(list.id);
  await mine.accounts.create({ accountIds: [id(bob)] });
  expect(names(await mine.accounts.list())).toEqual(["bob"]);
  expect((await mine.update({ title: "Good friends" })).title).toBe("Good friends");
  expect(await mine.fetch()).toMatchObject({ exclusive: true, repliesPolicy: "list" });
  expect((await a.v1.timelines.list.$select(list.id).list()).length).toBeGreaterThanOrEqual(0);
  await mine.accounts.remove({ accountIds: [id(bob)] });
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
  for (const what of [as(undefined).v1.trends.tags, as(undefined).v1.trends.links]) expect(await what.list()).toEqual([]);
  expect(await as(undefined).v1.trends.statuses.list()).toEqual([]);
});

test("notifications one by one and grouped, push, and who may notify", async () => {
  const [a, b] = [as(alice), as(bob)];
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
  const curve = createECDH("prime256v1");
  const keys = { p256dh: curve.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
  const subscription = { endpoint: "https://push.test/masto", keys };
  const made = await a.v1.push.subscription.create({ subscription, data: { alerts: { mention: true } }, policy: "all" });
  expect(made).toMatchObject({ endpoint: "https://push.test/masto", alerts: { mention: true } });
  expect(await a.v1.push.subscription.fetch()).toMatchObject({ id: made.id });
  expect(await a.v1.push.subscription.update({ data: { alerts: { follow: true } } })).toMatchObject({ alerts: { follow: true } });
  await a.v1.push.subscription.remove();
});

test("the instance, reports, and what administrators do", async () => {
  const [visitor, admin] = [as(undefined), as(mod)];
  expect(await visitor.v1.instance.fetch()).toMatchObject({ title: "Kith" });
  expect(await visitor.v2.instance.fetch()).toMatchObject({ domain: live.domain, sourceUrl: expect.stringMatching(/#source$/) });
  expect(await visitor.v1.instance.peers.list()).toEqual([]);
  expect(await visitor.v1.instance.activity.list()).not.toHaveLength(0);
  expect(await visitor.v1.instance.domainBlocks.fetch()).toEqual([]);
  expect(await visitor.v1.instance.translationLanguages.list()).toEqual({});
  expect(await visitor.v1.instance.extendedDescription.fetch()).toHaveProperty("updatedAt");
  expect(await visitor.v1.customEmojis.list()).toEqual([]);
  expect(await as(alice).v1.announcements.list()).toEqual([]);
  const report = await as(alice).v1.reports.create({ accountId: id(bob), comment: "noisy" });
  expect(report).toMatchObject({ comment: "noisy", actionTaken: false });
  const reports = await admin.v1.admin.reports.list();
  expect(reports).toMatchObject([{ id: report.id, targetAccount: { id: id(bob) } }]);
  expect(await admin.v1.admin.reports.$select(report.id).assignToSelf()).toMatchObject({ assignedAccount: { id: id(mod) } });
  expect(await admin.v1.admin.reports.$select(report.id).resolve()).toMatchObject({ actionTaken: true });
  expect((await admin.v1.admin.accounts.list({ local: true })).map(({ username }) => username)).toContain("bob");
  await admin.v1.admin.accounts.$select(id(bob)).action.create({ type: "silence" });
  expect(await admin.v1.admin.accounts.$select(id(bob)).fetch()).toMatchObject({ silenced: true });
  expect(await admin.v1.admin.accounts.$select(id(bob)).unsilence()).toMatchObject({ silenced: false });
  const blocked = await admin.v1.admin.domainBlocks.create({ domain: "bad.test", severity: "suspend" });
  expect(await admin.v1.admin.domainBlocks.list()).toMatchObject([{ id: blocked.id, domain: "bad.test" }]);
  await admin.v1.admin.domainBlocks.$select(blocked.id).remove();
  for (const what of [admin.v1.admin.trends.tags, admin.v1.admin.trends.statuses, admin.v1.admin.trends.links])
    expect(await what.list()).toEqual([]);
});

test("collections of accounts, and the report of a year", async () => {
  const [a, b] = [as(alice), as(bob)];
  const { collection } = await a.v1.collections.create({ name: "Neighbours", accountIds: [id(bob)], discoverable: true });
  const mine = a.v1.collections.$select(collection.id);
  expect((await mine.fetch()).accounts.map(({ acct }) => acct)).toEqual(["alice", "bob"]);
  expect((await mine.update({ description: "next door" })).collection).toMatchObject({ description: "next door", itemCount: 1 });
  const [item] = collection.items;
  await b.v1.collections
    .$select(collection.id)
    .items.$select(item?.id ?? "")
    .revoke();
  const added = await mine.items.create({ accountId: id(mod) });
  await mine.items.$select(added.collectionItem.id).remove();
  expect((await mine.fetch()).collection).toMatchObject({ itemCount: 0 });
  await mine.remove();
  expect(await a.v1.annualReports.$select("2001").state.fetch()).toEqual({ state: "ineligible" });
  expect((await a.v1.annualReports.list()).annualReports).toEqual([]);
});
