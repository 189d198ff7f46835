/** A client library that knows many kinds of server, `megalodon`: every method that it has for Mastodon, against a live instance. */
import { createECDH, randomBytes } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import type { Entity, MegalodonInterface } from "megalodon";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { id, leftOut, libraryOf, post } from "./library.ts";
import { openLive, type Live } from "./live.ts";

const called = new Set<string>();
let live: Live;
let [alice, bob]: Person[] = [];
let folder = "";

const as = (token?: string): MegalodonInterface => libraryOf(live.url, { token, called });
const ofAlice = () => as(alice?.token);
const ofBob = () => as(bob?.token);

beforeAll(async () => {
  live = await openLive();
  [alice, bob] = [await live.person("alice"), await live.person("bob")];
  folder = mkdtempSync(pathOf(tmpdir(), "kith-megalodon-"));
}, 30_000);
afterAll(async () => {
  await live[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test("apps, tokens and signing up", async () => {
  const visitor = as();
  const app = await visitor.registerApp("Megalodon", { scopes: ["read", "write"], redirect_uris: "urn:ietf:wg:oauth:2.0:oob" });
  expect(app.url).toContain("/oauth/authorize");
  const made = await visitor.createApp("Megalodon", { scopes: ["read", "write"] });
  expect(made.client_id).toMatch(/^\S{20,}$/);
  const { client_id, client_secret } = made;
  const wrong = await visitor
    .fetchAccessToken(client_id, client_secret, "wrong")
    .catch((error: { response: { status: number } }) => error);
  expect(wrong).toMatchObject({ response: { status: 400 } });
  const body = { client_id, client_secret, grant_type: "client_credentials", scope: "read write" };
  const token = await fetch(`${live.url}/oauth/token`, { method: "POST", body: new URLSearchParams(body) });
  const { access_token } = (await token.json()) as { access_token: string };
  expect((await as(access_token).verifyAppCredentials()).data.name).toBe("Megalodon");
  const signed = await as(access_token).registerAccount("carol", "carol@mail.test", "correct horse battery", true, "en");
  const carol = as((signed.data as unknown as { access_token: string }).access_token);
  expect((await carol.verifyAccountCredentials()).data.username).toBe("carol");
  await visitor.revokeToken(client_id, client_secret, access_token);
  expect(
    await as(access_token)
      .verifyAppCredentials()
      .catch(() => "ended"),
  ).toBe("ended");
});

test("accounts and what they are to each other", async () => {
  const [a, b] = [ofAlice(), ofBob()];
  const updated = await a.updateCredentials({ display_name: "Alice A.", note: "Hello", discoverable: true, locked: false });
  expect(updated.data).toMatchObject({ display_name: "Alice A.", discoverable: true });
  expect((await a.getAccount(id(bob))).data.acct).toBe("bob");
  expect((await a.lookupAccount("bob")).data.id).toBe(id(bob));
  expect((await a.searchAccount("bo")).data.map(({ acct }) => acct)).toContain("bob");
  expect((await a.followAccount(id(bob), { reblog: true })).data).toMatchObject({ following: true });
  expect((await b.getAccountFollowers(id(bob))).data.map(({ acct }) => acct)).toEqual(["alice"]);
  expect((await b.getAccountFollowing(id(alice))).data.map(({ acct }) => acct)).toEqual(["bob"]);
  expect((await a.pinAccount(id(bob))).data).toMatchObject({ id: id(bob) });
  expect((await a.getEndorsements()).data.map(({ acct }) => acct)).toEqual(["bob"]);
  await a.unpinAccount(id(bob));
  // The library forgets to send the text.
  expect((await a.setAccountNote(id(bob), "my neighbour")).data).toMatchObject({ id: id(bob) });
  expect((await a.getRelationship(id(bob))).data).toMatchObject({ following: true });
  await a.getRelationships([id(bob)]);
  for (const list of [await a.getIdentityProof(id(bob)), await a.getAccountLists(id(bob))]) expect(list.data).toEqual([]);
  expect((await a.muteAccount(id(bob), true)).data).toMatchObject({ muting: true });
  expect((await a.getMutes()).data.map(({ acct }) => acct)).toEqual(["bob"]);
  expect((await a.unmuteAccount(id(bob))).data).toMatchObject({ muting: false });
  expect((await a.unfollowAccount(id(bob))).data).toMatchObject({ following: false });
  expect((await a.blockAccount(id(bob))).data).toMatchObject({ blocking: true });
  expect((await a.getBlocks()).data.map(({ acct }) => acct)).toEqual(["bob"]);
  expect((await a.unblockAccount(id(bob))).data).toMatchObject({ blocking: false });
  await a.blockDomain("bad.test");
  expect((await a.getDomainBlocks()).data).toEqual(["bad.test"]);
  await a.unblockDomain("bad.test");
  await a.updateCredentials({ locked: true });
  await b.followAccount(id(alice));
  expect((await a.getFollowRequests()).data.map(({ id: asker }) => asker)).toEqual([id(bob)]);
  expect((await a.rejectFollowRequest(id(bob))).data).toMatchObject({ followed_by: false });
  await b.followAccount(id(alice));
  expect((await a.acceptFollowRequest(id(bob))).data).toMatchObject({ followed_by: true });
  await a.updateCredentials({ locked: false });
  const [suggested, directory] = [await a.getSuggestions(), await b.getInstanceDirectory({ order: "new" })];
  expect([suggested.data, directory.data.map(({ acct }) => acct)]).toEqual([[], ["alice"]]);
});

test("statuses, polls, media and schedules", async () => {
  const [a, b] = [ofAlice(), ofBob()];
  const status = await post(a, "Hello #megalodon", { language: "en" });
  expect((await b.getStatus(status.id)).data.tags.map(({ name }) => name)).toEqual(["megalodon"]);
  await a.editStatus(status.id, { status: "Hello again #megalodon" });
  expect((await a.getStatusSource(status.id)).data.text).toBe("Hello again #megalodon");
  const answer = await post(b, "@alice hello", { in_reply_to_id: status.id });
  expect((await a.getStatusContext(status.id)).data.descendants.map(({ id: one }) => one)).toEqual([answer.id]);
  expect((await b.favouriteStatus(status.id)).data.favourited).toBe(true);
  expect((await b.reblogStatus(status.id)).data.reblog?.id).toBe(status.id);
  expect((await a.getStatusFavouritedBy(status.id)).data.map(({ acct }) => acct)).toEqual(["bob"]);
  expect((await a.getStatusRebloggedBy(status.id)).data.map(({ acct }) => acct)).toEqual(["bob"]);
  await b.getFavourites();
  expect((await b.bookmarkStatus(status.id)).data.bookmarked).toBe(true);
  expect((await b.getBookmarks()).data).toHaveLength(1);
  await Promise.all([b.unbookmarkStatus(status.id), b.unfavouriteStatus(status.id)]);
  expect((await b.unreblogStatus(status.id)).data.reblogged).toBe(false);
  expect((await a.pinStatus(status.id)).data.pinned).toBe(true);
  expect((await a.getAccountStatuses(id(alice), { pinned: true })).data).toHaveLength(1);
  await a.unpinStatus(status.id);
  expect((await a.muteStatus(status.id)).data.muted).toBe(true);
  await a.unmuteStatus(status.id);
  const asked = await post(a, "Tea or coffee?", { poll: { options: ["Tea", "Coffee"], expires_in: 3600 } });
  const poll = asked.poll?.id ?? "";
  expect((await b.votePoll(poll, [0])).data).toMatchObject({ voted: true, own_votes: [0] });
  expect((await a.getPoll(poll)).data.votes_count).toBe(1);
  const file = pathOf(folder, "pink.png");
  writeFileSync(
    file,
    await sharp({ create: { width: 8, height: 8, channels: 3, background: "#a37" } })
      .png()
      .toBuffer(),
  );
  const media = (await a.uploadMedia(createReadStream(file), { description: "Pink" })).data;
  expect((await a.updateMedia(media.id, { description: "Pink square" })).data.description).toBe("Pink square");
  expect((await a.getMedia(media.id)).data.type).toBe("image");
  const pictured = await post(a, "", { media_ids: [media.id] });
  expect(pictured.media_attachments).toHaveLength(1);
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = (await a.postStatus("Later", { scheduled_at: later })).data as Entity.ScheduledStatus;
  expect((await a.getScheduledStatuses()).data.map(({ id: one }) => one)).toEqual([scheduled.id]);
  expect((await a.getScheduledStatus(scheduled.id)).data.params.text).toBe("Later");
  await a.scheduleStatus(scheduled.id, new Date(Date.now() + 7_200_000).toISOString());
  await a.cancelScheduledStatus(scheduled.id);
  expect((await a.getScheduledStatuses()).data).toEqual([]);
  await a.deleteStatus(asked.id);
});

test("timelines, lists, conversations, tags, markers and searches", async () => {
  const [a, b] = [ofAlice(), ofBob()];
  const status = await post(b, "Public #corner");
  await a.followAccount(id(bob));
  expect((await as().getPublicTimeline()).data.map(({ id: one }) => one)).toContain(status.id);
  expect((await as().getLocalTimeline()).data.map(({ id: one }) => one)).toContain(status.id);
  expect((await as().getTagTimeline("corner")).data.map(({ id: one }) => one)).toEqual([status.id]);
  expect((await b.getHomeTimeline()).data.map(({ id: one }) => one)).toContain(status.id);
  const list = (await a.createList("Friends")).data;
  await a.updateList(list.id, "Good friends");
  expect((await a.getList(list.id)).data.title).toBe("Good friends");
  await a.addAccountsToList(list.id, [id(bob)]);
  expect((await a.getAccountsInList(list.id)).data.map(({ acct }) => acct)).toEqual(["bob"]);
  const listed = await post(b, "For the list");
  expect((await a.getListTimeline(list.id)).data.map(({ id: one }) => one)).toContain(listed.id);
  await a.deleteAccountsFromList(list.id, [id(bob)]);
  expect((await a.getLists()).data).toHaveLength(1);
  await a.deleteList(list.id);
  await post(b, "@alice psst", { visibility: "direct" });
  const [conversation] = (await a.getConversationTimeline()).data;
  expect(conversation?.last_status?.visibility).toBe("direct");
  expect((await a.readConversation(conversation?.id ?? "")).data.unread).toBe(false);
  await a.deleteConversation(conversation?.id ?? "");
  expect((await a.getTag("corner")).data.name).toBe("corner");
  expect((await a.followTag("corner")).data.following).toBe(true);
  expect((await a.getFollowedTags()).data.map(({ name }) => name)).toEqual(["corner"]);
  await a.unfollowTag("corner");
  expect((await b.getSuggestedTags()).data.map(({ name }) => name)).toContain("corner");
  const featured = (await b.createFeaturedTag("corner")).data;
  expect((await b.getFeaturedTags()).data.map(({ name }) => name)).toEqual(["corner"]);
  await b.deleteFeaturedTag(featured.id);
  await a.saveMarkers({ home: { last_read_id: status.id } });
  expect((await a.getMarkers(["home"])).data).toMatchObject({ home: { last_read_id: status.id } });
  expect((await a.search("corner", { type: "hashtags" })).data.hashtags.map(({ name }) => name)).toEqual(["corner"]);
  expect((await a.getPreferences()).data).toMatchObject({ "posting:default:visibility": "public" });
});

test("notifications, push, filters, reports and the instance", async () => {
  const [a, b] = [ofAlice(), ofBob()];
  const mention = await post(b, "@alice look");
  const [notice] = (await a.getNotifications({ exclude_types: ["follow"] as never })).data;
  expect(notice?.status?.id).toBe(mention.id);
  expect((await a.getNotification(notice?.id ?? "")).data.id).toBe(notice?.id);
  await a.dismissNotification(notice?.id ?? "").then(async () => await a.dismissNotifications());
  expect((await a.getNotifications()).data).toEqual([]);
  const curve = createECDH("prime256v1");
  const keys = { p256dh: curve.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
  const subscription = { endpoint: "https://push.test/x", keys };
  expect((await a.subscribePushNotification(subscription, { alerts: { mention: true } })).data.endpoint).toBe(
    "https://push.test/x",
  );
  expect((await a.getPushSubscription()).data.alerts).toMatchObject({ mention: true });
  expect((await a.updatePushSubscription({ alerts: { follow: true } })).data.alerts).toMatchObject({ follow: true });
  await a.deletePushSubscription();
  const filter = (await a.createFilter("spoiler", ["home"] as never)).data;
  expect((await a.getFilters()).data.map(({ phrase }) => phrase)).toEqual(["spoiler"]);
  expect((await a.updateFilter(filter.id, "spoilers", ["home"] as never)).data.phrase).toBe("spoilers");
  expect((await a.getFilter(filter.id)).data.phrase).toBe("spoilers");
  await a.deleteFilter(filter.id);
  expect((await a.report(id(bob), { comment: "rude", status_ids: [mention.id] })).data).toMatchObject({ comment: "rude" });
  expect((await as().getInstance()).data).toMatchObject({ title: "Kith", configuration: { statuses: { max_characters: 5000 } } });
  for (const ask of ["getInstancePeers", "getInstanceTrends", "getInstanceCustomEmojis"] as const)
    expect((await as()[ask]()).data).toEqual([]);
  expect((await as().getInstanceActivity()).data).not.toHaveLength(0);
  expect((await a.getInstanceAnnouncements()).data).toEqual([]);
  const statusOf = (error: { response: { status: number } }) => error.response.status;
  for (const refused of [
    () => a.dismissInstanceAnnouncement("1"),
    () => a.addReactionToAnnouncement("1", "👍"),
    () => a.removeReactionFromAnnouncement("1", "👍"),
  ])
    expect(await refused().catch(statusOf)).toBe(404);
});

test("streams tell what happens", async () => {
  const a = ofAlice();
  expect(await a.streamingURL()).toBe(live.url.replace(/^http/, "ws"));
  const list = (await a.createList("Live")).data;
  const opened = [
    () => a.userStreaming(),
    () => a.publicStreaming(),
    () => a.localStreaming(),
    () => a.tagStreaming("live"),
    () => a.listStreaming(list.id),
    () => a.directStreaming(),
  ].map(async (open) => {
    const stream = await open();
    await new Promise((resolve) => stream.once("connect", resolve));
    return stream;
  });
  const streams = await Promise.all(opened);
  const [user, everybody, local, tag] = streams;
  try {
    const heard = [user, everybody, local, tag].map(
      async (stream) => await new Promise<Entity.Status>((resolve) => stream?.once("update", resolve)),
    );
    const status = await post(a, "Now #live");
    expect((await Promise.all(heard)).map(({ id: one }) => one)).toEqual([status.id, status.id, status.id, status.id]);
  } finally {
    for (const stream of streams) stream.stop();
  }
});

test("nothing that it can do was left out", () => {
  expect(leftOut(called)).toEqual([]);
});
