/** `masto` on apps, accounts, and what people and their statuses are to each other. */
import { createOAuthAPIClient, createRestAPIClient, type mastodon } from "masto";
import { expect } from "vitest";
import { names, type Steps } from "./setting.ts";

export const people: Steps = {
  "apps and tokens": async ({ as, url }) => {
    const app = await as().v1.apps.create({
      clientName: "Masto",
      redirectUris: "urn:ietf:wg:oauth:2.0:oob",
      scopes: "read write",
    });
    const oauth = createOAuthAPIClient({ url: url() });
    const [clientId, clientSecret] = [app.clientId ?? "", app.clientSecret ?? ""];
    const redirectUri = "urn:ietf:wg:oauth:2.0:oob";
    const grant = { clientId, clientSecret, redirectUri, grantType: "client_credentials", scope: "read write" } as const;
    const token = await oauth.token.create(grant);
    const client = createRestAPIClient({ url: url(), accessToken: token.accessToken });
    expect((await client.v1.apps.verifyCredentials()).name).toBe("Masto");
    const person = {
      username: "carol",
      email: "carol@mail.test",
      password: "correct horse battery",
      agreement: true,
      locale: "en",
    };
    const signed = await client.v1.accounts.create(person);
    const carol = createRestAPIClient({ url: url(), accessToken: signed.accessToken });
    expect((await carol.v1.accounts.verifyCredentials()).username).toBe("carol");
    await oauth.revoke({ clientId, clientSecret, token: token.accessToken });
    expect(await client.v1.apps.verifyCredentials().catch((error: { statusCode: number }) => error.statusCode)).toBe(401);
  },

  "accounts, and what they keep of each other": async ({ as, id }) => {
    const [a, b] = [as("alice"), as("bob")];
    const him = a.v1.accounts.$select(id("bob"));
    await b.v1.accounts.updateCredentials({ discoverable: true, fieldsAttributes: [{ name: "Home", value: "here" }] });
    expect((await him.fetch()).fields).toMatchObject([{ name: "Home", value: "here" }]);
    expect((await a.v1.accounts.lookup({ acct: "bob" })).id).toBe(id("bob"));
    expect(names(await a.v1.accounts.search.list({ q: "bo" }))).toContain("bob");
    expect(await him.follow({ notify: true })).toMatchObject({ following: true, notifying: true });
    expect(names(await him.followers.list())).toEqual(["alice"]);
    expect(names(await b.v1.accounts.$select(id("alice")).following.list())).toEqual(["bob"]);
    expect(await him.pin()).toMatchObject({ endorsed: true });
    expect(names(await a.v1.endorsements.list())).toEqual(["bob"]);
    expect(await him.unpin()).toMatchObject({ endorsed: false });
    expect(await him.note.create({ comment: "next door" })).toMatchObject({ note: "next door" });
    expect(await a.v1.accounts.relationships.fetch({ id: [id("bob")] })).toMatchObject([{ note: "next door" }]);
    expect(await a.v1.accounts.familiarFollowers.fetch({ id: [id("bob")] } as never)).toMatchObject([
      { id: id("bob"), accounts: [] },
    ]);
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
    await b.v1.accounts.$select(id("alice")).follow();
    expect(names(await a.v1.followRequests.list())).toEqual(["bob"]);
    expect(await a.v1.followRequests.$select(id("bob")).authorize()).toMatchObject({ followedBy: true });
    expect(await him.removeFromFollowers()).toMatchObject({ followedBy: false });
    await b.v1.accounts.$select(id("alice")).follow();
    expect(await a.v1.followRequests.$select(id("bob")).reject()).toMatchObject({ followedBy: false });
    await a.v1.accounts.updateCredentials({ locked: false });
    expect(await a.v1.suggestions.list()).toEqual([]);
    await a.v1.suggestions.$select(id("bob")).remove("");
    expect(await a.v2.suggestions.list()).toEqual([]);
    expect(names(await as().v1.directory.list({ order: "new" }))).toEqual(["bob"]);
    expect(await a.v1.preferences.fetch()).toMatchObject({ "posting:default:visibility": "public" });
  },

  "statuses with polls, schedules, marks and threads": async ({ as }) => {
    const [a, b] = [as("alice"), as("bob")];
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
  },
};
