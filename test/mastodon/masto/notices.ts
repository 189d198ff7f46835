/** `masto` on conversations, notifications and pushes. */
import { createECDH, randomBytes } from "node:crypto";
import { createStreamingAPIClient } from "masto";
import { expect } from "vitest";
import { type Steps } from "./setting.ts";

export const notices: Steps = {
  "conversations are listed, read and removed, and heard when they change": async ({ as, token, url }) => {
    const [alice, bob] = [as("alice"), as("bob")];
    const streaming = createStreamingAPIClient({ streamingApiUrl: url().replace("http", "ws"), accessToken: token("bob") });
    const direct = streaming.direct.subscribe();
    const heard = (async () => {
      for await (const { event, payload } of direct) if (event === "conversation") return payload;
      return undefined;
    })();
    // A subscription is not acknowledged: we talk until it is heard.
    let done = false;
    void heard.then(() => (done = true));
    let last = await alice.v1.statuses.create({ status: "@bob a word", visibility: "direct" });
    while (!done) last = await alice.v1.statuses.create({ status: "@bob another", visibility: "direct", inReplyToId: last.id });
    expect(await heard).toMatchObject({ unread: true, accounts: [{ acct: "alice" }] });
    direct.unsubscribe();
    streaming.close();
    const [one] = await bob.v1.conversations.list();
    expect(one).toMatchObject({ unread: true, accounts: [{ acct: "alice" }], lastStatus: { id: last.id } });
    const conversation = bob.v1.conversations.$select(one?.id ?? "");
    expect(await conversation.read()).toMatchObject({ id: one?.id, unread: false });
    expect(await conversation.unread()).toMatchObject({ unread: true });
    await conversation.remove();
    expect(await bob.v1.conversations.list()).toEqual([]);
  },

  "policies keep senders aside, requests let them in, groups tell of them": async ({ as }) => {
    const [alice, bob] = [as("alice"), as("bob")];
    await alice.v1.notifications.clear();
    expect(await alice.v2.notifications.policy.update({ forNotFollowing: "filter" })).toMatchObject({
      forNotFollowing: "filter",
    });
    const status = await bob.v1.statuses.create({ status: "@alice may I?" });
    const [request] = await alice.v1.notifications.requests.list();
    expect(request).toMatchObject({ account: { acct: "bob" }, notificationsCount: "1", lastStatus: { id: status.id } });
    expect((await alice.v2.notifications.policy.fetch()).summary).toEqual({
      pendingRequestsCount: 1,
      pendingNotificationsCount: 1,
    });
    await alice.v1.notifications.requests.$select(request?.id ?? "").accept();
    expect((await alice.v1.notifications.requests.merged.fetch()).merged).toBe(true);
    expect((await alice.v1.notifications.unreadCount.fetch()).count).toBe(1);
    const groups = await alice.v2.notifications.list();
    const [group] = groups.notificationGroups;
    expect(group).toMatchObject({ type: "mention", notificationsCount: 1, statusId: status.id });
    const one = alice.v2.notifications.$select(group?.groupKey ?? "");
    expect((await one.accounts.fetch()).map(({ acct }) => acct)).toEqual(["bob"]);
    expect((await alice.v2.notifications.unreadCount.fetch()).count).toBe(1);
    await one.dismiss();
    expect(await alice.v1.notifications.list()).toEqual([]);
  },

  "it subscribes to pushes, changes its mind and leaves": async ({ as }) => {
    const { subscription } = as("alice").v1.push;
    const own = createECDH("prime256v1");
    const keys = { p256dh: own.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
    const made = await subscription.create({
      subscription: { endpoint: "https://push.test/x", keys },
      data: { alerts: { mention: true } },
      policy: "follower",
    });
    expect(made).toMatchObject({ endpoint: "https://push.test/x", alerts: { mention: true, favourite: false } });
    const instance = await as().v2.instance.fetch();
    expect(made.serverKey).toBe(instance.configuration.vapid.publicKey);
    expect((await subscription.update({ data: { alerts: { favourite: true } } })).alerts).toMatchObject({
      mention: false,
      favourite: true,
    });
    expect(await subscription.fetch()).toMatchObject({ id: made.id });
    await subscription.remove();
    await expect(subscription.fetch()).rejects.toThrow("Record not found");
  },
};
