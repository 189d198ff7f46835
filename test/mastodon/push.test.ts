/** Web Push, against a push service that opens what arrives. */
import { createECDH, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken, findAccess, removeTokens } from "../../src/access/tokens.ts";
import { follow } from "../../src/follows/follow.ts";
import { getSubscription, subscribe } from "../../src/push/subscriptions.ts";
import { addPerson } from "../units/persons.ts";
import { openTestKith } from "../world/instance.ts";
import { createWorld } from "../world/world.ts";
import { makePushService } from "../world/push.ts";

const AT = "/api/v1/push/subscription";
const all = { alerts: { mention: true, favourite: true, follow: true, reblog: true } };

const scene = async () => {
  const world = await createWorld("alpha.test", "beta.test");
  const service = await makePushService(world, "push.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  return { world, service, alice, bob };
};

test("a subscription belongs to its token, and says what is wanted", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  expect((await alice.asks("GET", AT)).status).toBe(404);
  const made = await alice.api<Record<string, unknown>>("POST", AT, {
    subscription: app.subscription,
    data: { alerts: { mention: "true", follow: "0" }, policy: "followed" },
  });
  expect(made).toMatchObject({ endpoint: "https://push.test/phone", standard: false, policy: "followed" });
  expect(made["alerts"]).toMatchObject({ mention: true, follow: false, "admin.report": false });
  const instance = await alice.api<{ configuration: { vapid: { public_key: string } } }>("GET", "/api/v2/instance");
  expect(made["server_key"]).toBe(instance.configuration.vapid.public_key);
  expect(Buffer.from(String(made["server_key"]), "base64url")).toHaveLength(65);
  const made_app = await alice.api<{ vapid_key: string }>("POST", "/api/v1/apps", {
    client_name: "x",
    redirect_uris: "urn:ietf:wg:oauth:2.0:oob",
  });
  expect(made_app.vapid_key).toBe(made["server_key"]);
  expect(await alice.api("PUT", AT, { data: { alerts: { poll: true }, policy: "none" } })).toMatchObject({
    id: made["id"],
    policy: "none",
    alerts: { poll: true, mention: false },
  });
  expect((await bob.asks("GET", AT)).status).toBe(404);
  expect((await bob.asks("PUT", AT, { data: {} })).status).toBe(404);
  expect(await alice.api("DELETE", AT)).toEqual({});
  expect((await alice.asks("GET", AT)).status).toBe(404);
});

test("what is no endpoint and what are no keys is refused", async () => {
  const { world, service, alice } = await scene();
  await using _world = world;
  const { subscription } = service.app("phone");
  const { keys } = subscription;
  const wrong = [
    {},
    { ...subscription, endpoint: "http://push.test/phone" },
    { ...subscription, endpoint: "javascript:alert(1)" },
    { ...subscription, keys: { ...keys, auth: "c2hvcnQ" } },
    { ...subscription, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } },
  ];
  for (const bad of wrong) expect((await alice.asks("POST", AT, { subscription: bad })).status).toBe(422);
  const [reader] = [await world.person("reader@alpha.test", { scopes: "read" })];
  expect((await reader.asks("POST", AT, { subscription })).status).toBe(403);
});

test.for([true, false])("what happens is pushed so that the app alone can read it (standard: %s)", async (standard) => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  await app.subscribes(alice, all, { standard });
  await bob.posts("@alice <b>hello</b> & good morning");
  await bob.follows(alice);
  await world.settles();
  const [mention, follow] = app.heard;
  const [, first] = await alice.notifications();
  expect(mention?.payload).toEqual({
    access_token: alice.token,
    preferred_locale: "en",
    notification_id: Number(first?.id),
    notification_type: "mention",
    icon: "https://alpha.test/avatars/original/missing.png",
    title: "You were mentioned by bob",
    body: "@alice <b>hello</b> & good morning",
  });
  expect(follow?.payload).toMatchObject({ notification_type: "follow", title: "bob is now following you" });
  expect(mention?.headers["content-encoding"]).toBe(standard ? "aes128gcm" : "aesgcm");
  const { server_key } = await alice.api<{ server_key: string }>("GET", AT);
  expect(mention?.signer).toBe(server_key.replace(/=+$/, ""));
  expect(mention?.claims).toMatchObject({ aud: "https://push.test", sub: "https://alpha.test" });
  const left = Number(mention?.claims["exp"]) - world.clock.now() / 1000;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(24 * 3600);
});

test("long words are cut, and nothing exceeds what services take", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  await app.subscribes(alice, all, { standard: true });
  await bob.posts(`@alice ${"👩‍🚀".repeat(900)}`);
  await world.settles();
  const [message] = app.heard;
  expect(message?.bytes).toBeLessThanOrEqual(4096);
  expect(message?.payload.body).toMatch(/^@alice 👩.*…$/u);
});

test("alerts and policies say what is pushed and from whom", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const carol = await world.person("carol@alpha.test");
  const phone = service.app("phone");
  const post = await alice.posts("mine");
  await alice.follows(bob);
  await carol.follows(alice);
  const heard: Record<string, string[]> = {};
  for (const policy of ["all", "followed", "follower", "none"]) {
    await phone.subscribes(alice, { alerts: { mention: true }, policy }, { standard: true });
    for (const friend of [bob, carol]) await friend.posts("@alice hi");
    await bob.favourites(post);
    await world.settles();
    heard[policy] = phone.heard.splice(0).map(({ payload }) => payload.title.replace("You were mentioned by ", ""));
  }
  expect(heard).toEqual({ all: ["bob", "carol"], followed: ["bob"], follower: ["carol"], none: [] });
});

test("a subscription that is gone is forgotten; a service that is busy is asked again", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  await app.subscribes(alice, all, { standard: true });
  app.answers(503);
  await bob.posts("@alice patience");
  await world.settles();
  expect(app.heard).toEqual([]);
  app.answers(201);
  await world.passes("1 minute");
  expect(app.heard.map(({ payload }) => payload.body)).toEqual(["@alice patience"]);
  app.answers(429);
  await bob.posts("@alice once more");
  await world.settles();
  app.answers(410);
  await world.passes("1 minute");
  expect((await alice.asks("GET", AT)).status).toBe(404);
  const before = service.tries.length;
  await bob.posts("@alice too late");
  await world.passes("1 day");
  expect(service.tries.length).toBe(before);
});

test("a push service that is down keeps its subscribers", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  await app.subscribes(alice, all, { standard: true });
  await world.down("push.test");
  await bob.posts("@alice hello");
  await world.settles();
  await world.passes("10 minutes");
  expect(app.heard).toEqual([]);
  expect((await alice.asks("GET", AT)).status).toBe(200);
});

test("an address inside is no push service", async () => {
  await using kith = await openTestKith();
  const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
  const { app } = await createApp(kith, { client_name: "x", redirect_uris: OOB, scopes: "push" });
  const token = await createToken(kith, { app_id: app.id, user_id: mia.id, scopes: "push" });
  const token_id = (await findAccess(kith, token))?.token_id ?? 0;
  const own = createECDH("prime256v1");
  own.generateKeys();
  const keys = { p256dh: own.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
  const asked = { ...keys, endpoint: "https://127.0.0.1:9/inside", standard: true, alerts: ["follow"], policy: "all" as const };
  await subscribe(kith, { token_id, account_id: mia.id, access_token: token }, asked);
  await follow(kith, ben, mia);
  await kith.worker.drain();
  await expect(getSubscription(kith.db, token_id)).rejects.toThrow("Record not found");
});

test("nobody is called for what is old, waits aside, or is for a token that has ended", async () => {
  const { world, service, alice, bob } = await scene();
  await using _world = world;
  const app = service.app("phone");
  await app.subscribes(alice, all, { standard: true });
  const far = await world.person("far@beta.test");
  await far.finds("alice@alpha.test");
  await world.down("alpha.test");
  await far.posts("@alice@alpha.test from long ago");
  await world.passes("1 minute");
  await world.up("alpha.test");
  await world.passes("8 hours");
  expect((await alice.notifications()).map(({ type }) => type)).toEqual(["mention"]);
  expect(app.heard).toEqual([]);
  await alice.api("PATCH", "/api/v2/notifications/policy", { for_not_following: "filter" });
  await bob.posts("@alice aside");
  await world.settles();
  expect(app.heard).toEqual([]);
  await alice.api("PATCH", "/api/v2/notifications/policy", { for_not_following: "accept" });
  await removeTokens(world.instance("alpha.test"), Number(alice.id));
  await bob.posts("@alice nobody listens");
  await world.settles();
  expect(service.tries).toEqual([]);
});
